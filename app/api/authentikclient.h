// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/transport.h"
#include "connection/baseurl.h"
#include "core/clock.h"
#include "core/secret.h"
#include "ports.h"

// The typed calls of one authentik connection over its Transport: makes requests, reads JSON, turns
// the secrets of a source into digests before anybody sees it. Made by whoever composes the
// program; used on the GUI thread. Handles must not outlive it.
class AuthentikClient final : public SourceApi
{
public:
    /// Borrows `digests` and `clock`, which must outlive it.
    AuthentikClient(const BaseUrl &base, const Secret &token, const DigestKey &digests,
                    Clock &clock);
    /// Over the connection that `setup` describes. Borrows `digests`, and what `setup` borrows.
    AuthentikClient(const TransportSetup &setup, const DigestKey &digests);

    CallHandle listSources(std::function<void(const SourcePage &)> page, Done<void> done) override;
    CallHandle getSource(const QString &slug, Done<PlexSource> done) override;
    CallHandle sourceOptions(const QString &slug, Done<SourceOptions> done) override;
    CallHandle patchSource(const QString &slug, const QByteArray &body,
                           Done<WriteAnswer> done) override;
    CallHandle findSource(const QString &pk, Done<std::optional<SourceSummary>> done) override;
    CallHandle recentEvents(const QString &pk, int count, Done<QList<AuditEvent>> done) override;
    CallHandle countSources(Done<int> done) override;
    CallHandle revealSecret(const QString &slug, const QString &pk, Field field,
                            Done<Secret> done) override;
    CallHandle listFlows(Done<QList<Reference>> done) override;
    CallHandle listPlexMappings(Done<QList<Reference>> done) override;
    CallHandle currentUser(Done<Account> done) override;
    CallHandle serverVersion(Done<QString> done) override;

    bool isReadOnly() const override { return m_transport.isReadOnly(); }
    /// Nothing that is not on the wire by now is written any more; a person said so.
    void becomeReadOnly() { m_transport.becomeReadOnly(); }
    QString address() const override { return m_transport.base().address(); }
    QString host() const override { return m_transport.base().host(); }
    QString displayPath(const QString &slug) const override;

private:
    CallHandle exchange(const Request &request, Done<Answer> done);

    const DigestKey &m_digests;
    Transport m_transport;
};
