// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/fieldvalue.h"

#include <QJsonArray>

#include <algorithm>

FieldValue FieldValue::null()
{
    FieldValue value;
    value.m_state = State::Held;
    return value;
}

FieldValue FieldValue::flag(bool on)
{
    FieldValue value = null();
    value.m_held = on;
    return value;
}

FieldValue FieldValue::text(const QString &text)
{
    FieldValue value = null();
    value.m_held = text;
    return value;
}

FieldValue FieldValue::list(const QStringList &items)
{
    FieldValue value = null();
    value.m_held = items;
    return value;
}

FieldValue FieldValue::set(QStringList items)
{
    std::sort(items.begin(), items.end());
    items.removeDuplicates();
    return list(items);
}

FieldValue FieldValue::typedSecret(const Secret &secret, const QByteArray &digest)
{
    FieldValue value = null();
    value.m_held = secret;
    value.m_digest = digest;
    return value;
}

FieldValue FieldValue::storedSecret(const QByteArray &digest)
{
    FieldValue value;
    value.m_state = State::Digest;
    value.m_digest = digest;
    return value;
}

FieldValue FieldValue::unreadable(const QJsonValue &received)
{
    FieldValue value = opaque(received);
    value.m_state = State::Unreadable;
    return value;
}

FieldValue FieldValue::opaque(const QJsonValue &received)
{
    FieldValue value = null();
    value.m_held = received;
    return value;
}

bool FieldValue::isNull() const
{
    return m_state == State::Held && std::holds_alternative<std::monostate>(m_held);
}

bool FieldValue::isTypedSecret() const
{
    return m_state == State::Held && std::holds_alternative<Secret>(m_held);
}

bool FieldValue::toFlag() const
{
    const bool *flag = std::get_if<bool>(&m_held);
    return flag && *flag;
}

QString FieldValue::toText() const
{
    const QString *text = std::get_if<QString>(&m_held);
    return text ? *text : QString();
}

QStringList FieldValue::toList() const
{
    const QStringList *items = std::get_if<QStringList>(&m_held);
    return items ? *items : QStringList();
}

Secret FieldValue::toSecret() const
{
    const Secret *secret = std::get_if<Secret>(&m_held);
    return secret ? *secret : Secret();
}

FieldValue FieldValue::withoutSecret() const
{
    return isTypedSecret() ? storedSecret(m_digest) : *this;
}

QJsonValue FieldValue::received() const
{
    const QJsonValue *received = std::get_if<QJsonValue>(&m_held);
    return received ? *received : QJsonValue(QJsonValue::Undefined);
}

QJsonValue FieldValue::toJson() const
{
    struct ToJson
    {
        QJsonValue operator()(std::monostate) const { return QJsonValue::Null; }
        QJsonValue operator()(bool flag) const { return flag; }
        QJsonValue operator()(const QString &text) const { return text; }
        QJsonValue operator()(const QStringList &items) const
        {
            return QJsonArray::fromStringList(items);
        }
        QJsonValue operator()(const Secret &secret) const { return secret.reveal(); }
        QJsonValue operator()(const QJsonValue &) const { return QJsonValue::Undefined; }
    };
    if (m_state != State::Held)
        return QJsonValue::Undefined;
    return std::visit(ToJson{}, m_held);
}

bool operator==(const FieldValue &a, const FieldValue &b)
{
    // A typed secret equals the stored one with the same digest: typing the stored token again
    // changes nothing.
    if (!a.m_digest.isEmpty() || !b.m_digest.isEmpty())
        return a.m_digest == b.m_digest;
    return a.m_state == b.m_state && a.m_held == b.m_held;
}

QDebug operator<<(QDebug debug, const FieldValue &value)
{
    const QDebugStateSaver saver(debug);
    debug.nospace();
    switch (value.m_state) {
    case FieldValue::State::Absent:
        return debug << "absent";
    case FieldValue::State::Digest:
        return debug << "digest " << value.m_digest.toHex().left(8);
    case FieldValue::State::Unreadable:
        return debug << "unreadable " << value.received();
    case FieldValue::State::Held:
        break;
    }
    if (value.isTypedSecret())
        return debug << "typed secret " << value.m_digest.toHex().left(8);
    const QJsonValue json = value.toJson();
    return debug << (json.isUndefined() ? value.received() : json);
}
