// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"
#include "connections/showntext.h"
#include "connections/wrongfield.h"
#include "core/secret.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QWidget>

class FieldGrid;
class PlainTextLabel;
class SecretLine;

// The way to a server: how, and for a proxy of one's own its address and login. GUI thread.
class ProxyFields final : public QWidget
{
    Q_OBJECT
public:
    explicit ProxyFields(QWidget *parent = nullptr);

    /// `hasPassword`: one is stored for `proxy.username`.
    void setProxy(const ProxyChoice &proxy, bool hasPassword);
    /// What is hidden at the moment is kept as it was.
    ProxyChoice proxy() const;
    /// Empty when nothing was typed, or nothing is asked for.
    Secret typedPassword() const;
    WrongField problem() const;
    /// Only the password can be typed.
    void setLocked(bool isLocked);

Q_SIGNALS:
    void edited();

private:
    void makeManual();
    void updateParts();
    bool isManual() const;

    ProxyChoice m_stored;
    bool m_hasPassword = false;
    ShownText m_hostText;
    ShownText m_userText;
    QComboBox *m_mode;
    PlainTextLabel *m_note;
    FieldGrid *m_manual;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_user;
    FieldGrid *m_login;
    SecretLine *m_password;
};
