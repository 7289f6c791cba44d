// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secret.h"

#include <QJsonValue>
#include <QMetaType>
#include <QStringList>

#include <variant>

// The value of one field of one source. Four states:
//  absent      this server does not have the field
//  held        a value the program understands, null included
//  digest      a secret the server holds: only its keyed digest is here
//  unreadable  the server sent another type than the field's: shown as received, never sent
// Values compare plainly. Sets are stored sorted and without repetitions, so the order in which a
// server returns them never matters (contract §2.1: mappings come back in no fixed order).
class FieldValue
{
public:
    enum class State : quint8
    {
        Absent,
        Held,
        Digest,
        Unreadable
    };

    /// Absent.
    FieldValue() = default;
    static FieldValue null();
    static FieldValue flag(bool on);
    static FieldValue text(const QString &text);
    /// Keeps order and repetitions.
    static FieldValue list(const QStringList &items);
    /// Sorts and drops repetitions.
    static FieldValue set(QStringList items);
    /// A secret somebody typed. It compares by its digest, so equal to the same secret on the
    /// server.
    static FieldValue typedSecret(const Secret &secret, const QByteArray &digest);
    /// A secret the server holds.
    static FieldValue storedSecret(const QByteArray &digest);
    /// A value of another type than the field's, as received.
    static FieldValue unreadable(const QJsonValue &received);
    /// A value shown as received and never edited (themed icon addresses).
    static FieldValue opaque(const QJsonValue &received);

    State state() const { return m_state; }
    bool isAbsent() const { return m_state == State::Absent; }
    bool isUnreadable() const { return m_state == State::Unreadable; }
    bool isNull() const;
    bool isTypedSecret() const;

    /// The held value; a default-made one when the value is of another type.
    bool toFlag() const;
    QString toText() const;
    QStringList toList() const;
    /// The typed secret; empty for a digest.
    Secret toSecret() const;
    QByteArray digest() const { return m_digest; }
    QJsonValue received() const;
    /// The stored secret with the same digest in place of a typed one; any other value as it is.
    FieldValue withoutSecret() const;

    /// What a request carries for this value. Only for held values; a digest and an unreadable
    /// value have none (QJsonValue::Undefined). The typed secret is in it.
    QJsonValue toJson() const;

    friend bool operator==(const FieldValue &a, const FieldValue &b);
    friend QDebug operator<<(QDebug debug, const FieldValue &value);

private:
    using Held = std::variant<std::monostate, bool, QString, QStringList, Secret, QJsonValue>;

    State m_state = State::Absent;
    Held m_held;
    QByteArray m_digest;
};

Q_DECLARE_METATYPE(FieldValue)
