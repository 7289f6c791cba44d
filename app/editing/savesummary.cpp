// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of saves after they ended: confirmed, settled, gone again.
#include "confirmations.h"
#include "editsession.h"
#include "moment.h"
#include "source/fieldtable.h"
#include "summary.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

class Say
{
    Q_DECLARE_TR_FUNCTIONS(Summary)
};

QString lostTitle(const FieldSet &fields, const QDateTime &seen,
                  const std::optional<AuditEvent> &by)
{
    const QString time = momentText(by ? by->when : seen);
    const QString names = labelsOf(fields);
    if (fields.size() == 1) {
        return by ? Say::tr("The change of %1 is gone again: %2 overwrote it at %3.")
                            .arg(names, whoText(*by), time)
                  : Say::tr("The change of %1 is gone again: another save overwrote it before %2.")
                            .arg(names, time);
    }
    return by ? Say::tr("The changes of %1 are gone again: %2 overwrote them at %3.")
                        .arg(names, whoText(*by), time)
              : Say::tr("The changes of %1 are gone again: another save overwrote them before %2.")
                        .arg(names, time);
}

QString lostWords(const EditSession &edit, const FieldChange &change)
{
    if (rowOf(change.field).kind == FieldKind::Secret)
        return Say::tr("another one is stored now, not shown");
    return Say::tr("now “%1”, you had saved “%2”")
            .arg(valueText(change.field, edit.server().value(change.field)),
                 valueText(change.field, change.after));
}

/// Whose writes they all were, if it was one person.
std::optional<AuditEvent> writerOf(const QList<LostChange> &lost)
{
    const std::optional<AuditEvent> by = lost.constFirst().by;
    const auto isHis = [&by](const LostChange &change) {
        return by && change.by && change.by->username == by->username;
    };
    return std::all_of(lost.begin(), lost.end(), isHis) ? lost.constLast().by : std::nullopt;
}

} // namespace

std::optional<Summary> lostSummary(const EditSession &edit, const QList<LostChange> &lost)
{
    if (lost.isEmpty() || !edit.isLoaded())
        return std::nullopt;
    Summary summary;
    summary.severity = Summary::Severity::Warning;
    summary.action = Summary::Action::SaveAgain;
    FieldSet fields;
    for (auto change = lost.crbegin(); change != lost.crend(); ++change) {
        for (const Field field : change->check.gone()) {
            if (fields.contains(field))
                continue;
            fields.insert(field);
            summary.entries.append({field, std::nullopt, labelOf(field),
                                    lostWords(edit, *change->record.changeOf(field))});
        }
    }
    summary.title = lostTitle(fields, lost.constLast().seen, writerOf(lost));
    summary.next =
            fields.size() == 1 ? Say::tr("Save it once more?") : Say::tr("Save them once more?");
    return summary;
}

QString confirmedSentence(const SaveRecord &record)
{
    const int count = record.fields().size();
    if (count == 1)
        return Say::tr("%1 still has the change.").arg(record.name);
    if (count == 2)
        return Say::tr("%1 still has both changes.").arg(record.name);
    //: %n is 3 or more
    return Say::tr("%1 still has all %n changes.", nullptr, count).arg(record.name);
}

QString settledSentence(const SaveRecord &record, bool isStored)
{
    return isStored ? Say::tr("The save of %1 without an answer is on the server after all.")
                              .arg(record.name)
                    : Say::tr("The save of %1 without an answer was not stored; the server still "
                              "has the old values. Your edits are kept; save again.")
                              .arg(record.name);
}
