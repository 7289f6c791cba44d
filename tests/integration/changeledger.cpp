// SPDX-License-Identifier: GPL-3.0-or-later
#include "changeledger.h"

#include "source/fieldtable.h"

#include <QDebug>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

QString printed(const FieldValue &value)
{
    QString text;
    QDebug(&text).noquote() << value;
    return text.trimmed();
}

} // namespace

void ChangeLedger::noteIntent(const QString &pk, Field field, const FieldValue &value)
{
    m_intents[pk][field].append(value);
}

void ChangeLedger::noteSaved(const QString &admin, qsizetype version, const SaveRecord &record,
                             const SaveOutcome &outcome)
{
    ++counts.saves;
    counts.trimmed += outcome.adjusted.size();
    ++m_now;
    for (const FieldChange &change : record.changes) {
        if (outcome.ignored.contains(change.field))
            continue;
        counts.renames += change.field == Field::Slug ? 1 : 0;
        m_saved.append({admin, record.id, record.pk, change.field, change.before,
                        outcome.source->value(change.field), version, outcome.requestId, m_now});
    }
}

void ChangeLedger::noteShown(const QString &admin, const QString &pk, Field field,
                             const FieldValue &value)
{
    m_shown.append({admin, pk, field, value, ++m_now});
}

void ChangeLedger::noteLost(const QString &recordId, Field field)
{
    counts.lossesTold += m_lost.try_emplace({recordId, field}, ++m_now).second ? 1 : 0;
}

/// The number of each write in the order in which the server carried them out.
QHash<QString, qsizetype> ChangeLedger::writeNumbers() const
{
    QHash<QString, qsizetype> numbers;
    const QList<demoserver::AuditEvent> &events = m_server.data().events();
    for (qsizetype number = 0; number < events.size(); ++number)
        numbers.insert(events.at(number).requestId, number);
    return numbers;
}

/// Somebody read this very value after it was written, and put another one in its place.
bool ChangeLedger::wasReplaced(const Change &change, const QHash<QString, qsizetype> &numbers) const
{
    const qsizetype written = numbers.value(change.requestId, -1);
    return std::any_of(m_saved.begin(), m_saved.end(), [&](const Change &other) {
        return other.pk == change.pk && other.field == change.field && other.readAt > written
                && other.before == change.after;
    });
}

bool ChangeLedger::isKnown(const Change &change, Believe believe) const
{
    const auto told = m_lost.find({change.record, change.field});
    const bool wasTold = told != m_lost.end();
    if (wasTold && believe == Believe::All)
        return true;
    // What the form shows after a loss was told, it shows because of the confirming read.
    const int until = wasTold ? told->second : m_now + 1;
    return std::any_of(m_shown.begin(), m_shown.end(), [&](const Shown &shown) {
        return shown.admin == change.admin && shown.pk == change.pk && shown.field == change.field
                && shown.value == change.after && shown.at > change.at && shown.at < until;
    });
}

QStringList ChangeLedger::vanished(const std::map<QString, PlexSource> &now, Believe believe) const
{
    const QHash<QString, qsizetype> numbers = writeNumbers();
    QStringList found;
    for (const Change &change : m_saved) {
        if (now.at(change.pk).value(change.field) == change.after || isKnown(change, believe)
            || wasReplaced(change, numbers))
            continue;
        found.append(u"%1: %2 of %3, %4 to %5, is %6"_s.arg(
                change.admin, keyOf(change.field), change.pk, printed(change.before),
                printed(change.after), printed(now.at(change.pk).value(change.field))));
    }
    return found;
}

QList<FieldValue> ChangeLedger::meantFor(const QString &pk, Field field) const
{
    const auto ofSource = m_intents.find(pk);
    if (ofSource == m_intents.end())
        return {};
    const auto of = ofSource->second.find(field);
    return of == ofSource->second.end() ? QList<FieldValue>() : of->second;
}

QStringList ChangeLedger::untouchedChanges(const std::map<QString, PlexSource> &before,
                                           const std::map<QString, PlexSource> &now) const
{
    QStringList found;
    for (const auto &[pk, source] : now) {
        const PlexSource &old = before.at(pk);
        for (const FieldRow &row : fieldTable()) {
            const FieldValue &value = source.value(row.field);
            if (row.derived || value == old.value(row.field))
                continue;
            const auto meant = meantFor(pk, row.field);
            const bool isMeant =
                    std::any_of(meant.begin(), meant.end(), [&](const FieldValue &intent) {
                        return meetsIntent(row.field, intent, value);
                    });
            if (!isMeant)
                found.append(u"%1 of %2 is %3"_s.arg(keyOf(row.field), pk, printed(value)));
        }
    }
    return found;
}

CallHandle LedgerJournal::saveBegins(const SaveBeginning &beginning, Done<void> done)
{
    m_readAt.insert(beginning.record.id, lastRead);
    return m_next.saveBegins(beginning, std::move(done));
}

void LedgerJournal::saveEnded(const SaveRecord &record, const SaveOutcome &outcome)
{
    if (outcome.result == SaveResult::Saved)
        m_ledger.noteSaved(admin, m_readAt.value(record.id), record, outcome);
    if (m_handsOn)
        m_next.saveEnded(record, outcome);
}
