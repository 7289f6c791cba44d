// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftjob.h"

#include "draftkeeper.h"
#include "draftqueue.h"
#include "editsession.h"
#include "items/historylistmodel.h"
#include "readonly.h"
#include "secretsearch.h"
#include "serversession.h"
#include "source/errortext.h"
#include "source/fieldtable.h"

#include <utility>

bool OpenDraft::isReady() const
{
    return edit->phase() == EditSession::Phase::Editing && keeper->isRestored();
}

DraftJob::DraftJob(const DraftJobPorts &ports, DraftReport::Job job, int count)
    : m_ports(ports)
    , m_count(count)
{
    m_report.job = job;
}

DraftJob::~DraftJob() = default;

void DraftJob::start()
{
    advance();
}

void DraftJob::advance()
{
    if (m_isAdvancing)
        return;
    m_isAdvancing = true;
    while (m_isFree && m_next < m_count) {
        m_isFree = false;
        begin(m_next++);
    }
    m_isAdvancing = false;
    if (m_isFree)
        Q_EMIT ended(m_report);
}

void DraftJob::done(const QString &name)
{
    m_report.names.append(name);
    m_isFree = true;
    advance();
}

void DraftJob::left(const QString &remark)
{
    m_report.remarks.append(remark);
    m_isFree = true;
    advance();
}

OpenDraft DraftJob::openDraft(const DraftKey &key) const
{
    ServerSession *session = m_ports.session(key.server);
    const EditSession *edit = session ? session->existingEdit(key.pk) : nullptr;
    // Of a source that could not be read, a deleted one above all, there is nothing in a form.
    if (!edit || edit->phase() == EditSession::Phase::LoadFailed)
        return {};
    return {session, session->existingEdit(key.pk), session->keeper(key.pk)};
}

QString DraftJob::notReadyText(const DraftKey &key) const
{
    return notReadyText(key, m_ports.name(key));
}

QString DraftJob::notReadyText(const DraftKey &key, const QString &name) const
{
    const OpenDraft open = openDraft(key);
    if (open && open.edit->phase() == EditSession::Phase::Saving)
        return tr("%1 is being saved. Try again when that is over.").arg(name);
    return tr("%1 is not read yet. Try again when it is.").arg(name);
}

std::map<Field, QString> DraftJob::secretKeys(const DraftRecord &draft)
{
    std::map<Field, QString> keys;
    for (const FieldChange &change : draft.changes) {
        if (isSecret(change.field))
            keys.emplace(change.field, draftSecretKey(draft.server, draft.pk, change.field));
    }
    return keys;
}

void DraftJob::readStored(const DraftKey &key, std::function<void(const DraftRecord &)> then)
{
    m_call = m_ports.drafts.load(
            key.server, key.pk,
            [this, key, then = std::move(then)](const Result<std::optional<DraftRecord>> &read) {
                const CallHandle finished = std::move(m_call);
                if (!read)
                    left(tr("The draft of %1 could not be read: “%2”.")
                                 .arg(m_ports.name(key), read.error().detail));
                else if (openDraft(key))
                    left(notReadyText(key)); // opened meanwhile
                else if (const std::optional<DraftRecord> &draft = *read; !draft)
                    left(tr("The draft of %1 is not there any more.").arg(m_ports.name(key)));
                else
                    then(*draft);
            });
}

Done<void> DraftJob::changed(const DraftKey &key, std::function<void()> then)
{
    return [this, key, then = std::move(then)](const Result<void> &result) {
        const CallHandle finished = std::move(m_call);
        if (result)
            then();
        else
            left(tr("The draft of %1 could not be changed on this machine: “%2”. It is as it was.")
                         .arg(m_ports.name(key), result.error().detail));
    };
}

// Into the queue

SubmitDrafts::SubmitDrafts(const DraftJobPorts &ports, QList<DraftKey> keys)
    : DraftJob(ports, DraftReport::Job::Submit, int(keys.size()))
    , m_keys(std::move(keys))
{ }

void SubmitDrafts::begin(int place)
{
    const DraftKey key = m_keys.at(place);
    if (!ports().session(key.server)) {
        left(tr("Connect to %1 to submit %2.").arg(hostOf(key.server), ports().name(key)));
        return;
    }
    if (ports().session(key.server)->api().isReadOnly())
        return left(tr("%1 was not submitted. %2").arg(ports().name(key), readOnlyText()));
    if (const OpenDraft open = openDraft(key))
        submitOpen(key, open);
    else
        readStored(key, [this](const DraftRecord &stored) { submitStored(stored); });
}

void SubmitDrafts::submitOpen(const DraftKey &key, const OpenDraft &open)
{
    const QString name = ports().name(key);
    if (!open.isReady())
        return left(notReadyText(key));
    if (!open.edit->conflicts().isEmpty())
        return left(tr("%1 was changed on the server too. Open it and choose.").arg(name));
    if (!open.keeper->draft())
        return left(tr("The draft of %1 is not there any more.").arg(name));
    if (const QString why = open.keeper->cannotQueueWhy(); !why.isEmpty())
        return left(tr("%1 was not submitted. %2").arg(name, why));
    open.keeper->setQueued(true); // once that is stored, the session wakes its queue
    done(name);
}

void SubmitDrafts::submitStored(const DraftRecord &stored)
{
    if (stored.state == DraftState::Conflict)
        left(tr("%1 was changed on the server too. Open it and choose.")
                     .arg(ports().name(keyOf(stored))));
    else if (secretKeys(stored).empty())
        queueStored(stored);
    else
        lookForSecrets(stored);
}

void SubmitDrafts::lookForSecrets(const DraftRecord &stored)
{
    m_call = std::make_unique<SecretSearch>(
            ports().secrets, secretKeys(stored),
            [this, stored](const Result<SecretSearch::Secrets> &found) {
                const CallHandle finished = std::move(m_call);
                const auto failures = static_cast<const SecretSearch *>(finished.get())->failures();
                FieldSet lost;
                for (const auto &[field, key] : secretKeys(stored)) {
                    if (!found || found->count(field) == 0)
                        lost.insert(field);
                }
                const DraftKey key = keyOf(stored);
                if (openDraft(key))
                    left(notReadyText(key)); // opened meanwhile
                else if (!failures.empty())
                    left(tr("The %1 of %2 cannot be read. %3")
                                 .arg(labelsOf(lost), ports().name(key),
                                      describe(failures.begin()->second, {}).both()));
                else if (!lost.isEmpty())
                    left(tr("The %1 of %2 is not kept any more. Open it and type it again.")
                                 .arg(labelsOf(lost), ports().name(key)));
                else
                    queueStored(stored);
            });
}

void SubmitDrafts::queueStored(const DraftRecord &stored)
{
    const DraftKey key = keyOf(stored);
    const ServerSession *session = ports().session(key.server);
    if (!session)
        return left(tr("Connect to %1 to submit %2.").arg(hostOf(key.server), ports().name(key)));
    DraftRecord draft = stored;
    draft.state = DraftState::Queued;
    draft.queuedAt = ports().clock.now();
    draft.refusal.reset();
    if (!session->username().isEmpty())
        draft.user = session->username();
    m_call = ports().drafts.store(draft, changed(key, [this, key] {
                                      ServerSession *open = ports().session(key.server);
                                      if (open && open->queue())
                                          open->queue()->wake();
                                      done(ports().name(key));
                                  }));
}

// Out of the queue

TakeOutDrafts::TakeOutDrafts(const DraftJobPorts &ports, QList<DraftKey> keys)
    : DraftJob(ports, DraftReport::Job::TakeOut, int(keys.size()))
    , m_keys(std::move(keys))
{ }

void TakeOutDrafts::begin(int place)
{
    const DraftKey key = m_keys.at(place);
    if (const OpenDraft open = openDraft(key)) {
        if (!open.isReady())
            return left(notReadyText(key));
        open.keeper->setQueued(false);
        return done(ports().name(key));
    }
    m_call = ports().drafts.setState(key.server, key.pk, DraftState::Draft, {},
                                     changed(key, [this, key] { done(ports().name(key)); }));
}

// For a file

ReadDrafts::ReadDrafts(const DraftJobPorts &ports, QList<DraftKey> keys)
    : DraftJob(ports, DraftReport::Job::Export, int(keys.size()))
    , m_keys(std::move(keys))
{ }

void ReadDrafts::begin(int place)
{
    const DraftKey key = m_keys.at(place);
    const OpenDraft open = openDraft(key);
    if (const auto draft = open ? open.keeper->draft() : std::nullopt) {
        m_drafts.append(*draft);
        return done(ports().name(key));
    }
    if (open && open.isReady())
        return left(tr("The draft of %1 is not there any more.").arg(ports().name(key)));
    m_call = ports().drafts.load(
            key.server, key.pk, [this, key](const Result<std::optional<DraftRecord>> &read) {
                const CallHandle finished = std::move(m_call);
                if (!read || !*read)
                    return left(tr("The draft of %1 could not be read.").arg(ports().name(key)));
                m_drafts.append(**read);
                done(ports().name(key));
            });
}
