// SPDX-License-Identifier: GPL-3.0-or-later
// Long because a whole session is in it, and a leak for each place it is searched in.
#include "changes/conflictdialog.h"
#include "common/secretclipboard.h"
#include "connections/disclosure.h"
#include "faultproxy.h"
#include "form/fieldeditor.h"
#include "form/formrow.h"
#include "form/sourceform.h"
#include "leakhunt.h"
#include "program/diagnosticsfile.h"
#include "programscene.h"
#include "proxyprogram.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUndoCommand>
#include <QUndoStack>

#include <array>
#include <csignal>
#include <functional>
#include <memory>
#include <sys/resource.h>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
// Signs that look different in a percent-encoded text, as far as the proxy program takes them.
QString apiToken()
{
    return u"api/Token+of=Nobody~7Qx"_s;
}
QString typedToken()
{
    return u"typed/Plex+token=Nobody~3Kz"_s;
}
QString refusedToken()
{
    return u"refused/Plex+token=Nobody~8Wd"_s;
}
QString serverToken()
{
    return u"sent/Plex+token=Nobody~5Ht"_s;
}
QString theirToken()
{
    return u"their/Plex+token=Nobody~2Bv"_s;
}
QString proxyPassword()
{
    return u"proxy-Pass_word.Nobody9Lm"_s;
}

QAbstractButton *namedButton(const QWidget &parent, const QString &name)
{
    const auto buttons = parent.findChildren<QAbstractButton *>();
    for (QAbstractButton *button : buttons) {
        if (button->isVisible() && (button->text() == name || button->accessibleName() == name))
            return button;
    }
    return nullptr;
}
} // namespace

// A person's whole session with secrets that are known to the test: connects through a proxy with
// a login, edits, keeps drafts, meets a conflict and a refusal, looks at a secret and copies it,
// exports whatever can be exported, starts anew and crashes. Afterwards no secret is in any place
// where nobody put it, and a leak that is planted in one is found there.
class TestSecretSession : public QObject, private ProgramScene
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void noSecretIsAnywhere();
    void everyPlaceWasSearched();
    void aPlantedLeakIsFound_data();
    void aPlantedLeakIsFound();
    void everyFormIsFound_data();
    void everyFormIsFound();

private:
    bool connectByHand();
    bool editAndKeepDraft();
    bool meetConflict();
    bool meetRefusal();
    bool revealAndCopy();
    bool lookAtPages();
    bool exportConnections();
    bool writeDiagnostics();
    bool startAnew();
    bool crash();

    void plant(LeakPlace place);
    void plantInFile(const QString &name);
    void plantInDatabase(bool isMoved);
    void plantInChild(const QStringList &arguments, const QString &variable);

    bool type(const QWidget &form, const QString &line, const QString &text);
    QLineEdit *tokenLine() const;
    bool saveAndWait();
    bool press(const QString &name);
    static bool selectFirstRow(const QWidget &page);
    bool pressAndWrite(const QString &button, const QString &path);
    void look();
    QString inFolder(const QString &name) const { return m_machine->folder.filePath(name); }
    void makeDiagnostics();

    std::unique_ptr<ProxyProgram> m_proxy;
    std::unique_ptr<FaultProxy> m_way;
    std::unique_ptr<LeakHunt> m_hunt;
    std::unique_ptr<SecretClipboard> m_clipboard;
    std::unique_ptr<DiagnosticsFile> m_diagnostics;
    QString m_id;
};

void TestSecretSession::initTestCase()
{
    // The person's own proxy keeps its password in a file of its own.
    m_proxy = std::make_unique<ProxyProgram>(ProxyProgram::Kind::Http, u"anna"_s, proxyPassword());
    QVERIFY(m_proxy->isUp());
    // Qt tells no event before somebody listens on the bus.
    QVERIFY(QTest::qWaitFor([] { return QAccessible::isActive(); }, 30000));
    m_hunt = std::make_unique<LeakHunt>();
    m_hunt->addSecret(u"API token"_s, apiToken());
    m_hunt->addSecret(u"typed Plex token"_s, typedToken());
    m_hunt->addSecret(u"refused Plex token"_s, refusedToken());
    m_hunt->addSecret(u"Plex token of the server"_s, serverToken());
    m_hunt->addSecret(u"Plex token of another"_s, theirToken());
    m_hunt->addSecret(u"proxy password"_s, proxyPassword());

    make();
    for (const auto *name : {"exports", "diagnostics", "crash", "tmp"})
        QVERIFY(QDir(m_machine->folder.path()).mkdir(QLatin1StringView(name)));
    qputenv("TMPDIR", inFolder(u"tmp"_s).toLocal8Bit());
    m_server->data().addUser({.pk = 77,
                              .username = u"anna"_s,
                              .name = u"Anna Arendt"_s,
                              .token = apiToken(),
                              .isSuperuser = true});
    QVERIFY(m_server->data().changeAs(u"bert"_s, u"plex-home"_s,
                                      {{u"plex_token"_s, serverToken()}}));
    QVERIFY(m_server->data().changeAs(u"bert"_s, u"cinema-club"_s,
                                      {{u"plex_token"_s, serverToken()}}));
    m_way = std::make_unique<FaultProxy>(quint16(m_server->url().port()));
    m_clipboard = std::make_unique<SecretClipboard>(m_machine->clock);
    makeDiagnostics();

    QVERIFY(connectByHand());
    QVERIFY(editAndKeepDraft());
    QVERIFY(meetConflict());
    QVERIFY(meetRefusal());
    QVERIFY(revealAndCopy());
    QVERIFY(lookAtPages());
    QVERIFY(exportConnections());
    QVERIFY(writeDiagnostics());
    QVERIFY(startAnew());
    QVERIFY(crash());
    look();
    m_hunt->takeFiles(m_machine->folder.path());
}

void TestSecretSession::cleanupTestCase()
{
    m_diagnostics.reset();
    m_clipboard.reset();
    clear();
    m_way.reset();
    m_hunt.reset();
}

void TestSecretSession::makeDiagnostics()
{
    m_diagnostics = std::make_unique<DiagnosticsFile>(m_desk->window, m_desk->files, [this] {
        DiagnosticsFacts facts = DiagnosticsFacts::ofThisProgram();
        facts.requests = m_desk->log.requests();
        facts.connections = m_desk->connections.diagnosed();
        return facts;
    });
    connect(&m_desk->window, &MainWindow::diagnosticsRequested, m_diagnostics.get(),
            &DiagnosticsFile::ask);
    connect(m_diagnostics.get(), &DiagnosticsFile::said, &m_desk->window, &MainWindow::say);
}

// What a person does

bool TestSecretSession::type(const QWidget &form, const QString &line, const QString &text)
{
    const auto edits = form.findChildren<QLineEdit *>();
    for (QLineEdit *edit : edits) {
        if (edit->accessibleName() != line || !edit->isVisible())
            continue;
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        return edit->text() == text;
    }
    return false;
}

void TestSecretSession::look()
{
    m_hunt->look();
    if (m_desk->window.desk() && m_desk->window.page()->undoStack())
        m_hunt->takeUndo(*m_desk->window.page()->undoStack());
}

bool TestSecretSession::press(const QString &name)
{
    QAbstractButton *button = nullptr;
    const auto isThere = [&] {
        button = namedButton(m_desk->window, name);
        return button && button->isEnabled();
    };
    if (!QTest::qWaitFor(isThere)) {
        qWarning("no button %s that can be pressed", qPrintable(name));
        return false;
    }
    QTest::mouseClick(button, Qt::LeftButton);
    return true;
}

/// Presses a button that asks for a file, and answers.
bool TestSecretSession::pressAndWrite(const QString &button, const QString &path)
{
    QFileDialog *dialog = nullptr;
    const auto isAsked = [&] { return (dialog = m_desk->window.findChild<QFileDialog *>()); };
    // Once more where the export before was still being written.
    for (int tries = 0; tries < 3 && !dialog; ++tries) {
        if (!press(button))
            return false;
        static_cast<void>(QTest::qWaitFor(isAsked)); // seen below
    }
    if (!dialog) {
        qWarning("no file was asked for after %s", qPrintable(button));
        return false;
    }
    look();
    dialog->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(inFolder(path));
    QMetaObject::invokeMethod(dialog, "accept");
    const auto isWritten = [&] {
        return QFileInfo(inFolder(path)).size() > 0 && !m_desk->window.findChild<QFileDialog *>();
    };
    if (QTest::qWaitFor(isWritten, 10000))
        return true;
    qWarning("%s was not written", qPrintable(path));
    return false;
}

bool TestSecretSession::connectByHand()
{
    m_desk->start();
    const QWidget &form = *m_desk->window.startPage();
    const auto parts = form.findChildren<Disclosure *>();
    for (const Disclosure *part : parts) {
        if (part->button()->text() == u"More settings"_s)
            part->button()->click();
    }
    const auto boxes = form.findChildren<QComboBox *>();
    for (QComboBox *box : boxes) {
        if (box->findText(u"HTTP proxy"_s) >= 0)
            box->setCurrentIndex(box->findText(u"HTTP proxy"_s));
    }
    const auto numbers = form.findChildren<QSpinBox *>();
    for (QSpinBox *number : numbers) {
        if (number->accessibleName() == u"Proxy port"_s)
            number->setValue(m_proxy->port());
    }
    const bool isTyped = type(form, u"Proxy host"_s, u"127.0.0.1"_s)
            && type(form, u"Proxy user"_s, u"anna"_s)
            && type(form, u"Proxy password"_s, proxyPassword())
            && type(form, u"Address"_s, m_way->url()) && type(form, u"Token"_s, apiToken());
    look();
    if (!isTyped || !press(u"Connect"_s)
        || !QTest::qWaitFor([this] { return !m_desk->book.entries().isEmpty(); }))
        return false;
    m_id = m_desk->book.entries().constFirst().id;
    return m_desk->isRead(m_id) && m_proxy->said().contains("Established connection");
}

QLineEdit *TestSecretSession::tokenLine() const
{
    const FormRow *row = m_desk->window.page()->form()->rowFor(Field::PlexToken);
    return qobject_cast<QLineEdit *>(row->editor()->inner());
}

bool TestSecretSession::editAndKeepDraft()
{
    if (!m_desk->open() || !m_desk->setName(u"Plex Cellar"_s))
        return false;
    m_desk->window.page()->form()->focusField(Field::PlexToken);
    QTest::keyClicks(tokenLine(), typedToken());
    look();
    m_desk->window.page()->undoStack()->undo();
    look();
    m_desk->window.page()->undoStack()->redo();
    look();
    const bool isTyped =
            m_desk->edit()->current().value(Field::PlexToken).toSecret() == Secret(typedToken());
    return isTyped && m_desk->isStored();
}

/// What the proxy program loses ends at its deadline, and is then saved once more.
bool TestSecretSession::saveAndWait()
{
    const auto hasEnded = [this] { return m_desk->edit()->phase() == EditSession::Phase::Editing; };
    QTest::mouseClick(m_desk->window.page()->saveButton(), Qt::LeftButton);
    if (QTest::qWaitFor(hasEnded, 10000))
        return true;
    m_machine->clock.advance(61s);
    if (!QTest::qWaitFor(hasEnded, 20000)) {
        qWarning("a save does not end:\n%s", m_proxy->said().right(2000).constData());
        return false;
    }
    QTest::mouseClick(m_desk->window.page()->saveButton(), Qt::LeftButton);
    return QTest::qWaitFor(hasEnded, 20000);
}

bool TestSecretSession::meetConflict()
{
    if (!m_server->data().changeAs(u"bert"_s, u"plex-home"_s, {{u"plex_token"_s, theirToken()}})
        || !saveAndWait())
        return false;
    const auto isAsked = [this] {
        const auto *dialog = m_desk->window.findChild<ConflictDialog *>();
        return dialog && dialog->isVisible();
    };
    if (!QTest::qWaitFor(isAsked)) {
        qWarning("no conflict is shown");
        return false;
    }
    look();
    const auto isSaved = [this] {
        return m_server->data().plexSource(u"plex-home"_s)->columns.value(u"plex_token"_s)
                == typedToken();
    };
    if (!press(u"Keep mine"_s) || !QTest::qWaitFor(isSaved, 20000)) {
        qWarning("what was kept did not go out, %d", int(m_desk->edit()->phase()));
        return false;
    }
    return QTest::qWaitFor(
            [this] { return m_desk->edit()->phase() == EditSession::Phase::Editing; });
}

/// By a server that tells everybody what it was given.
bool TestSecretSession::meetRefusal()
{
    const QByteArray body = R"({"plex_token":["Not )" + refusedToken().toUtf8()
            + R"("],"detail":"Bearer )" + apiToken().toUtf8() + R"("})";
    m_way->setReplacement("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
                          "Content-Length: "
                          + QByteArray::number(body.size()) + "\r\nX-Echo: " + apiToken().toUtf8()
                          + "\r\n\r\n" + body);
    m_way->setFault(FaultProxy::Fault::AnswerOnly, "PATCH", 1);
    m_desk->window.page()->form()->focusField(Field::PlexToken);
    tokenLine()->selectAll();
    QTest::keyClicks(tokenLine(), refusedToken());
    if (!saveAndWait())
        return false;
    look();
    return m_desk->timesShown(u"Not "_s) > 0 && m_desk->isStored();
}

/// A stored token is looked at and copied, as somebody wants it; half a minute later it is gone.
bool TestSecretSession::revealAndCopy()
{
    if (!m_desk->open(u"cinema-club"_s))
        return false;
    m_desk->window.activateWindow(); // a line without the focus shows nothing
    if (!QTest::qWaitForWindowActive(&m_desk->window))
        return false;
    m_desk->window.page()->form()->focusField(Field::PlexToken);
    m_hunt->setListening(false);
    if (!press(u"Reveal Plex token"_s)
        || !QTest::qWaitFor([this] { return tokenLine()->text() == serverToken(); }, 20000))
        return false;
    tokenLine()->selectAll();
    QTest::keySequence(tokenLine(), QKeySequence::Copy);
    if (QApplication::clipboard()->text() != serverToken() || !press(u"Hide Plex token"_s))
        return false;
    m_hunt->setListening(true);
    m_machine->clock.advance(SecretClipboard::longestStay);
    look();
    return tokenLine()->text().isEmpty();
}

/// Of the table on the page that is shown, once it is read.
bool TestSecretSession::selectFirstRow(const QWidget &page)
{
    const auto hasRow = [&page] {
        const auto tables = page.findChildren<QTableView *>();
        for (QTableView *table : tables) {
            if (!table->isVisible() || table->model()->rowCount() == 0)
                continue;
            table->selectRow(0);
            return true;
        }
        return false;
    };
    if (QTest::qWaitFor(hasRow, 20000))
        return true;
    qWarning("no row was read");
    return false;
}

bool TestSecretSession::lookAtPages()
{
    Desk &desk = *m_desk->window.desk();
    desk.showPage(PanelEntry::History);
    if (!selectFirstRow(desk) || !press(u"Copy details"_s)
        || !pressAndWrite(u"Export…"_s, u"exports/history.json"_s)
        || !pressAndWrite(u"Export snapshot…"_s, u"exports/snapshot.json"_s))
        return false;
    look();
    desk.showPage(PanelEntry::Drafts);
    if (!selectFirstRow(desk) || !press(u"Copy details"_s)
        || !pressAndWrite(u"Export all…"_s, u"exports/drafts.json"_s))
        return false;
    look();
    desk.showPage(PanelEntry::Log);
    const bool isWritten =
            press(u"Copy log"_s) && pressAndWrite(u"Export log…"_s, u"exports/log.txt"_s);
    look();
    return isWritten;
}

bool TestSecretSession::exportConnections()
{
    Q_EMIT m_desk->window.manageRequested();
    const bool isWritten = pressAndWrite(u"Export all…"_s, u"exports/connections.json"_s);
    look();
    return isWritten && press(u"Done"_s);
}

bool TestSecretSession::writeDiagnostics()
{
    m_desk->window.desk()->showPage(PanelEntry::Log);
    const bool isWritten = pressAndWrite(u"Diagnostics…"_s, u"diagnostics/bundle.md"_s);
    look();
    return isWritten;
}

bool TestSecretSession::startAnew()
{
    m_diagnostics.reset(); // of the window that goes
    if (!run() || !m_desk->isRead(m_id) || !m_desk->open())
        return false;
    makeDiagnostics();
    look();
    // The draft of the refused edit is back, with its token from the keychain.
    return m_desk->edit()->current().value(Field::PlexToken).toSecret() == Secret(refusedToken());
}

/// The program itself, aborted while it is connected; it may dump as much as it wants.
bool TestSecretSession::crash()
{
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, inFolder(u"crash"_s));
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    environment.insert(u"QT_LOGGING_RULES"_s, u"*=true"_s);
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent/bus"_s);
    program.setProcessEnvironment(environment);
    program.setWorkingDirectory(inFolder(u"crash"_s));
    program.setStandardErrorFile(inFolder(u"crash/said"_s));
    program.setStandardOutputFile(inFolder(u"crash/printed"_s));
    program.setChildProcessModifier([] {
        rlimit limit{};
        getrlimit(RLIMIT_CORE, &limit);
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_CORE, &limit);
    });
    const qsizetype before = m_server->requests().size();
    program.start(QStringLiteral(SOURCEDESK_PROGRAM),
                  {u"--data-dir"_s, inFolder(u"crash/data"_s), u"--url"_s, url(), u"--source"_s,
                   u"cinema-club"_s, u"--token-file"_s, u"-"_s});
    program.write(apiToken().toUtf8());
    program.closeWriteChannel();
    constexpr int requestsOfAStart = 4; // the token, the list and the source were read
    if (!QTest::qWaitFor([&] { return m_server->requests().size() >= before + requestsOfAStart; },
                         30000))
        return false;
    look();
    if (program.state() != QProcess::Running)
        return false; // its number would be nobody's
    kill(pid_t(program.processId()), SIGABRT);
    return program.waitForFinished() && program.exitStatus() == QProcess::CrashExit;
}

// What was found

void TestSecretSession::noSecretIsAnywhere()
{
    QCOMPARE(m_hunt->findings(), QStringList());
}

void TestSecretSession::everyPlaceWasSearched()
{
    for (int place = 0; place < leakPlaces; ++place)
        QVERIFY2(m_hunt->searched().contains(LeakPlace(place)),
                 qPrintable(nameOf(LeakPlace(place))));
    QCOMPARE(m_hunt->searched().size(), leakPlaces);
}

void TestSecretSession::aPlantedLeakIsFound_data()
{
    QTest::addColumn<int>("place");
    for (int place = 0; place < leakPlaces; ++place)
        QTest::addRow("%s", qPrintable(nameOf(LeakPlace(place)))) << place;
}

void TestSecretSession::aPlantedLeakIsFound()
{
    QFETCH(int, place);
    m_hunt->forgetFindings();
    plant(LeakPlace(place));
    // Elsewhere too, perhaps: Qt logs what it shows to the accessibility bus, at debug level.
    const QStringList findings =
            m_hunt->findings().filter(nameOf(LeakPlace(place)) + ": API token"_L1);
    QVERIFY2(!findings.isEmpty(), qPrintable(m_hunt->findings().join(u' ')));
}

/// The file as it was, and the token behind it.
void TestSecretSession::plantInFile(const QString &name)
{
    QFile file(inFolder(name));
    QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Append));
    const qint64 before = file.size();
    file.write(apiToken().toUtf8());
    file.flush();
    m_hunt->takeFiles(m_machine->folder.path());
    file.resize(before);
}

/// A row in a database of its own, which is either moved from SQLite's log into the file or not.
void TestSecretSession::plantInDatabase(bool isMoved)
{
    const QString path = inFolder(u"tmp/leak.sqlite"_s);
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"leak"_s);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(u"PRAGMA journal_mode = WAL"_s));
        QVERIFY(query.exec(u"CREATE TABLE leak (token TEXT)"_s));
        QVERIFY(query.exec(u"INSERT INTO leak VALUES ('%1')"_s.arg(apiToken())));
        if (isMoved)
            QVERIFY(query.exec(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
        m_hunt->takeFiles(m_machine->folder.path());
    }
    QSqlDatabase::removeDatabase(u"leak"_s);
    QVERIFY(QFile::remove(path));
}

void TestSecretSession::plantInChild(const QStringList &arguments, const QString &variable)
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!variable.isEmpty())
        environment.insert(u"LEAK"_s, variable);
    child.setProcessEnvironment(environment);
    child.start(u"sh"_s, QStringList{u"-c"_s, u"read line"_s} + arguments);
    QVERIFY(child.waitForStarted());
    m_hunt->takeProcesses();
    child.kill();
    child.waitForFinished();
}

/// Puts the API token where it must not be, looks, and takes it away again.
void TestSecretSession::plant(LeakPlace place)
{
    QWidget *window = &m_desk->window;
    switch (place) {
    case LeakPlace::Settings:
        m_desk->settings.setValue(u"leak"_s, apiToken().toUtf8());
        m_hunt->takeFiles(m_machine->folder.path());
        return m_desk->settings.remove(u"leak"_s);
    case LeakPlace::Database:
        return plantInDatabase(true);
    case LeakPlace::DatabaseLog:
        return plantInDatabase(false);
    case LeakPlace::OtherFile:
        return plantInFile(u"tmp/leak"_s);
    case LeakPlace::Diagnostics:
        return plantInFile(u"diagnostics/bundle.md"_s);
    case LeakPlace::Export:
        return plantInFile(u"exports/drafts.json"_s);
    case LeakPlace::Crash:
        return plantInFile(u"crash/said"_s);
    case LeakPlace::Log:
        qDebug("%s", qPrintable(apiToken()));
        return look();
    case LeakPlace::WindowTitle: {
        const QString title = window->windowTitle();
        window->setWindowTitle(apiToken());
        m_hunt->takeTitles();
        return window->setWindowTitle(title);
    }
    case LeakPlace::ShownText: {
        QLabel label(apiToken()); // not in the window, so not in its accessible tree
        return m_hunt->takeWidget(label);
    }
    case LeakPlace::UndoText: {
        QUndoStack stack;
        stack.push(new QUndoCommand(apiToken()));
        return m_hunt->takeUndo(stack);
    }
    case LeakPlace::AccessibleTree:
        window->setAccessibleDescription(apiToken());
        look();
        return window->setAccessibleDescription({});
    case LeakPlace::AccessibleEvent: {
        QLineEdit plain;
        QTest::keyClicks(&plain, apiToken());
        return look();
    }
    case LeakPlace::Clipboard:
        QApplication::clipboard()->setText(apiToken());
        look();
        return QApplication::clipboard()->clear();
    case LeakPlace::Arguments:
        return plantInChild({apiToken()}, {});
    case LeakPlace::Environment:
        return plantInChild({}, apiToken());
    }
}

void TestSecretSession::everyFormIsFound_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray token = proxyPassword().toUtf8();
    QTest::newRow("plain") << "a " + token + " b";
    QTest::newRow("percent-encoded") << "?q=" + token.toPercentEncoding() + "&a";
    QTest::newRow("in base64") << token.toBase64();
    QTest::newRow("in base64 behind one sign") << ("a" + token + "bc").toBase64();
    QTest::newRow("in base64 as a login") << ("anna:" + token).toBase64();
    QTest::newRow("in base64 between") << ("an" + token + "n").toBase64();
    QTest::newRow("in base64 for addresses")
            << ("anna:" + token).toBase64(QByteArray::Base64UrlEncoding);
    QTest::newRow("in UTF-16") << QByteArray(
            reinterpret_cast<const char *>(proxyPassword().utf16()), proxyPassword().size() * 2);
}

void TestSecretSession::everyFormIsFound()
{
    QFETCH(QByteArray, bytes);
    m_hunt->forgetFindings();
    m_hunt->take(LeakPlace::Log, bytes, u"planted"_s);
    QVERIFY(!m_hunt->findings().isEmpty());
    QVERIFY(m_hunt->findings().constFirst().contains("proxy password"_L1));
}

QTEST_MAIN(TestSecretSession)
#include "tst_secretsession.moc"
