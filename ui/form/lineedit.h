// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

// A line edit for forms. Undo and redo, by key and by context menu, are left to the window's own
// actions, for the undo history is that of the whole form. While it has no focus a text that is too
// long is painted elided, and characters that are not seen are spelled out; its text never changes.
// GUI thread.
class LineEdit final : public QLineEdit
{
    Q_OBJECT
public:
    explicit LineEdit(QWidget *parent = nullptr);

    /// False when a line edit would cut `text`, show another one or hide a part of it: line breaks,
    /// control characters, more than 32,767 characters.
    static bool holds(const QString &text);

    void setElideMode(Qt::TextElideMode mode) { m_elideMode = mode; }

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    bool paintsItself() const;

    Qt::TextElideMode m_elideMode = Qt::ElideRight;
};
