// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/demodata.h"
#include "http/httpmessage.h"
#include "rules/releaserules.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace demoserver {

class Api;
class HttpListener;

/// How a demo server behaves; the defaults are those of the command line.
struct DemoServerSettings
{
    const ReleaseRules *release = &newestRelease();
    bool isEmpty = false;                 ///< no Plex source at the start
    std::chrono::milliseconds delay{0};   ///< before each answer
    std::chrono::milliseconds overlap{0}; ///< between a PATCH's reading and writing of its row
};

/// A request as it arrived, kept for tests.
struct ReceivedRequest
{
    QByteArray method;
    QByteArray target;
    HttpHeaders headers;
    QByteArray body;
    QString requestId; ///< X-authentik-id of its answer
};

/// A small authentik on the loopback address, with its data in memory.
///
/// Owns the data, the API and the listening socket. Made by the demo server's main function and, in
/// the same process, by tests, which read the requests it received and change the data behind the
/// client's back. Main thread, answers from the event loop.
class DemoServer : public QObject
{
    Q_OBJECT
public:
    explicit DemoServer(const DemoServerSettings &settings = {}, QObject *parent = nullptr);
    ~DemoServer() override;

    /// Listens on 127.0.0.1; \a port 0 takes a free one. False with errorString() when it is taken.
    [[nodiscard]] bool listen(quint16 port = 0);
    [[nodiscard]] QString errorString() const;
    /// `http://127.0.0.1:PORT`, valid after listen().
    [[nodiscard]] QUrl url() const;
    /// The keys of the callers `admin` (all rights), `viewer` (may view Plex sources), `none`.
    [[nodiscard]] QString token(QLatin1StringView caller) const;
    /// What the server prints when it is ready: `{"url": …, "tokens": {…}}`.
    [[nodiscard]] QJsonObject announcement() const;

    /// The data, to be read and changed as another administrator would.
    [[nodiscard]] DemoData &data() { return m_data; }
    [[nodiscard]] const ReleaseRules &release() const { return *m_settings.release; }
    void setDelay(std::chrono::milliseconds delay) { m_settings.delay = delay; }
    void setOverlap(std::chrono::milliseconds overlap) { m_settings.overlap = overlap; }

    /// The last 1000 requests, oldest first.
    [[nodiscard]] const QList<ReceivedRequest> &requests() const { return m_requests; }
    /// Those of one method, oldest first.
    [[nodiscard]] QList<ReceivedRequest> requests(QByteArrayView method) const;
    void forgetRequests() { m_requests.clear(); }

Q_SIGNALS:
    /// A request was read; its answer is not sent yet.
    void requestReceived(const demoserver::ReceivedRequest &request);
    /// An answer is about to be sent.
    void answered(const demoserver::ReceivedRequest &request,
                  const demoserver::HttpResponse &response);

private:
    using Answerer = std::function<void(const HttpResponse &)>;
    void handle(const HttpRequest &request, const Answerer &answer);
    void deliver(const ReceivedRequest &received, const HttpResponse &response,
                 const Answerer &answer);

    DemoServerSettings m_settings;
    DemoData m_data;
    std::unique_ptr<Api> m_api;
    HttpListener *m_listener;
    QList<ReceivedRequest> m_requests;
};

} // namespace demoserver
