// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/plaintextlabel.h"

// The line below an editor. It keeps the height that its help needs at its width, whatever it says
// at the moment, so that nothing jumps when help gives way to *Was …*; a longer text is elided to
// that room. Its text, and so its accessible name, stays whole. GUI thread.
class Caption final : public PlainTextLabel
{
    Q_OBJECT
public:
    explicit Caption(QWidget *parent = nullptr);

    /// The text that decides the height.
    void setReserve(const QString &help);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    int textHeight(const QString &text, int width) const;
    bool isCut() const;

    QString m_reserve;
};
