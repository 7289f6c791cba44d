// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/conflict.h"

#include "source/fieldtable.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("Conflict", text);
}

QStringList without(const QStringList &items, const QStringList &others)
{
    QStringList left = items;
    for (const QString &other : others)
        left.removeOne(other); // repetitions count
    return left;
}

QString named(const QStringList &items)
{
    constexpr int most = 3;
    return items.size() <= most ? items.join(u", "_s) : QString::number(items.size());
}

} // namespace

QString changeText(Field field, const FieldValue &before, const FieldValue &after)
{
    if (!isList(field))
        return valueText(field, after);
    const QStringList added = without(after.toList(), before.toList());
    const QStringList removed = without(before.toList(), after.toList());
    if (added.isEmpty() && removed.isEmpty())
        return before == after ? say(QT_TRANSLATE_NOOP("Conflict", "unchanged"))
                               : say(QT_TRANSLATE_NOOP("Conflict", "reordered"));
    QStringList parts;
    if (!added.isEmpty())
        parts.append(say(QT_TRANSLATE_NOOP("Conflict", "added %1")).arg(named(added)));
    if (!removed.isEmpty())
        parts.append(say(QT_TRANSLATE_NOOP("Conflict", "removed %1")).arg(named(removed)));
    return parts.join(u", "_s);
}
