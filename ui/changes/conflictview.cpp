// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictview.h"

#include "source/fieldtable.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace ConflictWords {

namespace {

class Say
{
    Q_DECLARE_TR_FUNCTIONS(ConflictDialog)
};

/// "02:09"; with the day where the two moments are of different days.
QString clockTime(const QDateTime &when, const QDateTime &other)
{
    if (!when.isValid())
        return Say::tr("unknown");
    const QDateTime here = when.toLocalTime();
    if (!other.isValid() || here.date() == other.toLocalTime().date())
        return here.toString(u"hh:mm"_s);
    return Say::tr("%1 %2", "date, time")
            .arg(QLocale().toString(here.date(), QLocale::ShortFormat), here.toString(u"hh:mm"_s));
}

QDateTime savedAt(const ConflictView &view)
{
    return view.by ? view.by->when : QDateTime();
}

QString whatHappened(const ConflictView &view)
{
    const QString opened = openedWhen(view);
    if (view.by) {
        return Say::tr("%1 saved at %2, after you opened %3 at %4.")
                .arg(whoSentenceStart(*view.by), clockTime(view.by->when, view.openedAt),
                     view.sourceName, opened);
    }
    if (view.isWhoRefused) {
        return Say::tr("%1 was changed after you opened it at %2. Who did it and when is not "
                       "known: your token may not view events.")
                .arg(view.sourceName, opened);
    }
    return Say::tr("%1 was changed after you opened it at %2. Who did it and when is unknown.")
            .arg(view.sourceName, opened);
}

QStringList namesOf(Field field, const FieldValue &value, const ConflictNames &names)
{
    QStringList shown = value.toList();
    for (QString &id : shown) {
        const QString name = names ? names(field, id) : QString();
        if (!name.isEmpty())
            id = name;
    }
    return shown;
}

} // namespace

QString title(const ConflictView &view)
{
    return view.by ? Say::tr("%1 changed the same fields as you").arg(whoSentenceStart(*view.by))
                   : Say::tr("Somebody changed the same fields as you");
}

QString facts(const ConflictView &view)
{
    const int fitting =
            int(std::count_if(view.fields.cbegin(), view.fields.cend(),
                              [](const ConflictField &field) { return field.isCombined(); }));
    const int open = int(view.fields.size()) - fitting;
    QStringList sentences{whatHappened(view)};
    if (open > 0)
        sentences.append(open == 1 ? Say::tr("One field needs your choice.")
                                   : Say::tr("%n fields need your choice.", nullptr, open));
    if (fitting > 0)
        sentences.append(
                fitting == 1 ? Say::tr("In one list both changes fit together.")
                             : Say::tr("In %n lists both changes fit together.", nullptr, fitting));
    sentences.append(Say::tr("Nothing of yours was sent."));
    return sentences.join(u' ');
}

QString whoAndWhen(const ConflictView &view)
{
    if (!view.by)
        return Say::tr("who and when unknown");
    return Say::tr("%1, %2", "who, when")
            .arg(whoText(*view.by), clockTime(view.by->when, view.openedAt));
}

QString openedWhen(const ConflictView &view)
{
    return clockTime(view.openedAt, savedAt(view));
}

QString takenOver(const ConflictView &view)
{
    if (view.takenOver.isEmpty())
        return {};
    const QString names = labels(view.takenOver);
    return view.takenOver.size() == 1
            ? Say::tr("Also changed on the server: %1. You did not touch it, so it is taken over.")
                      .arg(names)
            : Say::tr("Also changed on the server: %1. You did not touch them, so they are taken "
                      "over.")
                      .arg(names);
}

QString takeTheirsMeans(const ConflictView &view)
{
    const int count = int(view.fields.size());
    if (!view.alsoSent.isEmpty())
        return count == 1 ? Say::tr("Drops 1 of your edits, sends nothing")
                          : Say::tr("Drops %n of your edits, sends nothing", nullptr, count);
    return count == 1 ? Say::tr("Drops your edit, sends nothing")
                      : Say::tr("Drops your %n edits, sends nothing", nullptr, count);
}

QString keepMineMeans(const ConflictView &view)
{
    return view.by ? Say::tr("Overwrites what %1 saved").arg(whoText(*view.by))
                   : Say::tr("Overwrites what somebody saved");
}

QString changedAgain(const FieldSet &fields)
{
    if (fields.isEmpty())
        return Say::tr("The server’s copy changed once more while you decided.");
    return Say::tr("The server’s copy changed once more while you decided. Look again at %1.")
            .arg(labels(fields));
}

QString labels(const FieldSet &fields)
{
    QStringList names;
    for (const Field field : fields)
        names.append(labelOf(field));
    if (names.size() < 2)
        return names.join(QString());
    return Say::tr("%1 and %2").arg(names.mid(0, names.size() - 1).join(u", "_s), names.last());
}

QString value(Field field, const FieldValue &value, const ConflictNames &names)
{
    const bool isHeld = value.state() == FieldValue::State::Held && !value.isNull();
    switch (rowOf(field).kind) {
    case FieldKind::Secret:
        return Say::tr("not shown");
    case FieldKind::Reference:
        if (const QString name = isHeld && names ? names(field, value.toText()) : QString();
            !name.isEmpty())
            return name;
        break;
    case FieldKind::ReferenceSet:
        if (isHeld && !value.toList().isEmpty())
            return namesOf(field, value, names).join(u", "_s);
        break;
    default:
        break;
    }
    return valueText(field, value);
}

QString change(Field field, const FieldValue &before, const FieldValue &after,
               const ConflictNames &names)
{
    if (rowOf(field).kind != FieldKind::ReferenceSet)
        return changeText(field, before, after);
    // As lists: two objects of one name are still two.
    return changeText(field, FieldValue::list(namesOf(field, before, names)),
                      FieldValue::list(namesOf(field, after, names)));
}

} // namespace ConflictWords
