// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QClipboard>
#include <QObject>

#include <chrono>
#include <memory>

class QLineEdit;

// Looks after secrets that a person copies out of a line edit that shows one. What was copied is
// marked for clipboard managers, so that their history leaves it out, and taken off the clipboard
// after 30 seconds or with this object, unless something else was copied meanwhile. Marking text
// with the mouse, which puts it on the primary selection of X11, is no wish to copy: that is
// emptied at once. The composition owns one while the program runs. GUI thread.
class SecretClipboard final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds longestStay{30};

    explicit SecretClipboard(Clock &clock, QObject *parent = nullptr);
    ~SecretClipboard() override;

    /// Whatever is copied out of `edit` is a secret.
    static void watch(QLineEdit &edit);

Q_SIGNALS:
    /// A secret was put on the clipboard.
    void copied();

private:
    void look(QClipboard::Mode mode);
    void keep(const QString &secret);
    void empty();

    Clock &m_clock;
    std::unique_ptr<Clock::Timer> m_stay; ///< while our secret is on the clipboard
    bool m_isChanging = false;            ///< the clipboard is being changed by this class
};
