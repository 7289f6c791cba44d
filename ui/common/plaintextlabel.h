// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QLabel>

// A label that shows its text as it is, never as markup, in a type and a tone of the tokens;
// characters that are not seen or turn others around are spelled out. It follows a change of theme.
// For text of ours and of servers alike. GUI thread.
class PlainTextLabel : public QLabel
{
    Q_OBJECT
public:
    explicit PlainTextLabel(Type type, Tone tone = Tone::Ink, QWidget *parent = nullptr);

    /// Shows and tells `shownText(text)`, which text() answers from then on.
    void setText(const QString &text);

    Tone tone() const { return m_tone; }
    void setTone(Tone tone);
    /// Wraps, may be narrower than its text, and can be selected with mouse and keyboard.
    void makeNote();

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyTone();

    Tone m_tone;
};
