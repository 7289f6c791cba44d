// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/fieldvalue.h"
#include "source/plexsource.h"
#include "source/saverecord.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <map>
#include <utility>

// What was typed, sent, acknowledged and written by others, field by field, so that every edit can
// be accounted for: what the program called stored is on the server until somebody writes over it
// who had seen it, and what is not stored yet is still in its form. Told in the order in which
// things happen; the server's writes do not overlap. A plain value.
class EditLedger
{
public:
    struct Counts
    {
        int typed = 0;
        int acknowledged = 0; ///< fields of saves
        int byOthers = 0;     ///< fields
        int doubtful = 0;     ///< fields that were sent and not acknowledged at once
    };
    using Sources = std::map<QString, PlexSource>; ///< by pk
    using Key = std::pair<QString, Field>;         ///< pk and field

    /// What the server has before anything happens.
    void begin(const Sources &sources);

    void noteTyped(const QString &pk, Field field, const FieldValue &value);
    /// A person gave the edit up: discarded it, or took theirs.
    void noteDropped(const QString &pk, Field field) { m_typed.erase({pk, field}); }
    /// A PATCH carried it; whether it arrives is not known yet.
    void noteSent(const QString &pk, Field field, const FieldValue &value);
    /// The program says that this save is on the server.
    void noteStored(const SaveRecord &record);
    /// A save told its form that the server has this; noteStored() came before.
    void noteAnswered(const QString &pk, Field field, const FieldValue &value);
    void noteOther(const QString &pk, Field field, const FieldValue &value);

    /// Compares with what the server has now.
    void compareServer(const Sources &now);
    /// Compares what a form shows of a source that was just read. What the server has as it was
    /// typed, although nothing was sent, is no edit any more.
    void compareForm(const QString &pk, const PlexSource &server, const PlexSource &current);
    void noteProblem(const QString &problem) { m_problems.append(problem); }

    /// What is typed and neither stored nor dropped.
    const std::map<Key, FieldValue> &typed() const { return m_typed; }
    bool isTyped(const QString &pk) const;
    /// What is not accounted for, since this was last called.
    QStringList takeProblems() { return std::exchange(m_problems, {}); }
    const Counts &counts() const { return m_counts; }

private:
    struct Truth
    {
        FieldValue value;        ///< the last write that is known to be on the server
        QString by;              ///< whose that was
        QList<FieldValue> maybe; ///< sent after it, and not known to be there
    };
    static bool isPossible(const Truth &truth, const FieldValue &value);

    std::map<Key, Truth> m_truth;
    std::map<Key, FieldValue> m_typed;
    QSet<QString> m_stored; ///< records that are accounted for, of the latest saves
    QStringList m_storedOrder;
    QStringList m_problems;
    Counts m_counts;
};
