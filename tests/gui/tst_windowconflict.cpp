// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/editfile.h"
#include "windowdesk.h"

#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

// A save that meets another administrator's change, in the real window by real clicks: what is
// asked, what goes out for each answer, and that nothing is lost where nothing can go out.
class TestWindowConflict : public QObject, private WindowDesk
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void init() { makeDesk(); }
    void cleanup() { clearDesk(); }

    void theSaveStopsAndSaysWhoAndWhen();
    void decidingLaterKeepsTheEditAndSendsNothing();
    void theSummaryOpensTheQuestionAgain();
    void takingTheirsDropsTheEdit();
    void keepingMineSendsExactlyThatField();
    void theNextConflictIsAnotherQuestion();
    void anEditedResultIsWhatGoesOut();
    void theResultWaitsForAChoice();
    void otherEditsGoWithTheResult();
    void aCombinedListGoesOutByTheResultOnly();
    void whoIsUnknownWithoutTheRight();
    void aThirdChangeIsComparedBeforeItGoesOut();
    void anUntouchedFieldIsTakenOverAndSaysByWhom();
    void theEditOfADeletedSourceIsExported();
    void theEditOfAReplacedSourceIsExported();

private:
    /// Types a name, lets bert write another one, and saves.
    void meetConflict(const QString &mine = QStringLiteral("Mine"))
    {
        m_desk->type(Field::Name, mine);
        QVERIFY(change({{u"name"_s, u"Theirs"_s}}));
        QVERIFY(m_desk->save());
        QTRY_VERIFY(dialog());
    }
    void exportTo(const QString &path)
    {
        click(u"Export edit…"_s);
        auto *files = m_desk->window->findChild<QFileDialog *>();
        QVERIFY(files);
        files->setDirectory(QFileInfo(path).absolutePath());
        files->selectFile(QFileInfo(path).fileName());
        QMetaObject::invokeMethod(files, "accept");
        QTRY_VERIFY(QFile::exists(path));
    }
};

void TestWindowConflict::theSaveStopsAndSaysWhoAndWhen()
{
    QVERIFY(openQuietly());
    meetConflict();
    QTRY_VERIFY(m_desk->shows(u"bert changed the same fields as you"_s));
    QTRY_VERIFY(m_desk->shows(u"bert saved at "_s));
    QVERIFY(m_desk->shows(u"One field needs your choice. Nothing of yours was sent."_s));
    QVERIFY(settle());
    QVERIFY(!m_desk->shows(u"changed once more"_s)); // who it was came later, nothing else
    QVERIFY(m_desk->button(u"Name: theirs, Theirs"_s));
    QVERIFY(m_desk->button(u"Name: mine, Mine"_s));
    QVERIFY(m_desk->patches().isEmpty());
    QCOMPARE(phraseOf(u"plex-home"_s), u"conflict"_s);
}

void TestWindowConflict::decidingLaterKeepsTheEditAndSendsNothing()
{
    QVERIFY(openQuietly());
    meetConflict();
    click(u"Decide later"_s);
    QVERIFY(!dialog());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
    QCOMPARE(m_desk->edit()->changed(), FieldSet{Field::Name});
    QCOMPARE(columns().value(u"name"_s).toString(), u"Theirs"_s);
}

void TestWindowConflict::theSummaryOpensTheQuestionAgain()
{
    QVERIFY(openQuietly());
    meetConflict();
    click(u"Decide later"_s);
    QTRY_VERIFY(
            m_desk->shows(u"bert changed the same fields as you. Nothing of yours was sent."_s));
    QVERIFY(m_desk->shows(u"on the server now “Theirs”, yours “Mine”"_s));
    click(u"Decide…"_s);
    QVERIFY(dialog());
}

void TestWindowConflict::takingTheirsDropsTheEdit()
{
    QVERIFY(openQuietly());
    meetConflict();
    click(u"Take theirs"_s);
    QVERIFY(!dialog());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Theirs"_s);
    QVERIFY(m_desk->edit()->changed().isEmpty());
    QVERIFY(phraseOf(u"plex-home"_s) != u"conflict"_s);
}

void TestWindowConflict::theNextConflictIsAnotherQuestion()
{
    QVERIFY(openQuietly());
    meetConflict();
    click(u"Keep mine"_s);
    QTRY_VERIFY(isEditing() && m_desk->edit()->changed().isEmpty());
    QVERIFY(settle());
    m_desk->type(Field::Name, u"Mine again"_s);
    QVERIFY(change({{u"name"_s, u"Theirs again"_s}}));
    m_desk->clickSave();
    QTRY_VERIFY(dialog());
    QVERIFY(!m_desk->shows(u"changed again"_s));
    QVERIFY(!m_desk->button(u"Send the result"_s)->isEnabled()); // nothing is chosen yet
}

void TestWindowConflict::keepingMineSendsExactlyThatField()
{
    QVERIFY(openQuietly());
    QJsonObject expected = columns();
    expected.insert(u"name"_s, u"Mine"_s);
    expected.insert(u"policy_engine_mode"_s, u"all"_s);
    meetConflict();
    QVERIFY(change({{u"policy_engine_mode"_s, u"all"_s}}));
    click(u"Keep mine"_s);
    QTRY_COMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
    QTRY_VERIFY(isEditing());
    QVERIFY(!dialog());
    QCOMPARE(columns(), expected);
}

void TestWindowConflict::anEditedResultIsWhatGoesOut()
{
    QVERIFY(openQuietly());
    meetConflict();
    click(u"Name: theirs, Theirs"_s);
    auto *result = dialog()->findChild<QLineEdit *>();
    QVERIFY(result && result->isVisible());
    QCOMPARE(result->accessibleName(), u"Result for Name"_s);
    result->setFocus();
    result->selectAll();
    QTest::keyClicks(result, u"Both"_s);
    click(u"Send the result"_s);
    QTRY_COMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Both"})"});
    QTRY_VERIFY(isEditing());
    QVERIFY(!dialog());
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Both"_s);
    QVERIFY(m_desk->edit()->changed().isEmpty());
}

void TestWindowConflict::theResultWaitsForAChoice()
{
    QVERIFY(openQuietly());
    meetConflict();
    QVERIFY(!m_desk->button(u"Send the result"_s)->isEnabled());
    QVERIFY(m_desk->shows(u"First choose for Name"_s));
    click(u"Name: mine, Mine"_s);
    QVERIFY(m_desk->button(u"Send the result"_s)->isEnabled());
    click(u"Name: theirs, Theirs"_s);
    QVERIFY(m_desk->shows(u"All as theirs, so nothing is sent"_s));
    click(u"Send the result"_s);
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    QVERIFY(m_desk->edit()->changed().isEmpty());
}

void TestWindowConflict::otherEditsGoWithTheResult()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::ClientId, u"another-client"_s);
    meetConflict();
    click(u"Name: mine, Mine"_s);
    click(u"Send the result"_s);
    QTRY_COMPARE(m_desk->patches(),
                 QList<QByteArray>{R"({"client_id":"another-client","name":"Mine"})"});
}

void TestWindowConflict::aCombinedListGoesOutByTheResultOnly()
{
    QVERIFY(openQuietly());
    const QStringList first = m_desk->edit()->server().value(Field::AllowedServers).toList();
    QStringList mine = first;
    mine.removeFirst();
    QStringList theirs = first;
    theirs.append(u"their-server"_s);
    m_desk->edit()->setValue(Field::AllowedServers, FieldValue::list(mine));
    QVERIFY(change({{u"allowed_servers"_s, QJsonArray::fromStringList(theirs)}}));
    QVERIFY(m_desk->save());
    QTRY_VERIFY(dialog());
    QVERIFY(m_desk->patches().isEmpty());
    QVERIFY(m_desk->shows(u"In one list both changes fit together."_s));
    QVERIFY(m_desk->shows(u"both changes fit together"_s));

    click(u"Send the result"_s);

    QStringList both = mine;
    both.append(u"their-server"_s);
    const QJsonObject sent{{u"allowed_servers"_s, QJsonArray::fromStringList(both)}};
    const QByteArray body = QJsonDocument(sent).toJson(QJsonDocument::Compact);
    QTRY_COMPARE(m_desk->patches(), QList<QByteArray>{body});
}

void TestWindowConflict::whoIsUnknownWithoutTheRight()
{
    connectWithoutEvents();
    QVERIFY(openQuietly());
    meetConflict();
    QVERIFY(m_desk->shows(u"Somebody changed the same fields as you"_s));
    QVERIFY(m_desk->shows(u"Who did it and when is not known: your token may not view events."_s));
    QVERIFY(m_desk->shows(u"who and when unknown"_s));
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowConflict::aThirdChangeIsComparedBeforeItGoesOut()
{
    QVERIFY(openQuietly());
    meetConflict();
    click(u"Name: mine, Mine"_s);
    QVERIFY(change({{u"name"_s, u"Third"_s}}));
    click(u"Send the result"_s);
    QTRY_VERIFY(m_desk->button(u"Name: theirs, Third"_s));
    QVERIFY(dialog());
    QTRY_VERIFY(isEditing());
    QVERIFY(m_desk->patches().isEmpty());
    QCOMPARE(columns().value(u"name"_s).toString(), u"Third"_s);
    click(u"Keep mine"_s);
    QTRY_COMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
    QTRY_VERIFY(isEditing());
    QVERIFY(!dialog());
}

void TestWindowConflict::anUntouchedFieldIsTakenOverAndSaysByWhom()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    const QString before = m_desk->lineEdit(Field::ClientId)->text();
    QVERIFY(change({{u"client_id"_s, u"their-client"_s}}));
    QVERIFY(m_desk->save());
    QVERIFY(!dialog());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
    QCOMPARE(m_desk->lineEdit(Field::ClientId)->text(), u"their-client"_s);
    const QString time = m_desk->server.data()
                                 .events()
                                 .at(m_desk->server.data().events().size() - 2)
                                 .created.toLocalTime()
                                 .toString(u"hh:mm"_s);
    QTRY_VERIFY(m_desk->shows(
            u"Changed on the server by bert at %1 and taken over. Was “%2”."_s.arg(time, before)));
}

void TestWindowConflict::theEditOfADeletedSourceIsExported()
{
    QVERIFY(openQuietly());
    const QString pk = m_desk->edit()->pk();
    m_desk->type(Field::Name, u"Mine"_s);
    m_desk->type(Field::PlexToken, u"hush-hush"_s);
    m_desk->server.data().removePlexSource(pk);
    QVERIFY(m_desk->save());
    QVERIFY(m_desk->patches().isEmpty());
    QVERIFY(m_desk->shows(u"This source was deleted on the server. Nothing was stored; your edits "
                          "are kept here."_s));

    const QString path = m_desk->folder.filePath(u"edit.json"_s);
    exportTo(path);

    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(!bytes.contains("hush"));
    const auto edits = readEditFile(bytes);
    QVERIFY(edits);
    QCOMPARE(edits->size(), 1);
    const ExportedEdit &edit = edits->constFirst();
    QCOMPARE(edit.pk, pk);
    QCOMPARE(edit.slug, u"plex-home"_s);
    QCOMPARE(edit.user, u"anna"_s);
    QCOMPARE(edit.changes,
             (QList<FieldChange>{{Field::Name, FieldValue::text(u"Plex Home"_s),
                                  FieldValue::text(u"Mine"_s)}}));
    QCOMPARE(edit.notIncluded, FieldSet{Field::PlexToken});
    QTRY_VERIFY(m_desk->shows(u"without Plex token."_s));
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
}

void TestWindowConflict::theEditOfAReplacedSourceIsExported()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    demoserver::PlexSource other = *m_desk->server.data().plexSource(u"plex-home");
    m_desk->server.data().removePlexSource(other.pk);
    other.pk = u"00000000-0000-4000-8000-000000000001"_s;
    m_desk->server.data().savePlexSource(other);
    const QJsonObject before = columns();
    QVERIFY(m_desk->save());
    QVERIFY(m_desk->patches().isEmpty());
    QVERIFY(m_desk->shows(u"This source was deleted, and another one has its address now. Nothing "
                          "was sent; your edits are kept here."_s));
    const QString path = m_desk->folder.filePath(u"replaced.json"_s);
    exportTo(path);
    QCOMPARE(columns(), before);
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
}

QTEST_MAIN(TestWindowConflict)
#include "tst_windowconflict.moc"
