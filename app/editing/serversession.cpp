// SPDX-License-Identifier: GPL-3.0-or-later
#include "serversession.h"

#include "draftkeeper.h"
#include "draftqueue.h"
#include "editsession.h"
#include "source/fieldtable.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

ServerSession::ServerSession(SourceApi &api, const SessionPorts &ports, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_ports(ports)
    , m_reachability(api, ports.clock)
    , m_confirmations(api, ports.history, ports.secrets, ports.clock)
    , m_presence(api, m_confirmations, m_reachability, ports.clock)
{
    connectParts();
    if (m_ports.drafts)
        m_queue = std::make_unique<DraftQueue>(*this, *m_ports.drafts, m_ports.clock);
}

void ServerSession::connectParts()
{
    m_presence.setEdits([this](const QString &pk) {
        const EditSession *edit = existingEdit(pk);
        return edit && edit->isLoaded() ? std::optional(edit->slug()) : std::nullopt;
    });
    const auto takeRead = [this](const PlexSource &source) {
        m_reachability.note(std::nullopt);
        if (EditSession *edit = existingEdit(source.pk()))
            edit->takeRead(source);
    };
    connect(&m_confirmations, &Confirmations::sourceRead, this, takeRead);
    connect(&m_presence, &Presence::sourceRead, this,
            [this, takeRead](const PlexSource &source, int saveMoments) {
                if (saveMoments == m_confirmations.saveMoments())
                    takeRead(source);
            });
    connect(&m_confirmations, &Confirmations::lostChanged, this, [this](const QString &pk) {
        const QList<LostChange> lost = m_confirmations.lost(pk);
        const auto isUnknown = [](const LostChange &change) { return !change.isWriterAsked; };
        if (std::any_of(lost.begin(), lost.end(), isUnknown))
            m_presence.askWho(pk);
        updateMarks(pk);
    });
    connect(&m_confirmations, &Confirmations::readFailed, this,
            [this](const Error &error) { m_reachability.note(error); });
    connect(&m_confirmations, &Confirmations::stored, &m_presence, &Presence::noteOwn);
    connect(&m_confirmations, &Confirmations::settled, this,
            [this](const SaveRecord &record, bool isStored) {
                if (isStored)
                    m_presence.noteOwn(record);
            });
    connect(&m_presence, &Presence::changedByAnother, this, [this](const QString &pk) {
        m_news.insert(pk);
        updateMarks(pk);
    });
    connect(&m_presence, &Presence::attributed, this,
            [this](const QString &pk, const std::optional<AuditEvent> &event) {
                m_confirmations.attribute(pk, event);
                if (EditSession *edit = existingEdit(pk))
                    edit->attribute(event);
                if (DraftKeeper *kept = keeper(pk); kept && event)
                    kept->setNewestEvent(event->pk);
            });
    connect(&m_reachability, &Reachability::cameBack, this, [this] {
        refreshList();
        if (m_shown)
            m_shown->refresh();
    });
}

ServerSession::~ServerSession() = default;

void ServerSession::start()
{
    refreshList();
    m_confirmations.takeUp();
    markDrafts();
    askAccount();
}

/// Who it is, and which release. Asked again with the list as long as nobody has answered.
void ServerSession::askAccount()
{
    m_accountCall = m_api.currentUser([this](const Result<Account> &result) {
        const CallHandle finished = std::move(m_accountCall);
        if (!result) { // only shown; the list says what is wrong
            // But as long as it is not known no draft with a name on it is sent.
            const ErrorKind kind = result.error().kind;
            if (m_queue && kind != ErrorKind::Forbidden && kind != ErrorKind::NoToken)
                m_accountRetry = m_ports.clock.callAfter(30s, [this] { askAccount(); });
            return;
        }
        m_account = *result;
        m_isAccountKnown = true;
        for (const auto &[pk, edit] : m_edits)
            edit->setJournal(&m_confirmations, m_account.username);
        tellMaker();
        Q_EMIT accountChanged();
    });
    m_versionCall = m_api.serverVersion([this](const Result<QString> &result) {
        const CallHandle finished = std::move(m_versionCall);
        if (!result)
            return;
        m_release = *result;
        tellMaker();
        Q_EMIT accountChanged();
    });
}

void ServerSession::refreshList()
{
    m_incoming.clear();
    m_incomingWhole.clear();
    m_listCall = m_api.listSources([this](const SourcePage &page) { takePage(page); },
                                   [this](const Result<void> &result) {
                                       const CallHandle finished = std::move(m_listCall);
                                       listEnded(result);
                                   });
    Q_EMIT listChanged();
}

void ServerSession::takePage(const SourcePage &page)
{
    m_incoming += page.sources;
    m_incomingWhole += page.whole;
    if (m_listRead)
        return; // rows stay until the whole new list is there
    m_sources.addSources(page.sources);
    Q_EMIT listChanged();
}

void ServerSession::listEnded(const Result<void> &result)
{
    m_listError.reset();
    if (result) {
        if (!std::exchange(m_listRead, true))
            m_presence.start(); // what is written from now on is news
        m_cachedListAt.reset();
        m_cachedList.reset();
        m_sources.setSources(m_incoming);
        keepList();
        if (!m_isAccountKnown && !m_accountCall)
            askAccount();
    } else {
        m_listError = result.error();
        showCachedList();
    }
    m_incoming.clear();
    m_incomingWhole.clear();
    m_reachability.note(m_listError);
    Q_EMIT listChanged();
}

EditSession &ServerSession::edit(const QString &pk, const QString &slug)
{
    std::unique_ptr<EditSession> &edit = m_edits[pk];
    if (!edit) {
        edit = std::make_unique<EditSession>(m_api, m_ports.digests, slug, pk);
        edit->setJournal(&m_confirmations, m_account.username);
        if (m_ports.drafts)
            makeKeeper(pk, *edit);
        watch(pk, *edit);
        if (m_reachability.isUnreachable())
            openCached(pk); // the read fails, and that may take its time
    }
    edit->refresh(); // of one seen before, what the server holds now is theirs
    return *edit;
}

EditSession *ServerSession::existingEdit(const QString &pk) const
{
    const auto found = m_edits.find(pk);
    return found == m_edits.end() ? nullptr : found->second.get();
}

QDateTime ServerSession::readAt(const QString &pk) const
{
    const EditSession *edit = existingEdit(pk);
    return edit && edit->cachedAt() ? *edit->cachedAt() : m_readAt.value(pk);
}

void ServerSession::watch(const QString &pk, EditSession &edit)
{
    const auto marks = [this, pk] { updateMarks(pk); };
    connect(&edit, &EditSession::fieldsChanged, this, marks);
    connect(&edit, &EditSession::problemsChanged, this, marks);
    connect(&edit, &EditSession::loaded, this, [this, pk, &edit] {
        m_openedAt.insert(pk, m_ports.clock.now());
        m_presence.askWho(pk);
        proposeUndo(edit);
    });
    // A read by somebody else that began before these is old.
    connect(&edit, &EditSession::phaseChanged, this, [this] { m_confirmations.noteMoment(); });
    // Told with each read, and when OPTIONS are answered.
    connect(&edit, &EditSession::traitsChanged, this, [this, &edit] { keepSource(edit); });
    connect(&edit, &EditSession::readEnded, this, [this, pk, &edit] { readEnded(pk, edit); });
    connect(&edit, &EditSession::saveEnded, this, [this, pk, &edit] { saved(pk, edit); });
}

void ServerSession::readEnded(const QString &pk, EditSession &edit)
{
    m_reachability.note(edit.lastError());
    if (edit.phase() == EditSession::Phase::LoadFailed && m_undo && m_undo->pk == pk)
        m_undo.reset(); // or it would come up when the source is opened some other day
    // Without a token that the server takes, what was typed is there all the same.
    const bool isTokenRefused =
            edit.lastError() && edit.lastError()->kind == ErrorKind::Unauthorized;
    if (!edit.isLoaded() && (m_reachability.isUnreachable() || isTokenRefused))
        openCached(pk);
    // A read that failed knows less of the row than the list does.
    if (!edit.isLoaded() || edit.lastError())
        return;
    m_readAt.insert(pk, m_ports.clock.now());
    m_news.remove(pk); // what others wrote is in the form now
    m_sources.updateSource(SourceSummary::of(edit.server()));
    m_confirmations.noteRead(edit.server());
    askWhoIfUnknown(pk, edit);
    updateMarks(pk);
}

void ServerSession::saved(const QString &pk, EditSession &edit)
{
    const std::optional<SaveOutcome> outcome = edit.outcome();
    if (!outcome)
        return;
    if (outcome->source)
        m_sources.updateSource(SourceSummary::of(edit.server()));
    noteReachability(*outcome);
    askWhoIfUnknown(pk, edit);
    updateMarks(pk);
    Q_EMIT saveEnded(&edit);
}

void ServerSession::noteReachability(const SaveOutcome &outcome)
{
    if (outcome.readError)
        return m_reachability.note(outcome.readError); // the newest
    const bool isReadBack = outcome.result == SaveResult::AppliedUnanswered
            || outcome.result == SaveResult::NotApplied || outcome.result == SaveResult::OtherWrote;
    if (isReadBack || (outcome.source && !outcome.error))
        return m_reachability.note(std::nullopt);
    if (outcome.error)
        m_reachability.note(outcome.error);
}

void ServerSession::askWhoIfUnknown(const QString &pk, const EditSession &edit)
{
    const auto isUnknown = [&edit](const FieldRow &row) {
        const FieldNote &note = edit.note(row.field);
        return !note.isWriterAsked
                && (note.kind == FieldNote::Kind::TakenOver
                    || note.kind == FieldNote::Kind::Conflict);
    };
    const auto rows = fieldTable();
    const bool isNobodyKnown = !m_presence.lastChange(pk) && !m_presence.wasAsked(pk);
    if (isNobodyKnown || std::any_of(rows.begin(), rows.end(), isUnknown))
        m_presence.askWho(pk);
}

void ServerSession::updateMarks(const QString &pk)
{
    SourceMarks marks;
    marks.changedOnServer = m_news.contains(pk);
    marks.lostChange = !m_confirmations.lost(pk).isEmpty();
    if (const EditSession *edit = existingEdit(pk)) {
        marks.changedFields = edit->changed().size();
        marks.rejected = edit->outcome() && edit->outcome()->result == SaveResult::Refused;
        marks.conflict = !edit->conflicts().isEmpty();
        marks.queued = keeper(pk) && keeper(pk)->isQueued();
        for (const FieldRow &row : fieldTable()) {
            marks.changedOnServer = marks.changedOnServer
                    || edit->note(row.field).kind == FieldNote::Kind::TakenOver;
        }
    }
    const EditSession *opened = existingEdit(pk);
    const auto earlier = m_earlierDrafts.find(pk);
    if ((!opened || !opened->isLoaded()) && earlier != m_earlierDrafts.end()) {
        marks.changedFields = earlier->second.fields;
        marks.rejected = earlier->second.state == DraftState::Rejected;
        marks.conflict = earlier->second.state == DraftState::Conflict;
        marks.queued = earlier->second.state == DraftState::Queued;
    }
    m_sources.setMarks(pk, marks);
}

void ServerSession::setShown(EditSession *edit)
{
    m_shown = edit;
    m_presence.setShown(edit ? edit->pk() : QString());
}

void ServerSession::saveAgain(EditSession &edit)
{
    m_againCalls[edit.pk()] =
            m_confirmations.changesToSaveAgain(edit.pk(), m_ports.digests,
                                               [this, pk = edit.pk(), edit = QPointer(&edit)](
                                                       const Result<Confirmations::Again> &again) {
                                                   const auto finished = m_againCalls.extract(pk);
                                                   if (edit && again)
                                                       proposeAgain(*edit, *again);
                                               });
}

void ServerSession::proposeAgain(EditSession &edit, const Confirmations::Again &again)
{
    // What else is typed goes out when a person says so, not with this.
    const bool isAlone = edit.phase() == EditSession::Phase::Editing && edit.changed().isEmpty();
    const FieldSet left = edit.propose(again.changes);
    if (again.changes.isEmpty())
        m_confirmations.dismiss(edit.pk());
    if (!again.lostSecrets.isEmpty())
        Q_EMIT saveAgainLacks(&edit, again.lostSecrets);
    else if (isAlone && left.isEmpty() && !m_api.isReadOnly())
        edit.save();
    else
        Q_EMIT saveAgainWaits(&edit);
}

void ServerSession::undoOnServer(const SaveRecord &record)
{
    if (record.server != m_api.address())
        return; // the same pk on another server is another source
    m_undo = record;
    EditSession *opened = existingEdit(record.pk);
    if (!opened)
        opened = &edit(record.pk, record.slug);
    if (opened->isLoaded())
        proposeUndo(*opened);
}

void ServerSession::proposeUndo(EditSession &edit)
{
    if (!m_undo || m_undo->pk != edit.pk())
        return;
    const SaveRecord record = *std::exchange(m_undo, {});
    const QList<FieldChange> changes = reverseOf(record);
    const FieldSet left = edit.propose(changes);
    FieldSet proposed;
    for (const FieldChange &change : changes) {
        if (!left.contains(change.field))
            proposed.insert(change.field);
    }
    Q_EMIT undoProposed(&edit, proposed, left);
}
