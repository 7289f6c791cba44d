// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "draftsamples.h"
#include "editsession.h"
#include "fakeclock.h"
#include "fakesourceapi.h"
#include "memorydrafts.h"
#include "memoryhistory.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

PlexSource with(Field field, const QString &value)
{
    PlexSource source = Samples::source();
    source.setValue(field, FieldValue::text(value));
    return source;
}

Failure failed(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    return failure(error);
}

Failure offline()
{
    return failed(ErrorKind::Offline);
}

} // namespace

// A connection whose server does not answer: what was seen before is there, and what is edited is
// kept.
class TestOfflineStart : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void eachReadSourceIsKept();
    void theListIsThatOfAnEarlierRun();
    void aSourceOpensFromAnEarlierRun();
    void aRefusedTokenHidesNothing();
    void aSourceNeverSeenDoesNotOpen();
    void theRealListReplacesTheOldOne();
    void editsMadeOfflineAreKept();
    void draftsKnowWhoMadeThem();
    void rowsSayThatADraftWaits();

private:
    void start();
    void seen() { m_sources->keep(m_api->address(), {Samples::source(), {}, yesterday()}); }
    QDateTime yesterday() const { return m_clock->now().addDays(-1); }
    static QString pk() { return Samples::source().pk(); }
    EditSession &openOffline();

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MemoryHistory> m_history;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<MemoryDrafts> m_drafts;
    std::unique_ptr<MemorySources> m_sources;
    std::unique_ptr<ServerSession> m_server;
};

void TestOfflineStart::init()
{
    m_api = std::make_unique<FakeSourceApi>();
    m_clock = std::make_unique<FakeClock>();
    m_history = std::make_unique<MemoryHistory>();
    m_secrets = std::make_unique<MemorySecretStore>();
    m_drafts = std::make_unique<MemoryDrafts>();
    m_sources = std::make_unique<MemorySources>();
}

void TestOfflineStart::cleanup()
{
    m_server.reset();
}

void TestOfflineStart::start()
{
    m_server = std::make_unique<ServerSession>(*m_api,
                                               SessionPorts{Samples::digests(), *m_clock,
                                                            *m_secrets, *m_history, m_drafts.get(),
                                                            m_sources.get()});
    m_server->start();
}

EditSession &TestOfflineStart::openOffline()
{
    start();
    m_api->take(u"list"_s).list(offline());
    return m_server->edit(pk(), u"plex-home"_s);
}

void TestOfflineStart::eachReadSourceIsKept()
{
    start();
    EditSession &edit = m_server->edit(pk(), u"plex-home"_s);
    m_api->answerGet(Samples::source());
    QCOMPARE(m_sources->sources.size(), std::size_t(1));
    m_clock->advance(1h);
    edit.refresh();
    m_api->answerGet(with(Field::Name, u"Theirs"_s));

    const CachedSource &kept = m_sources->sources.begin()->second;
    QCOMPARE(kept.source, with(Field::Name, u"Theirs"_s));
    QCOMPARE(kept.readAt, m_clock->now());
    m_api->answerOptions(SourceOptions::fromJson(
            Samples::recordedBody(u"2025.12.4"_s, u"info/options-object"_s)));
    QCOMPARE(m_sources->sources.begin()->second.options.right, ChangeRight::Granted);
}

void TestOfflineStart::theListIsThatOfAnEarlierRun()
{
    seen();
    start();
    QCOMPARE(m_server->sources().rowCount(), 0);
    m_api->take(u"list"_s).list(offline());
    QTRY_COMPARE(m_server->sources().rowCount(), 1);
    QCOMPARE(m_server->cachedListAt(), std::optional(yesterday()));
    QVERIFY(m_server->listError());
}

void TestOfflineStart::aSourceOpensFromAnEarlierRun()
{
    seen();
    EditSession &edit = openOffline();
    QTRY_VERIFY(edit.isLoaded()); // without waiting for its read
    QCOMPARE(edit.cachedAt(), std::optional(yesterday()));
    m_api->answerGet(offline());
    QCOMPARE(edit.phase(), EditSession::Phase::Editing);
    QCOMPARE(m_sources->sources.begin()->second.readAt, yesterday()); // no news, nothing kept
}

/// It has expired, or no keychain kept it: the source and what was typed into it are there.
void TestOfflineStart::aRefusedTokenHidesNothing()
{
    seen();
    start();
    m_api->take(u"list"_s).list(failed(ErrorKind::Unauthorized));
    EditSession &edit = m_server->edit(pk(), u"plex-home"_s);
    m_api->answerGet(failed(ErrorKind::Unauthorized));
    QTRY_VERIFY(edit.isLoaded());
    QCOMPARE(edit.cachedAt(), std::optional(yesterday()));
    QVERIFY(edit.lastError());
}

void TestOfflineStart::aSourceNeverSeenDoesNotOpen()
{
    EditSession &edit = openOffline();
    m_api->answerGet(offline());
    QTest::qWait(10);
    QVERIFY(!edit.isLoaded());
    QCOMPARE(edit.phase(), EditSession::Phase::LoadFailed);
}

void TestOfflineStart::theRealListReplacesTheOldOne()
{
    seen();
    start();
    m_api->take(u"list"_s).list(offline());
    QTRY_COMPARE(m_server->sources().rowCount(), 1);
    m_server->refreshList();
    m_api->take(u"list"_s).list({}); // all were deleted
    QCOMPARE(m_server->sources().rowCount(), 0);
    QVERIFY(!m_server->cachedListAt());
}

void TestOfflineStart::editsMadeOfflineAreKept()
{
    seen();
    EditSession &edit = openOffline();
    QTRY_VERIFY(m_server->keeper(pk())->isRestored() && edit.isLoaded());
    edit.setValue(Field::Name, FieldValue::text(u"Mine"_s));
    m_server->flushDrafts();
    QVERIFY(m_drafts->only());
    m_server.reset();

    EditSession &again = openOffline(); // the next run, still offline
    QTRY_VERIFY(again.isChanged(Field::Name));
    QCOMPARE(again.current().name(), u"Mine"_s);
    again.refresh();
    m_api->answerGet(with(Field::Name, u"Theirs"_s)); // the first real read is theirs
    QCOMPARE(again.conflicts().size(), 1);
    QVERIFY(!again.cachedAt());
}

void TestOfflineStart::draftsKnowWhoMadeThem()
{
    start();
    EditSession &edit = m_server->edit(pk(), u"plex-home"_s);
    m_api->answerGet(Samples::source());
    m_api->take(u"me"_s).account(Account{u"anna"_s, u"Anna"_s});
    m_api->take(u"version"_s).version(u"2025.12.4"_s);
    QTRY_VERIFY(m_server->keeper(pk())->isRestored());
    edit.setValue(Field::Name, FieldValue::text(u"Mine"_s));
    m_server->flushDrafts();
    QCOMPARE(m_drafts->only()->user, u"anna"_s);
    QCOMPARE(m_drafts->only()->release, u"2025.12.4"_s);
}

void TestOfflineStart::rowsSayThatADraftWaits()
{
    DraftRecord draft = Samples::draft();
    draft.state = DraftState::Conflict;
    m_drafts->drafts.insert_or_assign({draft.server, draft.pk}, draft);
    seen();
    start();
    m_api->take(u"list"_s).list(offline());
    const auto mark = [this](SourceListModel::Role role) {
        return m_server->sources().indexOfPk(pk()).data(role);
    };

    QTRY_COMPARE(mark(SourceListModel::ChangedFieldsRole).toInt(), 2);
    QVERIFY(mark(SourceListModel::ConflictRole).toBool());

    m_server->edit(pk(), u"plex-home"_s);
    m_api->answerGet(with(Field::Name, u"Mine"_s)); // one of the two is there already
    QTRY_COMPARE(mark(SourceListModel::ChangedFieldsRole).toInt(), 1);
    QVERIFY(!mark(SourceListModel::ConflictRole).toBool());
}

QTEST_GUILESS_MAIN(TestOfflineStart)
#include "tst_offlinestart.moc"
