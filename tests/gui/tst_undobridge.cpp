// SPDX-License-Identifier: GPL-3.0-or-later
#include "editsession.h"
#include "fakesourceapi.h"
#include "form/undobridge.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

class TestUndoBridge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_session = std::make_unique<EditSession>(*m_api, Samples::digests(), u"plex-home"_s);
        m_session->refresh();
        m_api->answerGet(Samples::source());
        m_bridge = std::make_unique<UndoBridge>(*m_session);
    }
    void cleanup()
    {
        m_bridge.reset();
        m_session.reset();
        m_api.reset();
    }

    void typingInOneFieldIsOneStep()
    {
        type(Field::Name, u"Plex Home 2 3"_s);
        QCOMPARE(stack().count(), 1);

        stack().undo();

        QCOMPARE(text(Field::Name), u"Plex Home"_s);
        QVERIFY(m_session->changed().isEmpty());
        stack().redo();
        QCOMPARE(text(Field::Name), u"Plex Home 2 3"_s);
    }

    void theOldestStepsGo()
    {
        for (int step = 0; step < 201; ++step) {
            type(Field::Name, u"A %1"_s.arg(step));
            type(Field::ClientId, u"b-%1"_s.arg(step));
        }
        QCOMPARE(stack().count(), 200);

        while (stack().canUndo())
            stack().undo();

        QCOMPARE(text(Field::Name), u"A 100"_s);
        QCOMPARE(text(Field::ClientId), u"b-100"_s);
        m_session->takeRead(Samples::source()); // no step is asked that is gone
        while (stack().canRedo())
            stack().redo();
        QCOMPARE(text(Field::Name), u"A 200"_s);
    }

    void anotherFieldBeginsAnotherStep()
    {
        type(Field::Name, u"A"_s);
        type(Field::Slug, u"b"_s);
        type(Field::Name, u"AB"_s);

        QCOMPARE(stack().count(), 3);
        stack().undo();
        QCOMPARE(text(Field::Name), u"A"_s);
        QCOMPARE(text(Field::Slug), u"b"_s);
    }

    void typingBackLeavesNoStep()
    {
        type(Field::Name, u"Plex Homes"_s);
        type(Field::Name, u"Plex Home"_s);

        QCOMPARE(stack().count(), 0);
        QVERIFY(m_session->changed().isEmpty());
    }

    void whatChangesNothingIsNoStep()
    {
        QVERIFY(!m_bridge->edit(Field::Name, FieldValue::text(u"Plex Home"_s)));

        QCOMPARE(stack().count(), 0);
    }

    void eachSwitchIsAStep()
    {
        m_bridge->edit(Field::Enabled, FieldValue::flag(false));
        m_bridge->edit(Field::Enabled, FieldValue::flag(true));

        QCOMPARE(stack().count(), 2);
    }

    void addingAnElementAndTypingItAreTwoSteps()
    {
        const QStringList before{u"server-a"_s, u"server-b"_s};
        m_bridge->edit(Field::AllowedServers, FieldValue::list(before + QStringList{u""_s}));
        m_bridge->edit(Field::AllowedServers, FieldValue::list(before + QStringList{u"c"_s}));
        m_bridge->edit(Field::AllowedServers, FieldValue::list(before + QStringList{u"cd"_s}));
        QCOMPARE(stack().count(), 2);

        stack().undo();
        QCOMPARE(m_session->current().value(Field::AllowedServers).toList(),
                 before + QStringList{u""_s});
        stack().undo();
        QCOMPARE(m_session->current().value(Field::AllowedServers).toList(), before);
    }

    void typingInTwoElementsIsTwoSteps()
    {
        m_bridge->edit(Field::AllowedServers, FieldValue::list({u"x"_s, u"server-b"_s}));
        m_bridge->edit(Field::AllowedServers, FieldValue::list({u"x"_s, u"y"_s}));

        QCOMPARE(stack().count(), 2);
    }

    void revertIsAStep()
    {
        type(Field::Name, u"Other"_s);
        m_bridge->revert(Field::Name);
        QCOMPARE(text(Field::Name), u"Plex Home"_s);

        stack().undo();

        QCOMPARE(text(Field::Name), u"Other"_s);
    }

    void discardIsOneStepOverAllFields()
    {
        type(Field::Name, u"Other"_s);
        m_bridge->edit(Field::Enabled, FieldValue::flag(false));
        m_bridge->discard();
        QVERIFY(m_session->changed().isEmpty());
        QCOMPARE(stack().count(), 3);

        stack().undo();

        QCOMPARE(m_session->changed(), (FieldSet{Field::Name, Field::Enabled}));
        stack().redo();
        QVERIFY(m_session->changed().isEmpty());
    }

    void undoingPastASaveMakesAnUnsentEdit()
    {
        type(Field::Name, u"Other"_s);
        m_session->save();
        m_api->answerGet(Samples::source());
        PlexSource saved = Samples::source();
        saved.setValue(Field::Name, FieldValue::text(u"Other"_s));
        m_api->answerPatch(saved);
        QVERIFY(m_session->changed().isEmpty());

        stack().undo();

        QCOMPARE(text(Field::Name), u"Plex Home"_s);
        QCOMPARE(m_session->changed(), FieldSet{Field::Name});
    }

    void typingAfterASaveIsAStepOfItsOwn()
    {
        type(Field::Name, u"Other"_s);
        m_session->save();
        m_api->answerGet(Samples::source());
        PlexSource saved = Samples::source();
        saved.setValue(Field::Name, FieldValue::text(u"Other"_s));
        m_api->answerPatch(saved);
        type(Field::Name, u"Other 2"_s);
        QCOMPARE(stack().count(), 2);

        stack().undo();

        QCOMPARE(text(Field::Name), u"Other"_s);
    }

    void aRefusedSaveKeepsTheSteps()
    {
        type(Field::Name, u"Other"_s);
        m_session->save();
        m_api->answerGet(Samples::source());
        Error refused;
        refused.kind = ErrorKind::Validation;
        refused.arrival = Arrival::Answered;
        refused.httpStatus = 400;
        m_api->answerPatch(failure(refused));
        QCOMPARE(text(Field::Name), u"Other"_s);

        stack().undo();

        QVERIFY(m_session->changed().isEmpty());
    }

    void undoOfATypedSecretLeavesTheStoredOneUntouched()
    {
        m_bridge->edit(Field::PlexToken, m_session->secretValue(Field::PlexToken, u"n"_s));
        m_bridge->edit(Field::PlexToken, m_session->secretValue(Field::PlexToken, u"new"_s));
        QCOMPARE(stack().count(), 1);

        stack().undo();
        QVERIFY(m_session->changed().isEmpty());
        QCOMPARE(m_session->current().value(Field::PlexToken),
                 m_session->baseline().value(Field::PlexToken));
        stack().redo();
        QCOMPARE(m_session->current().value(Field::PlexToken).toSecret(), Secret(u"new"_s));
    }

private:
    QUndoStack &stack() { return m_bridge->stack(); }
    QString text(Field field) const { return m_session->current().value(field).toText(); }
    void type(Field field, const QString &text)
    {
        for (qsizetype length = 1; length <= text.size(); ++length)
            m_bridge->edit(field, FieldValue::text(text.left(length)));
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<EditSession> m_session;
    std::unique_ptr<UndoBridge> m_bridge;
};

QTEST_GUILESS_MAIN(TestUndoBridge)
#include "tst_undobridge.moc"
