// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changes/wrappedlabel.h"

#include <QRadioButton>

/// Whose value a cell holds.
enum class ConflictSide : quint8
{
    Theirs,
    Mine
};

// One side's value as a radio button that fills its cell: the whole cell is clicked, and a chosen
// one has the side's ground and outline besides its dot. ConflictRow owns two of them. GUI thread.
class ConflictCell final : public QRadioButton
{
    Q_OBJECT
public:
    explicit ConflictCell(ConflictSide side, QWidget *parent = nullptr);

    /// `remark` is a second, smaller line: what the value is on the wire. Empty for none.
    void setTexts(const QString &value, const QString &remark);
    QString value() const { return m_value; }
    bool isCut() const;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    bool hitButton(const QPoint &at) const override;
    void paintEvent(QPaintEvent *event) override;

private:
    QRect textRect(const QRect &cell) const;
    int valueHeight(int width) const;
    int remarkHeight(int width) const;

    ConflictSide m_side;
    QString m_value;
    QString m_remark;
};

// One side's change of a list that fits together with the other's: filled, and nothing to choose.
class FittingCell final : public WrappedLabel
{
    Q_OBJECT
public:
    explicit FittingCell(ConflictSide side, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ConflictSide m_side;
};
