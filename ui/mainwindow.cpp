// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow.h"

#include "common/elidedlabel.h"
#include "common/sign.h"
#include "connections/startpage.h"
#include "editpage.h"
#include "editsession.h"
#include "form/sourceform.h"
#include "serversession.h"
#include "sources/sourcelistpanel.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QUndoStack>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr QSize smallest{820, 560};
constexpr QSize first{1366, 768};
constexpr int narrowBelow = 1100;
const QString geometryKey = u"window/geometry"_s;
} // namespace

MainWindow::MainWindow(Clock &clock, SettingsPort &settings, QWidget *parent)
    : QMainWindow(parent)
    , m_clock(clock)
    , m_settings(settings)
    , m_pages(new QStackedWidget(this))
    , m_start(new StartPage(m_pages))
{
    setWindowTitle(u"Sourcedesk"_s);
    setMinimumSize(smallest);
    m_pages->addWidget(m_start);
    setCentralWidget(m_pages);
    makeMenus();
    makeStatusLine();
    connect(m_start, &StartPage::demoRequested, this, &MainWindow::demoRequested);
    updateActions();
    updateStatus();
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
    menu->addSeparator();
    m_refresh = menu->addAction(tr("Re&fresh"), this, &MainWindow::refresh);
    m_refresh->setShortcut(QKeySequence::Refresh);
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
    m_redo->setShortcut(QKeySequence::Redo);
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
    m_list = new SourceListPanel(desk);
    m_page = new EditPage(m_clock, desk);
    auto *body = new QHBoxLayout;
    body->setSpacing(0);
    body->addWidget(m_list);
    body->addWidget(m_page, 1);
    auto *column = new QVBoxLayout(desk);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addLayout(body, 1);

    connect(m_list, &SourceListPanel::sourceChosen, this, &MainWindow::chooseSource);
    connect(m_list, &SourceListPanel::refreshRequested, this, &MainWindow::refresh);
    connect(m_page, &EditPage::stateChanged, this, &MainWindow::updateActions);
    connect(m_page, &EditPage::stateChanged, this, &MainWindow::updateStatus);
    connect(m_page, &EditPage::said, this, &MainWindow::say);
    connect(m_page, &EditPage::copyRequested, this, [this](const QString &text) {
        QGuiApplication::clipboard()->setText(text);
        say(tr("Copied."));
    });
    return desk;
}

void MainWindow::makeStatusLine()
{
    auto *line = new QWidget(this);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(Space::large, 0, Space::large, 0);
    row->setSpacing(Space::small);
    m_onlineSign = new Sign(Size::captionIcon, line);
    m_online = new ElidedLabel(Type::Caption, Tone::Secondary, line);
    m_online->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_said = new ElidedLabel(Type::Caption, Tone::Ink, line);
    m_said->setAccessibleName(tr("Status"));
    row->addWidget(m_onlineSign);
    row->addWidget(m_online);
    row->addSpacing(Space::medium);
    row->addWidget(m_said, 1);
    statusBar()->addWidget(line, 1);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setMinimumHeight(Size::statusLine);
}

void MainWindow::setServer(ServerSession &server, const ConnectionLook &look)
{
    m_server = &server;
    m_pages->addWidget(makeDesk());
    m_pages->setCurrentIndex(1);
    m_strip->setConnection(look);
    m_page->setServer(server, look);
    m_list->setSession(server);
    connect(&server, &ServerSession::accountChanged, this,
            [this] { m_strip->setAccount(m_server->username(), m_server->release()); });
    connect(&server, &ServerSession::listChanged, this, &MainWindow::updateStatus);
    m_strip->setAccount(server.username(), server.release());
    m_page->setNarrow(width() < narrowBelow);
    m_list->setFixedWidth(width() < narrowBelow ? Size::narrowSourceList : Size::sourceList);
    m_list->focusList();
    updateActions();
    updateStatus();
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
    if (!hasSomethingToLose())
        return open(pk, slug);
    m_list->showOpen(m_page->edit()->pk()); // the row stays until it is decided
    askBeforeLeaving([this, pk, slug] {
        m_page->discard();
        open(pk, slug);
    });
}

void MainWindow::open(const QString &pk, const QString &slug)
{
    say({});
    m_list->showOpen(pk);
    m_page->showEdit(m_server->edit(pk, slug));
    updateActions();
}

bool MainWindow::hasSomethingToLose() const
{
    return m_page && m_page->edit() && m_page->edit()->phase() != EditSession::Phase::Saving
            && !m_page->edit()->changed().isEmpty();
}

void MainWindow::askBeforeLeaving(const std::function<void()> &leave)
{
    auto *question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    question->setWindowTitle(tr("Unsent changes"));
    const int count = m_page->edit()->changed().size();
    const QString name = m_page->edit()->server().name();
    question->setText(
            count == 1 ? tr("%1 has 1 change that was not sent.").arg(name)
                       : tr("%1 has %n changes that were not sent.", nullptr, count).arg(name));
    question->setInformativeText(tr("Leaving discards what you entered."));
    QPushButton *stay = question->addButton(tr("Stay"), QMessageBox::RejectRole);
    QPushButton *discard =
            question->addButton(tr("Discard and leave"), QMessageBox::DestructiveRole);
    question->setDefaultButton(stay);
    question->setEscapeButton(stay);
    connect(question, &QMessageBox::buttonClicked, this,
            [discard, leave](QAbstractButton *clicked) {
                if (clicked == discard)
                    leave();
            });
    question->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const bool saving =
            m_page && m_page->edit() && m_page->edit()->phase() == EditSession::Phase::Saving;
    if (!m_isClosing && (hasSomethingToLose() || saving)) {
        event->ignore();
        askBeforeLeaving([this] {
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
    m_server->refreshList();
    if (m_page->edit())
        m_page->edit()->open();
}

void MainWindow::updateActions()
{
    const EditSession *edit = m_page ? m_page->edit() : nullptr;
    const bool changed = edit && !edit->changed().isEmpty();
    m_save->setEnabled(m_page && m_page->canSave());
    m_review->setEnabled(changed);
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

void MainWindow::updateStatus()
{
    if (!m_server) {
        m_onlineSign->setSign(u"base"_s, Tone::Secondary, {});
        m_online->setText(tr("No connection"));
        return;
    }
    const EditSession *edit = m_page->edit();
    const QString host = m_server->api().host();
    if (edit && (edit->phase() == EditSession::Phase::Loading || edit->isRefreshing())) {
        const QString name = edit->isLoaded() ? edit->server().name() : edit->slug();
        m_online->setText(tr("Reading %1…").arg(name));
    } else if (m_server->isListLoading()) {
        m_online->setText(tr("Reading the sources…"));
    } else if (m_server->listError()) {
        m_onlineSign->setSign(u"offline"_s, Tone::Warning, {});
        m_online->setText(tr("The list of %1 could not be read").arg(host));
        return;
    } else {
        m_online->setText(tr("Online"));
    }
    m_onlineSign->setSign(u"online"_s, Tone::Ok, {});
}

void MainWindow::say(const QString &sentence)
{
    m_said->setText(sentence);
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
