// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow.h"

#include "closequestion.h"
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
    , m_status(new StatusLine(this))
    , m_menus(new WindowMenus(*menuBar(), ports.settings, this))
{
    setWindowTitle(u"Sourcedesk"_s);
    setMinimumSize(smallest);
    m_pages->addWidget(m_start);
    m_pages->addWidget(makeWork());
    setCentralWidget(m_pages);
    connectMenus();
    statusBar()->addWidget(m_status, 1);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setMinimumHeight(Size::statusLine);
    connect(m_start, &StartPage::demoRequested, this, &MainWindow::demoRequested);
    // From a dialog of ours one goes elsewhere without this window hearing of it.
    connect(qGuiApp, &QGuiApplication::focusWindowChanged, this, &MainWindow::updateActive,
            Qt::QueuedConnection);
    updateActions();
    restoreState();
}

MainWindow::~MainWindow()
{
    delete m_desk; // before the status line, in which it says things
}

QWidget *MainWindow::makeWork()
{
    auto *work = new QWidget(m_pages);
    m_strip = new ConnectionStrip(work);
    m_storage = new NoticeBar(work);
    m_storage->setClosable(true);
    m_work = new QVBoxLayout(work);
    m_work->setContentsMargins(0, 0, 0, 0);
    m_work->setSpacing(0);
    m_work->addWidget(m_strip);
    m_work->addWidget(m_storage);
    return work;
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
    connect(m_menus, &WindowMenus::refreshRequested, this, [this] { m_desk->refresh(); });
    connect(m_menus, &WindowMenus::quitRequested, this, &QWidget::close);
    connect(m_menus, &WindowMenus::aboutRequested, this, &MainWindow::showAbout);
    connect(m_menus, &WindowMenus::findRequested, this, [this] { m_desk->focusSearch(); });
    connect(m_menus, &WindowMenus::draftsRequested, this, [this] { toggle(PanelEntry::Drafts); });
    connect(m_menus, &WindowMenus::historyRequested, this, [this] { toggle(PanelEntry::History); });
    connect(m_menus, &WindowMenus::sectionRequested, this, [this](Section section) {
        if (!m_desk)
            return;
        m_desk->showPage(std::nullopt);
        page()->setReviewOpen(false);
        page()->form()->scrollToSection(section);
    });
    connect(m_menus, &WindowMenus::pollIntervalChosen, this, &MainWindow::setPollInterval);
}

void MainWindow::toggle(PanelEntry entry)
{
    m_desk->showPage(m_desk->shownPage() == entry ? std::nullopt : std::optional(entry));
}

void MainWindow::setPollInterval(int seconds)
{
    if (m_desk)
        m_desk->server().presence().setInterval(std::chrono::seconds(seconds));
}

void MainWindow::copy(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
    say(tr("Copied."));
}

void MainWindow::setServer(ServerSession &server, const ConnectionLook &look)
{
    clearServer();
    m_look = look;
    m_desk = new Desk(m_ports, server, look, *m_status, m_pages->widget(1));
    m_work->addWidget(m_desk, 1);
    m_strip->setConnection(look);
    m_pages->setCurrentIndex(1);
    connect(m_desk, &Desk::stateChanged, this, &MainWindow::updateActions);
    connect(m_desk, &Desk::said, this, &MainWindow::say);
    connect(m_desk, &Desk::copyRequested, this, &MainWindow::copy);
    const auto showAccount = [this, &server] {
        m_strip->setAccount(server.username(), server.release());
    };
    connect(&server, &ServerSession::accountChanged, m_desk, showAccount);
    showAccount();
    m_desk->setNarrow(width() < narrowBelow);
    m_desk->focusList();
    setPollInterval(WindowMenus::pollInterval(m_ports.settings));
    updateActive();
    updateActions();
}

void MainWindow::clearServer()
{
    if (!m_desk)
        return;
    m_desk->flush();
    m_desk->setActive(false);
    delete std::exchange(m_desk, nullptr);
    m_pages->setCurrentIndex(0);
    updateActions();
}

void MainWindow::showStorageNotice(const QString &title, const QString &text)
{
    m_storage->showNotice(u"warning"_s, title, text);
}

// Closing

QList<EndLoss> MainWindow::losses() const
{
    if (!m_desk || m_look.kind == ConnectionKind::Demo)
        return {};
    return m_desk->server().lostAtEnd();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_desk)
        m_desk->flush();
    if (waitsForDisk()) {
        event->ignore();
        return;
    }
    const QList<EndLoss> lost = losses();
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
    if (!m_desk || isGivenUp || m_desk->server().areDraftsStored()) {
        m_patience.reset();
        if (m_closing) // perhaps called by it
            m_closing.release()->deleteLater();
        return false;
    }
    if (m_closing)
        return true;
    m_closing = std::make_unique<QObject>();
    const auto proceed = [this] {
        if (m_desk->server().areDraftsStored() || !m_patience)
            close();
    };
    connect(&m_desk->server(), &ServerSession::draftsChanged, m_closing.get(), proceed,
            Qt::QueuedConnection);
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
        page()->gate().pass([this] { return planOf(losses()); }, [this] { sendAndClose(); });
    });
    connect(m_question, &CloseQuestion::dropRequested, this, &MainWindow::dropAndClose);
    m_question->open();
}

/// Closes once all that cannot be kept is on the server; a save that fails leaves the window open.
void MainWindow::sendAndClose()
{
    auto *waiting = new QObject(this);
    const auto proceed = [this, waiting] {
        const QList<EndLoss> lost = losses();
        const auto isSaving = [](const EndLoss &loss) {
            return loss.edit->phase() == EditSession::Phase::Saving;
        };
        if (std::any_of(lost.begin(), lost.end(), isSaving))
            return;
        waiting->deleteLater();
        if (lost.isEmpty())
            close();
    };
    const QList<EndLoss> lost = losses();
    connect(&m_desk->server(), &ServerSession::saveEnded, waiting, proceed, Qt::QueuedConnection);
    for (const EndLoss &loss : lost)
        loss.edit->save();
    if (!m_desk->server().isSaving())
        proceed(); // nothing is left to be sent, or nothing can be
}

void MainWindow::dropAndClose()
{
    const QList<EndLoss> lost = losses();
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
    if (m_desk)
        m_desk->setNarrow(width() < narrowBelow);
}

void MainWindow::updateActions()
{
    const EditSession *edit = m_desk ? page()->edit() : nullptr;
    const bool changed = edit && !edit->changed().isEmpty();
    const QUndoStack *steps = m_desk ? page()->undoStack() : nullptr;
    WindowMenuState state;
    state.hasServer = m_desk != nullptr;
    state.isFormShown = m_desk && m_desk->isFormShown();
    state.canSave = m_desk && page()->canSave();
    state.queue = m_desk ? page()->queue() : SaveQueue::None;
    state.isChanged = changed;
    state.canDiscard = changed && edit->phase() == EditSession::Phase::Editing;
    state.canUndo = steps && steps->canUndo();
    state.canRedo = steps && steps->canRedo();
    m_menus->setState(state);
    setWindowModified(changed);
    const QString name = edit && edit->isLoaded() ? edit->server().name() : QString();
    setWindowTitle(name.isEmpty() ? u"Sourcedesk"_s : tr("%1[*] – Sourcedesk").arg(name));
}

/// Nobody is asked for news while nobody looks; a dialog of this window counts as the window.
void MainWindow::updateActive()
{
    if (!m_desk)
        return;
    const QWidget *active = QApplication::activeWindow();
    while (active && active != this)
        active = active->parentWidget();
    m_desk->setActive(active != nullptr);
    if (!active)
        m_desk->server().flushDrafts();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ActivationChange)
        updateActive();
}

void MainWindow::say(const QString &sentence)
{
    m_status->say(sentence);
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
