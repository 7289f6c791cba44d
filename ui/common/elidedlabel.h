// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/plaintextlabel.h"

// A label of one line that is elided when there is no room. Its text, and so its accessible name,
// stays whole; the whole text is the tool tip while it is cut. GUI thread.
class ElidedLabel final : public PlainTextLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(Type type, Tone tone = Tone::Ink, QWidget *parent = nullptr,
                         Qt::TextElideMode mode = Qt::ElideRight);

    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString shownText() const;

    Qt::TextElideMode m_mode;
};
