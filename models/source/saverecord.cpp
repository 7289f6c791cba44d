// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/saverecord.h"

#include "source/savesteps.h"

#include <QCoreApplication>

#include <algorithm>

FieldSet SaveRecord::fields() const
{
    FieldSet fields;
    for (const FieldChange &change : changes)
        fields.insert(change.field);
    return fields;
}

const FieldChange *SaveRecord::changeOf(Field field) const
{
    const auto found =
            std::find_if(changes.cbegin(), changes.cend(),
                         [field](const FieldChange &change) { return change.field == field; });
    return found == changes.cend() ? nullptr : &*found;
}

SaveCheck checkSave(const SaveRecord &record, const PlexSource &now)
{
    SaveCheck check;
    for (const FieldChange &change : record.changes) {
        const FieldValue &value = now.value(change.field);
        if (meetsIntent(change.field, change.after, value))
            check.kept.insert(change.field);
        else if (value == change.before)
            check.old.insert(change.field);
        else
            check.replaced.insert(change.field);
    }
    return check;
}

QString fateText(SaveFate fate)
{
    switch (fate) {
    case SaveFate::Sending:
    case SaveFate::NotStored:
    case SaveFate::CannotTell:
        return QCoreApplication::translate("SaveRecord", "cannot tell");
    case SaveFate::Saved:
        return QCoreApplication::translate("SaveRecord", "saved");
    case SaveFate::Confirmed:
        return QCoreApplication::translate("SaveRecord", "confirmed");
    case SaveFate::Undone:
        return QCoreApplication::translate("SaveRecord", "undone by another write");
    }
    return {};
}

QList<FieldChange> reverseOf(const SaveRecord &record)
{
    QList<FieldChange> changes;
    for (const FieldChange &change : record.changes) {
        if (!change.before.toJson().isUndefined())
            changes.append({change.field, change.after, change.before});
    }
    return changes;
}
