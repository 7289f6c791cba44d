// SPDX-License-Identifier: GPL-3.0-or-later
#include "serversession.h"

#include "editsession.h"

#include <algorithm>

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
        edit = std::make_unique<EditSession>(m_api, m_digests, slug);
        watch(pk, *edit);
        edit->open();
    }
    return *edit;
}

EditSession *ServerSession::existingEdit(const QString &pk) const
{
    const auto found = m_edits.find(pk);
    return found == m_edits.end() ? nullptr : found->second.get();
}

void ServerSession::watch(const QString &pk, EditSession &edit)
{
    const auto updateRow = [this, &edit] {
        if (edit.isLoaded())
            m_sources.updateSource(SourceSummary::of(edit.server()));
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
    connect(&edit, &EditSession::readEnded, this, updateRow);
    connect(&edit, &EditSession::saveEnded, this, updateRow);
    connect(&edit, &EditSession::fieldsChanged, this, updateMarks);
    connect(&edit, &EditSession::problemsChanged, this, updateMarks);
    connect(&edit, &EditSession::saveEnded, this, updateMarks);
}

ServerSession::References &ServerSession::referencesOf(ReferenceTarget target)
{
    return target == ReferenceTarget::Flow ? m_flows : m_mappings;
}

const ServerSession::References &ServerSession::references(ReferenceTarget target) const
{
    return target == ReferenceTarget::Flow ? m_flows : m_mappings;
}

void ServerSession::fetchReferences(ReferenceTarget target)
{
    if (target == ReferenceTarget::None)
        return;
    References &references = referencesOf(target);
    if (references.isLoaded || references.isLoading)
        return;
    references.isLoading = true;
    references.error.reset();
    CallHandle &call = target == ReferenceTarget::Flow ? m_flowsCall : m_mappingsCall;
    const auto take = [this, target, &call](const Result<QList<Reference>> &result) {
        const CallHandle finished = std::move(call);
        References &filled = referencesOf(target);
        filled.isLoading = false;
        if (result) {
            filled.items = *result;
            filled.isLoaded = true;
        } else {
            filled.error = result.error();
        }
        Q_EMIT referencesChanged(target);
    };
    call = target == ReferenceTarget::Flow ? m_api.listFlows(take) : m_api.listPlexMappings(take);
    Q_EMIT referencesChanged(target);
}

std::optional<Reference> ServerSession::reference(ReferenceTarget target, const QString &pk) const
{
    const QList<Reference> &items = references(target).items;
    const auto found = std::find_if(items.begin(), items.end(),
                                    [&pk](const Reference &item) { return item.pk == pk; });
    if (found == items.end())
        return std::nullopt;
    return *found;
}
