// SPDX-License-Identifier: GPL-3.0-or-later
#include "demoserver.h"

#include "data/demoseeds.h"
#include "http/httplistener.h"
#include "routes/api.h"

#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

constexpr qsizetype keptRequests = 1000;

/// Runs \a step now or, with a pause, from the event loop.
template <typename Step>
void after(std::chrono::milliseconds pause, QObject *context, Step step)
{
    if (pause.count() <= 0)
        step();
    else
        QTimer::singleShot(pause, Qt::PreciseTimer, context, step);
}

} // namespace

DemoServer::DemoServer(const DemoServerSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_data(seededData(!settings.isEmpty))
    , m_api(std::make_unique<Api>(*settings.release, m_data))
    , m_listener(new HttpListener([this](const HttpRequest &request,
                                         const Answerer &answer) { handle(request, answer); },
                                  this))
{ }

DemoServer::~DemoServer() = default;

bool DemoServer::listen(quint16 port)
{
    return m_listener->listen(port);
}

QString DemoServer::errorString() const
{
    return m_listener->errorString();
}

QUrl DemoServer::url() const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_listener->port()));
}

QString DemoServer::token(QLatin1StringView caller) const
{
    const QLatin1StringView name = caller == "admin"_L1 ? adminName
            : caller == "viewer"_L1                     ? viewerName
                                                        : nobodyName;
    for (const DemoUser &user : m_data.users()) {
        if (user.username == name)
            return user.token;
    }
    return {};
}

QJsonObject DemoServer::announcement() const
{
    QJsonObject tokens;
    for (const QLatin1StringView caller : {"admin"_L1, "viewer"_L1, "none"_L1})
        tokens.insert(caller, token(caller));
    return {{u"url"_s, url().toString()}, {u"tokens"_s, tokens}};
}

QList<ReceivedRequest> DemoServer::requests(QByteArrayView method) const
{
    QList<ReceivedRequest> found;
    for (const ReceivedRequest &request : m_requests) {
        if (request.method == method)
            found.append(request);
    }
    return found;
}

void DemoServer::handle(const HttpRequest &request, const Answerer &answer)
{
    const ReceivedRequest received{.method = request.method,
                                   .target = request.target,
                                   .headers = request.headers,
                                   .body = request.body,
                                   .requestId = newId().remove(u'-')};
    if (m_requests.size() >= keptRequests)
        m_requests.removeFirst();
    m_requests.append(received);
    Q_EMIT requestReceived(received);

    const Reply reply = m_api->handle(request, received.requestId);
    if (!reply.commit) {
        deliver(received, reply.response, answer);
        return;
    }
    // Only PATCH waits between reading and writing its row: that is where real servers lose
    // changes.
    const auto pause =
            request.method == "PATCH" ? m_settings.overlap : std::chrono::milliseconds(0);
    after(pause, this,
          [this, received, answer, commit = reply.commit] { deliver(received, commit(), answer); });
}

void DemoServer::deliver(const ReceivedRequest &received, const HttpResponse &response,
                         const Answerer &answer)
{
    after(m_settings.delay, this, [this, received, response, answer] {
        Q_EMIT answered(received, response);
        answer(response);
    });
}

} // namespace demoserver
