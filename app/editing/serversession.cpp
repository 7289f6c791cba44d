// SPDX-License-Identifier: GPL-3.0-or-later
#include "serversession.h"

#include "editsession.h"

ServerSession::ServerSession(SourceApi &api, const DigestKey &digests, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_digests(digests)
{ }

ServerSession::~ServerSession() = default;

void ServerSession::start()
{
    refreshList();
    m_accountCall = m_api.currentUser([this](const Result<Account> &result) {
        const CallHandle finished = std::move(m_accountCall);
        if (!result)
            return; // only shown; the list says what is wrong
        m_account = *result;
        Q_EMIT accountChanged();
    });
    m_versionCall = m_api.serverVersion([this](const Result<QString> &result) {
        const CallHandle finished = std::move(m_versionCall);
        if (!result)
            return;
        m_release = *result;
        Q_EMIT accountChanged();
    });
}

void ServerSession::refreshList()
{
    m_incoming.clear();
    m_listCall = m_api.listSources([this](const SourcePage &page) { takePage(page); },
                                   [this](const Result<void> &result) {
                                       const CallHandle finished = std::move(m_listCall);
                                       listEnded(result);
                                   });
    Q_EMIT listChanged();
}

void ServerSession::cancelList()
{
    if (m_listCall)
        m_listCall->cancel();
}

void ServerSession::takePage(const SourcePage &page)
{
    m_incoming += page.sources;
    if (m_listRead)
        return; // rows stay until the whole new list is there
    m_sources.addSources(page.sources);
    Q_EMIT listChanged();
}

void ServerSession::listEnded(const Result<void> &result)
{
    m_listError.reset();
    if (result) {
        m_listRead = true;
        m_sources.setSources(m_incoming);
    } else {
        m_listError = result.error();
    }
    m_incoming.clear();
    Q_EMIT listChanged();
}

EditSession &ServerSession::edit(const QString &pk, const QString &slug)
{
    std::unique_ptr<EditSession> &edit = m_edits[pk];
    if (!edit) {
        edit = std::make_unique<EditSession>(m_api, m_digests, slug, pk);
        watch(pk, *edit);
    }
    edit->refresh(); // of one seen before, what the server holds now is theirs
    return *edit;
}

EditSession *ServerSession::existingEdit(const QString &pk) const
{
    const auto found = m_edits.find(pk);
    return found == m_edits.end() ? nullptr : found->second.get();
}

QList<EditSession *> ServerSession::unsent() const
{
    QList<EditSession *> edits;
    for (const auto &[pk, edit] : m_edits) {
        if (edit->phase() == EditSession::Phase::Saving || !edit->changed().isEmpty())
            edits.append(edit.get());
    }
    return edits;
}

void ServerSession::watch(const QString &pk, EditSession &edit)
{
    const auto updateRow = [this, &edit] {
        m_sources.updateSource(SourceSummary::of(edit.server()));
    };
    // A read or save that failed knows less of the row than the list does.
    const auto afterRead = [&edit, updateRow] {
        if (edit.isLoaded() && !edit.lastError())
            updateRow();
    };
    const auto afterSave = [&edit, updateRow] {
        if (edit.outcome() && edit.outcome()->source)
            updateRow();
    };
    const auto updateMarks = [this, pk, &edit] {
        SourceMarks marks;
        marks.changedFields = edit.changed().size();
        marks.rejected = edit.outcome() && edit.outcome()->result == SaveResult::Refused;
        for (std::size_t at = 0; at < fieldCount; ++at) {
            const FieldNote::Kind kind = edit.note(Field(at)).kind;
            marks.conflict = marks.conflict || kind == FieldNote::Kind::Conflict;
            marks.changedOnServer = marks.changedOnServer || kind == FieldNote::Kind::TakenOver;
        }
        m_sources.setMarks(pk, marks);
    };
    connect(&edit, &EditSession::readEnded, this, afterRead);
    connect(&edit, &EditSession::saveEnded, this, afterSave);
    connect(&edit, &EditSession::fieldsChanged, this, updateMarks);
    connect(&edit, &EditSession::problemsChanged, this, updateMarks);
    connect(&edit, &EditSession::saveEnded, this, updateMarks);
    connect(&edit, &EditSession::saveEnded, this, [this, &edit] { Q_EMIT saveEnded(&edit); });
}
