// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVBoxLayout>
#include <QWidget>

// A box with a hairline on the chrome, with a sign and a title. GUI thread.
class Card final : public QWidget
{
    Q_OBJECT
public:
    Card(const QString &sign, const QString &title, QWidget *parent = nullptr);

    /// What stands below the title goes in here.
    QVBoxLayout *content() const { return m_content; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_content;
};
