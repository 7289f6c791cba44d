// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/validation.h"

#include "source/fieldtable.h"
#include "source/plexsource.h"
#include "source/remark.h"
#include "source/schematraits.h"

#include <QStringView>

#include <algorithm>

namespace {

/// A blank for Python's str.strip(), which the server trims with (contract §2.1): Unicode's white
/// space, as QChar sees it, and the four information separators.
bool isBlank(QChar c)
{
    return c.isSpace() || (c.unicode() >= 0x1c && c.unicode() <= 0x1f);
}

QStringView stripped(QStringView text)
{
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

bool hasHalfCharacter(QStringView text)
{
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (!text[at].isSurrogate())
            continue;
        const bool isPair =
                text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate();
        if (!isPair)
            return true;
        ++at;
    }
    return false;
}

/// `^[-a-zA-Z0-9_]+$` of every release (contract §2.1).
bool isSlug(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
    });
}

/// Characters as the server counts them: a surrogate pair is one.
qsizetype lengthOf(QStringView text)
{
    return std::count_if(text.begin(), text.end(), [](QChar c) { return !c.isLowSurrogate(); });
}

/// Collects the findings of one field.
class Check
{
public:
    Check(Field field, const FieldTraits &traits, QList<FieldProblem> *problems)
        : m_row(rowOf(field))
        , m_traits(traits)
        , m_problems(problems)
    { }

    void value(const FieldValue &value)
    {
        if (value.state() != FieldValue::State::Held)
            return; // absent, a digest, unreadable: never sent
        if (value.isTypedSecret())
            return secret(value.toSecret().reveal());
        if (value.isNull()) {
            if (!m_traits.nullable)
                found(Remark::Null);
            return;
        }
        switch (m_row.kind) {
        case FieldKind::Text:
        case FieldKind::Choice:
        case FieldKind::Secret:
            return text(value.toText());
        case FieldKind::Reference:
            characters(value.toText()); // "" is null to the server (contract §2.1)
            return;
        case FieldKind::TextList:
        case FieldKind::ReferenceSet:
            return list(value.toList());
        case FieldKind::Flag:
        case FieldKind::Opaque:
            break;
        }
    }

private:
    void secret(const QString &typed)
    {
        // A Secret holds UTF-8 and U+FFFD in place of half a character.
        if (typed.contains(QChar::ReplacementCharacter))
            found(Remark::HalfCharacter);
        else
            text(typed);
    }

    void list(const QStringList &items)
    {
        for (int at = 0; at < items.size(); ++at) {
            m_item = at;
            if (stripped(items[at]).isEmpty())
                found(Remark::Blank);
            else
                characters(items[at]);
        }
    }

    void text(const QString &whole)
    {
        const QStringView text = stripped(whole);
        if (text.isEmpty()) {
            if (!m_row.blankAllowed)
                found(Remark::Blank);
            return;
        }
        if (!characters(text))
            return;
        if (m_row.isSlug && !isSlug(text))
            found(Remark::SlugPattern);
        if (m_traits.maxLength && lengthOf(text) > *m_traits.maxLength)
            found(Remark::TooLong, *m_traits.maxLength);
    }

    /// False when the text holds characters that no field takes.
    bool characters(QStringView text)
    {
        if (text.contains(QChar(u'\0'))) {
            found(Remark::Nul);
            return false;
        }
        if (hasHalfCharacter(text)) {
            found(Remark::HalfCharacter);
            return false;
        }
        return true;
    }

    void found(Remark remark, int limit = 0)
    {
        m_problems->append({m_row.field, m_item, remarkText(remark, m_row.field, limit), {}});
    }

    const FieldRow &m_row;
    const FieldTraits &m_traits;
    QList<FieldProblem> *m_problems;
    std::optional<int> m_item;
};

} // namespace

QList<FieldProblem> validate(const PlexSource &current, const FieldSet &fields,
                             const SchemaTraits &traits)
{
    QList<FieldProblem> problems;
    for (const Field field : fields) {
        const FieldTraits &of = traits.of(field);
        if (of.writable) // a value for any other field is ignored by the server, never refused
            Check(field, of, &problems).value(current.value(field));
    }
    return problems;
}

bool nobodyCanLogIn(const PlexSource &source)
{
    const FieldValue &servers = source.value(Field::AllowedServers);
    const FieldValue &friends = source.value(Field::AllowFriends);
    const auto isKnown = [](const FieldValue &value) {
        return value.state() == FieldValue::State::Held && !value.isNull();
    };
    return isKnown(servers) && isKnown(friends) && servers.toList().isEmpty() && !friends.toFlag();
}
