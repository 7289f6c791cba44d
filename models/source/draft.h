// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/secret.h"
#include "source/field.h"
#include "source/plexsource.h"
#include "source/saverecord.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>

#include <map>
#include <optional>

// An edit that was not submitted yet, as it is kept on this machine. Plain values; a secret in them
// is only ever a digest once they are stored.

enum class DraftState : quint8
{
    Draft,
    Queued,     ///< goes out as soon as the server answers
    Conflict,   ///< the server changed one of its fields too
    Rejected,   ///< the server refused it, see DraftRecord::refusal
    CannotTell, ///< a write got no answer, and reading did not tell
};

/// One draft in a list: all but the values.
struct DraftSummary
{
    QString server; ///< the normalised base URL, SourceApi::address()
    QString pk;
    QString slug; ///< on the server
    QString name; ///< on the server
    QString user; ///< whose token it was made with; empty when not known
    DraftState state = DraftState::Draft;
    QDateTime started;
    QDateTime changed;
    QDateTime queuedAt; ///< invalid unless queued
    int fields = 0;     ///< changed ones

    friend bool operator==(const DraftSummary &, const DraftSummary &) = default;
};

Q_DECLARE_METATYPE(DraftSummary)

struct DraftRecord
{
    QString server;
    QString pk;
    QString slug;
    QString name;
    QString release; ///< of the server, "2025.12.4"; empty when not known
    QString user;
    PlexSource baseline; ///< what the edit started from, field by field
    QList<FieldChange> changes;
    QDateTime started;
    QDateTime changed;
    DraftState state = DraftState::Draft;
    QDateTime queuedAt;
    std::optional<Field> cursor;  ///< the field that had the focus
    std::optional<Error> refusal; ///< why the last save of it failed
    QString newestEvent;          ///< pk of the newest audit event that was known

    FieldSet fields() const;
    DraftSummary summary() const;

    friend bool operator==(const DraftRecord &, const DraftRecord &) = default;
};

Q_DECLARE_METATYPE(DraftRecord)

/// The word for it in the file, kept for good.
QString nameOf(DraftState state);
/// The reverse. What a newer program wrote and this one does not know is a plain draft: above all
/// it is not sent.
DraftState draftStateOf(const QString &name);

/// What the summary does not hold, as JSON: release, baseline, changes, cursor, refusal, event. A
/// typed secret becomes its digest.
QJsonObject storedDraft(const DraftRecord &draft);
/// The reverse, for a record that has the values of its summary already.
void takeStoredDraft(DraftRecord &draft, const QJsonObject &stored);

/// The changes to be made again. A typed secret comes from `secrets`; one that is not among them
/// is left out.
QList<FieldChange> changesToRestore(const DraftRecord &draft,
                                    const std::map<Field, Secret> &secrets,
                                    const DigestKey &digests);

/// The error without `secret`, should the server have repeated it in its answer.
Error withoutSecret(Error error, const Secret &secret);
