// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/merge.h"

#include "source/fieldtable.h"

#include <QSet>

#include <algorithm>
#include <optional>

namespace {

QSet<QString> setOf(const QStringList &items)
{
    return {items.begin(), items.end()};
}

/// What is left when both sides' additions and removals are carried out.
QSet<QString> combinedSet(const QSet<QString> &base, const QSet<QString> &mine,
                          const QSet<QString> &theirs)
{
    const QSet<QString> removed = (base - mine) | (base - theirs);
    return (base | mine | theirs) - removed;
}

bool hasRepetitions(const QStringList &items)
{
    return setOf(items).size() != items.size();
}

bool keepsOrder(const QStringList &base, const QStringList &changed)
{
    qsizetype last = -1;
    for (const QString &item : changed) {
        const qsizetype at = base.indexOf(item);
        if (at < 0)
            continue;
        if (at < last)
            return false;
        last = at;
    }
    return true;
}

/// Their list with my additions and removals in it. None when an order changed or an item repeats:
/// which of two equal items somebody meant cannot be told, so a person decides.
std::optional<QStringList> combinedList(const QStringList &base, const QStringList &mine,
                                        const QStringList &theirs)
{
    if (hasRepetitions(base) || hasRepetitions(mine) || hasRepetitions(theirs))
        return std::nullopt;
    if (!keepsOrder(base, mine) || !keepsOrder(base, theirs) || !keepsOrder(theirs, mine))
        return std::nullopt;
    const QSet<QString> wanted = combinedSet(setOf(base), setOf(mine), setOf(theirs));
    QStringList result;
    std::copy_if(theirs.begin(), theirs.end(), std::back_inserter(result),
                 [&wanted](const QString &item) { return wanted.contains(item); });
    qsizetype after = -1; // where my last item that is in the result stands
    for (const QString &item : mine) {
        if (const qsizetype at = result.indexOf(item); at >= 0)
            after = at;
        else if (wanted.contains(item))
            result.insert(++after, item);
    }
    return result;
}

std::optional<FieldValue> combined(Field field, const FieldValue &base, const FieldValue &mine,
                                   const FieldValue &theirs)
{
    const auto isList = [](const FieldValue &value) {
        return value.state() == FieldValue::State::Held && !value.isNull();
    };
    if (!isList(base) || !isList(mine) || !isList(theirs))
        return std::nullopt;
    switch (rowOf(field).kind) {
    case FieldKind::ReferenceSet:
        return FieldValue::set(
                combinedSet(setOf(base.toList()), setOf(mine.toList()), setOf(theirs.toList()))
                        .values());
    case FieldKind::TextList:
        if (const auto items = combinedList(base.toList(), mine.toList(), theirs.toList()))
            return FieldValue::list(*items);
        return std::nullopt;
    default:
        return std::nullopt;
    }
}

} // namespace

FieldSet MergeResult::with(MergeKind kind) const
{
    FieldSet fields;
    for (std::size_t at = 0; at < fieldCount; ++at) {
        if (m_fields[at].kind == kind)
            fields.insert(Field(at));
    }
    return fields;
}

FieldSet MergeResult::takenOver() const
{
    FieldSet fields = with(MergeKind::Theirs);
    for (const FieldRow &row : fieldTable()) {
        if (row.derived)
            fields.remove(row.field);
    }
    return fields;
}

FieldSet MergeResult::undecided() const
{
    return with(MergeKind::Conflict) | with(MergeKind::Combined);
}

FieldMerge mergeField(Field field, const FieldValue &base, const FieldValue &mine,
                      const FieldValue &theirs)
{
    if (base == mine)
        return {base == theirs ? MergeKind::Untouched : MergeKind::Theirs, base, mine, theirs,
                theirs};
    if (base == theirs)
        return {MergeKind::Mine, base, mine, theirs, mine};
    if (mine == theirs)
        return {MergeKind::Same, base, mine, theirs, theirs};
    if (const auto result = combined(field, base, mine, theirs))
        return {MergeKind::Combined, base, mine, theirs, *result};
    return {MergeKind::Conflict, base, mine, theirs, mine};
}

MergeResult merge(const PlexSource &baseline, const PlexSource &mine, const PlexSource &theirs)
{
    MergeResult result;
    for (const FieldRow &row : fieldTable()) {
        result.set(row.field,
                   mergeField(row.field, baseline.value(row.field), mine.value(row.field),
                              theirs.value(row.field)));
    }
    return result;
}
