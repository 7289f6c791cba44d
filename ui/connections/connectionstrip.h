// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionlook.h"

#include <QWidget>

class ElidedLabel;
class Sign;

// The strip under the menu: the open connection as a filled tab, and who is logged in to which
// release. GUI thread.
class ConnectionStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionStrip(QWidget *parent = nullptr);

    void setConnection(const ConnectionLook &look);
    void setAccount(const QString &username, const QString &release);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ConnectionLook m_look;
    QWidget *m_tab;
    Sign *m_sign;
    ElidedLabel *m_word;
    ElidedLabel *m_host;
    ElidedLabel *m_account;
};
