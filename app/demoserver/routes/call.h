// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/demodata.h"
#include "http/httpmessage.h"
#include "rules/releaserules.h"

#include <QJsonValue>

#include <functional>

namespace demoserver {

/// The parameters of a query, decoded, in the order sent.
class QueryParameters
{
public:
    explicit QueryParameters(const QByteArray &encoded);
    /// The last value of a parameter; a null string when it was not sent.
    [[nodiscard]] QString value(QStringView key) const;
    [[nodiscard]] QStringList values(QStringView key) const;

private:
    QList<std::pair<QString, QString>> m_items;
};

/// One call, resolved: what a route works on. Lives while the route runs.
struct Call
{
    const HttpRequest &request;
    const ReleaseRules &release;
    DemoData &data;
    const DemoUser *user; ///< null = anonymous
    QueryParameters query;
    QString path;      ///< decoded
    QString key;       ///< the variable part of the path
    QString requestId; ///< 32 hex digits, as in X-authentik-id

    /// GET, or HEAD, which is answered like it.
    [[nodiscard]] bool isRead() const
    {
        return request.method == "GET" || request.method == "HEAD";
    }
    [[nodiscard]] bool isAllowed(QLatin1StringView permission) const
    {
        return user && user->has(permission);
    }
};

/// What a route gives: an answer or, for a write, the step that stores the row and answers. The
/// step may run later than the check before it, when the call itself is gone.
struct Reply
{
    HttpResponse response;
    std::function<HttpResponse()> commit;

    Reply() = default;
    /// Implicit on purpose: most routes simply return an answer.
    Reply(const HttpResponse &made)
        : response(made)
    { }
};

[[nodiscard]] HttpResponse jsonResponse(int status, const QJsonValue &body,
                                        const ReleaseRules &release);
/// `{"detail": text}`.
[[nodiscard]] HttpResponse detailResponse(int status, const QString &text,
                                          const ReleaseRules &release);
/// The 403 of a caller who lacks the right.
[[nodiscard]] HttpResponse noPermission(const ReleaseRules &release);
/// The 404 of an object that is not there; \a model is its class name ("PlexSource").
[[nodiscard]] HttpResponse objectNotFound(QLatin1StringView model, const ReleaseRules &release);
/// The answer for an address that does not exist: HTML for a read, else 405 with an empty body.
[[nodiscard]] HttpResponse noSuchPage(const QByteArray &method);
/// An unhandled error of the server while it worked on \a method.
[[nodiscard]] HttpResponse crashResponse(const QByteArray &method, const ReleaseRules &release);
/// A status with an empty HTML body.
[[nodiscard]] HttpResponse emptyHtml(int status);
/// The answer to OPTIONS; \a actions is left out when empty.
[[nodiscard]] HttpResponse optionsResponse(const QString &name, const QString &description,
                                           const QJsonObject &actions, const ReleaseRules &release);
[[nodiscard]] HttpResponse methodNotAllowed(const QByteArray &method, const ReleaseRules &release);

} // namespace demoserver
