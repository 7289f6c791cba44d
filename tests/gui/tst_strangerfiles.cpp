// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "connection/connectionfile.h"
#include "connections/connectionspage.h"
#include "programscene.h"
#include "scriptedserver.h"
#include "source/editfile.h"
#include "strangerwalk.h"

#include <QAction>
#include <QDialog>
#include <QFile>
#include <QUrl>

#include <chrono>
#include <memory>
#include <utility>

using namespace Qt::Literals::StringLiterals;

// Files that a stranger made, and connections that he named, in the whole program: opening one
// sends nothing to anybody and leaves what is stored of others as it is; nothing of it is markup,
// a mnemonic or steers how something is seen.
class TestStrangerFiles : public QObject, private ProgramScene
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void init()
    {
        make();
        m_other = std::make_unique<ScriptedServer>();
    }
    void cleanup()
    {
        const int reached = m_other->connections();
        clear();
        m_other.reset();
        QCOMPARE(reached, 0);
    }

    void namesOfConnections();
    void aFileOfConnectionsSendsNothing();
    void aFileOfDraftsSendsNothing();

private:
    QString evil() const { return StrangerWalk::evilLine(m_other->url()); }
    void trigger(const QString &text) const
    {
        const auto actions = m_desk->window.findChildren<QAction *>();
        for (QAction *action : actions) {
            if (action->text().remove(u'&') == text)
                return action->trigger();
        }
        qFatal("no action %s", qPrintable(text));
    }
    static void walk(int least)
    {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCoreApplication::processEvents();
        StrangerWalk::Walk walk;
        walk.all();
        for (const QString &finding : std::as_const(walk.findings))
            qWarning("%s", qPrintable(finding));
        QCOMPARE(walk.findings.size(), 0);
        QVERIFY2(walk.shown >= least, qPrintable(QString::number(walk.shown)));
    }
    QString write(const QByteArray &content) const
    {
        const QString path = m_machine->folder.filePath(u"<b>Evil \u202enosj.json"_s);
        QFile file(path);
        if (!file.open(QFile::WriteOnly) || file.write(content) != content.size())
            qFatal("not written");
        return path;
    }
    void openOurs()
    {
        m_id = m_desk->addStored(url(), admin(), u"Ours"_s);
        m_desk->start(u"Ours"_s);
        QVERIFY(m_desk->isRead(m_id));
        QVERIFY(m_desk->open());
        settleServer();
    }

    QString m_id;
    std::unique_ptr<ScriptedServer> m_other; ///< where the files and texts point to
};

void TestStrangerFiles::namesOfConnections()
{
    const QString first = m_desk->addStored(url(), admin(), evil());
    for (int at = 0; at < 9; ++at)
        m_desk->addStored(u"https://%1.example.org"_s.arg(at), {}, evil() + QString::number(at));
    m_desk->start(evil());
    QVERIFY(m_desk->isRead(first));
    const QList<ConnectionEntry> entries = m_desk->book.entries();
    for (const ConnectionEntry &entry : entries)
        m_desk->window.desks().show(entry.id);
    m_desk->window.desks().show(first);
    walk(5);
    trigger(u"Edit connection…"_s);
    QTRY_VERIFY(m_desk->window.findChild<QDialog *>());
    walk(10);
    m_desk->window.findChild<QDialog *>()->reject();
    QTRY_VERIFY(!m_desk->window.findChild<QDialog *>());
    trigger(u"Test connection…"_s);
    QTRY_VERIFY(m_desk->window.findChild<QDialog *>());
    settleServer();
    walk(5);
    m_desk->window.findChild<QDialog *>()->reject();
    QTRY_VERIFY(!m_desk->window.findChild<QDialog *>());
    trigger(u"Manage connections…"_s);
    walk(15);
}

void TestStrangerFiles::aFileOfConnectionsSendsNothing()
{
    openOurs();
    const auto secrets = m_machine->keychain.kept;
    const ConnectionEntry ours = *m_desk->book.entry(m_id);
    const qsizetype asked = m_server->requests().size();
    ConnectionEntry theirs = ProgramDesk::entryFor(m_other->url(), evil());
    ConnectionEntry taken = ours; // the address of ours by way of their proxy
    taken.name = evil() + u'2';
    taken.proxy.mode = ProxyChoice::Mode::Http;
    taken.proxy.host = u"127.0.0.1"_s;
    taken.proxy.port = quint16(QUrl(m_other->url()).port());

    trigger(u"Manage connections…"_s);
    auto *page = m_desk->window.findChild<ConnectionsPage *>();
    QVERIFY(page);
    page->importFile(write(connectionFile({theirs, taken})));
    QTRY_VERIFY(m_desk->window.findChild<QDialog *>());
    settleServer();
    walk(3);

    QCOMPARE(m_server->requests().size(), asked);
    QCOMPARE(m_machine->keychain.kept, secrets);
    QCOMPARE(*m_desk->book.entry(m_id), ours);
    m_desk->window.findChild<QDialog *>()->reject();

    // Nor does a file of which nothing is understood, whose name is as hostile.
    page->importFile(write("<b>no JSON</b>"));
    QTRY_VERIFY(m_desk->timesShown(u"Nothing was imported."_s) > 0);
    walk(3);
    QCOMPARE(m_server->requests().size(), asked);
}

void TestStrangerFiles::aFileOfDraftsSendsNothing()
{
    openOurs();
    const EditSession &edit = *m_desk->edit();
    const qsizetype asked = m_server->requests().size();
    const auto changed = [this](Field field) {
        return FieldChange{field, FieldValue::text(evil() + u" before"_s),
                           FieldValue::text(evil() + u" after"_s)};
    };
    ExportedEdit open; // of the source that is open in the form
    open.server = edit.api().address();
    open.pk = edit.pk();
    open.slug = u"plex-home"_s;
    open.name = evil();
    open.user = evil();
    open.changes = {changed(Field::Name)};
    ExportedEdit closed = open; // of another of ours
    closed.pk = u"5eed0004-0000-4000-8000-000000000002"_s;
    closed.slug = u"../../core/users"_s;
    ExportedEdit elsewhere = open;
    elsewhere.server = m_other->url();
    trigger(u"Drafts"_s);
    m_desk->draftDesk.import(editFile({open, closed, elsewhere}));
    QTRY_VERIFY(m_desk->draftDesk.count() >= 2);
    QVERIFY(m_desk->isStored());
    m_machine->clock.advance(std::chrono::minutes(5)); // polls, the queue
    settleServer();
    walk(5);

    QCOMPARE(patches(), 0);
    const auto requests = m_server->requests().mid(asked);
    for (const demoserver::ReceivedRequest &request : requests)
        QVERIFY2(!request.target.contains("users"), request.target.constData());
    const auto rows = m_desk->draftDesk.rows();
    for (const DraftRow &row : rows)
        QVERIFY(row.draft.state != DraftState::Queued);
}

QTEST_MAIN(TestStrangerFiles)
#include "tst_strangerfiles.moc"
