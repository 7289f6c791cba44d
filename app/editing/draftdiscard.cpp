// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftdiscard.h"

#include "draftkeeper.h"
#include "draftqueue.h"
#include "editsession.h"
#include "secretsearch.h"
#include "serversession.h"
#include "source/fieldtable.h"

#include <utility>

namespace {

std::map<Field, Secret> typedSecrets(const EditSession &edit)
{
    std::map<Field, Secret> secrets;
    const FieldSet changed = edit.changed();
    for (const Field field : changed) {
        const FieldValue &value = edit.current().value(field);
        if (value.isTypedSecret())
            secrets.emplace(field, value.toSecret());
    }
    return secrets;
}

} // namespace

DiscardDrafts::DiscardDrafts(const DraftJobPorts &ports, QList<DraftKey> keys)
    : DraftJob(ports, DraftReport::Job::Discard, int(keys.size()))
    , m_keys(std::move(keys))
{ }

void DiscardDrafts::begin(int place)
{
    const DraftKey key = m_keys.at(place);
    if (const OpenDraft open = openDraft(key))
        discardOpen(key, open);
    else
        readStored(key, [this](const DraftRecord &stored) { readSecrets(stored); });
}

void DiscardDrafts::discardOpen(const DraftKey &key, const OpenDraft &open)
{
    if (!open.isReady())
        return left(notReadyText(key));
    const std::optional<DraftRecord> draft = open.keeper->draft();
    if (!draft)
        return left(tr("The draft of %1 is not there any more.").arg(ports().name(key)));
    m_discarded.append({*draft, typedSecrets(*open.edit)});
    open.keeper->discard();
    open.keeper->flush();
    done(ports().name(key));
}

void DiscardDrafts::readSecrets(const DraftRecord &stored)
{
    const std::map<Field, QString> keys = secretKeys(stored);
    if (keys.empty())
        return removeStored({stored, {}});
    m_call = std::make_unique<SecretSearch>(
            ports().secrets, keys, [this, stored](const Result<SecretSearch::Secrets> &found) {
                const CallHandle finished = std::move(m_call);
                if (openDraft(keyOf(stored)))
                    left(notReadyText(keyOf(stored))); // opened meanwhile
                else
                    removeStored({stored, found ? *found : SecretSearch::Secrets()});
            });
}

void DiscardDrafts::removeStored(const DiscardedDraft &discarded)
{
    const DraftKey key = keyOf(discarded.draft);
    m_call = ports().drafts.remove(key.server, key.pk, changed(key, [this, discarded] {
                                       m_discarded.append(discarded);
                                       m_toForget.clear();
                                       for (const auto &[field, secretKey] :
                                            secretKeys(discarded.draft))
                                           m_toForget.append(field);
                                       forgetSecrets();
                                   }));
}

void DiscardDrafts::forgetSecrets()
{
    const DraftKey key = keyOf(m_discarded.constLast().draft);
    if (m_toForget.isEmpty())
        return done(ports().name(key));
    const Field field = m_toForget.takeFirst();
    m_call = ports().secrets.remove(draftSecretKey(key.server, key.pk, field),
                                    [this](const Result<void> &) {
                                        const CallHandle finished = std::move(m_call);
                                        forgetSecrets();
                                    });
}

// Back again

RestoreDrafts::RestoreDrafts(const DraftJobPorts &ports, QList<DiscardedDraft> drafts)
    : DraftJob(ports, DraftReport::Job::UndoDiscard, int(drafts.size()))
    , m_drafts(std::move(drafts))
{ }

void RestoreDrafts::begin(int place)
{
    m_current = m_drafts.at(place);
    if (const OpenDraft open = openDraft(keyOf(m_current.draft)))
        restoreOpen(m_current, open);
    else
        restoreStored(m_current);
}

void RestoreDrafts::wait(const QString &remark)
{
    m_waiting.append(m_current);
    left(remark);
}

void RestoreDrafts::restoreOpen(const DiscardedDraft &discarded, const OpenDraft &open)
{
    const DraftKey key = keyOf(discarded.draft);
    if (!open.isReady() || open.keeper->heldBy())
        return wait(notReadyText(key, discarded.draft.name));
    const FieldSet kept = open.edit->restoreDraft(discarded.draft, discarded.secrets);
    const bool isWhole = kept.isEmpty() && open.edit->conflicts().isEmpty();
    const bool isOwn = discarded.draft.user == open.session->username();
    if (isWhole && isOwn && discarded.draft.state == DraftState::Queued)
        open.keeper->setQueued(true);
    open.keeper->flush();
    if (kept == discarded.draft.fields())
        return left(tr("%1 stays as it is now: the discarded draft is not brought back over it.")
                            .arg(discarded.draft.name));
    if (!kept.isEmpty())
        remark(tr("%1 stays as it is now.").arg(labelsOf(kept)));
    done(discarded.draft.name);
}

void RestoreDrafts::restoreStored(const DiscardedDraft &discarded)
{
    const DraftKey key = keyOf(discarded.draft);
    m_call = ports().drafts.load(
            key.server, key.pk, [this, key](const Result<std::optional<DraftRecord>> &read) {
                const CallHandle finished = std::move(m_call);
                if (!read)
                    wait(tr("The draft of %1 could not be brought back: “%2”.")
                                 .arg(m_current.draft.name, read.error().detail));
                else if (openDraft(key))
                    wait(notReadyText(key, m_current.draft.name)); // opened meanwhile
                else if (*read)
                    left(tr("%1 has a newer draft, which stays. The discarded one is not brought "
                            "back.")
                                 .arg(m_current.draft.name));
                else
                    keepSecrets();
            });
}

/// Before the draft: who opens it then finds them.
void RestoreDrafts::keepSecrets()
{
    m_left = m_current.secrets;
    keepNextSecret();
}

void RestoreDrafts::keepNextSecret()
{
    if (m_left.empty())
        return storeAgain();
    const auto secret = m_left.extract(m_left.begin());
    const Field field = secret.key();
    const auto written = [this, field](const Result<void> &result) {
        const CallHandle finished = std::move(m_call);
        if (!result)
            remark(tr("The %1 of %2 could not be kept; type it again.")
                           .arg(labelOf(field), m_current.draft.name));
        keepNextSecret();
    };
    m_call = ports().secrets.write(secretKeys(m_current.draft).at(field), secret.mapped(), written);
}

void RestoreDrafts::storeAgain()
{
    m_call = ports().drafts.store(m_current.draft, [this](const Result<void> &stored) {
        const CallHandle finished = std::move(m_call);
        if (stored)
            return restored();
        m_why = stored.error().detail;
        m_left = m_current.secrets;
        forgetNextSecret();
    });
}

void RestoreDrafts::forgetNextSecret()
{
    if (m_left.empty())
        return wait(tr("The draft of %1 could not be brought back: “%2”.")
                            .arg(m_current.draft.name, m_why));
    const Field field = m_left.extract(m_left.begin()).key();
    m_call = ports().secrets.remove(secretKeys(m_current.draft).at(field),
                                    [this](const Result<void> &) {
                                        const CallHandle finished = std::move(m_call);
                                        forgetNextSecret();
                                    });
}

void RestoreDrafts::restored()
{
    ServerSession *session = ports().session(m_current.draft.server);
    if (session && session->queue() && m_current.draft.state == DraftState::Queued)
        session->queue()->wake();
    done(m_current.draft.name);
}
