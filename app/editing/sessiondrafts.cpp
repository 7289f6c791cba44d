// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "draftqueue.h"
#include "editsession.h"
#include "serversession.h"

#include <algorithm>
#include <utility>

// What a ServerSession keeps on this machine: drafts, and the sources that were seen.

void ServerSession::makeKeeper(const QString &pk, EditSession &edit)
{
    m_keepers[pk] = std::make_unique<DraftKeeper>(edit, *m_ports.drafts, m_ports.secrets,
                                                  m_ports.clock, m_ports.holds);
    const DraftKeeper *made = keeper(pk);
    connect(made, &DraftKeeper::stored, m_queue.get(), [this, made] {
        if (made->isQueued())
            m_queue->wake();
    });
    connect(made, &DraftKeeper::restored, m_queue.get(), [this, pk, made] {
        if (made->isQueued())
            m_queue->takenUp(pk);
    });
    connect(made, &DraftKeeper::secretTroubleChanged, m_queue.get(), [this, pk, made] {
        if (made->isQueued() && !made->secretTrouble())
            m_queue->takenUp(pk);
    });
    connect(made, &DraftKeeper::stored, this, [this, pk] { updateMarks(pk); });
    connect(made, &DraftKeeper::stored, this, &ServerSession::draftsChanged);
    connect(made, &DraftKeeper::restored, this, &ServerSession::draftsChanged);
    connect(made, &DraftKeeper::nothingFound, this, &ServerSession::draftsChanged);
    connect(made, &DraftKeeper::holdChanged, this, &ServerSession::draftsChanged);
    connect(made, &DraftKeeper::removed, this, &ServerSession::draftsChanged);
    connect(made, &DraftKeeper::failed, this, &ServerSession::draftsChanged);
    connect(made, &DraftKeeper::secretsSettled, this, &ServerSession::draftsChanged);
    connect(made, &DraftKeeper::secretTroubleChanged, this, &ServerSession::draftsChanged);
    tellMaker();
}

DraftKeeper *ServerSession::keeper(const QString &pk) const
{
    const auto found = m_keepers.find(pk);
    return found == m_keepers.end() ? nullptr : found->second.get();
}

void ServerSession::readSecretsAgain()
{
    for (const auto &[pk, keeper] : m_keepers)
        keeper->readSecretsAgain();
}

void ServerSession::flushDrafts()
{
    for (const auto &[pk, keeper] : m_keepers)
        keeper->flush();
}

void ServerSession::tellMaker()
{
    for (const auto &[pk, keeper] : m_keepers)
        keeper->setMaker(m_account.username, m_release);
}

/// The rows of sources that an earlier run left edited say so before they are opened.
void ServerSession::markDrafts()
{
    if (!m_ports.drafts)
        return;
    m_draftList = m_ports.drafts->list([this](const Result<QList<DraftSummary>> &drafts) {
        const CallHandle finished = std::move(m_draftList);
        if (!drafts)
            return;
        const auto before = std::exchange(m_earlierDrafts, {});
        for (const DraftSummary &draft : *drafts) {
            if (draft.server == m_api.address())
                m_earlierDrafts.insert_or_assign(draft.pk, draft);
        }
        for (const auto &[pk, draft] : before)
            updateMarks(pk);
        for (const auto &[pk, draft] : m_earlierDrafts)
            updateMarks(pk);
    });
}

/// Until a list can be read, what was seen before.
void ServerSession::showCachedList()
{
    if (m_listRead || m_cachedListAt || !m_ports.sources)
        return;
    m_cachedList = m_ports.sources->list(
            m_api.address(), [this](const Result<QList<CachedSummary>> &result) {
                const CallHandle finished = std::move(m_cachedList);
                if (!result || result->isEmpty())
                    return;
                QList<SourceSummary> unseen;
                QDateTime newest;
                for (const CachedSummary &seen : *result) {
                    newest = newest.isValid() ? std::max(newest, seen.readAt) : seen.readAt;
                    if (!m_sources.indexOfPk(seen.source.pk).isValid())
                        unseen.append(seen.source);
                }
                m_cachedListAt = newest;
                m_sources.addSources(unseen);
                Q_EMIT listChanged();
            });
}

void ServerSession::openCached(const QString &pk)
{
    if (!m_ports.sources)
        return;
    m_cachedEdits[pk] = m_ports.sources->load(
            m_api.address(), pk, [this, pk](const Result<std::optional<CachedSource>> &result) {
                const auto finished = m_cachedEdits.extract(pk);
                EditSession *edit = existingEdit(pk);
                if (edit && result && *result)
                    edit->openCached(**result);
            });
}

void ServerSession::keepSource(const EditSession &edit)
{
    if (m_ports.sources && edit.isLoaded() && !edit.cachedAt())
        m_ports.sources->keep(m_api.address(),
                              {edit.server(), edit.options(), m_ports.clock.now()});
}

/// What was listed was seen: it is there without a network too.
void ServerSession::keepList()
{
    if (!m_ports.sources)
        return;
    const QDateTime now = m_ports.clock.now();
    QList<CachedSource> seen;
    for (const PlexSource &source : std::as_const(m_incomingWhole))
        seen.append({source, {}, now});
    QStringList listed;
    for (const SourceSummary &source : std::as_const(m_incoming))
        listed.append(source.pk);
    m_ports.sources->keepList(m_api.address(), seen, listed);
}

bool ServerSession::areDraftsStored() const
{
    return std::all_of(m_keepers.begin(), m_keepers.end(), [](const auto &kept) {
        const DraftKeeper &keeper = *kept.second;
        // An edit that was never filled has nothing that is not on the disk already.
        return !keeper.edit().isLoaded() || keeper.isStored() || keeper.trouble()
                || keeper.heldBy();
    });
}

bool ServerSession::isSaving() const
{
    return std::any_of(m_edits.begin(), m_edits.end(), [](const auto &edit) {
        return edit.second->phase() == EditSession::Phase::Saving;
    });
}

QList<EndLoss> ServerSession::lostAtEnd() const
{
    QList<EndLoss> losses;
    for (const auto &[pk, edit] : m_edits) {
        EndLoss loss;
        loss.edit = edit.get();
        const DraftKeeper *kept = keeper(pk);
        const FieldSet changed = edit->changed();
        loss.isUnstored = !changed.isEmpty() && (!kept || kept->trouble());
        loss.isWhole = loss.isUnstored || (!changed.isEmpty() && !areDraftsLasting());
        if (kept && kept->trouble())
            loss.why = kept->trouble()->detail;
        for (const Field field : changed) {
            const QString key = draftSecretKey(m_api.address(), pk, field);
            if (edit->current().value(field).isTypedSecret() && !m_ports.secrets.isKept(key))
                loss.secrets.insert(field);
        }
        if (loss.isWhole || !loss.secrets.isEmpty())
            losses.append(loss);
    }
    return losses;
}
