// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>
#include <QWidget>

class BaseUrl;
class QVBoxLayout;

/// The page of a server on which tokens are made: `<base>/if/admin/#/core/tokens`.
QUrl tokenPage(const BaseUrl &base);

// How to get a token: its intent, the least rights that do the job, and what is missing without
// each (contract §2.3, §4.1, §8). GUI thread.
class TokenHelp final : public QWidget
{
    Q_OBJECT
public:
    explicit TokenHelp(QWidget *parent = nullptr);

private:
    void addRight(QVBoxLayout &column, const QString &right, const QString &names,
                  const QString &without);
};
