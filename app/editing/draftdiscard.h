// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftjob.h"

#include <map>

/// A draft that was discarded, with its typed secrets: in memory only, until the program ends.
struct DiscardedDraft
{
    DraftRecord draft;
    std::map<Field, Secret> secrets;
};

// Discards drafts: those on the disk with their typed secrets, those that are open by taking every
// change back.
class DiscardDrafts final : public DraftJob
{
    Q_OBJECT
public:
    DiscardDrafts(const DraftJobPorts &ports, QList<DraftKey> keys);

    /// What was discarded, for undo.
    const QList<DiscardedDraft> &discarded() const { return m_discarded; }

private:
    void begin(int place) override;
    void discardOpen(const DraftKey &key, const OpenDraft &open);
    void readSecrets(const DraftRecord &stored);
    void removeStored(const DiscardedDraft &discarded);
    void forgetSecrets();

    QList<DraftKey> m_keys;
    QList<DiscardedDraft> m_discarded;
    QList<Field> m_toForget; ///< secrets of the last one
};

// Brings discarded drafts back: into the form that is open, else onto the disk. What was drafted
// since stays.
class RestoreDrafts final : public DraftJob
{
    Q_OBJECT
public:
    RestoreDrafts(const DraftJobPorts &ports, QList<DiscardedDraft> drafts);

    /// Those that could not be brought back yet, to be tried again.
    const QList<DiscardedDraft> &waiting() const { return m_waiting; }

private:
    void begin(int place) override;
    void restoreOpen(const DiscardedDraft &discarded, const OpenDraft &open);
    void restoreStored(const DiscardedDraft &discarded);
    void keepSecrets();
    void keepNextSecret();
    void storeAgain();
    void forgetNextSecret();
    void restored();
    void wait(const QString &remark);

    QList<DiscardedDraft> m_drafts;
    QList<DiscardedDraft> m_waiting;
    DiscardedDraft m_current;
    std::map<Field, Secret> m_left; ///< of its secrets, still to be written or removed again
    QString m_why;                  ///< the draft could not be stored
};
