// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class PlainTextLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;
class Sign;

// One row of an ItemFrame with a hairline below it. For assistive technology it is a list item.
class ItemRow : public QWidget
{
    Q_OBJECT
public:
    explicit ItemRow(QWidget *parent = nullptr);

    /// What Tab stops at, in order.
    virtual QList<QWidget *> tabStops() const = 0;

protected:
    void paintEvent(QPaintEvent *event) override;
};

// The frame of a list editor: a row per element, a sentence when there is none, and one button as
// last row. For assistive technology it is a list. GUI thread.
class ItemFrame final : public QFrame
{
    Q_OBJECT
public:
    ItemFrame(const QString &name, const QString &emptySentence, const QString &addText,
              QWidget *parent = nullptr);

    QPushButton *addButton() const { return m_add; }
    /// Takes the row into the frame's ownership, behind the others.
    void appendRow(ItemRow *row);
    /// Deletes the row later.
    void removeRow(ItemRow *row);

private:
    void showEmptyRow(bool shown);
    int rowCount() const;

    QString m_emptySentence;
    QVBoxLayout *m_rows;
    QWidget *m_emptyRow = nullptr;
    QPushButton *m_add;
};

/// A small button with a cross, named for its element.
QToolButton *makeRemoveButton(QWidget *parent);
