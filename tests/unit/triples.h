// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "samples.h"
#include "source/merge.h"
#include "source/schematraits.h"

#include <ostream>
#include <rapidcheck.h>

// Random edits for RapidCheck: what an edit started from, what it holds, what the server holds now.
// Of several releases, so with absent fields; biased so that both sides often meet on a field.

namespace Triples {

using namespace Qt::Literals::StringLiterals;

/// In every typed secret, so that a test can look for it in bytes.
inline const QString canary = u"canary-"_s;

struct Triple
{
    PlexSource baseline;
    PlexSource mine;
    PlexSource theirs;
    SchemaTraits traits;
    FieldSet touched; ///< those of mine that may be sent
};

/// 0 … most, both included.
inline int upTo(int most)
{
    return *rc::gen::inRange(0, most + 1);
}

inline QString word()
{
    static const QStringList words = {u"a"_s,   u"b"_s,        u"media-01"_s, u"Plex Ü"_s,
                                      u" c "_s, u"%(slug)s"_s, u"\"{}\\"_s,   u"日本"_s};
    return words[upTo(int(words.size()) - 1)];
}

inline QStringList words(int most)
{
    QStringList items;
    for (int left = upTo(most); left > 0; --left)
        items.append(word());
    return items;
}

/// Another list by what people do to one: take out, put in, exchange.
inline QStringList editedList(QStringList items)
{
    for (int left = 1 + upTo(1); left > 0; --left) {
        const int what = upTo(4);
        if (what < 2 && !items.isEmpty())
            items.removeAt(upTo(int(items.size()) - 1));
        else if (what == 4 && items.size() > 1)
            items.swapItemsAt(0, items.size() - 1);
        else
            items.insert(upTo(int(items.size())), u"new-%1"_s.arg(upTo(4)));
    }
    return items;
}

inline FieldValue typedSecret()
{
    return Samples::typedToken(canary + QString::number(upTo(3)));
}

/// A value of the field's kind as a person or a program sets it; near `base` for lists.
inline FieldValue newValue(Field field, const FieldValue &base)
{
    const FieldRow &row = rowOf(field);
    switch (row.kind) {
    case FieldKind::Flag:
        return FieldValue::flag(upTo(1) == 1);
    case FieldKind::Choice: {
        const int at = upTo(int(row.choices.size()));
        return FieldValue::text(
                at == int(row.choices.size())
                        ? u"of-a-newer-server"_s
                        : QString(QLatin1StringView(row.choices[std::size_t(at)].value)));
    }
    case FieldKind::Reference:
        return upTo(3) == 0
                ? FieldValue::null()
                : FieldValue::text(u"00000000-0000-4000-8000-00000000001%1"_s.arg(upTo(3)));
    case FieldKind::TextList:
        return FieldValue::list(upTo(5) == 0 ? words(4) : editedList(base.toList()));
    case FieldKind::ReferenceSet:
        return FieldValue::set(upTo(5) == 0 ? words(4) : editedList(base.toList()));
    case FieldKind::Secret:
        return typedSecret();
    case FieldKind::Opaque:
        return FieldValue::opaque(QJsonObject{{u"light"_s, word()}});
    case FieldKind::Text:
        break;
    }
    return row.nullable && upTo(3) == 0 ? FieldValue::null() : FieldValue::text(word());
}

/// As the server shows it: of a secret only the digest.
inline FieldValue shown(const FieldValue &value)
{
    return value.isTypedSecret() ? FieldValue::storedSecret(value.digest()) : value;
}

inline PlexSource baselineOfSomeRelease()
{
    QJsonObject object = upTo(1) == 0
            ? Samples::recordedBody(Samples::releases().at(upTo(1)), u"object/get"_s)
            : Samples::object();
    if (upTo(7) == 0)
        object.insert(u"of_a_newer_server"_s, QJsonObject{{u"deep"_s, QJsonArray{1, true}}});
    if (upTo(7) == 0)
        object.insert(u"enabled"_s, u"a text"_s); // unreadable
    PlexSource source = Samples::fromObject(object);
    for (const FieldRow &row : fieldTable()) {
        const FieldValue &value = source.value(row.field);
        if (!row.readOnly && !value.isAbsent() && !value.isUnreadable() && upTo(2) == 0)
            source.setValue(row.field, shown(newValue(row.field, value)));
    }
    return source;
}

inline Triple triple()
{
    Triple all;
    all.baseline = baselineOfSomeRelease();
    all.traits = SchemaTraits::fromSource(all.baseline);
    all.mine = all.baseline;
    all.theirs = all.baseline;
    for (const FieldRow &row : fieldTable()) {
        const FieldValue &base = all.baseline.value(row.field);
        const bool canEdit = all.traits.of(row.field).writable;
        const int what = upTo(9);
        const bool same = what == 4;
        if (what >= 2 && what <= 6 && (canEdit || what == 2)) {
            // 2: also what a program must not send
            const FieldValue mine = newValue(row.field, base);
            all.mine.setValue(row.field, mine);
            if (canEdit && !(mine == base))
                all.touched.insert(row.field);
            if (same)
                all.theirs.setValue(row.field, shown(mine));
        }
        if (what >= 5 && what <= 8 && row.field != Field::Pk)
            all.theirs.setValue(row.field, shown(newValue(row.field, base)));
        if (what == 9 && upTo(9) == 0)
            all.theirs.setValue(row.field, {}); // another release since
    }
    return all;
}

inline std::ostream &operator<<(std::ostream &out, const Triple &all)
{
    QString text;
    QDebug debug(&text);
    for (const FieldRow &row : fieldTable()) {
        const FieldValue &base = all.baseline.value(row.field);
        if (base == all.mine.value(row.field) && base == all.theirs.value(row.field))
            continue;
        debug << row.key << base << "mine" << all.mine.value(row.field) << "theirs"
              << all.theirs.value(row.field) << '\n';
    }
    return out << text.toStdString();
}

} // namespace Triples

template <>
struct rc::Arbitrary<Triples::Triple>
{
    static rc::Gen<Triples::Triple> arbitrary() { return rc::gen::exec(&Triples::triple); }
};
