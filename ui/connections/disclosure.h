// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QWidget>

// A line that opens and closes what stands below it, by click and by key. GUI thread.
class Disclosure final : public QWidget
{
    Q_OBJECT
public:
    /// Takes `content` over; it is closed at first.
    Disclosure(const QString &title, QWidget *content, QWidget *parent = nullptr);

    bool isOpen() const { return m_button->isChecked(); }
    void setOpen(bool isOpen) { m_button->setChecked(isOpen); }
    QPushButton *button() const { return m_button; }
    QWidget *content() const { return m_content; }

Q_SIGNALS:
    void toggled(bool isOpen);

private:
    void apply(bool isOpen);

    QPushButton *m_button;
    QWidget *m_content;
};
