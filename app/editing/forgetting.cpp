// SPDX-License-Identifier: GPL-3.0-or-later
#include "forgetting.h"

#include "draftkeeper.h"
#include "keptsecrets.h"
#include "source/fieldtable.h"

Forgetting::Forgetting(const ForgetPorts &ports, QObject *parent)
    : QObject(parent)
    , m_ports(ports)
{ }

Forgetting::~Forgetting() = default;

void Forgetting::start()
{
    const QStringList ids = m_ports.book.storedIds();
    for (const QString &id : ids) {
        for (const auto secret : {ConnectionSecret::Token, ConnectionSecret::ProxyPassword,
                                  ConnectionSecret::Passphrase})
            m_keys.append(connectionSecretKey(id, secret));
    }
    m_call = m_ports.drafts.list([this](const Result<QList<DraftSummary>> &drafts) {
        const CallHandle finished = std::move(m_call);
        draftsListed(drafts);
    });
}

void Forgetting::draftsListed(const Result<QList<DraftSummary>> &drafts)
{
    if (!drafts)
        m_problems.append(tr("The drafts could not be read: “%1”. Tokens typed into them may still "
                             "be in the keychain.")
                                  .arg(drafts.error().detail));
    const QList<DraftSummary> all = drafts ? *drafts : QList<DraftSummary>();
    for (const DraftSummary &draft : all) {
        for (const FieldRow &row : fieldTable()) {
            if (isSecret(row.field))
                m_keys.append(draftSecretKey(draft.server, draft.pk, row.field));
        }
    }
    HistoryQuery query;
    query.limit = 0;
    m_call = m_ports.history.search(query, [this](const Result<HistoryPage> &saves) {
        const CallHandle finished = std::move(m_call);
        savesListed(saves);
    });
}

void Forgetting::savesListed(const Result<HistoryPage> &saves)
{
    const QList<HistoryRow> rows = saves ? saves->rows : QList<HistoryRow>();
    for (const HistoryRow &row : rows) {
        for (const FieldChange &change : row.record.changes) {
            if (row.record.isOpen() && isSecret(change.field))
                m_keys.append(KeptSecrets::keyOf(row.record, change.field));
        }
    }
    forgetNextSecret();
}

void Forgetting::forgetNextSecret()
{
    if (m_keys.isEmpty())
        return forgetStored();
    m_call = m_ports.secrets.remove(m_keys.takeFirst(), [this](const Result<void> &removed) {
        const CallHandle finished = std::move(m_call);
        if (!removed) {
            // The others would fail the same way, each after its deadline.
            m_keys.clear();
            m_problems.append(tr("The keychain did not remove all tokens and passwords: “%1”. "
                                 "Remove what is left with the keychain’s own program.")
                                      .arg(removed.error().detail));
        }
        forgetNextSecret();
    });
}

void Forgetting::forgetStored()
{
    m_call = m_ports.storage.forgetAll([this](const Result<void> &forgotten) {
        const CallHandle finished = std::move(m_call);
        if (!forgotten)
            m_problems.append(tr("Not all that is stored on this machine could be removed: “%1”.")
                                      .arg(forgotten.error().detail));
        m_ports.book.forgetAll();
        Q_EMIT ended(m_problems);
    });
}
