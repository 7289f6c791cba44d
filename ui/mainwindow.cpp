// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow.h"

#include "connections/connectionnews.h"
#include "connections/noticebar.h"
#include "connections/startpage.h"
#include "editpage.h"
#include "editsession.h"
#include "form/sourceform.h"
#include "history/historypanel.h"
#include "leavequestion.h"
#include "serversession.h"
#include "sources/sourcelistpanel.h"
#include "statusline.h"
#include "summary.h"
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

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr QSize smallest{820, 560};
constexpr QSize first{1366, 768};
constexpr int narrowBelow = 1100;
const QString geometryKey = u"window/geometry"_s;
} // namespace

MainWindow::MainWindow(Clock &clock, SettingsPort &settings, HistoryPort &history, FilePort &files,
                       QWidget *parent)
    : QMainWindow(parent)
    , m_clock(clock)
    , m_settings(settings)
    , m_historyPort(history)
    , m_files(files)
    , m_pages(new QStackedWidget(this))
    , m_start(new StartPage(m_pages))
    , m_status(new StatusLine(this))
    , m_news(new ConnectionNews(*m_status, this))
    , m_menus(new WindowMenus(*menuBar(), settings, this))
{
    setWindowTitle(u"Sourcedesk"_s);
    setMinimumSize(smallest);
    m_pages->addWidget(m_start);
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

MainWindow::~MainWindow() = default;

void MainWindow::restoreState()
{
    if (!restoreGeometry(m_settings.value(geometryKey)))
        resize(first);
}

void MainWindow::connectMenus()
{
    connect(m_menus, &WindowMenus::saveRequested, this, [this] { m_page->save(); });
    connect(m_menus, &WindowMenus::reviewRequested, this,
            [this] { m_page->setReviewOpen(!m_page->isReviewOpen()); });
    connect(m_menus, &WindowMenus::discardRequested, this, [this] { m_page->discard(); });
    connect(m_menus, &WindowMenus::exportRequested, this, [this] { m_page->exportEdit(); });
    connect(m_menus, &WindowMenus::undoRequested, this, [this] { m_page->undoStack()->undo(); });
    connect(m_menus, &WindowMenus::redoRequested, this, [this] { m_page->undoStack()->redo(); });
    connect(m_menus, &WindowMenus::refreshRequested, this, &MainWindow::refresh);
    connect(m_menus, &WindowMenus::quitRequested, this, &QWidget::close);
    connect(m_menus, &WindowMenus::aboutRequested, this, &MainWindow::showAbout);
    connect(m_menus, &WindowMenus::findRequested, this, [this] {
        if (isFormShown())
            m_list->focusSearch();
        else
            m_history->focusSearch();
    });
    connect(m_menus, &WindowMenus::historyRequested, this, [this] { showHistory(isFormShown()); });
    connect(m_menus, &WindowMenus::sectionRequested, this, [this](Section section) {
        if (!m_page)
            return;
        showHistory(false);
        m_page->setReviewOpen(false);
        m_page->form()->scrollToSection(section);
    });
    connect(m_menus, &WindowMenus::pollIntervalChosen, this, &MainWindow::setPollInterval);
}

void MainWindow::setPollInterval(int seconds)
{
    if (m_server)
        m_server->presence().setInterval(std::chrono::seconds(seconds));
}

QWidget *MainWindow::makeDesk()
{
    auto *desk = new QWidget(m_pages);
    m_strip = new ConnectionStrip(desk);
    m_offline = new NoticeBar(desk);
    m_storage = new NoticeBar(desk);
    m_storage->setClosable(true);
    m_storage->showNotice(u"warning"_s, m_storageTitle, m_storageText);
    auto *column = new QVBoxLayout(desk);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_offline);
    column->addWidget(m_storage);
    column->addWidget(makeBody(desk), 1);
    connectDesk();
    return desk;
}

QWidget *MainWindow::makeBody(QWidget *desk)
{
    auto *body = new QWidget(desk);
    m_list = new SourceListPanel(body);
    m_body = new QStackedWidget(body);
    m_page = new EditPage(m_clock, m_files, m_body);
    m_body->addWidget(m_page);
    auto *row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_list);
    row->addWidget(m_body, 1);
    return body;
}

void MainWindow::connectDesk()
{
    connect(m_list, &SourceListPanel::sourceChosen, this, &MainWindow::chooseSource);
    connect(m_list, &SourceListPanel::refreshRequested, this, &MainWindow::refresh);
    connect(m_list, &SourceListPanel::historyRequested, this, [this] { showHistory(true); });
    connect(m_page, &EditPage::stateChanged, this, &MainWindow::updateActions);
    connect(m_page, &EditPage::stateChanged, m_news, &ConnectionNews::updateStatus);
    connect(m_page, &EditPage::said, this, &MainWindow::say);
    connect(m_page, &EditPage::copyRequested, this, &MainWindow::copy);
    connect(m_list, &SourceListPanel::copyRequested, this, &MainWindow::copy);
    connect(m_offline, &NoticeBar::copyRequested, this, &MainWindow::copy);
}

void MainWindow::copy(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
    say(tr("Copied."));
}

HistoryPanel *MainWindow::history()
{
    if (!m_history)
        makeHistory();
    return m_history;
}

void MainWindow::makeHistory()
{
    m_history = new HistoryPanel(m_historyPort, m_files, m_settings, m_body);
    m_body->addWidget(m_history);
    m_history->setServer(m_server->api().address());
    connect(m_history, &HistoryPanel::said, this, &MainWindow::say);
    connect(m_history, &HistoryPanel::undoRequested, this, &MainWindow::undoOnServer);
    connect(m_history, &HistoryPanel::openRequested, this, &MainWindow::chooseSource);
    connect(m_history, &HistoryPanel::copyRequested, this, &MainWindow::copy);
    connect(m_history, &HistoryPanel::keepDaysChanged, this, [this] {
        forgetOldSaves();
        m_history->refresh();
    });
    connect(&m_server->confirmations(), &Confirmations::historyChanged, m_history,
            &HistoryPanel::refresh);
}

void MainWindow::setServer(ServerSession &server, const ConnectionLook &look)
{
    m_server = &server;
    m_pages->addWidget(makeDesk());
    m_pages->setCurrentIndex(1);
    m_strip->setConnection(look);
    m_page->setServer(server, look);
    m_list->setSession(server);
    forgetOldSaves();
    connectServer(server);
    m_news->setServer(server, *m_offline);
    m_strip->setAccount(server.username(), server.release());
    m_page->setNarrow(width() < narrowBelow);
    m_list->setFixedWidth(width() < narrowBelow ? Size::narrowSourceList : Size::sourceList);
    m_list->focusList();
    setPollInterval(WindowMenus::pollInterval(m_settings));
    updateActive();
    updateActions();
}

void MainWindow::connectServer(ServerSession &server)
{
    connect(&server, &ServerSession::accountChanged, this,
            [this] { m_strip->setAccount(m_server->username(), m_server->release()); });
    connect(&server, &ServerSession::saveEnded, this, [this](const EditSession *edit) {
        if (!isShown(edit))
            sayBackgroundSave(*edit);
    });
    connect(&server, &ServerSession::undoProposed, this,
            [this](const EditSession *edit, const FieldSet &proposed, const FieldSet &left) {
                sayUndo(edit->server().name(), proposed, left);
            });
    const Confirmations &confirmations = server.confirmations();
    connect(&confirmations, &Confirmations::confirmed, this,
            [this](const SaveRecord &record) { say(confirmedSentence(record)); });
    connect(&confirmations, &Confirmations::settled, this,
            [this](const SaveRecord &record, bool isStored) {
                say(settledSentence(record, isStored));
            });
    connect(&confirmations, &Confirmations::lostChanged, this, [this](const QString &pk) {
        const QList<LostChange> lost = m_server->confirmations().lost(pk);
        if (!lost.isEmpty() && !isShown(m_server->existingEdit(pk)))
            say(tr("A saved change of %1 is gone again; open it to see which.")
                        .arg(lost.constLast().record.name));
    });
}

void MainWindow::showStorageNotice(const QString &title, const QString &text)
{
    m_storageTitle = title;
    m_storageText = text;
    if (m_storage)
        m_storage->showNotice(u"warning"_s, title, text);
}

void MainWindow::showHistory(bool isShown)
{
    if (!m_body)
        return;
    m_body->setCurrentWidget(isShown ? static_cast<QWidget *>(history()) : m_page);
    m_list->showOpenPage(isShown ? std::optional(PanelEntry::History) : std::nullopt);
    if (isShown)
        m_history->focusTable();
    updateActions();
}

bool MainWindow::isFormShown() const
{
    return m_body && m_body->currentWidget() == m_page;
}

bool MainWindow::isShown(const EditSession *edit) const
{
    return edit && edit == m_page->edit() && isFormShown();
}

void MainWindow::sayUndo(const QString &name, const FieldSet &proposed, const FieldSet &left)
{
    if (proposed.isEmpty())
        return say(tr("%1: nothing was taken back, because you are editing the same fields.")
                           .arg(name));
    const QString back = tr("This is the way back. Look at it and save it like any other edit.");
    say(left.isEmpty() ? back : back + u' ' + tr("Fields that you are editing were left."));
}

void MainWindow::forgetOldSaves()
{
    if (const int days = HistoryPanel::keepDays(m_settings); days > 0) // else for ever
        m_historyPort.forgetBefore(m_clock.now().addDays(-days));
}

void MainWindow::undoOnServer(const SaveRecord &record)
{
    const auto undo = [this, record] {
        open(record.pk, record.slug);
        m_server->undoOnServer(record);
    };
    const bool isOpen = m_page->edit() && m_page->edit()->pk() == record.pk;
    if (isOpen || !isShownDirty())
        return undo();
    askBeforeLeaving({m_page->edit()}, [this, undo] {
        m_page->discard();
        undo();
    });
}

bool MainWindow::openSource(const QString &slug)
{
    const QModelIndex row = m_server->sources().indexOfSlug(slug);
    if (!row.isValid())
        return false;
    open(row.data(SourceListModel::PkRole).toString(), slug);
    return true;
}

bool MainWindow::openFirstSource()
{
    return openSource(m_list->firstSlug());
}

void MainWindow::openSourceWhenListed(const QString &slug)
{
    auto *waiting = new QObject(this);
    connect(m_server, &ServerSession::listChanged, waiting, [this, slug, waiting] {
        if (openSource(slug) || !m_server->isListLoading())
            waiting->deleteLater();
    });
}

void MainWindow::chooseSource(const QString &pk, const QString &slug)
{
    const bool isOpen = m_page->edit() && m_page->edit()->pk() == pk;
    if (isOpen || !isShownDirty())
        return open(pk, slug);
    m_list->showOpen(m_page->edit()->pk()); // the row stays until it is decided
    askBeforeLeaving({m_page->edit()}, [this, pk, slug] {
        m_page->discard();
        open(pk, slug);
    });
}

void MainWindow::open(const QString &pk, const QString &slug)
{
    say({});
    showHistory(false);
    m_list->showOpen(pk);
    EditSession &edit = m_server->edit(pk, slug);
    m_page->showEdit(edit);
    m_server->setShown(&edit);
    m_news->setEdit(&edit);
    updateActions();
}

bool MainWindow::isShownDirty() const
{
    const EditSession *edit = m_page->edit();
    if (edit)
        m_page->commitEditor();
    // While a save runs its edit goes on behind another one; what it does not store is kept there.
    return edit && edit->phase() != EditSession::Phase::Saving && !edit->changed().isEmpty();
}

void MainWindow::askBeforeLeaving(const QList<EditSession *> &edits,
                                  const std::function<void()> &leave)
{
    if (m_question)
        return m_question->raise();
    m_question = new LeaveQuestion(edits, this);
    connect(m_question, &LeaveQuestion::agreed, this, leave);
    m_question->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_page)
        m_page->commitEditor();
    const QList<EditSession *> unsent = m_server ? m_server->unsent() : QList<EditSession *>();
    if (!m_isClosing && !unsent.isEmpty()) {
        event->ignore();
        askBeforeLeaving(unsent, [this] {
            m_isClosing = true;
            close();
        });
        return;
    }
    m_settings.setValue(geometryKey, saveGeometry());
    event->accept();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    if (!m_page)
        return;
    const bool narrow = width() < narrowBelow;
    m_page->setNarrow(narrow);
    m_list->setFixedWidth(narrow ? Size::narrowSourceList : Size::sourceList);
}

void MainWindow::refresh()
{
    if (!m_server)
        return;
    m_server->presence().askAgain(); // a right may have been given meanwhile
    m_server->refreshList();
    m_page->refreshReferences();
    if (m_page->edit())
        m_page->edit()->refresh();
}

void MainWindow::updateActions()
{
    const EditSession *edit = m_page ? m_page->edit() : nullptr;
    const bool changed = edit && !edit->changed().isEmpty();
    const QUndoStack *steps = m_page ? m_page->undoStack() : nullptr;
    WindowMenuState state;
    state.hasServer = m_server != nullptr;
    state.isFormShown = isFormShown();
    state.canSave = m_page && m_page->canSave();
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
    if (!m_server)
        return;
    const QWidget *active = QApplication::activeWindow();
    while (active && active != this)
        active = active->parentWidget();
    m_server->presence().setActive(active != nullptr);
    m_server->reachability().setWanted(active != nullptr);
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

void MainWindow::sayBackgroundSave(const EditSession &edit)
{
    const QString name = edit.server().name();
    const QString saved = savedSentence(edit, m_clock.now());
    if (!saved.isEmpty())
        return say(saved);
    const SaveResult result = edit.outcome() ? edit.outcome()->result : SaveResult::CannotTell;
    if (result == SaveResult::AppliedUnanswered)
        return say(
                tr("No answer came to the save of %1, but the change is on the server.").arg(name));
    if (result == SaveResult::NothingToSend)
        return say(tr("%1 already has these changes. Nothing was sent.").arg(name));
    say(tr("%1 was not saved as you meant; open it to see why. Your edits are kept.").arg(name));
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
