// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow.h"

#include "closequestion.h"
#include "common/strangertext.h"
#include "connections/noticebar.h"
#include "connections/startpage.h"
#include "editpage.h"
#include "editsession.h"
#include "form/savegate.h"
#include "form/sourceform.h"
#include "statusline.h"
#include "windowmenus.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QCloseEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QStackedWidget>
#include <QStatusBar>
#include <QUndoStack>
#include <QWindow>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr QSize smallest{820, 560};
constexpr QSize first{1366, 768};
constexpr int narrowBelow = 1100;
constexpr auto longestCommit = 10s;
const QString geometryKey = u"window/geometry"_s;

SendPlan planOf(const QList<EndLoss> &losses)
{
    SendPlan plan;
    for (const EndLoss &loss : losses)
        plan.items.append(sendItem(loss.edit->server().name(), loss.edit->changed()));
    return plan;
}
} // namespace

MainWindow::MainWindow(const WindowPorts &ports, QWidget *parent)
    : QMainWindow(parent)
    , m_ports(ports)
    , m_pages(new QStackedWidget(this))
    , m_start(new StartPage(m_pages))
    , m_work(new QWidget(m_pages))
    , m_statusLines(new QStackedWidget(this))
    , m_status(new StatusLine(m_statusLines))
    , m_desks(new Desks(ports, *m_statusLines, m_work))
    , m_gate(new SaveGate(this))
    , m_menus(new WindowMenus(*menuBar(), ports.settings, this))
{
    setAcceptDrops(false); // Qt 6.8 does, for docks that are dragged in
    setWindowTitle(u"Sourcedesk"_s);
    setMinimumSize(smallest);
    makeWork();
    m_pages->addWidget(m_start);
    m_pages->addWidget(m_work);
    makeCentre();
    connectMenus();
    m_statusLines->addWidget(m_status);
    m_status->setOnline(u"base"_s, Tone::Secondary, tr("No connection"));
    statusBar()->addWidget(m_statusLines, 1);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setMinimumHeight(Size::statusLine);
    connect(m_start, &StartPage::demoRequested, this, &MainWindow::demoRequested);
    connect(m_desks, &Desks::shownChanged, this, &MainWindow::updateShown);
    connect(m_desks, &Desks::stateChanged, this, &MainWindow::updateActions);
    connect(m_desks, &Desks::copyRequested, this, &MainWindow::copy);
    connect(m_desks, &Desks::addRequested, this, &MainWindow::addRequested);
    connect(m_desks, &Desks::diagnosticsRequested, this, &MainWindow::diagnosticsRequested);
    // From a dialog of ours one goes elsewhere without this window hearing of it.
    connect(qGuiApp, &QGuiApplication::focusWindowChanged, this, &MainWindow::updateActive,
            Qt::QueuedConnection);
    m_desks->setPollInterval(std::chrono::seconds(WindowMenus::pollInterval(ports.settings)));
    updateActions();
    restoreState();
}

MainWindow::~MainWindow()
{
    delete m_desks; // before the status lines, in which they say things
}

/// What is not kept on this machine is said over every page, the start page too.
void MainWindow::makeCentre()
{
    auto *centre = new QWidget(this);
    m_storage = new NoticeBar(centre);
    m_storage->setClosable(true);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_storage);
    column->addWidget(m_pages, 1);
    setCentralWidget(centre);
}

void MainWindow::makeWork()
{
    m_keychain = new NoticeBar(m_work);
    m_keychain->setClosable(true);
    connect(m_keychain, &NoticeBar::actionRequested, this, &MainWindow::storeSecretsRequested);
    auto *column = new QVBoxLayout(m_work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_keychain);
    column->addWidget(m_desks, 1);
}

void MainWindow::showPage(QWidget *page)
{
    if (page && m_pages->indexOf(page) < 0)
        m_pages->addWidget(page);
    if (!page)
        page = desk() ? m_work : m_start;
    m_pages->setCurrentWidget(page);
    page->setFocus(Qt::OtherFocusReason);
    updateActions();
}

QWidget *MainWindow::shownPage() const
{
    return m_pages->currentWidget();
}

/// Another connection is shown, or none is left.
void MainWindow::updateShown()
{
    const QWidget *shown = m_pages->currentWidget();
    if (shown == m_start || shown == m_work) // else a person is in the manager
        m_pages->setCurrentWidget(desk() ? m_work : m_start);
    if (!desk())
        m_statusLines->setCurrentWidget(m_status);
    updateActive();
    updateActions();
}

void MainWindow::restoreState()
{
    if (!restoreGeometry(m_ports.settings.value(geometryKey)))
        resize(first);
}

void MainWindow::connectMenus()
{
    connect(m_menus, &WindowMenus::saveRequested, this, [this] { page()->save(); });
    connect(m_menus, &WindowMenus::queueRequested, this,
            [this](bool on) { page()->setQueued(on); });
    connect(m_menus, &WindowMenus::reviewRequested, this,
            [this] { page()->setReviewOpen(!page()->isReviewOpen()); });
    connect(m_menus, &WindowMenus::discardRequested, this, [this] { page()->discard(); });
    connect(m_menus, &WindowMenus::exportRequested, this, [this] { page()->exportEdit(); });
    connect(m_menus, &WindowMenus::undoRequested, this, [this] { page()->undoStack()->undo(); });
    connect(m_menus, &WindowMenus::redoRequested, this, [this] { page()->undoStack()->redo(); });
    connect(m_menus, &WindowMenus::refreshRequested, this, [this] { desk()->refresh(); });
    connect(m_menus, &WindowMenus::quitRequested, this, &QWidget::close);
    connect(m_menus, &WindowMenus::aboutRequested, this, &MainWindow::showAbout);
    connect(m_menus, &WindowMenus::findRequested, this, [this] { desk()->focusSearch(); });
    connect(m_menus, &WindowMenus::draftsRequested, this, [this] { toggle(PanelEntry::Drafts); });
    connect(m_menus, &WindowMenus::historyRequested, this, [this] { toggle(PanelEntry::History); });
    connect(m_menus, &WindowMenus::logRequested, this, [this] { toggle(PanelEntry::Log); });
    connect(m_menus, &WindowMenus::diagnosticsRequested, this, &MainWindow::diagnosticsRequested);
    connect(m_menus, &WindowMenus::sectionRequested, this, [this](Section section) {
        if (!desk())
            return;
        desk()->showPage(std::nullopt);
        page()->setReviewOpen(false);
        page()->form()->scrollToSection(section);
    });
    connect(m_menus, &WindowMenus::pollIntervalChosen, m_desks,
            [this](int seconds) { m_desks->setPollInterval(std::chrono::seconds(seconds)); });
    connect(m_menus, &WindowMenus::addRequested, this, &MainWindow::addRequested);
    connect(m_menus, &WindowMenus::manageRequested, this, &MainWindow::manageRequested);
    connect(m_menus, &WindowMenus::testRequested, this, &MainWindow::testRequested);
    connect(m_menus, &WindowMenus::editRequested, this, &MainWindow::editRequested);
    connect(m_menus, &WindowMenus::nextRequested, m_desks, [this](int step) {
        m_desks->showNext(step);
        showPage(nullptr);
    });
}

void MainWindow::toggle(PanelEntry entry)
{
    desk()->showPage(desk()->shownPage() == entry ? std::nullopt : std::optional(entry));
}

void MainWindow::copy(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
    say(tr("Copied."));
}

void MainWindow::showStorageNotice(const QString &title, const QString &text)
{
    m_storage->showNotice(u"warning"_s, title, text);
}

void MainWindow::showKeychainNotice(const QString &title, const QString &text,
                                    const QString &action)
{
    m_keychain->showNotice(u"key"_s, title, text, action);
}

// Closing

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_desks->flush();
    if (waitsForDisk()) {
        event->ignore();
        return;
    }
    const QList<EndLoss> lost = m_desks->losses();
    if (!m_isClosing && !lost.isEmpty()) {
        event->ignore();
        return askBeforeClosing(lost);
    }
    m_ports.settings.setValue(geometryKey, saveGeometry());
    event->accept();
}

/// Whether what was typed last is on the disk is known a moment later: then it is closed again.
bool MainWindow::waitsForDisk()
{
    const bool isGivenUp = m_isClosing || (m_closing && !m_patience);
    if (isGivenUp || m_desks->areDraftsStored()) {
        m_patience.reset();
        if (m_closing) // perhaps called by it
            m_closing.release()->deleteLater();
        return false;
    }
    if (m_closing)
        return true;
    m_closing = std::make_unique<QObject>();
    const auto proceed = [this] {
        if (m_desks->areDraftsStored() || !m_patience)
            close();
    };
    connect(m_desks, &Desks::draftsChanged, m_closing.get(), proceed, Qt::QueuedConnection);
    m_patience = m_ports.clock.callAfter(longestCommit, [this] {
        m_patience.reset();
        close(); // a disk that does not answer does not keep the window
    });
    return true;
}

void MainWindow::askBeforeClosing(const QList<EndLoss> &lost)
{
    if (m_question)
        return m_question->raise();
    m_question = new CloseQuestion(lost, this);
    connect(m_question, &CloseQuestion::sendRequested, this, [this] {
        const std::optional<ConnectionLook> asking = m_desks->askingLook();
        if (!asking)
            return sendAndClose();
        m_gate->pass([this] { return planOf(m_desks->losses()); }, [this] { sendAndClose(); },
                     asking);
    });
    connect(m_question, &CloseQuestion::dropRequested, this, &MainWindow::dropAndClose);
    m_question->open();
}

/// Closes once all that cannot be kept is on the server; a save that fails leaves the window open.
void MainWindow::sendAndClose()
{
    auto *waiting = new QObject(this);
    const auto proceed = [this, waiting] {
        const QList<EndLoss> lost = m_desks->losses();
        const auto isSaving = [](const EndLoss &loss) {
            return loss.edit->phase() == EditSession::Phase::Saving;
        };
        if (std::any_of(lost.begin(), lost.end(), isSaving))
            return;
        waiting->deleteLater();
        if (lost.isEmpty())
            close();
    };
    const QList<EndLoss> lost = m_desks->losses();
    connect(m_desks, &Desks::saveEnded, waiting, proceed, Qt::QueuedConnection);
    for (const EndLoss &loss : lost)
        loss.edit->save();
    if (!m_desks->isSaving())
        proceed(); // nothing is left to be sent, or nothing can be
}

void MainWindow::dropAndClose()
{
    const QList<EndLoss> lost = m_desks->losses();
    for (const EndLoss &loss : lost) {
        if (loss.isWhole)
            m_isClosing = true;
        for (const Field field : loss.secrets)
            loss.edit->revert(field);
    }
    close();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_desks->setNarrow(width() < narrowBelow);
}

void MainWindow::updateActions()
{
    const bool isShown = desk() && m_pages->currentWidget() == m_work;
    const EditSession *edit = isShown ? page()->edit() : nullptr;
    const bool changed = edit && !edit->changed().isEmpty();
    const QUndoStack *steps = isShown ? page()->undoStack() : nullptr;
    WindowMenuState state;
    state.hasServer = isShown;
    state.isFormShown = isShown && desk()->isFormShown();
    state.canSave = isShown && page()->canSave();
    state.queue = isShown ? page()->queue() : SaveQueue::None;
    state.isChanged = changed;
    state.canDiscard = changed && edit->phase() == EditSession::Phase::Editing;
    state.canUndo = steps && steps->canUndo();
    state.canRedo = steps && steps->canRedo();
    m_menus->setState(state);
    setWindowModified(changed);
    const QString name = edit && edit->isLoaded() ? edit->server().name() : QString();
    setWindowTitle(name.isEmpty() ? u"Sourcedesk"_s
                                  : tr("%1[*] – Sourcedesk").arg(StrangerText::title(name)));
}

/// Nobody is asked for news while nobody looks; a dialog of this window counts as the window.
void MainWindow::updateActive()
{
    const QWidget *active = QApplication::activeWindow();
    while (active && active != this)
        active = active->parentWidget();
    m_desks->setActive(active != nullptr);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ActivationChange)
        updateActive();
}

void MainWindow::say(const QString &sentence)
{
    auto *shown = qobject_cast<StatusLine *>(m_statusLines->currentWidget());
    shown->say(sentence);
}

void MainWindow::showAbout()
{
    auto *about = new QMessageBox(this);
    about->setAttribute(Qt::WA_DeleteOnClose);
    about->setTextFormat(Qt::PlainText);
    about->setWindowTitle(tr("About Sourcedesk"));
    about->setText(tr("Sourcedesk %1").arg(QStringLiteral(SOURCEDESK_VERSION)));
    about->setInformativeText(tr("Edits the Plex sources of authentik servers and sends only what "
                                 "changed.\n\nFree software under the GNU General Public License, "
                                 "version 3 or later. It comes without any warranty."));
    about->addButton(QMessageBox::Close);
    about->open();
}
