// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/connectionactions.h"

#include "connectionbook.h"
#include "connectionkeys.h"
#include "connections/certificatequestion.h"
#include "connections/connectionspage.h"
#include "connections/secretsafteredit.h"
#include "connections/startpage.h"
#include "connections/testpanel.h"
#include "draftdesk.h"
#include "draftreport.h"
#include "editsession.h"
#include "forgetting.h"
#include "mainwindow.h"
#include "program/connections.h"
#include "secrets/secretvault.h"
#include "source/errortext.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QMenuBar>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {
const QString forgettingKey = u"forgetting/everything"_s;

StoredSecrets storedOf(const ConnectionSecrets &secrets)
{
    return {!secrets.token.isEmpty(), !secrets.proxyPassword.isEmpty(),
            !secrets.passphrase.isEmpty()};
}
} // namespace

ConnectionActions::ConnectionActions(const Ports &ports, QObject *parent)
    : QObject(parent)
    , m_ports(ports)
{
    connectStart();
    connectWindow();
    connect(&m_ports.secrets, &SecretVault::troubleChanged, this,
            &ConnectionActions::updateKeychain);
    connect(&m_ports.secrets, &SecretVault::keptChanged, this, &ConnectionActions::updateKeychain);
    connect(&m_ports.secrets, &SecretVault::unlocked, this,
            [this] { m_ports.connections.readMissingKeys(); });
    connect(&m_ports.connections, &Connections::keysChanged, this,
            &ConnectionActions::updateKeychain);
    updateKeychain();
}

ConnectionActions::~ConnectionActions() = default;

void ConnectionActions::connectStart()
{
    StartPage *start = m_ports.window.startPage();
    connect(start, &StartPage::connectRequested, this, &ConnectionActions::connectNew);
    connect(start, &StartPage::testRequested, this, &ConnectionActions::test);
    connect(start, &StartPage::importRequested, this, [this](const QString &path) {
        manage();
        page().importFile(path);
    });
    connect(start, &StartPage::openUrlRequested, this, &ConnectionActions::openUrl);
}

void ConnectionActions::connectWindow()
{
    const MainWindow &window = m_ports.window;
    connect(&window, &MainWindow::addRequested, this, &ConnectionActions::add);
    connect(&window, &MainWindow::manageRequested, this, &ConnectionActions::manage);
    connect(&window, &MainWindow::testRequested, this, &ConnectionActions::testShown);
    connect(&window, &MainWindow::editRequested, this, [this] {
        if (const LiveConnection *live = m_ports.connections.shown())
            edit(live->id());
    });
    connect(&window, &MainWindow::storeSecretsRequested, this,
            [this] { m_ports.secrets.storeNow(); });
    const Desks &desks = window.desks();
    connect(&desks, &Desks::tokenWanted, this, &ConnectionActions::edit);
    connect(&desks, &Desks::certificateOffered, this,
            [this](const QString &id, const CertificateFacts &facts) {
                if (const LiveConnection *live = m_ports.connections.find(id))
                    askCertificate(live->entry, facts);
            });
}

// The manager

ConnectionsPage &ConnectionActions::page()
{
    if (!m_page) {
        m_page = new ConnectionsPage(m_ports.book, m_ports.files, &m_ports.window);
        connectPage();
        updateKeychain();
    }
    return *m_page;
}

void ConnectionActions::connectPage()
{
    m_page->setDraftCount([this](const QString &id) {
        if (id.isEmpty())
            return m_ports.drafts.count();
        const auto entry = m_ports.book.entry(id);
        return entry ? draftsOf(*entry) : 0;
    });
    connect(m_page, &ConnectionsPage::saveRequested, this,
            [this](const ConnectionEntry &entry, const ConnectionSecrets &typed, bool) {
                store(entry, typed);
            });
    connect(m_page, &ConnectionsPage::testRequested, this, &ConnectionActions::test);
    connect(m_page, &ConnectionsPage::removeRequested, this, &ConnectionActions::remove);
    connect(m_page, &ConnectionsPage::exportDraftsRequested, this,
            &ConnectionActions::exportDrafts);
    connect(m_page, &ConnectionsPage::openRequested, this, [this](const QString &id) {
        m_ports.window.desks().show(id);
        m_ports.window.showPage(nullptr);
    });
    connect(m_page, &ConnectionsPage::closeRequested, this,
            [this] { m_ports.window.showPage(nullptr); });
    connect(m_page, &ConnectionsPage::forgetRequested, this, &ConnectionActions::forget);
    connect(m_page, &ConnectionsPage::openUrlRequested, this, &ConnectionActions::openUrl);
    connect(m_page, &ConnectionsPage::said, this, &ConnectionActions::say);
}

void ConnectionActions::manage()
{
    m_ports.drafts.refresh(); // a removal asks about them
    updateTokenStates();
    m_ports.window.showPage(&page());
    page().focusTable();
}

void ConnectionActions::add()
{
    m_accepted.clear(); // of a connection that was not stored
    page().addConnection();
}

void ConnectionActions::edit(const QString &id)
{
    const LiveConnection *live = m_ports.connections.find(id);
    if (live && live->isForThisRun)
        return say(
                tr("%1 is open for this run only. Add it as a connection to change its settings.")
                        .arg(live->entry.displayName()));
    updateTokenStates();
    page().editConnection(id);
}

void ConnectionActions::updateTokenStates()
{
    const QList<ConnectionEntry> entries = m_ports.book.entries();
    for (const ConnectionEntry &entry : entries) {
        const LiveConnection *live = m_ports.connections.find(entry.id);
        if (!live || live->keys)
            continue; // nothing is known
        page().setStoredSecrets(entry.id, storedOf(live->secrets));
        const bool isKept =
                m_ports.secrets.isKept(connectionSecretKey(entry.id, ConnectionSecret::Token));
        TokenState state = isKept ? TokenState::Kept : TokenState::UntilEnd;
        if (live->secrets.token.isEmpty())
            state = live->areKeysUnreadable ? TokenState::Unreadable : TokenState::Missing;
        page().setTokenState(entry.id, state);
    }
}

// Keeping

ConnectionEntry ConnectionActions::withAccepted(ConnectionEntry entry) const
{
    const auto found = m_accepted.find({entry.id, entry.address});
    const QList<QByteArray> accepted =
            found == m_accepted.end() ? QList<QByteArray>() : found->second;
    for (const QByteArray &fingerprint : accepted) {
        if (!entry.acceptedCertificates.contains(fingerprint))
            entry.acceptedCertificates.append(fingerprint);
    }
    return entry;
}

void ConnectionActions::store(const ConnectionEntry &entry, const ConnectionSecrets &typed)
{
    const bool isFirst = m_ports.book.entries().isEmpty();
    const ConnectionEntry whole = withAccepted(entry);
    const bool isNew = !m_ports.book.entry(entry.id);
    const QString id = m_ports.connections.save(whole, typed);
    m_accepted.clear();
    if (isNew)
        m_ports.window.desks().show(id);
    if (isNew || isFirst)
        m_ports.window.showPage(nullptr);
    if (m_page)
        updateTokenStates();
}

void ConnectionActions::connectNew(const ConnectionEntry &entry, const ConnectionSecrets &typed)
{
    store(entry, typed);
    m_ports.window.startPage()->reset();
}

// Testing

void ConnectionActions::testShown()
{
    if (const LiveConnection *live = m_ports.connections.shown())
        test(live->entry, live->secrets);
}

void ConnectionActions::test(const ConnectionEntry &entry, const ConnectionSecrets &typed)
{
    const ConnectionEntry whole = withAccepted(entry);
    QWidget *parent = QApplication::activeModalWidget();
    auto *dialog = new TestDialog(m_ports.probe, parent ? parent : &m_ports.window);
    connect(dialog->panel(), &TestPanel::copyRequested, this,
            [](const QString &text) { QGuiApplication::clipboard()->setText(text); });
    connect(dialog->panel(), &TestPanel::certificateOffered, this,
            [this, whole](const CertificateFacts &facts) { askCertificate(whole, facts); });
    withSecrets(whole, typed, [whole, dialog = QPointer(dialog)](const ConnectionSecrets &secrets) {
        if (dialog)
            dialog->start(whole, secrets);
    });
}

/// Gives what was typed and, in its place, what is stored for this entry or was given at the start.
void ConnectionActions::withSecrets(const ConnectionEntry &entry, const ConnectionSecrets &typed,
                                    std::function<void(const ConnectionSecrets &)> then)
{
    const LiveConnection *live = m_ports.connections.find(entry.id);
    const auto stored = m_ports.book.entry(entry.id);
    const bool isOfTheStart = live && live->tokenForRun && live->entry.address == entry.address;
    const bool isKnown = live && !live->keys && (live->areStoredKnown || isOfTheStart || !stored);
    if (isKnown)
        return then(secretsAfterEdit(live->entry, live->secrets, entry, typed));
    if (!stored)
        return then(typed);
    m_testing = m_ports.keys.read(
            *stored,
            [this, before = *stored, entry, typed, then](const Result<ConnectionSecrets> &result) {
                const CallHandle finished = std::move(m_testing);
                then(secretsAfterEdit(before, result ? *result : ConnectionSecrets(), entry,
                                      typed));
            });
}

void ConnectionActions::askCertificate(const ConnectionEntry &entry, const CertificateFacts &facts)
{
    const CertificateNews news = entry.acceptedCertificates.isEmpty() ? CertificateNews::Untrusted
                                                                      : CertificateNews::Changed;
    QWidget *parent = QApplication::activeModalWidget();
    auto *question = new CertificateQuestion(QUrl(entry.address).host(QUrl::PrettyDecoded), facts,
                                             news, parent ? parent : &m_ports.window);
    connect(question, &CertificateQuestion::copyRequested, this,
            [](const QString &text) { QGuiApplication::clipboard()->setText(text); });
    connect(question, &CertificateQuestion::certificateAccepted, this,
            [this, entry](const QByteArray &fingerprint) {
                m_accepted[{entry.id, entry.address}].append(fingerprint); // a dialog may be open
                const auto stored = m_ports.book.entry(entry.id);
                const LiveConnection *live = m_ports.connections.find(entry.id);
                if (stored && stored->address == entry.address)
                    m_ports.book.acceptCertificate(entry.id, fingerprint);
                else if (live && live->isForThisRun)
                    m_ports.connections.acceptForRun(entry.id, fingerprint);
                say(tr("The certificate is accepted for this connection."));
            });
    question->open();
}

// Removing

void ConnectionActions::remove(const QString &id, bool keepDrafts)
{
    const auto entry = m_ports.book.entry(id);
    if (!entry)
        return;
    if (keepDrafts || draftsOf(*entry) == 0)
        return removeNow(id);
    auto *waiting = new QObject(this);
    connect(&m_ports.drafts, &DraftDesk::ended, waiting,
            [this, id, waiting](const DraftReport &report) {
                if (report.job != DraftReport::Job::Discard)
                    return;
                waiting->deleteLater();
                if (report.remarks.isEmpty())
                    removeNow(id);
                else
                    say(report.sentence());
            });
    m_ports.drafts.discardAllOf(entry->address);
}

/// Drafts belong to an address: as long as another connection leads there, they are its too.
int ConnectionActions::draftsOf(const ConnectionEntry &entry) const
{
    const QList<ConnectionEntry> entries = m_ports.book.entries();
    const bool isShared =
            std::any_of(entries.cbegin(), entries.cend(), [&entry](const auto &other) {
                return other.id != entry.id && other.address == entry.address;
            });
    return isShared ? 0 : m_ports.drafts.countOf(entry.address);
}

void ConnectionActions::removeNow(const QString &id)
{
    m_removing = m_ports.keys.remove(id, [this](const Result<void> &result) {
        const CallHandle finished = std::move(m_removing);
        if (!result)
            say(tr("The token could not be removed from the keychain: %1")
                        .arg(describe(result.error(), {Situation::Keychain, {}, {}, 0}).both()));
    });
    m_ports.book.remove(id);
}

void ConnectionActions::exportDrafts(const QString &id)
{
    const auto entry = m_ports.book.entry(id);
    if (!entry)
        return;
    m_ports.window.desks().show(id);
    m_ports.window.showPage(nullptr);
    if (Desk *desk = m_ports.window.desk())
        desk->showPage(PanelEntry::Drafts);
    say(tr("Export the drafts here, then remove the connection."));
}

bool ConnectionActions::wasForgettingCut() const
{
    return !m_ports.settings.value(forgettingKey).isEmpty();
}

void ConnectionActions::forget()
{
    if (m_forgetting)
        return;
    m_ports.settings.setValue(forgettingKey, "begun"); // goes with all settings at its end
    m_ports.connections.closeAll();                    // or edits would be stored again
    m_ports.drafts.forgetDiscarded();
    setInUse(false); // what is entered now would go too
    say(tr("Everything on this machine is being forgotten."));
    m_forgetting = std::make_unique<Forgetting>(m_ports.forgetPorts());
    connect(m_forgetting.get(), &Forgetting::ended, this, [this](const QStringList &problems) {
        if (!m_ports.ownsKeychain)
            return forgotten(problems);
        m_forgettingSecrets = m_ports.secrets.forgetAll([this,
                                                         problems](const Result<void> &result) {
            const CallHandle finished = std::move(m_forgettingSecrets);
            QStringList all = problems;
            if (!result)
                all.append(describe(result.error(), {Situation::Keychain, {}, {}, 0}).both());
            forgotten(all);
        });
    });
    m_forgetting->start();
}

void ConnectionActions::forgotten(const QStringList &problems)
{
    m_ports.clearSettings(); // what could not be forgotten is told, and not tried for ever
    setInUse(true);
    m_ports.drafts.refresh();
    m_accepted.clear();
    updateKeychain();
    m_forgetting.release()->deleteLater(); // it is telling this
    m_ports.window.startPage()->reset();
    m_ports.window.showPage(nullptr);
    say(problems.isEmpty() ? tr("Everything on this machine is forgotten.")
                           : tr("Not everything could be forgotten: %1").arg(problems.join(u' ')));
    Q_EMIT forgettingEnded();
}

void ConnectionActions::setInUse(bool isInUse)
{
    m_ports.window.centralWidget()->setEnabled(isInUse);
    m_ports.window.menuBar()->setEnabled(isInUse);
}

// The keychain

void ConnectionActions::updateKeychain()
{
    const std::optional<Error> &trouble = m_ports.secrets.trouble();
    const bool isLasting = !trouble;
    if (isLasting) {
        const QList<ServerSession *> sessions = m_ports.window.desks().sessions();
        for (ServerSession *session : sessions)
            session->readSecretsAgain();
    }
    m_ports.window.startPage()->setKeychain(isLasting);
    if (m_page)
        m_page->setKeychain(isLasting);
    const int waiting = m_ports.secrets.waiting();
    const bool isThereNone = trouble && trouble->kind == ErrorKind::KeychainUnavailable;
    const bool areMissing = !isThereNone && m_ports.connections.areKeysMissing();
    // Where there is none, each connection says so and asks for its token.
    m_ports.connections.setKeychainTold(waiting == 0 && areMissing);
    if (waiting == 0 && !areMissing)
        return m_ports.window.showKeychainNotice({}, {}, {});
    if (!trouble && waiting > 0)
        return m_ports.window.showKeychainNotice({}, {}, {}); // on their way
    Error unknown;
    unknown.kind = ErrorKind::Keychain;
    const Error seen = trouble.value_or(unknown);
    const ErrorSentence why = describe(seen, {Situation::Keychain, {}, {}, 0});
    const QString title = waiting > 0
            ? tr("What is not in the keychain is kept only until Sourcedesk ends.")
            : tr("The keychain did not give the tokens.");
    const QString without = waiting > 0 || !m_ports.connections.areTokensMissing()
            ? QString()
            : tr("Until then nothing is read or sent, and your edits are kept here. A token can "
                 "also be entered with “Edit connection”.");
    m_ports.window.showKeychainNotice(title, QStringList{why.both(), without}.join(u' ').trimmed(),
                                      seen.kind == ErrorKind::KeychainLocked
                                              ? tr("Unlock the keychain")
                                              : tr("Try the keychain again"));
}

void ConnectionActions::learnKeychain()
{
    const QString nobodys = connectionSecretKey(u"none"_s, ConnectionSecret::Token);
    m_learning = m_ports.secrets.read(nobodys, [this](const Result<std::optional<Secret>> &) {
        const CallHandle finished = std::move(m_learning);
    });
}

void ConnectionActions::openUrl(const QUrl &url)
{
    if (!QDesktopServices::openUrl(url))
        say(tr("No browser could be opened. The address is %1").arg(url.toDisplayString()));
}

void ConnectionActions::say(const QString &sentence)
{
    m_ports.window.say(sentence);
}
