// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"
#include "samples.h"

#include <QHash>
#include <QList>

#include <deque>

// Long because every call of the API has its place here.
// A SourceApi that answers when the test says so: each call waits in `pending`, in order.
class FakeSourceApi final : public SourceApi
{
public:
    struct Pending
    {
        QString name; ///< "get", "options", "patch", …
        QString slug; ///< or pk
        QByteArray body;
        Done<PlexSource> source;
        Done<WriteAnswer> written;
        Done<std::optional<SourceSummary>> found;
        Done<QList<AuditEvent>> events;
        Done<int> count;
        Done<SourceOptions> options;
        Done<Secret> secret;
        Done<QList<Reference>> references;
        Done<void> list;
        Done<Account> account;
        Done<QString> version;
        std::function<void(const SourcePage &)> page;
        bool cancelled = false;
        quint64 id = 0;
    };

    /// Waiting calls; a destroyed handle takes its call out.
    std::deque<Pending> pending;
    QList<QByteArray> patches;
    int reads = 0;
    bool isReadOnlyNow = false; ///< a person said so; it stops nothing here, so that tests see it
    QString serverAddress = QStringLiteral("https://auth.example.org");

    Pending take(const QString &name)
    {
        for (auto at = pending.begin(); at != pending.end(); ++at) {
            if (at->name == name) {
                Pending call = std::move(*at);
                pending.erase(at);
                return call;
            }
        }
        qFatal("no waiting %s", qPrintable(name));
        return {};
    }
    bool waits(const QString &name) const
    {
        return std::any_of(pending.begin(), pending.end(),
                           [&name](const Pending &call) { return call.name == name; });
    }
    void answerGet(const Result<PlexSource> &result) { take(QStringLiteral("get")).source(result); }
    void answerPatch(const Result<PlexSource> &result, const QString &requestId = {})
    {
        const Pending call = take(QStringLiteral("patch"));
        if (result)
            call.written(WriteAnswer(*result, requestId));
        else
            call.written(failure(result.error()));
    }
    void answerFind(const Result<std::optional<SourceSummary>> &result)
    {
        take(QStringLiteral("find")).found(result);
    }
    void answerEvents(const Result<QList<AuditEvent>> &result)
    {
        take(QStringLiteral("events")).events(result);
    }
    void answerOptions(const Result<SourceOptions> &result)
    {
        take(QStringLiteral("options")).options(result);
    }

    CallHandle listSources(std::function<void(const SourcePage &)> page, Done<void> done) override
    {
        Pending call;
        call.page = std::move(page);
        call.list = std::move(done);
        return add(QStringLiteral("list"), std::move(call));
    }
    CallHandle getSource(const QString &slug, Done<PlexSource> done) override
    {
        ++reads;
        Pending call;
        call.slug = slug;
        call.source = std::move(done);
        return add(QStringLiteral("get"), std::move(call));
    }
    CallHandle sourceOptions(const QString &slug, Done<SourceOptions> done) override
    {
        Pending call;
        call.slug = slug;
        call.options = std::move(done);
        return add(QStringLiteral("options"), std::move(call));
    }
    CallHandle patchSource(const QString &slug, const QByteArray &body,
                           Done<WriteAnswer> done) override
    {
        patches.append(body);
        Pending call;
        call.slug = slug;
        call.body = body;
        call.written = std::move(done);
        return add(QStringLiteral("patch"), std::move(call));
    }
    CallHandle findSource(const QString &pk, Done<std::optional<SourceSummary>> done) override
    {
        Pending call;
        call.slug = pk;
        call.found = std::move(done);
        return add(QStringLiteral("find"), std::move(call));
    }
    CallHandle recentEvents(const QString &pk, int, Done<QList<AuditEvent>> done) override
    {
        Pending call;
        call.slug = pk;
        call.events = std::move(done);
        return add(QStringLiteral("events"), std::move(call));
    }
    CallHandle countSources(Done<int> done) override
    {
        Pending call;
        call.count = std::move(done);
        return add(QStringLiteral("count"), std::move(call));
    }
    CallHandle revealSecret(const QString &slug, const QString &, Field, Done<Secret> done) override
    {
        Pending call;
        call.slug = slug;
        call.secret = std::move(done);
        return add(QStringLiteral("reveal"), std::move(call));
    }
    CallHandle listFlows(Done<QList<Reference>> done) override
    {
        Pending call;
        call.references = std::move(done);
        return add(QStringLiteral("flows"), std::move(call));
    }
    CallHandle listPlexMappings(Done<QList<Reference>> done) override
    {
        Pending call;
        call.references = std::move(done);
        return add(QStringLiteral("mappings"), std::move(call));
    }
    CallHandle currentUser(Done<Account> done) override
    {
        Pending call;
        call.account = std::move(done);
        return add(QStringLiteral("me"), std::move(call));
    }
    CallHandle serverVersion(Done<QString> done) override
    {
        Pending call;
        call.version = std::move(done);
        return add(QStringLiteral("version"), std::move(call));
    }
    bool isReadOnly() const override { return isReadOnlyNow; }
    QString address() const override { return serverAddress; }
    QString host() const override { return QStringLiteral("auth.example.org"); }
    QString displayPath(const QString &slug) const override
    {
        return QStringLiteral("/api/v3/sources/plex/%1/").arg(slug);
    }

private:
    class Handle final : public Call
    {
    public:
        Handle(FakeSourceApi &api, quint64 id)
            : m_api(api)
            , m_id(id)
        { }
        ~Handle() override
        {
            auto &calls = m_api.pending;
            calls.erase(std::remove_if(calls.begin(), calls.end(),
                                       [this](const Pending &call) { return call.id == m_id; }),
                        calls.end());
        }
        void cancel() override
        {
            for (Pending &call : m_api.pending)
                call.cancelled = call.cancelled || call.id == m_id;
        }

    private:
        FakeSourceApi &m_api;
        quint64 m_id;
    };

    CallHandle add(const QString &name, Pending call)
    {
        call.name = name;
        call.id = ++m_lastId;
        pending.push_back(std::move(call));
        return std::make_unique<Handle>(*this, m_lastId);
    }

    quint64 m_lastId = 0;
};
