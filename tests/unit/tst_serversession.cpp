// SPDX-License-Identifier: GPL-3.0-or-later
#include "editsession.h"
#include "fakeclock.h"
#include "fakesourceapi.h"
#include "memoryhistory.h"
#include "samples.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

FieldValue text(const QString &words)
{
    return FieldValue::text(words);
}

PlexSource with(Field field, const FieldValue &value)
{
    PlexSource source = Samples::source();
    source.setValue(field, value);
    return source;
}

AuditEvent written(const QString &pk, const QString &by)
{
    AuditEvent event;
    event.pk = pk;
    event.sourcePk = Samples::source().pk();
    event.username = by;
    event.requestId = u"request of "_s + pk;
    event.when = QDateTime::fromSecsSinceEpoch(1);
    return event;
}

Error failed(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    return error;
}

} // namespace

// One connection over a fake API: what its parts tell each other.
class TestServerSession : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_clock = std::make_unique<FakeClock>();
        m_history = std::make_unique<MemoryHistory>();
        m_secrets = std::make_unique<MemorySecretStore>();
        m_server = std::make_unique<ServerSession>(
                *m_api, SessionPorts{Samples::digests(), *m_clock, *m_secrets, *m_history});
        m_server->start();
        auto list = m_api->take(u"list"_s);
        list.page({{SourceSummary::of(Samples::source())}, 1, true});
        list.list({});
        m_api->answerEvents(QList<AuditEvent>{written(u"e1"_s, u"anna"_s)}); // the first look
        m_edit = &m_server->edit(pk(), u"plex-home"_s);
        m_api->answerGet(Samples::source());
        m_api->answerEvents(QList<AuditEvent>{written(u"e1"_s, u"anna"_s)});
    }
    void cleanup() { m_server.reset(); }

    void theListShowsWhatTheEditKnows()
    {
        QCOMPARE(&m_server->edit(pk(), u"plex-home"_s), m_edit);
        m_edit->setValue(Field::Name, text(u"x"_s));
        QCOMPARE(mark(SourceListModel::ChangedFieldsRole).toInt(), 1);
        QCOMPARE(mark(SourceListModel::NameRole).toString(), u"Plex Home"_s);
    }

    void whoChangedATakenOverFieldIsAskedForAndNoted()
    {
        m_edit->refresh();
        m_api->answerGet(with(Field::ClientId, text(u"theirs"_s)));
        m_api->answerEvents(
                QList<AuditEvent>{written(u"e2"_s, u"bert"_s), written(u"e1"_s, u"anna"_s)});
        const FieldNote &note = m_edit->note(Field::ClientId);
        QCOMPARE(note.kind, FieldNote::Kind::TakenOver);
        QCOMPARE(note.by->username, u"bert"_s);
        QCOMPARE(m_server->presence().lastChange(pk())->username, u"bert"_s);
    }

    void aConflictNamesWhoAndWhen()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->save();
        m_api->answerGet(with(Field::Name, text(u"Theirs"_s)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::Conflict);
        m_api->answerEvents(
                QList<AuditEvent>{written(u"e2"_s, u"bert"_s), written(u"e1"_s, u"anna"_s)});
        QCOMPARE(m_edit->note(Field::Name).by->username, u"bert"_s);
    }

    void theRowIsMarkedBeforeOneStartsEditing()
    {
        poll({written(u"e1"_s, u"anna"_s)});
        AuditEvent elsewhere = written(u"e2"_s, u"bert"_s);
        poll({elsewhere, written(u"e1"_s, u"anna"_s)});
        QVERIFY(mark(SourceListModel::ChangedOnServerRole).toBool());
        m_edit->refresh();
        m_api->answerGet(Samples::source());
        QVERIFY(!mark(SourceListModel::ChangedOnServerRole).toBool()); // read, and it is the same
    }

    void aChangeInTheFirstMinuteIsMarkedToo()
    {
        poll({written(u"e2"_s, u"bert"_s), written(u"e1"_s, u"anna"_s)});
        QVERIFY(mark(SourceListModel::ChangedOnServerRole).toBool());
    }

    void theTouchedFieldIsMarkedWhileOneEdits()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        poll({written(u"e1"_s, u"anna"_s)});
        poll({written(u"e2"_s, u"bert"_s), written(u"e1"_s, u"anna"_s)});
        m_clock->advance(60s);
        m_api->answerGet(with(Field::Name, text(u"Theirs"_s)));
        QCOMPARE(m_edit->note(Field::Name).kind, FieldNote::Kind::Conflict);
        QVERIFY(mark(SourceListModel::ConflictRole).toBool());
        QCOMPARE(m_edit->current().name(), u"Mine"_s);
    }

    void aChangeThatIsGoneCanBeSavedOnceMore()
    {
        save(Field::Name, text(u"Mine"_s), with(Field::Name, text(u"Mine"_s)));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        QVERIFY(!m_server->confirmations().lost(pk()).isEmpty());
        QCOMPARE(m_edit->current().name(), u"Plex Home"_s);

        m_server->saveAgain(*m_edit);
        QTRY_COMPARE(m_edit->phase(), EditSession::Phase::Saving);
        m_api->answerGet(Samples::source()); // read again and compared, like any save
        QTRY_VERIFY(m_api->waits(u"patch"_s));
        QCOMPARE(m_api->patches.last(), QByteArray(R"({"name":"Mine"})"));
        m_api->answerPatch(with(Field::Name, text(u"Mine"_s)));
        QVERIFY(m_server->confirmations().lost(pk()).isEmpty());
    }

    void savingOnceMoreSendsNothingElse()
    {
        save(Field::Name, text(u"Mine"_s), with(Field::Name, text(u"Mine"_s)));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        m_edit->setValue(Field::ClientId, text(u"half typed"_s));
        QSignalSpy waits(m_server.get(), &ServerSession::saveAgainWaits);
        m_server->saveAgain(*m_edit);
        QTRY_COMPARE(waits.size(), 1);
        QCOMPARE(m_edit->phase(), EditSession::Phase::Editing);
        QCOMPARE(m_edit->changed(), (FieldSet{Field::Name, Field::ClientId}));
    }

    void aWriteThatMetNothingLeavesOneRow()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        QTRY_VERIFY(m_api->waits(u"patch"_s));
        Error gone = failed(ErrorKind::NotFound);
        gone.arrival = Arrival::Answered;
        m_api->answerPatch(failure(gone)); // renamed in this very moment
        PlexSource moved = with(Field::Slug, text(u"moved"_s));
        m_api->answerFind(std::optional(SourceSummary::of(moved)));
        m_api->answerGet(moved);
        QTRY_VERIFY(m_api->waits(u"patch"_s));
        moved.setValue(Field::Name, text(u"Mine"_s));
        m_api->answerPatch(moved, u"request"_s);
        QCOMPARE(m_edit->outcome()->result, SaveResult::Saved);
        QCOMPARE(m_history->rows.size(), 1);
        QCOMPARE(m_history->rows.constFirst().fate, SaveFate::Saved);
    }

    void anInvalidSaveSaysNothingOfTheServer()
    {
        m_server->reachability().note(failed(ErrorKind::Offline));
        m_edit->setValue(Field::Name, text(u"  "_s));
        m_edit->save();
        QCOMPARE(m_edit->outcome()->result, SaveResult::Invalid);
        QVERIFY(m_server->reachability().isUnreachable());
    }

    void whatSeveralPeopleChangedIsNobodysLater()
    {
        m_edit->refresh();
        m_api->answerGet(with(Field::ClientId, text(u"theirs"_s)));
        m_api->answerEvents(QList<AuditEvent>{written(u"e3"_s, u"carla"_s),
                                              written(u"e2"_s, u"bert"_s),
                                              written(u"e1"_s, u"anna"_s)});
        QVERIFY(!m_edit->note(Field::ClientId).by);
        m_edit->refresh();
        PlexSource later = with(Field::ClientId, text(u"theirs"_s));
        later.setValue(Field::Enabled, FieldValue::flag(false));
        m_api->answerGet(later);
        m_api->answerEvents(
                QList<AuditEvent>{written(u"e4"_s, u"dora"_s), written(u"e3"_s, u"carla"_s)});
        QCOMPARE(m_edit->note(Field::Enabled).by->username, u"dora"_s);
        QVERIFY(!m_edit->note(Field::ClientId).by);
    }

    void anUndoOfAnotherServersSaveIsLeft()
    {
        save(Field::Name, text(u"Mine"_s), with(Field::Name, text(u"Mine"_s)));
        SaveRecord elsewhere = m_history->rows.last();
        elsewhere.server = u"https://staging.example.org"_s;
        m_server->undoOnServer(elsewhere);
        QVERIFY(m_edit->changed().isEmpty());
        QVERIFY(!m_api->waits(u"get"_s));
    }

    void aSaveGivenUpWhileItIsWrittenDownSendsNothing()
    {
        m_history->isSilent = true;
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_edit->cancelSave();
        QTRY_VERIFY(m_edit->outcome());
        QCOMPARE(m_edit->outcome()->result, SaveResult::NotSent);
        QVERIFY(m_api->patches.isEmpty());
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    }

    void aLostTokenIsAskedForAgain()
    {
        const FieldValue token = Samples::typedToken(u"typed"_s);
        save(Field::PlexToken, token,
             with(Field::PlexToken, FieldValue::storedSecret(token.digest())));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        const auto forgotten =
                m_secrets->remove(u"confirm/%1/plex_token"_s.arg(m_history->rows.last().id),
                                  [](const Result<void> &) {});
        QSignalSpy lacks(m_server.get(), &ServerSession::saveAgainLacks);
        m_server->saveAgain(*m_edit);
        QTRY_COMPARE(lacks.size(), 1);
        QCOMPARE(m_edit->phase(), EditSession::Phase::Editing);
    }

    void undoOnTheServerIsAnEditFromWhatThatSaveStored()
    {
        save(Field::Name, text(u"Mine"_s), with(Field::Name, text(u"Mine"_s)));
        m_server->undoOnServer(m_history->rows.last());
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
        QCOMPARE(m_edit->current().name(), u"Plex Home"_s);
        QVERIFY(m_edit->conflicts().isEmpty());
    }

    void undoOverAnothersLaterChangeIsAConflict()
    {
        save(Field::Name, text(u"Mine"_s), with(Field::Name, text(u"Mine"_s)));
        m_edit->refresh();
        m_api->answerGet(with(Field::Name, text(u"Theirs"_s)));
        QSignalSpy proposed(m_server.get(), &ServerSession::undoProposed);
        m_server->undoOnServer(m_history->rows.last());
        QCOMPARE(proposed.size(), 1);
        QCOMPARE(m_edit->conflicts().size(), 1);
        QCOMPARE(m_edit->conflicts().constFirst().merge.theirs, text(u"Theirs"_s));
    }

    void undoLeavesAFieldThatIsBeingEdited()
    {
        save(Field::Name, text(u"Mine"_s), with(Field::Name, text(u"Mine"_s)));
        m_edit->setValue(Field::Name, text(u"Typing"_s));
        QSignalSpy proposed(m_server.get(), &ServerSession::undoProposed);
        m_server->undoOnServer(m_history->rows.last());
        QCOMPARE(proposed.first().at(2).value<FieldSet>(), FieldSet{Field::Name});
        QCOMPARE(m_edit->current().name(), u"Typing"_s);
    }

    void whenTheServerComesBackListAndSourceAreReadAnew()
    {
        m_server->setShown(m_edit);
        m_edit->refresh();
        m_api->answerGet(failure(failed(ErrorKind::Offline)));
        QVERIFY(m_server->reachability().isUnreachable());
        m_clock->advance(5s);
        m_api->take(u"count"_s).count(1);
        QVERIFY(m_api->waits(u"list"_s));
        QVERIFY(m_api->waits(u"get"_s));
    }

private:
    static QString pk() { return Samples::source().pk(); }
    QVariant mark(SourceListModel::Role role) const
    {
        return m_server->sources().indexOfPk(pk()).data(role);
    }

    void poll(const QList<AuditEvent> &events)
    {
        m_clock->advance(60s);
        m_api->answerEvents(events);
    }

    void save(Field field, const FieldValue &value, const PlexSource &stored)
    {
        m_edit->setValue(field, value);
        m_edit->save();
        m_api->answerGet(Samples::source());
        QTRY_VERIFY(m_api->waits(u"patch"_s)); // once it is written down
        m_api->answerPatch(stored, u"request"_s);
        QCOMPARE(m_edit->outcome()->result, SaveResult::Saved);
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MemoryHistory> m_history;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<ServerSession> m_server;
    EditSession *m_edit = nullptr;
};

QTEST_GUILESS_MAIN(TestServerSession)
#include "tst_serversession.moc"
