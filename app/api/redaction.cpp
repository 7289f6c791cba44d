// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/redaction.h"

#include "source/fieldtable.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype shortestSecret = 4;

QString asJson(const QString &text)
{
    const QByteArray json = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(2, json.size() - 4));
}

QString asAsciiJson(const QString &text)
{
    const QString json = asJson(text);
    QString escaped;
    for (const QChar c : json) {
        if (c.unicode() < 0x80)
            escaped += c;
        else
            escaped += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QLatin1Char('0'));
    }
    return escaped;
}

/// The ways a secret may be written. authentik trims text, so blanks around it do not count.
QStringList spellings(const QList<Secret> &secrets)
{
    QStringList all;
    for (const Secret &secret : secrets) {
        const QString text = secret.reveal().trimmed();
        if (text.size() < shortestSecret)
            continue;
        all << text << asJson(text) << asAsciiJson(text) << text.toHtmlEscaped()
            << QString::fromLatin1(QUrl::toPercentEncoding(text));
    }
    all.removeDuplicates();
    return all;
}

QString blanked(QString text, const QStringList &spellings)
{
    for (const QString &spelling : spellings)
        text.replace(spelling, "***"_L1, Qt::CaseInsensitive);
    return text;
}

/// The names that route a message to its place stay, whatever somebody typed as a token.
QString blankedKey(const QString &key, const QStringList &spellings)
{
    if (fieldForKey(key) || key == "detail"_L1 || key == "non_field_errors"_L1)
        return key;
    return blanked(key, spellings);
}

/// In an object that is a source, and no report on one, a text under a secret's key is the secret.
bool isStoredSecret(const QJsonObject &object, const QJsonObject::const_iterator &member)
{
    const auto field = fieldForKey(member.key());
    return field && rowOf(*field).kind == FieldKind::Secret && member.value().isString()
            && (object.contains("pk"_L1) || object.contains("component"_L1));
}

QJsonValue blanked(const QJsonValue &value, const QStringList &spellings)
{
    if (value.isString())
        return blanked(value.toString(), spellings);
    if (value.isArray()) {
        QJsonArray items;
        const QJsonArray received = value.toArray();
        for (const QJsonValue &item : received)
            items.append(blanked(item, spellings));
        return items;
    }
    if (value.isObject()) {
        QJsonObject object;
        const QJsonObject received = value.toObject();
        for (auto it = received.begin(); it != received.end(); ++it)
            object.insert(blankedKey(it.key(), spellings),
                          isStoredSecret(received, it) ? QJsonValue(u"***"_s)
                                                       : blanked(it.value(), spellings));
        return object;
    }
    return value;
}
} // namespace

QString withoutSecrets(const QString &text, const QList<Secret> &secrets)
{
    return blanked(text, spellings(secrets));
}

QByteArray withoutSecrets(const QByteArray &body, const QList<Secret> &secrets)
{
    const QStringList wanted = spellings(secrets);
    if (wanted.isEmpty())
        return body;
    const QJsonDocument json = QJsonDocument::fromJson(body);
    if (json.isObject() || json.isArray()) {
        const QJsonDocument clean = json.isObject()
                ? QJsonDocument(blanked(QJsonValue(json.object()), wanted).toObject())
                : QJsonDocument(blanked(QJsonValue(json.array()), wanted).toArray());
        return clean == json ? body : clean.toJson(QJsonDocument::Compact);
    }
    const QString text = QString::fromUtf8(body);
    const QString clean = blanked(text, wanted);
    return clean == text ? body : clean.toUtf8(); // else as received, whatever its encoding
}
