// SPDX-License-Identifier: GPL-3.0-or-later
#include "programscene.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QThread>

#include <algorithm>
#include <utility>
#include <vector>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
// Takes connections and never answers.
class SilentServer
{
public:
    SilentServer()
    {
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("the silent server does not listen");
    }
    QString url() const { return u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()); }

private:
    QTcpServer m_server;
};

// Demo servers that take no time from the window's thread.
class ServersElsewhere
{
public:
    ServersElsewhere()
    {
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~ServersElsewhere()
    {
        QMetaObject::invokeMethod(
                &m_context, [this] { m_servers.clear(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(ServersElsewhere)

    /// Address and token of another one; empty when it does not listen.
    std::pair<QString, QString> add()
    {
        std::pair<QString, QString> made;
        QMetaObject::invokeMethod(
                &m_context,
                [this, &made] {
                    demoserver::DemoServer &server =
                            *m_servers.emplace_back(std::make_unique<demoserver::DemoServer>());
                    if (server.listen())
                        made = {server.url().toString(), server.token("admin"_L1)};
                },
                Qt::BlockingQueuedConnection);
        return made;
    }

private:
    QThread m_thread;
    QObject m_context; ///< lives in the thread
    std::vector<std::unique_ptr<demoserver::DemoServer>> m_servers;
};
} // namespace

// Many connections, some of them dead or silent: who is opened when, and what that costs the one
// that is shown.
class TestManyConnections : public QObject, private ProgramScene
{
    Q_OBJECT
private Q_SLOTS:
    void init() { make(); }
    void cleanup() { clear(); }
    void othersFollowTheOneThatIsShown();
    void aSilentOneHoldsTheOthersForTwoSeconds();
    void oneThatFailsHoldsNobody();
    void whatIsChosenMeanwhileIsOpenedAtOnce();
    void whatIsRemovedMeanwhileIsNotOpened();
    void deadAndSlowOnesDelayNobody();

private:
    qint64 timeToForm(int busy, int dead, int silent);
};

void TestManyConnections::othersFollowTheOneThatIsShown()
{
    const SilentServer silent;
    const QString first = m_desk->addStored(url(), admin());
    const QString second = m_desk->addStored(silent.url(), u"t"_s);
    m_desk->start();
    QTRY_VERIFY(m_desk->live(first) && m_desk->live(first)->isOpen());
    QVERIFY(m_desk->session(first)->wasListRead() || !m_desk->live(second));
    QVERIFY(m_desk->isRead(first));
    QTRY_VERIFY(m_desk->live(second) && m_desk->live(second)->isOpen()); // no time has passed
}

void TestManyConnections::aSilentOneHoldsTheOthersForTwoSeconds()
{
    const SilentServer silent;
    m_desk->addStored(silent.url(), u"t"_s);
    const QString second = m_desk->addStored(url(), admin());
    const QString third = m_desk->addStored(u"http://127.0.0.1:1"_s, u"t"_s);
    m_desk->start();
    m_machine->clock.advance(1999ms);
    QCoreApplication::processEvents();
    QVERIFY(!m_desk->live(second));
    m_machine->clock.advance(1ms);
    QVERIFY(m_desk->isRead(second));
    QTRY_VERIFY(m_desk->live(third));
}

void TestManyConnections::oneThatFailsHoldsNobody()
{
    m_desk->addStored(u"http://127.0.0.1:1"_s, u"t"_s);
    const QString second = m_desk->addStored(url(), admin());
    m_desk->start();
    QVERIFY(m_desk->isRead(second));
}

void TestManyConnections::whatIsChosenMeanwhileIsOpenedAtOnce()
{
    const SilentServer silent;
    const SilentServer other;
    m_desk->addStored(silent.url(), u"t"_s);
    const QString second = m_desk->addStored(other.url(), u"t"_s);
    const QString third = m_desk->addStored(url(), admin());
    m_desk->start();
    QVERIFY(!m_desk->live(third));
    m_desk->window.desks().show(third);
    QVERIFY(m_desk->isRead(third));
    QCOMPARE(m_desk->window.desks().shownId(), third);
    m_machine->clock.advance(2s);
    QTRY_VERIFY(m_desk->live(second));
    QCOMPARE(m_desk->live(third)->timesOpened, 1);
}

void TestManyConnections::whatIsRemovedMeanwhileIsNotOpened()
{
    const SilentServer silent;
    m_desk->addStored(silent.url(), u"t"_s);
    const QString second = m_desk->addStored(url(), admin());
    m_desk->start();
    m_desk->book.remove(second);
    m_machine->clock.advance(2s);
    settleServer();
    QVERIFY(!m_desk->live(second));
    QVERIFY(m_server->requests().isEmpty());
}

/// From the start to the list and the form of the one that is shown, in milliseconds; -1 = never.
qint64 TestManyConnections::timeToForm(int busy, int dead, int silent)
{
    clear();
    make();
    std::vector<std::unique_ptr<SilentServer>> silentServers;
    ServersElsewhere elsewhere;
    const QString first = m_desk->addStored(url(), admin());
    for (int number = 0; number < dead; ++number)
        m_desk->addStored(u"http://127.0.0.1:1/dead%1"_s.arg(number), u"t"_s);
    for (int number = 0; number < silent; ++number)
        m_desk->addStored(silentServers.emplace_back(std::make_unique<SilentServer>())->url(),
                          u"t"_s);
    for (int number = 0; number < busy; ++number) {
        const auto [url, token] = elsewhere.add();
        m_desk->addStored(url, token);
    }
    QElapsedTimer watch;
    watch.start();
    m_desk->start(first);
    const bool isRead = m_desk->isRead(first) && m_desk->open();
    const qint64 taken = watch.elapsed();
    clear();
    return isRead ? taken : -1;
}

void TestManyConnections::deadAndSlowOnesDelayNobody()
{
    QList<qint64> alone;
    QList<qint64> living;
    QList<qint64> all;
    for (int round = 0; round < 3; ++round) {
        alone.append(timeToForm(0, 0, 0));
        living.append(timeToForm(11, 0, 0));
        all.append(timeToForm(11, 5, 3));
    }
    const auto least = [](const QList<qint64> &times) {
        return *std::min_element(times.begin(), times.end());
    };
    QVERIFY(least(alone) > 0 && least(living) > 0 && least(all) > 0);
    qInfo("list and form after %lld ms alone, %lld ms among 12 that answer, %lld ms among 20",
          static_cast<long long>(least(alone)), static_cast<long long>(least(living)),
          static_cast<long long>(least(all)));
    QVERIFY2(least(all) < 2 * least(alone) + 600, "a dead or slow connection delays the others");
}

QTEST_MAIN(TestManyConnections)
#include "tst_manyconnections.moc"
