// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/plaintextlabel.h"

class QHelpEvent;

// Text over a few lines: broken between words or, where a word is too long, inside it; what does
// not fit is elided.
namespace WrappedText {

/// Height in pixels at this width, of at most `mostLines` lines.
int heightOf(const QString &text, const QFont &font, int width, int mostLines);
/// True when `mostLines` lines do not show all of it.
bool isCut(const QString &text, const QFont &font, int width, int mostLines);
/// Paints with the painter's font and pen.
void draw(QPainter &painter, const QRect &rect, Qt::Alignment alignment, const QString &text,
          int mostLines);
/// Shows `text` as a tool tip, as plain text; of a very long one the beginning.
void showToolTip(const QHelpEvent &event, const QString &text, QWidget *widget);

} // namespace WrappedText

// A label that wraps anywhere and takes a few lines at most. Its text, and so its accessible name,
// stays whole; the whole text is the tool tip while it is cut. GUI thread.
class WrappedLabel : public PlainTextLabel
{
    Q_OBJECT
public:
    explicit WrappedLabel(Type type, Tone tone = Tone::Ink, QWidget *parent = nullptr);

    void setMostLines(int lines);
    bool isCut() const;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    int textWidth(int width) const;

    int m_mostLines = 4;
};
