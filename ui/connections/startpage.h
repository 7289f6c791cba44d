// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class PlainTextLabel;
class QPushButton;

// The first page without a connection: what the program is, and the way into the demo. GUI thread.
class StartPage final : public QWidget
{
    Q_OBJECT
public:
    explicit StartPage(QWidget *parent = nullptr);

    /// Between the click and the demo's first answer.
    void setStarting(bool starting);
    /// Why the demo did not start; plain text.
    void showProblem(const QString &sentence);

Q_SIGNALS:
    void demoRequested();

private:
    PlainTextLabel *m_problem;
    QPushButton *m_start;
};
