// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <utility>

// A SourceApi that hands every call on: reads to one client, the PATCH to another one when a test
// wants bad weather there alone. Borrows both.
class RelayApi : public SourceApi
{
public:
    explicit RelayApi(SourceApi &good)
        : m_good(good)
        , m_host(good.host())
    { }

    void setReader(SourceApi *reader) { m_reader = reader; }
    void setWriter(SourceApi *writer) { m_writer = writer; }

    [[nodiscard]] CallHandle listSources(std::function<void(const SourcePage &)> page,
                                         Done<void> done) override
    {
        return reader().listSources(std::move(page), std::move(done));
    }
    [[nodiscard]] CallHandle getSource(const QString &slug, Done<PlexSource> done) override
    {
        return reader().getSource(slug, std::move(done));
    }
    [[nodiscard]] CallHandle sourceOptions(const QString &slug, Done<SourceOptions> done) override
    {
        return reader().sourceOptions(slug, std::move(done));
    }
    [[nodiscard]] CallHandle patchSource(const QString &slug, const QByteArray &body,
                                         Done<WriteAnswer> done) override
    {
        return (m_writer ? *m_writer : m_good).patchSource(slug, body, std::move(done));
    }
    [[nodiscard]] CallHandle findSource(const QString &pk,
                                        Done<std::optional<SourceSummary>> done) override
    {
        return reader().findSource(pk, std::move(done));
    }
    [[nodiscard]] CallHandle recentEvents(const QString &pk, int count,
                                          Done<QList<AuditEvent>> done) override
    {
        return reader().recentEvents(pk, count, std::move(done));
    }
    [[nodiscard]] CallHandle countSources(Done<int> done) override
    {
        return reader().countSources(std::move(done));
    }
    [[nodiscard]] CallHandle revealSecret(const QString &slug, const QString &pk, Field field,
                                          Done<Secret> done) override
    {
        return reader().revealSecret(slug, pk, field, std::move(done));
    }
    [[nodiscard]] CallHandle listFlows(Done<QList<Reference>> done) override
    {
        return reader().listFlows(std::move(done));
    }
    [[nodiscard]] CallHandle listPlexMappings(Done<QList<Reference>> done) override
    {
        return reader().listPlexMappings(std::move(done));
    }
    [[nodiscard]] CallHandle currentUser(Done<Account> done) override
    {
        return reader().currentUser(std::move(done));
    }
    [[nodiscard]] CallHandle serverVersion(Done<QString> done) override
    {
        return reader().serverVersion(std::move(done));
    }

    QString address() const override { return m_good.address(); }
    QString host() const override { return m_host; }
    QString displayPath(const QString &slug) const override { return m_good.displayPath(slug); }

private:
    SourceApi &reader() { return m_reader ? *m_reader : m_good; }

    SourceApi &m_good;
    QString m_host;
    SourceApi *m_reader = nullptr;
    SourceApi *m_writer = nullptr;
};
