// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"
#include "source/fieldvalue.h"
#include "source/plexsource.h"

#include <QDateTime>
#include <QList>
#include <QMetaType>
#include <QString>

// A save that reached the server: a row of the history, and what Confirmations look after. Plain
// values; a secret in it is only ever a digest.

struct FieldChange
{
    Field field = Field::Name;
    FieldValue before;
    FieldValue after;

    friend bool operator==(const FieldChange &, const FieldChange &) = default;
};

enum class SaveFate : quint8
{
    Sending,    ///< written down before the request went out; nothing more is known yet
    Saved,      ///< the server's answer showed it
    Confirmed,  ///< a later read showed it too
    Undone,     ///< a later read showed that another write overwrote it
    CannotTell, ///< no answer, and reading did not tell
    NotStored,  ///< no answer, and the server had the old values; read once more before it is final
};

struct SaveRecord
{
    QString id; ///< a uuid of ours
    QDateTime when;
    QString server; ///< the normalised base URL, SourceApi::address()
    QString pk;
    QString slug; ///< after the save
    QString name; ///< after the save
    QString who;  ///< user name of the token; empty when not known
    QList<FieldChange> changes;
    QString requestId; ///< X-authentik-id of the answer
    SaveFate fate = SaveFate::Sending;
    int checksLeft = 0; ///< confirming reads still to come

    FieldSet fields() const;
    const FieldChange *changeOf(Field field) const;
    bool isOpen() const { return checksLeft > 0; }

    friend bool operator==(const SaveRecord &, const SaveRecord &) = default;
};

Q_DECLARE_METATYPE(SaveRecord)

/// A record as the history holds it.
struct HistoryRow
{
    qint64 number = 0; ///< grows with time
    SaveRecord record;
    bool hasSnapshot = false; ///< the whole source from before the first change of it is kept

    friend bool operator==(const HistoryRow &, const HistoryRow &) = default;
};

/// What a later read says of the fields of a save.
struct SaveCheck
{
    FieldSet kept;     ///< still as saved
    FieldSet old;      ///< the value from before the save is back
    FieldSet replaced; ///< neither: somebody wrote another value

    bool isKept() const { return old.isEmpty() && replaced.isEmpty(); }
    FieldSet gone() const { return old | replaced; }
};
SaveCheck checkSave(const SaveRecord &record, const PlexSource &now);

/// *saved*, *confirmed*, *undone by another write*, *cannot tell*.
QString fateText(SaveFate fate);

/// The change that leads back: before and after exchanged. Without the fields that cannot be sent
/// back, above all secrets, of which only a digest is known.
QList<FieldChange> reverseOf(const SaveRecord &record);
