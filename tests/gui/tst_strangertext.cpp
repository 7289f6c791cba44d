// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/certificatequestion.h"
#include "connections/importreport.h"
#include "connections/removeconnectionquestion.h"
#include "connections/testpanel.h"
#include "drafts/tokenquestion.h"
#include "form/caption.h"
#include "scriptedserver.h"
#include "strangerwalk.h"
#include "windowdesk.h"

#include <QDropEvent>
#include <QFileDialog>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMenu>
#include <QMimeData>
#include <QSignalBlocker>
#include <QUrl>

#include <functional>
#include <utility>

using namespace Qt::Literals::StringLiterals;

// A server whose every text is hostile, in the whole window: nothing of it is markup, a mnemonic or
// steers how something is seen, nothing is fetched from where it points, and what is not edited
// stays as it is, to the byte.
class TestStrangerText : public QObject, private WindowDesk
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void init();
    void cleanup();

    void listAndForm();
    void readOnlyForm();
    void reviewAndSummaryOfARefusal();
    void theConflictQuestion();
    void draftsHistoryAndLog();
    void questionsAndReports();
    void theWalkFindsWhatItShould();
    void hiddenCharactersAreToldAndKept();
    void dropsSendAndStoreNothing();

private:
    QString evil() const { return StrangerWalk::evilText(m_other->url()); }
    QString evilName() const { return StrangerWalk::evilLine(m_other->url()); }
    QJsonObject evilColumns() const;
    /// As a person pastes it.
    void put(Field field, const QString &text) const { m_desk->lineEdit(field)->setText(text); }
    void trigger(const QString &text) const;
    /// Walks over all that is there. At least `least` places show a text of the stranger.
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
    void refuse(const QByteArray &body) const
    {
        m_desk->proxy->setReplacement(Script::json(400, body).bytes);
        m_desk->proxy->setFault(FaultProxy::Fault::AnswerOnly, "PATCH");
    }

    std::unique_ptr<ScriptedServer> m_other; ///< where icons and images of the texts point to
};

QJsonObject TestStrangerText::evilColumns() const
{
    const QString icon = m_other->url() + u"/icon.png"_s;
    return {{u"name"_s, evilName()},
            {u"client_id"_s, evil()},
            {u"icon"_s, icon},
            {u"icon_url"_s, icon},
            {u"icon_themed_urls"_s, QJsonObject{{u"light"_s, icon}, {evil(), evil()}}},
            {u"user_path_template"_s, evil()},
            {u"user_matching_mode"_s, evil()},
            {u"allowed_servers"_s, QJsonArray{evil(), evil() + u'2'}},
            {u"user_property_mappings"_s, QJsonArray{u"5eed0003-0000-4000-8000-000000000666"_s}},
            {u"enrollment_flow"_s, u"5eed0001-0000-4000-8000-000000000666"_s}};
}

void TestStrangerText::init()
{
    m_other = std::make_unique<ScriptedServer>();
    makeDesk();
    demoserver::DemoData &data = m_desk->server.data();
    data.addFlow({.pk = u"5eed0001-0000-4000-8000-000000000666"_s,
                  .bindingPk = u"5eed0002-0000-4000-8000-000000000666"_s,
                  .name = evil(),
                  .slug = u"evil-flow"_s,
                  .title = evil(),
                  .designation = u"enrollment"_s,
                  .authentication = u"none"_s,
                  .stages = {},
                  .policies = {}});
    data.addMapping({.pk = u"5eed0003-0000-4000-8000-000000000666"_s,
                     .name = evil(),
                     .managed = {},
                     .expression = evil()});
    QVERIFY(data.changeAs(evil(), u"plex-home", evilColumns()));
    for (const demoserver::PlexSource &source : QList(data.plexSources())) {
        demoserver::PlexSource changed = source;
        changed.columns.insert(u"name"_s, evilName());
        data.savePlexSource(changed);
    }
}

void TestStrangerText::cleanup()
{
    // Icons and images are never fetched, neither there nor from the server itself.
    const int fetched = m_other->connections();
    const auto requests = m_desk->server.requests();
    clearDesk();
    m_other.reset();
    QCOMPARE(fetched, 0);
    for (const demoserver::ReceivedRequest &request : requests)
        QVERIFY2(request.target.startsWith("/api/v3/"), request.target.constData());
}

void TestStrangerText::trigger(const QString &text) const
{
    const auto actions = m_desk->window->findChildren<QAction *>();
    for (QAction *action : actions) {
        if (action->text().remove(u'&') == text)
            return action->trigger();
    }
    qFatal("no action %s", qPrintable(text));
}

void TestStrangerText::listAndForm()
{
    QVERIFY(openQuietly());
    const auto menus = m_desk->window->page()->findChildren<QMenu *>();
    for (QMenu *menu : menus)
        Q_EMIT menu->aboutToShow(); // which fills it
    walk(20);
    QVERIFY(m_desk->window->windowTitle().startsWith(u"Evil <img"_s));
}

void TestStrangerText::readOnlyForm()
{
    m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token("viewer"_L1));
    QVERIFY(openQuietly());
    walk(20);
}

void TestStrangerText::reviewAndSummaryOfARefusal()
{
    QVERIFY(openQuietly());
    put(Field::Name, evilName() + u" mine"_s);
    click(u"Review changes"_s);
    walk(20);
    const QJsonArray words{evil()};
    refuse(QJsonDocument(QJsonObject{{u"name"_s, words},
                                     {u"allowed_servers"_s, QJsonArray{QJsonObject(), words}},
                                     {evil(), words},
                                     {u"non_field_errors"_s, words},
                                     {u"detail"_s, evil()},
                                     {u"code"_s, evil()}})
                   .toJson());
    QVERIFY(m_desk->save());
    walk(25);
    refuse("<html><b>Evil \u202e</b><img src=\"" + m_other->url().toUtf8() + "/x.png\"></html>");
    QVERIFY(m_desk->save());
    walk(20);
    m_desk->proxy->setFault(FaultProxy::Fault::None);
}

void TestStrangerText::theConflictQuestion()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->server.data().changeAs(
            evil(), u"plex-home",
            {{u"name"_s, evil() + u"\u202etheirs"_s}, {u"client_id"_s, evil() + u" theirs"_s}}));
    QVERIFY(m_desk->save());
    QTRY_VERIFY(dialog());
    walk(25);
    QVERIFY(dialog()->windowTitle().contains(u"\\u202egpj"_s));
}

void TestStrangerText::draftsHistoryAndLog()
{
    QVERIFY(openQuietly());
    put(Field::Name, evilName() + u" mine"_s);
    QVERIFY(m_desk->save());
    put(Field::Name, evilName() + u" draft"_s);
    m_desk->window->desks().flush();
    QTRY_VERIFY(m_desk->window->desks().areDraftsStored());
    trigger(u"Export edit…"_s);
    QTRY_VERIFY(m_desk->window->findChild<QFileDialog *>());
    walk(20);
    m_desk->window->findChild<QFileDialog *>()->reject();
    m_desk->draftDesk.refresh();
    QTRY_VERIFY(m_desk->draftDesk.count() > 0);
    for (const QString &page : {u"Drafts"_s, u"History"_s, u"Request log"_s}) {
        trigger(page);
        QVERIFY(settle());
        walk(20);
    }
    m_desk->draftDesk.discard(m_desk->draftDesk.keys());
    QTRY_VERIFY(m_desk->draftDesk.canUndoDiscard());
    walk(20);
}

void TestStrangerText::questionsAndReports()
{
    CertificateFacts facts;
    facts.fingerprint = QByteArray(32, 'f');
    facts.subject = evil();
    facts.issuer = evil();
    facts.names = {evil(), evil()};
    facts.problems = {evil()};
    ConnectionEntry entry;
    entry.name = evil();
    entry.address = u"https://auth.example.org"_s;
    QWidget *window = m_desk->window.get();
    CertificateQuestion certificate(evil(), facts, CertificateNews::Changed, window);
    const QList<QDialog *> all{
            new ImportReport({evil()}, {evil()}, {evil()}, window),
            new TokenQuestion(evil(), evil(), 2, window),
            new RemoveConnectionQuestion(entry, 3, window),
    };
    for (QDialog *dialog : all)
        dialog->show();
    walk(15);
    qDeleteAll(all);
}

/// The walk itself: each sort of fault that is put in on purpose is found.
void TestStrangerText::theWalkFindsWhatItShould()
{
    const auto faultsOf = [](const std::function<void(QWidget &)> &put) {
        QLabel label; // stands for any widget
        label.setTextFormat(Qt::PlainText);
        put(label);
        StrangerWalk::Walk walk;
        walk.all();
        return walk.findings.size();
    };
    const QString text = evil();
    const QString shown = shownText(text);
    QCOMPARE(faultsOf([&](QWidget &w) { static_cast<QLabel &>(w).setText(shown); }), 0);
    QCOMPARE(faultsOf([&](QWidget &w) { static_cast<QLabel &>(w).setText(text); }), 1);
    QCOMPARE(faultsOf([&](QWidget &w) {
                 static_cast<QLabel &>(w).setTextFormat(Qt::AutoText);
                 static_cast<QLabel &>(w).setText(u"<b>Evil"_s);
             }),
             1);
    QCOMPARE(faultsOf([&](QWidget &w) { w.setToolTip(shown); }), 1);
    QCOMPARE(faultsOf([&](QWidget &w) { w.setToolTip(u"a\u202eb"_s); }), 1);
    QCOMPARE(faultsOf([&](QWidget &w) { w.setAccessibleName(text); }), 1);
    QCOMPARE(faultsOf([&](QWidget &w) { w.setAccessibleDescription(text); }), 1);
    QCOMPARE(faultsOf([&](QWidget &w) { w.setWindowTitle(text); }), 3);
    QCOMPARE(faultsOf([&](QWidget &w) { w.addAction(new QAction(shown, &w)); }), 1);
    QCOMPARE(faultsOf([&](QWidget &w) { new QPushButton(shown, &w); }), 1);
    QCOMPARE(faultsOf([&](QWidget &w) { new QTextEdit(&w); }), 1);
    QCOMPARE(faultsOf([&](QWidget &w) { new QPlainTextEdit(text, &w); }), 1);
    QCOMPARE(faultsOf([&](QWidget &w) { (new QMessageBox(&w))->setText(shown); }), 2);
    QVERIFY(faultsOf([&](QWidget &w) { (new QComboBox(&w))->addItem(text); })
            >= 1); // 6.8 names it too
}

void TestStrangerText::hiddenCharactersAreToldAndKept()
{
    const QString name = u"Plex \u202emoc\u2066 <b>&x\u200b"_s;
    QVERIFY(change({{u"name"_s, name}, {u"client_id"_s, u"plain"_s}}));
    QVERIFY(openQuietly());
    QLineEdit *editor = m_desk->lineEdit(Field::Name);
    QVERIFY(editor);
    QCOMPARE(editor->text(), name); // the value itself, in the editor
    QVERIFY(editor->accessibleDescription().contains(u"\\u202emoc\\u2066"_s));
    const auto *caption = m_desk->row(Field::Name)->findChild<Caption *>();
    QVERIFY(caption && caption->text().startsWith(u"Holds hidden characters."_s));
    const auto *plain = m_desk->row(Field::ClientId)->findChild<Caption *>();
    QVERIFY(plain && !plain->text().contains(u"hidden"_s));

    // Without the keyboard it is painted with them spelled out: as a field with that text is.
    m_desk->lineEdit(Field::ClientId)->setFocus();
    const QImage spelled = editor->grab().toImage();
    const QSignalBlocker quiet(editor);
    editor->setText(shownLine(name));
    editor->setCursorPosition(0);
    QCOMPARE(spelled, editor->grab().toImage());
    editor->setText(name);

    put(Field::ClientId, u"another"_s);
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"client_id":"another"})"});
    QCOMPARE(columns().value(u"name"_s).toString(), name);
}

void TestStrangerText::dropsSendAndStoreNothing()
{
    QVERIFY(openQuietly());
    const qsizetype before = m_desk->server.requests().size();
    QMimeData mime;
    mime.setUrls({QUrl(m_other->url() + u"/drop.json"_s), QUrl::fromLocalFile(u"/etc/hostname"_s),
                  QUrl(u"sourcedesk://open?server=evil"_s)});
    const auto drop = [&mime](QWidget *onto) {
        const QPoint at = onto->rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(onto, &enter);
        QDropEvent event(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(onto, &event);
    };
    // Nothing but a text field takes it, and that as text that somebody types.
    QWidgetList widgets = m_desk->window->findChildren<QWidget *>();
    widgets.append(m_desk->window.get());
    for (QWidget *widget : std::as_const(widgets)) {
        const bool isText = qobject_cast<QLineEdit *>(widget) || qobject_cast<QComboBox *>(widget)
                || qobject_cast<QPlainTextEdit *>(widget)
                || qobject_cast<QPlainTextEdit *>(widget->parentWidget());
        QVERIFY2(!widget->acceptDrops() || isText, widget->metaObject()->className());
    }
    drop(m_desk->window.get());
    QVERIFY(m_desk->edit()->changed().isEmpty());
    drop(m_desk->lineEdit(Field::Name));
    drop(m_desk->lineEdit(Field::PlexToken));
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    QCOMPARE(m_desk->server.requests().size(), before);
    QCOMPARE(m_desk->window->findChildren<QDialog *>().size(), 0);
    QVERIFY(m_desk->edit()->phase() == EditSession::Phase::Editing);
}

QTEST_MAIN(TestStrangerText)
#include "tst_strangertext.moc"
