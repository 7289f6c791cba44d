// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QWidget>

// One sign as a real child, so that it exists for a screen reader: its accessible name says what
// it means. GUI thread.
class Sign final : public QWidget
{
    Q_OBJECT
public:
    explicit Sign(int size = Size::icon, QWidget *parent = nullptr);

    /// `meaning` is the accessible name and the tool tip; empty for a mere decoration.
    void setSign(const QString &name, Tone tone, const QString &meaning);
    QString name() const { return m_name; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_size;
    QString m_name;
    Tone m_tone = Tone::Ink;
};
