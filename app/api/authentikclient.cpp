// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"

#include "api/exchange.h"
#include "api/jsonanswer.h"
#include "api/pagedread.h"
#include "source/fieldtable.h"

#include <QJsonDocument>

#include <atomic>
#include <memory>

using namespace Qt::Literals::StringLiterals;

namespace {
Request objectRequest(Request::Method method, const QString &slug)
{
    Request request;
    request.method = method;
    request.path = "sources/plex/"_L1 + pathSegment(slug) + u'/';
    return request;
}

/// The first request of a list. 100 is the largest page that authentik 2025.12 and later give, and
/// the usual one before (contract §3.1). A fixed order keeps pages from overlapping.
Request listRequest(const QString &path, const QString &ordering)
{
    Request request;
    request.path = path;
    request.query.addQueryItem(u"ordering"_s, ordering);
    request.query.addQueryItem(u"page_size"_s, u"100"_s);
    request.sizeLimit = pageLimit;
    return request;
}

/// The secrets in the body of a PATCH, so that an error that repeats them can be cleaned.
QList<Secret> secretsIn(const QByteArray &body)
{
    QList<Secret> secrets;
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    for (const FieldRow &row : fieldTable()) {
        if (row.kind == FieldKind::Secret && object.contains(QLatin1StringView(row.key)))
            secrets.append(Secret(object.value(QLatin1StringView(row.key)).toString()));
    }
    return secrets;
}

/// Collects a list of references over all pages.
class ReferenceRead final : public Call
{
public:
    ReferenceRead(Transport &transport, const Request &request, ItemReader<Reference> reader,
                  Done<QList<Reference>> done)
        : m_done(std::move(done))
        , m_read(
                  transport, request, reader,
                  [this](const ListPage<Reference> &page) { m_references += page.items; },
                  [this](const Result<void> &result) { end(result); })
    { }

    void cancel() override { m_read.cancel(); }

private:
    void end(const Result<void> &result)
    {
        const Done<QList<Reference>> done = std::move(m_done);
        if (result)
            done(m_references);
        else
            done(failure(result.error()));
    }

    QList<Reference> m_references;
    Done<QList<Reference>> m_done;
    PagedRead<Reference> m_read;
};
/// A source of the list, and all of it while there are not too many.
struct ListedSource
{
    SourceSummary summary;
    std::optional<PlexSource> whole;
};

/// A source that can be listed but not be read whole is no reason to fail the list.
ItemReader<ListedSource> listedSourceReader(const DigestKey &digests)
{
    constexpr int mostWhole = 1000;
    return [digests, left = std::make_shared<std::atomic<int>>(mostWhole)](
                   const QJsonObject &object) -> Result<ListedSource> {
        const Result<SourceSummary> summary = SourceSummary::fromJson(object);
        if (!summary)
            return failure(summary.error());
        ListedSource listed{*summary, std::nullopt};
        if (left->fetch_sub(1) <= 0)
            return listed;
        if (const Result<PlexSource> whole = PlexSource::fromJson(object, digests))
            listed.whole = *whole;
        return listed;
    };
}

SourcePage pageOf(const ListPage<ListedSource> &read)
{
    SourcePage page;
    page.total = read.total;
    page.isLast = read.next == 0;
    page.sources.reserve(read.items.size());
    for (const ListedSource &listed : read.items) {
        page.sources.append(listed.summary);
        if (listed.whole)
            page.whole.append(*listed.whole);
    }
    return page;
}

/// Looks through the list for one source. What comes back is checked: a server that does not know
/// the filter answers everything (contract §3.1).
class SourceSearch final : public Call
{
public:
    SourceSearch(Transport &transport, const Request &request, const QString &pk,
                 Done<std::optional<SourceSummary>> done)
        : m_pk(pk)
        , m_done(std::move(done))
        , m_read(
                  transport, request, &SourceSummary::fromJson,
                  [this](const ListPage<SourceSummary> &page) { look(page.items); },
                  [this](const Result<void> &result) { end(result); })
    { }

    void cancel() override { m_read.cancel(); }

private:
    void look(const QList<SourceSummary> &sources)
    {
        for (const SourceSummary &source : sources) {
            if (source.pk == m_pk)
                m_found = source;
        }
    }
    void end(const Result<void> &result)
    {
        const Done<std::optional<SourceSummary>> done = std::move(m_done);
        if (result)
            done(m_found);
        else
            done(failure(result.error()));
    }

    QString m_pk;
    std::optional<SourceSummary> m_found;
    Done<std::optional<SourceSummary>> m_done;
    PagedRead<SourceSummary> m_read;
};
} // namespace

AuthentikClient::AuthentikClient(const BaseUrl &base, const Secret &token, const DigestKey &digests,
                                 Clock &clock)
    : m_digests(digests)
    , m_transport(base, token, clock)
{ }

AuthentikClient::AuthentikClient(const TransportSetup &setup, const DigestKey &digests)
    : m_digests(digests)
    , m_transport(setup)
{ }

CallHandle AuthentikClient::listSources(std::function<void(const SourcePage &)> page,
                                        Done<void> done)
{
    return std::make_unique<PagedRead<ListedSource>>(
            m_transport, listRequest(u"sources/plex/"_s, u"slug"_s), listedSourceReader(m_digests),
            [page = std::move(page)](const ListPage<ListedSource> &read) { page(pageOf(read)); },
            std::move(done));
}

CallHandle AuthentikClient::getSource(const QString &slug, Done<PlexSource> done)
{
    return exchange(objectRequest(Request::Method::Get, slug),
                    [this, done = std::move(done)](const Result<Answer> &answer) {
                        done(answer ? readSource(*answer, m_digests) : failure(answer.error()));
                    });
}

CallHandle AuthentikClient::sourceOptions(const QString &slug, Done<SourceOptions> done)
{
    return exchange(objectRequest(Request::Method::Options, slug),
                    [done = std::move(done)](const Result<Answer> &answer) {
                        const Result<QJsonObject> object =
                                answer ? readObject(*answer) : failure(answer.error());
                        if (object)
                            done(SourceOptions::fromJson(*object));
                        else
                            done(failure(object.error()));
                    });
}

CallHandle AuthentikClient::patchSource(const QString &slug, const QByteArray &body,
                                        Done<WriteAnswer> done)
{
    Request request = objectRequest(Request::Method::Patch, slug);
    request.body = body;
    request.secrets = secretsIn(body);
    return exchange(request, [this, done = std::move(done)](const Result<Answer> &answer) {
        const Result<PlexSource> source =
                answer ? readSource(*answer, m_digests) : failure(answer.error());
        if (source)
            done(WriteAnswer(*source, answer->requestId));
        else
            done(failure(source.error()));
    });
}

CallHandle AuthentikClient::findSource(const QString &pk, Done<std::optional<SourceSummary>> done)
{
    Request request = listRequest(u"sources/plex/"_s, u"slug"_s);
    request.query.addQueryItem(u"pbm_uuid"_s, pk);
    return std::make_unique<SourceSearch>(m_transport, request, pk, std::move(done));
}

CallHandle AuthentikClient::recentEvents(const QString &pk, int count, Done<QList<AuditEvent>> done)
{
    Request request;
    request.path = u"events/events/"_s;
    request.query.addQueryItem(u"context_model_app"_s, u"authentik_sources_plex"_s);
    request.query.addQueryItem(u"context_model_name"_s, u"plexsource"_s);
    if (!pk.isEmpty())
        request.query.addQueryItem(u"context_model_pk"_s, QString(pk).remove(u'-'));
    request.query.addQueryItem(u"action"_s, u"model_"_s);
    request.query.addQueryItem(u"ordering"_s, u"-created"_s);
    request.query.addQueryItem(u"page_size"_s, QString::number(count));
    request.sizeLimit = pageLimit;
    return exchange(request, [done = std::move(done)](const Result<Answer> &answer) {
        done(answer ? readEvents(*answer) : failure(answer.error()));
    });
}

CallHandle AuthentikClient::countSources(Done<int> done)
{
    Request request;
    request.path = u"sources/plex/"_s;
    request.query.addQueryItem(u"page_size"_s, u"1"_s);
    return exchange(request, [done = std::move(done)](const Result<Answer> &answer) {
        const Result<RawPage> page = answer ? readPage(*answer) : failure(answer.error());
        if (page)
            done(page->total);
        else
            done(failure(page.error()));
    });
}

CallHandle AuthentikClient::revealSecret(const QString &slug, const QString &pk, Field field,
                                         Done<Secret> done)
{
    return exchange(objectRequest(Request::Method::Get, slug),
                    [pk, key = keyOf(field), done = std::move(done)](const Result<Answer> &answer) {
                        done(answer ? readSecret(*answer, pk, key) : failure(answer.error()));
                    });
}

CallHandle AuthentikClient::listFlows(Done<QList<Reference>> done)
{
    return std::make_unique<ReferenceRead>(
            m_transport, listRequest(u"flows/instances/"_s, u"slug"_s), &readFlow, std::move(done));
}

CallHandle AuthentikClient::listPlexMappings(Done<QList<Reference>> done)
{
    return std::make_unique<ReferenceRead>(
            m_transport, listRequest(u"propertymappings/source/plex/"_s, u"name"_s), &readMapping,
            std::move(done));
}

CallHandle AuthentikClient::currentUser(Done<Account> done)
{
    const auto answered = [done = std::move(done)](const Result<Answer> &answer) {
        if (answer) {
            done(readAccount(*answer));
            return;
        }
        Error error = answer.error();
        if (isUnknownKey(error))
            error.kind = ErrorKind::Unauthorized;
        done(failure(error));
    };
    return m_transport.send(currentUserRequest(), answered);
}

CallHandle AuthentikClient::serverVersion(Done<QString> done)
{
    Request request;
    request.path = u"admin/version/"_s;
    return exchange(request, [done = std::move(done)](const Result<Answer> &answer) {
        done(answer ? readVersion(*answer) : failure(answer.error()));
    });
}

QString AuthentikClient::displayPath(const QString &slug) const
{
    return m_transport.base().apiPath("sources/plex/"_L1 + pathSegment(slug) + u'/');
}

CallHandle AuthentikClient::exchange(const Request &request, Done<Answer> done)
{
    return std::make_unique<Exchange>(m_transport, request, std::move(done));
}
