// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QWidget>

class ElidedLabel;
class Sign;

// The lowest line of the window: whether the server answers, whether the edit is kept here, what
// was said last, and who changed the source that is shown. GUI thread.
class StatusLine final : public QWidget
{
    Q_OBJECT
public:
    explicit StatusLine(QWidget *parent = nullptr);

    void setOnline(const QString &sign, Tone tone, const QString &text);
    void say(const QString &sentence);
    /// What is kept on this machine of the edit shown; an empty text hides it.
    void setSavedHere(const QString &sign, Tone tone, const QString &text);
    void setLastChange(const QString &text, const QString &toolTip);

private:
    Sign *m_sign;
    ElidedLabel *m_online;
    Sign *m_savedSign;
    ElidedLabel *m_saved;
    ElidedLabel *m_said;
    ElidedLabel *m_lastChange;
};
