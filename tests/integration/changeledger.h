// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demoserver.h"
#include "savejournal.h"
#include "source/field.h"
#include "source/fieldvalue.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <map>

// What two admins did, were shown and were told, so that at the end every change that a save
// reported as saved can be accounted for. Kept by a test; one thread.
class ChangeLedger
{
public:
    explicit ChangeLedger(demoserver::DemoServer &server)
        : m_server(server)
    { }

    struct Counts
    {
        int edits = 0;
        int saves = 0;
        int conflicts = 0;
        int lossesTold = 0;
        int savedAgain = 0;
        int confirmed = 0;
        int trimmed = 0;
        int renames = 0;
        int simultaneous = 0; ///< PATCHes that reached the server while another one was at work
    };
    Counts counts;

    /// A person means this field to have this value.
    void noteIntent(const QString &pk, Field field, const FieldValue &value);
    /// A save whose read before the write was made when the server had carried out `version`
    /// writes.
    void noteSaved(const QString &admin, qsizetype version, const SaveRecord &record,
                   const SaveOutcome &outcome);
    /// The form of `admin` says that the field does not have `value` any more: taken over or in
    /// conflict.
    void noteShown(const QString &admin, const QString &pk, Field field, const FieldValue &value);
    /// Confirmations told that this field of a save is gone.
    void noteLost(const QString &recordId, Field field);
    void noteProblem(const QString &problem) { m_problems.append(problem); }
    const QStringList &problems() const { return m_problems; }

    /// How much is believed of what an admin came to know.
    enum class Believe : quint8
    {
        All,
        NotLosses, ///< as if nobody had looked for overlapping writes
    };
    /// The changes that were reported as saved, are not on the server, were not replaced by
    /// somebody who had seen them, and of which their owner knows nothing.
    QStringList vanished(const std::map<QString, PlexSource> &now, Believe believe) const;
    /// What differs from the beginning without anybody having meant that.
    QStringList untouchedChanges(const std::map<QString, PlexSource> &before,
                                 const std::map<QString, PlexSource> &now) const;

private:
    struct Change
    {
        QString admin;
        QString record;
        QString pk;
        Field field = Field::Name;
        FieldValue before;
        FieldValue after;
        qsizetype readAt = 0; ///< writes that its read before had behind it
        QString requestId;
        int at = 0;
    };
    struct Shown
    {
        QString admin;
        QString pk;
        Field field = Field::Name;
        FieldValue value;
        int at = 0;
    };

    QHash<QString, qsizetype> writeNumbers() const;
    bool wasReplaced(const Change &change, const QHash<QString, qsizetype> &numbers) const;
    bool isKnown(const Change &change, Believe believe) const;

    demoserver::DemoServer &m_server;
    int m_now = 0;
    QList<Change> m_saved;
    QList<Shown> m_shown;
    std::map<std::pair<QString, Field>, int> m_lost; ///< when it was told first
    QList<FieldValue> meantFor(const QString &pk, Field field) const;

    std::map<QString, std::map<Field, QList<FieldValue>>> m_intents;
    QStringList m_problems;
};

// Notes each save in the ledger before it hands it on to Confirmations, or, to see what happens
// then, forgets to.
class LedgerJournal final : public SaveJournal
{
public:
    LedgerJournal(ChangeLedger &ledger, SaveJournal &next, bool handsOn)
        : m_ledger(ledger)
        , m_next(next)
        , m_handsOn(handsOn)
    { }

    QString admin;
    qsizetype lastRead = 0; ///< writes that the admin's last read of a source had behind it

    CallHandle saveBegins(const SaveBeginning &beginning, Done<void> done) override;
    void saveEnded(const SaveRecord &record, const SaveOutcome &outcome) override;

private:
    ChangeLedger &m_ledger;
    SaveJournal &m_next;
    bool m_handsOn;
    QHash<QString, qsizetype> m_readAt; ///< by record
};
