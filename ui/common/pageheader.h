// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class ElidedLabel;
class QHBoxLayout;
class QLineEdit;
class QPushButton;

// The head of a page in the place of the form: its title, a sentence below, and to the right what
// can be done with the page as a whole. GUI thread.
class PageHeader final : public QWidget
{
    Q_OBJECT
public:
    explicit PageHeader(const QString &title, QWidget *parent = nullptr);

    /// What stands below the title: how many there are.
    void setSentence(const QString &sentence);
    /// Without the hairline below: something of the head follows.
    void setOpen(bool isOpen);

    /// Each comes right of the others.
    QLineEdit *addSearch(const QString &name);
    QPushButton *addButton(const QString &text, const QString &iconName = {});
    /// Without a frame.
    QPushButton *addQuietButton(const QString &text, const QString &iconName);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QHBoxLayout *m_row;
    ElidedLabel *m_sentence;
    bool m_isOpen = false;
};
