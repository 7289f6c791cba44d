// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftjob.h"
#include "source/editfile.h"

// Makes drafts of the edits of a file. Fields that are drafted here already stay as they are here.
// Secrets are in no file; one that is in it all the same is kept nowhere.
class ImportDrafts final : public DraftJob
{
    Q_OBJECT
public:
    ImportDrafts(const DraftJobPorts &ports, QList<ExportedEdit> edits);

private:
    void begin(int place) override;
    void importOpen(const ExportedEdit &edit, const OpenDraft &open);
    void importStored(const ExportedEdit &edit);
    void merge(const ExportedEdit &edit, DraftRecord draft);
    void store(const DraftRecord &draft);
    void tellKept(const ExportedEdit &edit, const FieldSet &kept);
    void tellSecrets(const ExportedEdit &edit, const FieldSet &draftedHere);
    DraftRecord newDraft(const ExportedEdit &edit) const;

    QList<ExportedEdit> m_edits;
};

/// The draft for a file, without secrets and digests.
ExportedEdit exportedDraft(const DraftRecord &draft);
