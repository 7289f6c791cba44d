// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionstrip.h"
#include "source/auditevent.h"
#include "source/conflict.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

/// What the conflict dialog shows. A plain value.
struct ConflictView
{
    QString sourceName; ///< as stored on the server
    ConnectionLook look;
    QList<ConflictField> fields;  ///< in the order of the form
    std::optional<AuditEvent> by; ///< who wrote last, and when; none = unknown
    bool isWhoRefused = false;    ///< the token may not view events, so nobody can know more
    QDateTime openedAt;           ///< when the edit's baseline was read
    FieldSet takenOver;           ///< changed by them only; nothing to decide
    FieldSet alsoSent;            ///< changed by me only: goes out with whatever is sent
};

/// The name of the object that `field` refers to by `id`; empty where it is not known.
using ConflictNames = std::function<QString(Fields::Field field, const QString &id)>;

// The words of the conflict dialog. All of them are plain text; values of a secret are in none.
namespace ConflictWords {

/// "bert changed the same fields as you".
QString title(const ConflictView &view);
/// Who, when, what is to be done, and that nothing was sent.
QString facts(const ConflictView &view);
/// Below the heading *Theirs*: "bert, 02:09".
QString whoAndWhen(const ConflictView &view);
/// Below the heading *When you opened it*.
QString openedWhen(const ConflictView &view);
/// One line on fields that only they changed; empty without any.
QString takenOver(const ConflictView &view);
/// What *Take theirs* and *Keep mine* do.
QString takeTheirsMeans(const ConflictView &view);
QString keepMineMeans(const ConflictView &view);
/// After a third change; `fields` are those to look at again.
QString changedAgain(const FieldSet &fields);

/// "Name", "Name and Slug", "Name, Slug and Icon".
QString labels(const FieldSet &fields);
/// A value in words: an id by its name where that is known; of a secret nothing.
QString value(Field field, const FieldValue &value, const ConflictNames &names);
/// What became of a list, with names where ids are known.
QString change(Field field, const FieldValue &before, const FieldValue &after,
               const ConflictNames &names);

} // namespace ConflictWords
