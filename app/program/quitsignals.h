// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

// Turns SIGTERM, SIGINT and SIGHUP into a signal of the event loop, so that the program ends in
// order. One for the process, made by the composition. GUI thread.
class QuitSignals final : public QObject
{
    Q_OBJECT
public:
    explicit QuitSignals(QObject *parent = nullptr);
    /// The signals end the process at once again.
    ~QuitSignals() override;

Q_SIGNALS:
    void received();
};
