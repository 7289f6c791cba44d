// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftimport.h"

#include "draftkeeper.h"
#include "editsession.h"
#include "source/fieldtable.h"

#include <utility>

namespace {

QString nameOf(const ExportedEdit &edit)
{
    return edit.name.isEmpty() ? edit.slug : edit.name;
}

DraftKey keyOf(const ExportedEdit &edit)
{
    return {edit.server, edit.pk};
}

FieldSet fieldsOf(const ExportedEdit &edit)
{
    FieldSet fields;
    for (const FieldChange &change : edit.changes)
        fields.insert(change.field);
    return fields;
}

} // namespace

ExportedEdit exportedDraft(const DraftRecord &draft)
{
    ExportedEdit edit;
    edit.server = draft.server;
    edit.pk = draft.pk;
    edit.slug = draft.slug;
    edit.name = draft.name;
    edit.release = draft.release;
    edit.user = draft.user;
    edit.started = draft.started;
    edit.changed = draft.changed;
    for (const FieldChange &change : draft.changes) {
        if (isSecret(change.field))
            edit.notIncluded.insert(change.field);
        else
            edit.changes.append(change);
    }
    return edit;
}

ImportDrafts::ImportDrafts(const DraftJobPorts &ports, QList<ExportedEdit> edits)
    : DraftJob(ports, DraftReport::Job::Import, int(edits.size()))
    , m_edits(std::move(edits))
{ }

void ImportDrafts::begin(int place)
{
    const ExportedEdit edit = m_edits.at(place);
    if (edit.changes.isEmpty()) {
        tellSecrets(edit, {});
        return left(tr("The edit of %1 in the file changes nothing else.").arg(nameOf(edit)));
    }
    if (const OpenDraft open = openDraft(keyOf(edit)))
        importOpen(edit, open);
    else
        importStored(edit);
}

void ImportDrafts::importOpen(const ExportedEdit &edit, const OpenDraft &open)
{
    if (!open.isReady())
        return left(notReadyText(keyOf(edit), nameOf(edit)));
    const FieldSet draftedHere = open.edit->changed();
    const FieldSet kept = open.edit->propose(edit.changes);
    open.keeper->flush();
    tellKept(edit, kept & draftedHere);
    FieldSet refused = kept;
    for (const Field field : draftedHere)
        refused.remove(field);
    if (!refused.isEmpty())
        remark(tr("%1 of %2 cannot be changed on this server and is left out.")
                       .arg(labelsOf(refused), nameOf(edit)));
    tellSecrets(edit, draftedHere);
    if (open.edit->changed() == draftedHere) // also when the server has it all already
        left(tr("Nothing of the edit of %1 in the file was taken over.").arg(nameOf(edit)));
    else
        done(nameOf(edit));
}

void ImportDrafts::importStored(const ExportedEdit &edit)
{
    m_call = ports().drafts.load(
            edit.server, edit.pk, [this, edit](const Result<std::optional<DraftRecord>> &read) {
                const CallHandle finished = std::move(m_call);
                if (!read)
                    left(tr("The edit of %1 was not imported: “%2”.")
                                 .arg(nameOf(edit), read.error().detail));
                else if (openDraft(keyOf(edit)))
                    left(notReadyText(keyOf(edit), nameOf(edit))); // opened meanwhile
                else
                    merge(edit, read->value_or(newDraft(edit)));
            });
}

DraftRecord ImportDrafts::newDraft(const ExportedEdit &edit) const
{
    DraftRecord draft;
    draft.server = edit.server;
    draft.pk = edit.pk;
    draft.slug = edit.slug;
    draft.name = nameOf(edit);
    draft.release = edit.release;
    draft.user = edit.user;
    draft.started = edit.started.isValid() ? edit.started : ports().clock.now();
    draft.changed = edit.changed.isValid() ? edit.changed : draft.started;
    draft.baseline.setValue(Field::Pk, FieldValue::text(edit.pk));
    draft.baseline.setValue(Field::Slug, FieldValue::text(edit.slug));
    draft.baseline.setValue(Field::Name, FieldValue::text(draft.name));
    return draft;
}

void ImportDrafts::merge(const ExportedEdit &edit, DraftRecord draft)
{
    const FieldSet draftedHere = draft.fields();
    const bool isNew = draftedHere.isEmpty();
    FieldSet taken = draftedHere;
    for (const FieldChange &change : edit.changes) {
        if (taken.contains(change.field))
            continue;
        taken.insert(change.field);
        draft.changes.append(change);
        draft.baseline.setValue(change.field, change.before);
    }
    tellKept(edit, fieldsOf(edit) & draftedHere);
    tellSecrets(edit, draftedHere);
    if (taken == draftedHere)
        return left(tr("Nothing of the edit of %1 in the file was taken over.").arg(nameOf(edit)));
    if (!isNew)
        draft.changed = ports().clock.now();
    if (draft.state == DraftState::Queued) { // only what a person saw is sent
        draft.state = DraftState::Draft;
        draft.queuedAt = {};
        remark(tr("The draft of %1 was queued and is a draft again.").arg(nameOf(edit)));
    }
    store(draft);
}

void ImportDrafts::store(const DraftRecord &draft)
{
    const QString name = draft.name;
    m_call = ports().drafts.store(draft, [this, name](const Result<void> &stored) {
        const CallHandle finished = std::move(m_call);
        if (stored)
            done(name);
        else
            left(tr("The edit of %1 was not imported: “%2”.").arg(name, stored.error().detail));
    });
}

void ImportDrafts::tellKept(const ExportedEdit &edit, const FieldSet &kept)
{
    if (kept.isEmpty())
        return;
    remark(tr("%1 already has a draft here: %2 stays as it is here.")
                   .arg(nameOf(edit), labelsOf(kept)));
}

void ImportDrafts::tellSecrets(const ExportedEdit &edit, const FieldSet &draftedHere)
{
    for (const Field field : edit.droppedSecrets)
        remark(tr("The file holds a %1 for %2. It was not taken over and is kept nowhere; type it "
                  "again.")
                       .arg(labelOf(field), nameOf(edit)));
    for (const Field field : edit.notIncluded) {
        if (!draftedHere.contains(field) && !edit.droppedSecrets.contains(field))
            remark(tr("The %1 of %2 is not in the file; type it again.")
                           .arg(labelOf(field), nameOf(edit)));
    }
}
