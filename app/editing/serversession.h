// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/sourcelistmodel.h"
#include "ports.h"

#include <QObject>

#include <map>
#include <memory>
#include <optional>

class EditSession;

// One connection: who am I, which release, the list of sources, the edits that are open on it. Its
// edits live as long as it does, so that undo lasts until the program ends. Called by ui on the GUI
// thread.
class ServerSession : public QObject
{
    Q_OBJECT
public:
    /// Borrows `api` and `digests`, which must outlive it.
    ServerSession(SourceApi &api, const DigestKey &digests, QObject *parent = nullptr);
    ~ServerSession() override;

    /// Reads user, release and list side by side.
    void start();
    /// Reads the list again; rows and edits stay.
    void refreshList();
    void cancelList();

    SourceListModel &sources() { return m_sources; }
    bool isListLoading() const { return bool(m_listCall); }
    bool wasListRead() const { return m_listRead; }
    const std::optional<Error> &listError() const { return m_listError; }

    QString username() const { return m_account.username; }
    QString release() const { return m_release; }
    SourceApi &api() const { return m_api; }

    /// The edit of the source with this pk, made and opened on first use. Owned by this session.
    EditSession &edit(const QString &pk, const QString &slug);
    EditSession *existingEdit(const QString &pk) const;
    /// The edits that would lose something if the program ended now: changed, or being saved.
    QList<EditSession *> unsent() const;

Q_SIGNALS:
    void accountChanged();
    void listChanged(); ///< loading, read, or failed
    void saveEnded(EditSession *edit);

private:
    void takePage(const SourcePage &page);
    void listEnded(const Result<void> &result);
    void watch(const QString &pk, EditSession &edit);

    SourceApi &m_api;
    const DigestKey &m_digests;
    SourceListModel m_sources;
    QList<SourceSummary> m_incoming;
    Account m_account;
    QString m_release;
    bool m_listRead = false;
    std::optional<Error> m_listError;
    std::map<QString, std::unique_ptr<EditSession>> m_edits;
    CallHandle m_listCall;
    CallHandle m_accountCall;
    CallHandle m_versionCall;
};
