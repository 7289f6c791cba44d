// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/authentikclient.h"
#include "editsession.h"
#include "fakeclock.h"
#include "memoryhistory.h"
#include "samples.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"

#include <QtTest>

// One whole session over the real client, for a server of any release. Its functions wait for
// answers; false = none came, or not the wanted one.
class ReleaseDesk
{
public:
    explicit ReleaseDesk(const QString &url, const QString &token = QStringLiteral("a-token"))
        : client(*BaseUrl::fromUserInput(url), Secret(token), Samples::digests(), m_clock)
        , session(client, SessionPorts{Samples::digests(), m_clock, m_secrets, m_history})
    { }

    /// Reads the list; false when that failed.
    bool start()
    {
        session.start();
        return QTest::qWaitFor([this] { return !session.isListLoading(); }, patience)
                && session.wasListRead() && !session.listError();
    }
    bool knowsRelease()
    {
        return QTest::qWaitFor([this] { return !session.release().isEmpty(); }, patience);
    }
    /// Opens the source with this slug; needs start().
    bool open(const QString &slug)
    {
        for (int row = 0; row < session.sources().rowCount(); ++row) {
            const QModelIndex index = session.sources().index(row, 0);
            if (index.data(SourceListModel::SlugRole).toString() == slug)
                edit = &session.edit(index.data(SourceListModel::PkRole).toString(), slug);
        }
        return edit
                && QTest::qWaitFor(
                        [this] {
                            return edit->isLoaded() && edit->changeRight() == ChangeRight::Granted;
                        },
                        patience);
    }
    /// Saves; how it ended, or nothing.
    std::optional<SaveResult> save()
    {
        edit->dismissOutcome();
        edit->save();
        const auto ended = [this] {
            return edit->outcome() && edit->phase() == EditSession::Phase::Editing;
        };
        if (!QTest::qWaitFor(ended, patience))
            return std::nullopt;
        return edit->outcome()->result;
    }

private:
    static constexpr int patience = 20000; // milliseconds
    FakeClock m_clock;
    MemoryHistory m_history;
    MemorySecretStore m_secrets;

public:
    AuthentikClient client;
    ServerSession session;
    EditSession *edit = nullptr; ///< the opened one
};

inline QStringList keysOf(const QByteArray &body)
{
    return QJsonDocument::fromJson(body).object().keys();
}
