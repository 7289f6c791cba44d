// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changes/conflictcolumns.h"

#include <QWidget>

#include <array>

class QGridLayout;
class QPushButton;
class WrappedLabel;

// The ways out of a conflict, each under the column that it takes and with its consequence below.
// None is the default button. ConflictDialog owns it. GUI thread.
class ConflictFooter final : public QWidget
{
    Q_OBJECT
public:
    explicit ConflictFooter(QWidget *parent = nullptr);

    void setColumns(const ConflictColumns &columns);
    /// What *Take theirs* and *Keep mine* do.
    void setMeanings(const QString &takeTheirs, const QString &keepMine);
    /// What would be sent, or what is to be chosen before.
    void setResult(bool canSend, const QString &meaning);
    QPushButton *laterButton() const { return m_buttons[Later]; }

Q_SIGNALS:
    void laterRequested();
    void theirsRequested();
    void mineRequested();
    void resultRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    enum Way : std::size_t
    {
        Later,
        Theirs,
        Mine,
        Result
    };
    static constexpr int ways = 4;

    void makeWay(Way way, int column, int span, const QString &text);
    void setMeaning(Way way, const QString &meaning);

    QGridLayout *m_grid;
    std::array<QPushButton *, ways> m_buttons = {};
    std::array<WrappedLabel *, ways> m_meanings = {};
};
