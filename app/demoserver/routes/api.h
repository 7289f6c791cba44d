// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "routes/call.h"

namespace demoserver {

/// The API as a whole: finds the endpoint of a request, judges Accept, key and method in the
/// server's order, and puts on every answer what all answers carry.
///
/// Owned by DemoServer, borrows its data; main thread.
class Api
{
public:
    /// \a data must outlive the object and every commit step it gives out.
    Api(const ReleaseRules &release, DemoData &data);

    /// The answer to a request or, for a write that was found good, the step that stores and
    /// answers.
    [[nodiscard]] Reply handle(const HttpRequest &request, const QString &requestId) const;

private:
    struct Endpoint
    {
        QLatin1StringView pattern; ///< under /api/v3/; `{}` is the variable part
        QByteArrayView allow;      ///< the Allow header
        Reply (*serve)(const Call &);
        bool isObject = false; ///< anonymous callers of an object may get another text
        bool isPublic = false; ///< needs no key
    };
    struct Resolved
    {
        const Endpoint *endpoint = nullptr;
        QString key;
    };

    [[nodiscard]] Resolved resolve(const QString &path) const;
    [[nodiscard]] Reply serve(const Endpoint &endpoint, Call &call) const;
    [[nodiscard]] HttpResponse finished(HttpResponse response, const QByteArray &allow,
                                        const QString &requestId) const;

    const ReleaseRules &m_release;
    DemoData &m_data;
    QList<Endpoint> m_endpoints;
};

} // namespace demoserver
