// SPDX-License-Identifier: GPL-3.0-or-later
#include "editedsource.h"

#include "source/fieldtable.h"

#include <utility>

void EditedSource::begin(const PlexSource &source)
{
    m_baseline = source;
    m_current = source;
    m_server = source;
}

/// With the unknown keys of the newest answer; the fields of edit and baseline stay.
void EditedSource::replaceServer(const PlexSource &source)
{
    m_server = source;
    m_baseline.setUnknownKeys(source.unknownKeys());
    m_current.setUnknownKeys(source.unknownKeys());
}

void EditedSource::takeRead(const PlexSource &source)
{
    replaceServer(source);
    for (const FieldRow &row : fieldTable())
        takeTheirs(row.field);
}

void EditedSource::takeSaved(const SaveOutcome &outcome, const PlexSource &sentState)
{
    replaceServer(*outcome.source);
    for (const FieldRow &row : fieldTable()) {
        if (outcome.sent.contains(row.field))
            takeSent(row.field, outcome, sentState.value(row.field));
        else
            takeTheirs(row.field);
    }
}

void EditedSource::takeTheirs(Field field)
{
    const FieldMerge merged = mergeField(field, m_baseline.value(field), m_current.value(field),
                                         m_server.value(field));
    FieldNote &note = m_notes[indexOf(field)];
    switch (merged.kind) {
    case MergeKind::Untouched:
    case MergeKind::Mine:
        if (note.kind == FieldNote::Kind::Conflict)
            note = {};
        return;
    case MergeKind::Theirs:
        noteTakenOver(field, merged.base, merged.theirs);
        m_baseline.setValue(field, merged.theirs);
        m_current.setValue(field, merged.theirs);
        m_takenOver.append({field, merged.base, merged.theirs});
        return;
    case MergeKind::Same:
        note = {};
        m_baseline.setValue(field, merged.theirs);
        m_current.setValue(field, merged.theirs); // a typed secret becomes the stored one
        return;
    case MergeKind::Combined:
    case MergeKind::Conflict:
        // Whose change it is stays known while theirs stays the same.
        if (note.kind != FieldNote::Kind::Conflict || note.theirs != merged.theirs)
            note = {FieldNote::Kind::Conflict, merged.base, merged.theirs, {}, false};
        return;
    }
}

void EditedSource::takeSent(Field field, const SaveOutcome &outcome, const FieldValue &sent)
{
    const FieldValue &stored = outcome.source->value(field);
    FieldNote &note = m_notes[indexOf(field)];
    note = {};
    m_baseline.setValue(field, stored);
    if (m_current.value(field) != sent)
        return; // typed while the save ran: a new edit on top of what was sent
    if (outcome.ignored.contains(field)) {
        // What was typed stays.
        note = {FieldNote::Kind::Ignored, sent.withoutSecret(), stored, {}, false};
        return;
    }
    if (outcome.adjusted.contains(field))
        note = {FieldNote::Kind::Adjusted, sent.withoutSecret(), stored, {}, false};
    m_current.setValue(field, stored);
}

void EditedSource::noteTakenOver(Field field, const FieldValue &before, const FieldValue &now)
{
    if (m_server.isDerived(field))
        return;
    FieldNote &note = m_notes[indexOf(field)];
    // Taken over twice: what it was before the first time is what the reader knows.
    const FieldValue known = note.kind == FieldNote::Kind::TakenOver ? note.before : before;
    note = known == now ? FieldNote()
                        : FieldNote{FieldNote::Kind::TakenOver, known, now, {}, false};
}

bool EditedSource::setValue(Field field, const FieldValue &value)
{
    if (m_current.value(field) == value)
        return false;
    // The stored token typed again is the stored token: keep no copy of it.
    const bool isStored = value.isTypedSecret() && value == m_baseline.value(field);
    m_current.setValue(field, isStored ? m_baseline.value(field) : value);
    FieldNote &note = m_notes[indexOf(field)];
    if (note.kind == FieldNote::Kind::Ignored || note.kind == FieldNote::Kind::Adjusted)
        note = {};
    return true;
}

void EditedSource::decide(Field field, const FieldValue &theirs, const FieldValue &result)
{
    const FieldNote conflict = std::exchange(m_notes[indexOf(field)], {});
    m_baseline.setValue(field, theirs);
    m_current.setValue(field, result);
    if (result == theirs) {
        m_current.setValue(field, theirs); // no copy of a typed secret
        noteTakenOver(field, conflict.before, theirs);
        m_notes[indexOf(field)].by = conflict.by;
        m_notes[indexOf(field)].isWriterAsked = conflict.isWriterAsked;
        m_takenOver.append({field, conflict.before, theirs});
    }
    takeTheirs(field); // a third change since the choice was shown is compared at once
}

void EditedSource::propose(const FieldChange &change)
{
    m_notes[indexOf(change.field)] = {};
    // What was sent with blanks around it is stored without: still the value it starts from.
    const FieldValue now = m_server.value(change.field);
    const bool isThere = meetsIntent(change.field, change.before, now);
    m_baseline.setValue(change.field, isThere ? now : change.before);
    m_current.setValue(change.field, change.after);
    takeTheirs(change.field);
}

FieldSet EditedSource::attribute(const std::optional<AuditEvent> &event)
{
    FieldSet fields;
    for (const FieldRow &row : fieldTable()) {
        FieldNote &note = m_notes[indexOf(row.field)];
        const bool isTheirs =
                note.kind == FieldNote::Kind::TakenOver || note.kind == FieldNote::Kind::Conflict;
        if (!isTheirs || note.isWriterAsked)
            continue;
        note.by = event;
        note.isWriterAsked = true;
        fields.insert(row.field);
    }
    return fields;
}

QList<ConflictField> EditedSource::conflicts() const
{
    QList<ConflictField> fields;
    for (const FieldRow &row : fieldTable()) {
        const FieldNote &note = m_notes[indexOf(row.field)];
        if (note.kind != FieldNote::Kind::Conflict)
            continue;
        fields.append({row.field,
                       mergeField(row.field, m_baseline.value(row.field),
                                  m_current.value(row.field), note.theirs)});
    }
    return fields;
}

QList<FieldChange> EditedSource::takenOver()
{
    return std::exchange(m_takenOver, {});
}
