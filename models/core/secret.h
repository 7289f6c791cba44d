// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDebug>
#include <QString>

// A secret a person typed or a store handed out. It cannot be printed or streamed by accident and
// overwrites its own buffer when it goes. Copies that Qt makes while a secret is on its way
// (sockets, editors) cannot be wiped.
class Secret
{
public:
    Secret() = default;
    explicit Secret(const QString &text);
    Secret(const Secret &other);
    Secret(Secret &&other) noexcept;
    Secret &operator=(const Secret &other);
    Secret &operator=(Secret &&other) noexcept;
    ~Secret();

    bool isEmpty() const { return m_utf8.isEmpty(); }
    /// The secret itself: only for the place that sends it or shows it in its editor.
    QString reveal() const { return QString::fromUtf8(m_utf8); }
    QByteArray revealUtf8() const { return QByteArray(m_utf8.constData(), m_utf8.size()); }

    friend bool operator==(const Secret &a, const Secret &b) { return a.m_utf8 == b.m_utf8; }
    friend QDebug operator<<(QDebug debug, const Secret &) { return debug << "***"; }

private:
    void wipe();

    QByteArray m_utf8; // never shared: each Secret holds a buffer of its own
};

// Fingerprints of secrets: HMAC-SHA256 under a key of this installation. A stored digest tells
// whether a secret changed and nothing else. The key is 32 random bytes; whoever builds the client
// hands it in.
class DigestKey
{
public:
    explicit DigestKey(const QByteArray &key);
    static DigestKey random();

    /// The digest of `secret` as the server would store it: authentik trims text on every write
    /// (contract §2.1), so blanks around it do not count. 32 bytes.
    QByteArray digest(const QString &secret) const;

private:
    Secret m_key;
};
