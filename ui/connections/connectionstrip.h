// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QWidget>

class ElidedLabel;
class Sign;

/// What kind of server a connection leads to, as a person said. It gives the window its colour,
/// shape and word.
enum class ConnectionKind : quint8
{
    Unknown,
    Demo
};

/// What the strip shows of a connection. A plain value.
struct ConnectionLook
{
    ConnectionKind kind = ConnectionKind::Unknown;
    QString host;

    QString word() const; ///< "demo"; the host where nothing else is known
    QString sign() const; ///< its shape
    Tone tone() const;

    friend bool operator==(const ConnectionLook &, const ConnectionLook &) = default;
};

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
