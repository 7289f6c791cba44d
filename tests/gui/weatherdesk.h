// SPDX-License-Identifier: GPL-3.0-or-later
// Long because all weather is made and looked at in one place.
#pragma once

#include "relayapi.h"
#include "scriptedserver.h"
#include "windowharness.h"

#include <QClipboard>
#include <QFile>
#include <QJsonDocument>
#include <QPointer>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTextEdit>

#include <chrono>

// The real window, with everything a test needs to send it through bad weather: a relay that can
// lead reads or the PATCH to another server, and answers to put into the proxy's mouth.
class WeatherDesk final : public WindowHarness
{
public:
    using Fault = FaultProxy::Fault;

    explicit WeatherDesk(QLatin1StringView caller = QLatin1StringView("admin"))
        : WindowHarness({}, caller)
        , relay(*client)
    {
        show(relay);
    }

    ~WeatherDesk()
    {
        window.reset(); // before the relay
        session.reset();
    }

    /// An answer in place of the server's; the request does not reach it.
    void answerInstead(const QByteArray &method, const Script &script)
    {
        proxy->setReplacement(script.bytes);
        proxy->setFault(Fault::AnswerOnly, method);
    }
    /// The same, but the request reaches the server, which does what it says.
    void answerAfterwards(const QByteArray &method, const Script &script)
    {
        proxy->setReplacement(script.bytes);
        proxy->setFault(Fault::ReplaceAnswer, method);
    }
    /// A client of its own, for the relay.
    SourceApi *another(const QString &url, const QString &token)
    {
        m_others.push_back(std::make_unique<AuthentikClient>(*BaseUrl::fromUserInput(url),
                                                             Secret(token), digests, clock));
        return m_others.back().get();
    }
    /// An address where nobody listens.
    static QString closedUrl()
    {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        return QStringLiteral("http://127.0.0.1:%1").arg(server.serverPort());
    }
    /// A server that answers every request like this, beside the demo server.
    QString scripted(const Script &script)
    {
        scriptedServer.setScript([script](const RecordedRequest &) { return script; });
        return scriptedServer.url();
    }
    /// A server with a certificate that nobody signed.
    QString selfSigned()
    {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(
                QSslCertificate(fixture(QStringLiteral("certificate.pem"))));
        configuration.setPrivateKey(QSslKey(fixture(QStringLiteral("key.pem")), QSsl::Ec));
        scriptedServer.setTls(configuration);
        return scriptedServer.url().replace(QStringLiteral("http://"), QStringLiteral("https://"));
    }
    void clearUp()
    {
        proxy->setFault(Fault::None);
        relay.setReader(nullptr);
        relay.setWriter(nullptr);
        beforePatch = {};
        afterPatch = {};
    }

    /// Clicks Save, lets the deadline of each request in `hangs` pass, waits for the end.
    bool saveThrough(const QList<QByteArray> &hangs = {})
    {
        int seen = int(proxy->requests().size());
        clickSave();
        for (const QByteArray &method : hangs) {
            const auto hasCome = [&] {
                const auto requests = proxy->requests().mid(seen);
                for (const RecordedRequest &request : requests) {
                    if (request.method == method)
                        return true;
                }
                return false;
            };
            if (!QTest::qWaitFor(hasCome))
                return false;
            seen = int(proxy->requests().size());
            QCoreApplication::processEvents(); // Qt's thread has told by now that it went out
            clock.advance(std::chrono::seconds(30));
        }
        const auto hasEnded = [&] { return edit()->phase() == EditSession::Phase::Editing; };
        return QTest::qWaitFor(hasEnded, 20000);
    }

    /// PATCHes that reached any server.
    int patchesArrived() const { return int(patches().size()) + scriptedServer.arrivals("PATCH"); }

    /// True when a visible label says exactly this; a layout shows new labels a moment later.
    bool isOffline() const { return session->reachability().isUnreachable(); }
    /// Asks a server that was silent again, as *Try again* does.
    bool comeBack() const
    {
        if (isOffline())
            session->reachability().tryNow();
        return QTest::qWaitFor([this] { return !isOffline(); });
    }
    bool says(const QString &sentence) const
    {
        return QTest::qWaitFor([&] { return isSaidNow(sentence); }, 2000);
    }
    bool isSaidNow(const QString &sentence) const
    {
        const auto labels = window->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&sentence](const QLabel *label) {
            return label->isVisible() && label->text() == sentence;
        });
    }
    bool isAllPlainText() const
    {
        const auto all = window->findChildren<QLabel *>();
        const auto isPlain = [](const QLabel *l) { return l->textFormat() == Qt::PlainText; };
        return window->findChildren<QTextEdit *>().isEmpty()
                && std::all_of(all.begin(), all.end(), isPlain);
    }
    /// What *Copy details* copies, first that of the edit; empty when it is not offered.
    QString copiedDetails() const
    {
        const auto name = QStringLiteral("Copy details");
        QAbstractButton *copy = button(name);
        const auto ofPage = window->page()->findChildren<QAbstractButton *>();
        const auto found =
                std::find_if(ofPage.begin(), ofPage.end(), [&name](const QAbstractButton *b) {
                    return b->isVisible() && b->text() == name;
                });
        copy = found == ofPage.end() ? copy : *found;
        if (!copy)
            return {};
        QGuiApplication::clipboard()->clear();
        QTest::mouseClick(copy, Qt::LeftButton);
        return QGuiApplication::clipboard()->text();
    }
    QString host() const { return relay.host(); }
    RelayApi relay;
    ScriptedServer scriptedServer;
    /// Another administrator, just before and just after the server works on the PATCH.
    std::function<void()> beforePatch;
    std::function<void()> afterPatch;

    void letOthersWork()
    {
        QObject::connect(&server, &demoserver::DemoServer::requestReceived, &m_context,
                         [this](const demoserver::ReceivedRequest &request) {
                             if (request.method == "PATCH" && beforePatch)
                                 beforePatch();
                         });
        QObject::connect(&server, &demoserver::DemoServer::answered, &m_context,
                         [this](const demoserver::ReceivedRequest &request) {
                             if (request.method == "PATCH" && afterPatch)
                                 afterPatch();
                         });
    }

private:
    static QByteArray fixture(const QString &name)
    {
        QFile file(QStringLiteral(FIXTURES "/tls/") + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::vector<std::unique_ptr<AuthentikClient>> m_others;
    QObject m_context;
};

// Answers as authentik, its front proxy and things before them give (contract §4.1).
namespace Weather {

inline const QByteArray page =
        "<!doctype html><html><body><h1>Sign in</h1><b>first</b></body></html>";

/// A page that repeats what was sent to it, as debugging pages do.
inline QByteArray talkativePage(const QString &apiToken, const QString &plexToken)
{
    return "<html><body><h1>Server Error (500)</h1><pre>Authorization: Bearer " + apiToken.toUtf8()
            + "\nplex_token=" + plexToken.toUtf8() + "</pre></body></html>";
}
inline QByteArray detail(const QByteArray &words)
{
    return R"({"detail":")" + words + R"("})";
}

} // namespace Weather
