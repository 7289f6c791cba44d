// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QWidget>

class PlainTextLabel;
class Sign;

// A word on a filled ground with its shape: where something goes. GUI thread.
class Tag final : public QWidget
{
    Q_OBJECT
public:
    explicit Tag(QWidget *parent = nullptr);

    /// `tone` colours the ground; a tone that is no kind of connection gives the ground of main
    /// buttons.
    void setTag(const QString &sign, const QString &word, Tone tone);
    QString word() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Sign *m_sign;
    PlainTextLabel *m_word;
    Tone m_tone = Tone::Ink;
};

/// The filled ground that goes with a tone of a connection, and the tone of text on it.
QColor fillOf(Tone tone, const Tokens &tokens);
Tone toneOnFill(Tone tone);
