// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes/api.h"

#include "routes/eventroutes.h"
#include "routes/flowroutes.h"
#include "routes/helperroutes.h"
#include "routes/mappingroutes.h"
#include "routes/plexsourceroutes.h"
#include "routes/sourceroutes.h"
#include "rules/authentication.h"

#include <QJsonObject>

#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

constexpr auto root = "/api/v3/"_L1;
constexpr QByteArrayView readOnly("GET, HEAD, OPTIONS");
constexpr QByteArrayView collection("GET, POST, HEAD, OPTIONS");
constexpr QByteArrayView object("GET, PUT, PATCH, DELETE, HEAD, OPTIONS");
constexpr QByteArrayView deletable("GET, DELETE, HEAD, OPTIONS");
constexpr QByteArrayView postOnly("POST, OPTIONS");

/// The answer of the server's front process, which passes no such body on.
HttpResponse tooLarge(const ReleaseRules &release)
{
    const QByteArray type(release.frontErrorType.data(), release.frontErrorType.size());
    return {.status = 502,
            .headers = {{"Content-Type", type}},
            .body = "{\"error\":\"failed to connect to authentik backend: http: request body too "
                    "large\"}"};
}

/// True when the Accept header admits JSON; parameters do not count, no header admits everything.
bool acceptsJson(const QByteArray &accept)
{
    if (accept.isNull())
        return true;
    for (const QByteArray &item : accept.split(',')) {
        const QByteArray type = item.split(';').first().trimmed();
        if (type == "application/json" || type == "application/*" || type == "*/*")
            return true;
    }
    return false;
}

/// The variable part of \a path under \a pattern, empty for a pattern without one; nothing when it
/// does not fit. The part holds neither slash nor dot.
std::optional<QString> match(const QString &path, QLatin1StringView pattern)
{
    const qsizetype hole = pattern.indexOf("{}"_L1);
    if (hole < 0)
        return path == pattern ? std::optional<QString>(QString()) : std::nullopt;
    const QLatin1StringView head = pattern.first(hole);
    const QLatin1StringView tail = pattern.sliced(hole + 2);
    if (path.size() <= head.size() + tail.size() || !path.startsWith(head) || !path.endsWith(tail))
        return std::nullopt;
    const QString key = path.sliced(head.size(), path.size() - head.size() - tail.size());
    if (key.contains(u'/') || key.contains(u'.'))
        return std::nullopt;
    return key;
}

} // namespace

Api::Api(const ReleaseRules &release, DemoData &data)
    : m_release(release)
    , m_data(data)
    , m_endpoints{
              {"sources/plex/"_L1, collection, servePlexSourceList},
              {"sources/plex/redeem_token/"_L1, postOnly, serveRedeemToken, false, true},
              {"sources/plex/redeem_token_authenticated/"_L1, postOnly, serveRedeemToken},
              {"sources/plex/{}/"_L1, object, servePlexSource, true},
              {"sources/plex/{}/used_by/"_L1, readOnly, serveUsedBy, true},
              {"sources/all/"_L1, readOnly, serveAllSources},
              {"sources/all/{}/"_L1, deletable, serveAnySource, true},
              {"flows/instances/"_L1, collection, serveFlowList},
              {"flows/instances/{}/"_L1, object, serveFlow, true},
              {"propertymappings/all/{}/"_L1, deletable, serveAnyMapping, true},
              {"core/users/me/"_L1, readOnly, serveMe},
              {"admin/version/"_L1, readOnly, serveVersion},
              {"root/config/"_L1, readOnly, serveConfig, false, true},
              {"events/events/"_L1, collection, serveEventList},
      }
{
    if (release.hasMappings) {
        m_endpoints.append({"propertymappings/source/plex/"_L1, collection, servePlexMappingList});
        m_endpoints.append({"propertymappings/source/plex/{}/"_L1, object, servePlexMapping, true});
    }
    if (release.setsIconByUrl)
        m_endpoints.append({"sources/all/{}/set_icon_url/"_L1, postOnly, serveSetIconUrl, true});
}

Api::Resolved Api::resolve(const QString &path) const
{
    if (!path.startsWith(root))
        return {};
    const QString rest = path.sliced(root.size());
    for (const Endpoint &endpoint : m_endpoints) {
        if (const std::optional<QString> key = match(rest, endpoint.pattern))
            return {&endpoint, *key};
    }
    return {};
}

Reply Api::handle(const HttpRequest &request, const QString &requestId) const
{
    if (request.isTooLarge)
        return tooLarge(m_release);
    const qsizetype mark = request.target.indexOf('?');
    const QByteArray encodedPath = mark < 0 ? request.target : request.target.first(mark);
    const QString path = QString::fromUtf8(QByteArray::fromPercentEncoding(encodedPath));
    const Resolved resolved = resolve(path);
    if (!resolved.endpoint)
        return finished(noSuchPage(request.method), {}, requestId);
    Call call{.request = request,
              .release = m_release,
              .data = m_data,
              .user = nullptr,
              .query = QueryParameters(mark < 0 ? QByteArray() : request.target.sliced(mark + 1)),
              .path = path,
              .key = resolved.key,
              .requestId = requestId};
    Reply reply = serve(*resolved.endpoint, call);
    const QByteArray allow = resolved.endpoint->allow.toByteArray();
    if (!reply.commit)
        return finished(reply.response, allow, requestId);
    reply.commit = [this, commit = reply.commit, allow, requestId] {
        return finished(commit(), allow, requestId);
    };
    return reply;
}

Reply Api::serve(const Endpoint &endpoint, Call &call) const
{
    const QByteArray &method = call.request.method;
    const QString format = call.query.value(u"format");
    if (!format.isEmpty() && format != "json"_L1)
        return detailResponse(404, u"Not found."_s, m_release);
    if (!acceptsJson(call.request.header("Accept")))
        return detailResponse(406, u"Could not satisfy the request Accept header."_s, m_release);
    const Caller caller = authenticate(call.request.header("Authorization"), m_data, m_release);
    if (!caller.refusal.isEmpty())
        return detailResponse(403, caller.refusal, m_release);
    if (!caller.user && !endpoint.isPublic) {
        if (endpoint.isObject && m_release.anonymousObjectIsNoRight)
            return noPermission(m_release);
        return detailResponse(403, u"Authentication credentials were not provided."_s, m_release);
    }
    if (!(", " + endpoint.allow.toByteArray() + ',').contains(", " + method + ','))
        return methodNotAllowed(method, m_release);
    call.user = caller.user;
    return endpoint.serve(call);
}

HttpResponse Api::finished(HttpResponse response, const QByteArray &allow,
                           const QString &requestId) const
{
    const bool isHtml =
            !response.headers.isEmpty() && response.headers.first().second.startsWith("text/html");
    // An answer of the framework says what the address allows; the server's own pages do not.
    if (!allow.isEmpty() && !(isHtml && response.status != 400))
        response.headers.append(HttpHeader("Allow", allow));
    if (m_release.sendsContentLanguage)
        response.headers.append(HttpHeader("Content-Language", "en"));
    response.headers.append(HttpHeader("X-authentik-id", requestId.toLatin1()));
    response.headers.append(HttpHeader("X-Powered-By", "authentik"));
    return response;
}

} // namespace demoserver
