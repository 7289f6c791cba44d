// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"

#include <QButtonGroup>
#include <QRadioButton>
#include <QWidget>

// What kind of server a connection leads to: production, staging, test or none, each with its shape
// and word. GUI thread.
class KindChoice final : public QWidget
{
    Q_OBJECT
public:
    explicit KindChoice(QWidget *parent = nullptr);

    /// A demo is shown as none, and stays one until a button is pressed.
    void setKind(ConnectionKind kind);
    ConnectionKind kind() const { return m_kind; }
    QRadioButton *button(ConnectionKind kind) const;

Q_SIGNALS:
    void edited();

private:
    QButtonGroup *m_group;
    ConnectionKind m_kind = ConnectionKind::Unknown;
};
