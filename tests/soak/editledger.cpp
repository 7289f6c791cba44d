// SPDX-License-Identifier: GPL-3.0-or-later
#include "editledger.h"

#include "source/fieldtable.h"

#include <QDebug>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype mostRecords = 500; // this ledger is to grow as little as what it watches

QString printed(const FieldValue &value)
{
    QString text;
    QDebug(&text).noquote() << value;
    return text.trimmed();
}

QString named(const QString &pk, Field field)
{
    return u"%1 of %2"_s.arg(keyOf(field), pk.right(4));
}
} // namespace

void EditLedger::begin(const Sources &sources)
{
    for (const auto &[pk, source] : sources) {
        for (const FieldRow &row : fieldTable()) {
            if (!row.derived)
                m_truth[{pk, row.field}] = {source.value(row.field), u"nobody"_s, {}};
        }
    }
}

bool EditLedger::isTyped(const QString &pk) const
{
    return std::any_of(m_typed.begin(), m_typed.end(),
                       [&pk](const auto &entry) { return entry.first.first == pk; });
}

void EditLedger::noteTyped(const QString &pk, Field field, const FieldValue &value)
{
    ++m_counts.typed;
    m_typed.insert_or_assign({pk, field}, value);
}

void EditLedger::noteSent(const QString &pk, Field field, const FieldValue &value)
{
    const auto typed = m_typed.find({pk, field});
    if (typed == m_typed.end())
        m_problems.append(named(pk, field) + " was sent, and nobody had touched it"_L1);
    else if (!(typed->second == value))
        m_problems.append(u"%1 was sent as %2, and typed as %3"_s.arg(
                named(pk, field), printed(value), printed(typed->second)));
    m_truth[{pk, field}].maybe.append(value.withoutSecret());
}

bool EditLedger::isPossible(const Truth &truth, const FieldValue &value)
{
    return truth.value == value || truth.maybe.contains(value);
}

void EditLedger::noteStored(const SaveRecord &record)
{
    if (m_stored.contains(record.id))
        return;
    m_stored.insert(record.id);
    m_storedOrder.append(record.id);
    if (m_storedOrder.size() > mostRecords)
        m_stored.remove(m_storedOrder.takeFirst());
    for (const FieldChange &change : record.changes) {
        ++m_counts.acknowledged;
        const Key key{record.pk, change.field};
        Truth &truth = m_truth[key];
        if (!isPossible(truth, change.before))
            m_problems.append(
                    u"%1: %2, written by %3, was overwritten by one who had seen %4"_s.arg(
                            named(record.pk, change.field), printed(truth.value), truth.by,
                            printed(change.before)));
        m_counts.doubtful += truth.maybe.size() > 1 ? 1 : 0;
        truth = {change.after.withoutSecret(), u"save "_s + record.id, {}};
        const auto typed = m_typed.find(key);
        if (typed != m_typed.end() && typed->second == change.after)
            m_typed.erase(typed);
    }
}

void EditLedger::noteAnswered(const QString &pk, Field field, const FieldValue &value)
{
    const Truth &truth = m_truth[{pk, field}];
    if (!(truth.value == value))
        m_problems.append(u"%1: a save says %2 is stored, and nobody wrote that down, but %3"_s.arg(
                named(pk, field), printed(value), printed(truth.value)));
}

void EditLedger::noteOther(const QString &pk, Field field, const FieldValue &value)
{
    ++m_counts.byOthers;
    m_truth[{pk, field}] = {value.withoutSecret(), u"the other one"_s, {}};
}

void EditLedger::compareServer(const Sources &now)
{
    for (auto &[key, truth] : m_truth) {
        const auto source = now.find(key.first);
        if (source == now.end()) {
            m_problems.append(u"%1 is not on the server"_s.arg(key.first));
            continue;
        }
        const FieldValue &there = source->second.value(key.second);
        if (!isPossible(truth, there))
            m_problems.append(u"%1 is %2 on the server, and %3 by %4"_s.arg(
                    named(key.first, key.second), printed(there), printed(truth.value), truth.by));
        truth.value = there; // told once
    }
}

void EditLedger::compareForm(const QString &pk, const PlexSource &server, const PlexSource &current)
{
    for (const FieldRow &row : fieldTable()) {
        const auto truth = m_truth.find({pk, row.field});
        if (truth == m_truth.end())
            continue;
        if (!(server.value(row.field) == truth->second.value))
            m_problems.append(u"%1: the program believes %2, the server has %3"_s.arg(
                    named(pk, row.field), printed(server.value(row.field)),
                    printed(truth->second.value)));
        const auto typed = m_typed.find({pk, row.field});
        const FieldValue &shown = current.value(row.field);
        const FieldValue &meant = typed == m_typed.end() ? truth->second.value : typed->second;
        if (!(shown == meant))
            m_problems.append(u"%1: the form holds %2, and %3 was %4"_s.arg(
                    named(pk, row.field), printed(shown), printed(meant),
                    typed == m_typed.end() ? u"stored"_s : u"typed"_s));
        if (typed != m_typed.end() && truth->second.value == typed->second)
            m_typed.erase(typed);
    }
}
