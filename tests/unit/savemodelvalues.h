// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "samples.h"
#include "source/fieldtable.h"
#include "source/plexsource.h"

#include <QHash>

#include <array>

// The sources and values of the model, and what its server makes of a value.

namespace SaveModel {

using namespace Qt::Literals::StringLiterals;

inline constexpr std::array editable = {
        Field::Name,     Field::Slug,      Field::Enabled,        Field::AllowedServers,
        Field::ClientId, Field::PlexToken, Field::EnrollmentFlow, Field::UserPropertyMappings};

inline QByteArray digestOf(const QString &token)
{
    static QHash<QString, QByteArray> known;
    QByteArray &digest = known[token];
    if (digest.isEmpty())
        digest = Samples::digests().digest(token);
    return digest;
}

inline FieldValue token(const QString &text)
{
    return FieldValue::typedSecret(Secret(text), digestOf(text));
}

/// Few values per field, so that the same one comes from several sides, and some that a server
/// changes before it stores them.
inline const QList<FieldValue> &valuesOf(Field field)
{
    static const QList<FieldValue> names = {
            FieldValue::text(u"Home"_s), FieldValue::text(u"Family"_s),
            FieldValue::text(u" Den "_s), FieldValue::text(u"Den"_s)};
    static const QList<FieldValue> slugs = {FieldValue::text(u"home"_s), FieldValue::text(u"new"_s),
                                            FieldValue::text(u"b"_s), FieldValue::text(u"c"_s)};
    static const QList<FieldValue> flags = {FieldValue::flag(true), FieldValue::flag(false)};
    static const QList<FieldValue> lists = {
            FieldValue::list({u"a"_s, u"b"_s}), FieldValue::list({u"a"_s, u"b"_s, u"c"_s}),
            FieldValue::list({u"b"_s}), FieldValue::list({u"b"_s, u"a"_s}),
            FieldValue::list({u"a"_s, u"b"_s, u"d"_s})};
    static const QList<FieldValue> clients = {FieldValue::text(u"c1"_s), FieldValue::text(u"c2"_s),
                                              FieldValue::text(u"c3"_s)};
    static const QList<FieldValue> tokens = {token(u"t1"_s), token(u"t2"_s), token(u"t3"_s)};
    static const QList<FieldValue> flows = {
            FieldValue::null(), FieldValue::text(u"00000000-0000-4000-8000-0000000000aa"_s),
            FieldValue::text(u"000000000000400080000000000000BB"_s)};
    static const QList<FieldValue> mappings = {FieldValue::set({}), FieldValue::set({u"m1"_s}),
                                               FieldValue::set({u"m1"_s, u"m2"_s}),
                                               FieldValue::set({u"m3"_s})};
    switch (field) {
    case Field::Name:
        return names;
    case Field::Slug:
        return slugs;
    case Field::Enabled:
        return flags;
    case Field::AllowedServers:
        return lists;
    case Field::PlexToken:
        return tokens;
    case Field::EnrollmentFlow:
        return flows;
    case Field::UserPropertyMappings:
        return mappings;
    default:
        return clients;
    }
}

/// What the server keeps of a value that was sent.
inline FieldValue kept(Field field, const FieldValue &sent)
{
    switch (rowOf(field).kind) {
    case FieldKind::Secret:
        return FieldValue::storedSecret(sent.digest());
    case FieldKind::Text:
        return FieldValue::text(sent.toText().trimmed());
    case FieldKind::Reference:
        if (sent.isNull() || sent.toText().isEmpty())
            return FieldValue::null();
        if (QString id = sent.toText().toLower(); id.size() == 32) {
            for (const qsizetype dash : {20, 16, 12, 8})
                id.insert(dash, u'-');
            return FieldValue::text(id);
        }
        return sent;
    default:
        return sent;
    }
}

inline PlexSource newSource(int number, const QString &slug)
{
    PlexSource source;
    source.setValue(Field::Pk, FieldValue::text(u"pk-%1"_s.arg(number)));
    for (const Field field : editable)
        source.setValue(field, kept(field, valuesOf(field).first()));
    source.setValue(Field::Slug, FieldValue::text(slug));
    source.setValue(Field::IconUrl, FieldValue::text(u"/static/%1"_s.arg(number)));
    return source;
}

inline const QString ourPk = u"pk-1"_s;

inline Error failed(ErrorKind kind, Arrival arrival)
{
    Error error;
    error.kind = kind;
    error.arrival = arrival;
    return error;
}

} // namespace SaveModel
