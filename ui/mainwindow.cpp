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

#include <QAction>
#include <QActionGroup>
#include <QBoxLayout>
#include <QClipboard>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QMenuBar>
#include <QMessageBox>
#include <QStackedWidget>
#include <QStatusBar>
#include <QUndoStack>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr QSize smallest{820, 560};
constexpr QSize first{1366, 768};
constexpr int narrowBelow = 1100;
const QString geometryKey = u"window/geometry"_s;
const QString pollKey = u"presence/interval"_s;
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
{
    setWindowTitle(u"Sourcedesk"_s);
    setMinimumSize(smallest);
    m_pages->addWidget(m_start);
    setCentralWidget(m_pages);
    makeMenus();
    statusBar()->addWidget(m_status, 1);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setMinimumHeight(Size::statusLine);
    connect(m_start, &StartPage::demoRequested, this, &MainWindow::demoRequested);
    updateActions();
    restoreState();
}

MainWindow::~MainWindow() = default;

void MainWindow::restoreState()
{
    if (!restoreGeometry(m_settings.value(geometryKey)))
        resize(first);
}

void MainWindow::makeMenus()
{
    makeSourceMenu();
    makeEditMenu();
    makeViewMenu();
    makeConnectionMenu();
    makeHelpMenu();
}

void MainWindow::makeSourceMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Source"));
    m_save = menu->addAction(tr("&Save changes"), this, [this] { m_page->save(); });
    m_save->setShortcut(QKeySequence::Save);
    m_review = menu->addAction(tr("&Review changes"), this,
                               [this] { m_page->setReviewOpen(!m_page->isReviewOpen()); });
    m_review->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    m_discard = menu->addAction(tr("&Discard changes"), this, [this] { m_page->discard(); });
    m_export = menu->addAction(tr("&Export edit…"), this, [this] { m_page->exportEdit(); });
    menu->addSeparator();
    m_refresh = menu->addAction(tr("Re&fresh"), this, &MainWindow::refresh);
    m_refresh->setShortcut(Qt::Key_F5); // some desktops' standard key is the review's
    menu->addSeparator();
    QAction *quit = menu->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence::Quit);
}

void MainWindow::makeEditMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Edit"));
    const auto stack = [this] { return m_page ? m_page->undoStack() : nullptr; };
    m_undo = menu->addAction(tr("&Undo"), this, [stack] {
        if (QUndoStack *steps = stack())
            steps->undo();
    });
    m_undo->setShortcut(QKeySequence::Undo);
    m_redo = menu->addAction(tr("&Redo"), this, [stack] {
        if (QUndoStack *steps = stack())
            steps->redo();
    });
    m_redo->setShortcuts(QKeySequence::Redo);
    menu->addSeparator();
    m_find = menu->addAction(tr("&Find a source"), this, [this] { m_list->focusSearch(); });
    m_find->setShortcut(QKeySequence::Find);
}

void MainWindow::makeViewMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&View"));
    for (int section = 0; section < sectionCount; ++section) {
        QAction *jump = menu->addAction(sectionTitle(Section(section)), this, [this, section] {
            if (!m_page)
                return;
            m_page->setReviewOpen(false);
            m_page->form()->scrollToSection(Section(section));
        });
        jump->setShortcut(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + section)));
    }
    menu->addSeparator();
    m_showHistory = menu->addAction(tr("&History"), this, [this] { showHistory(true); });
    m_showHistory->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_H));
}

void MainWindow::makeConnectionMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Connection"));
    QMenu *look = menu->addMenu(tr("&Look for changes by others"));
    auto *group = new QActionGroup(look);
    const auto seconds = m_settings.value(pollKey);
    const int chosen =
            seconds.isEmpty() ? int(Presence::shortestInterval.count()) : seconds.toInt();
    const auto add = [&](const QString &text, int interval) {
        QAction *action = look->addAction(text, this, [this, interval] {
            m_settings.setValue(pollKey, QByteArray::number(interval));
            setPollInterval(interval);
        });
        action->setCheckable(true);
        action->setChecked(interval == chosen);
        group->addAction(action);
    };
    add(tr("Every &minute"), 60);
    add(tr("Every &5 minutes"), 300);
    add(tr("&Never"), 0);
}

void MainWindow::setPollInterval(int seconds)
{
    if (m_server)
        m_server->presence().setInterval(std::chrono::seconds(seconds));
}

void MainWindow::makeHelpMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Help"));
    menu->addAction(tr("&About Sourcedesk"), this, &MainWindow::showAbout);
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
    if (const QByteArray seconds = m_settings.value(pollKey); !seconds.isEmpty())
        setPollInterval(seconds.toInt());
    updateActive();
    updateActions();
}

void MainWindow::connectServer(ServerSession &server)
{
    connect(&server, &ServerSession::accountChanged, this,
            [this] { m_strip->setAccount(m_server->username(), m_server->release()); });
    connect(&server, &ServerSession::saveEnded, this, [this](const EditSession *edit) {
        if (edit != m_page->edit())
            sayBackgroundSave(*edit);
    });
    connect(&server, &ServerSession::undoProposed, this,
            [this](const EditSession *edit, const FieldSet &left) {
                if (!left.isEmpty())
                    say(tr("%1: fields that you are editing were left as they are.")
                                .arg(edit->server().name()));
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
        const bool isShown = m_page->edit() && m_page->edit()->pk() == pk;
        if (!lost.isEmpty() && !isShown)
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
        say(tr("This is the way back. Look at it and save it like any other edit."));
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
    m_save->setEnabled(m_page && m_page->canSave());
    m_review->setEnabled(changed);
    m_export->setEnabled(changed);
    m_showHistory->setEnabled(m_server != nullptr);
    m_discard->setEnabled(changed && edit->phase() == EditSession::Phase::Editing);
    m_refresh->setEnabled(m_server != nullptr);
    m_find->setEnabled(m_server != nullptr);
    const QUndoStack *steps = m_page ? m_page->undoStack() : nullptr;
    m_undo->setEnabled(steps && steps->canUndo());
    m_redo->setEnabled(steps && steps->canRedo());
    setWindowModified(changed);
    const QString name = edit && edit->isLoaded() ? edit->server().name() : QString();
    setWindowTitle(name.isEmpty() ? u"Sourcedesk"_s : tr("%1[*] – Sourcedesk").arg(name));
}

/// Nobody is asked for news while nobody looks.
void MainWindow::updateActive()
{
    if (!m_server)
        return;
    m_server->presence().setActive(isActiveWindow());
    m_server->reachability().setWanted(isActiveWindow());
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
    const QString saved = savedSentence(edit, m_clock.now());
    say(saved.isEmpty()
                ? tr("%1 was not saved as you meant; open it to see why. Your edits are kept.")
                          .arg(edit.server().name())
                : saved);
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
