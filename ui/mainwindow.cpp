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
#include "summary.h"

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

#include <algorithm>

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
    const auto copy = [this](const QString &text) {
        QGuiApplication::clipboard()->setText(text);
        say(tr("Copied."));
    };
    connect(m_page, &EditPage::copyRequested, this, copy);
    connect(m_list, &SourceListPanel::copyRequested, this, copy);
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
    m_said->setAccessibleDescription(tr("Status")); // its name is what it says
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
    connect(&server, &ServerSession::saveEnded, this, [this](const EditSession *edit) {
        if (edit != m_page->edit())
            sayBackgroundSave(*edit);
    });
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
    if (!isShownDirty())
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
    m_list->showOpen(pk);
    m_page->showEdit(m_server->edit(pk, slug));
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

namespace {
QString questionText(const QList<EditSession *> &edits)
{
    if (edits.size() > 1) {
        QStringList names;
        for (const EditSession *edit : edits)
            names.append(edit->server().name());
        return MainWindow::tr("%n sources have changes that were not sent: %1.", nullptr,
                              int(edits.size()))
                .arg(names.join(u", "_s));
    }
    const EditSession &edit = *edits.first();
    const QString name = edit.server().name();
    if (edit.phase() == EditSession::Phase::Saving)
        return MainWindow::tr("%1 is being saved.").arg(name);
    const int count = edit.changed().size();
    return count == 1
            ? MainWindow::tr("%1 has 1 change that was not sent.").arg(name)
            : MainWindow::tr("%1 has %n changes that were not sent.", nullptr, count).arg(name);
}

QString lossText(const QList<EditSession *> &edits)
{
    const bool saving = std::any_of(edits.begin(), edits.end(), [](const EditSession *edit) {
        return edit->phase() == EditSession::Phase::Saving;
    });
    return saving ? MainWindow::tr("Leaving now leaves open whether it is stored, and discards "
                                   "what else you entered.")
                  : MainWindow::tr("Leaving discards what you entered.");
}
} // namespace

void MainWindow::askBeforeLeaving(const QList<EditSession *> &edits,
                                  const std::function<void()> &leave)
{
    if (m_question)
        return m_question->raise();
    auto *question = new QMessageBox(this);
    m_question = question;
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    question->setWindowTitle(tr("Unsent changes"));
    question->setText(questionText(edits));
    question->setInformativeText(lossText(edits));
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
    } else if (isOffline()) {
        m_onlineSign->setSign(u"offline"_s, Tone::Warning, {});
        m_online->setText(tr("%1 did not answer").arg(host));
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

void MainWindow::sayBackgroundSave(const EditSession &edit)
{
    const QString saved = savedSentence(edit, m_clock.now());
    say(saved.isEmpty()
                ? tr("%1 was not saved as you meant; open it to see why. Your edits are kept.")
                          .arg(edit.server().name())
                : saved);
}

bool MainWindow::isOffline() const
{
    const EditSession *edit = m_page->edit();
    if (!edit)
        return false;
    const auto isSilent = [](const std::optional<Error> &error) {
        return error && error->httpStatus == 0 && error->kind != ErrorKind::Cancelled;
    };
    return isSilent(edit->lastError())
            || (edit->outcome() && isSilent(edit->outcome()->error) && !edit->outcome()->source);
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
