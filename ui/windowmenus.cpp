// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowmenus.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

using namespace Qt::Literals::StringLiterals;

namespace {
const QString pollKey = u"presence/interval"_s;
constexpr int eachMinute = 60;
} // namespace

WindowMenus::WindowMenus(QMenuBar &bar, SettingsPort &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    makeSourceMenu(bar);
    makeEditMenu(bar);
    makeViewMenu(bar);
    makeConnectionMenu(bar);
    QMenu *help = bar.addMenu(tr("&Help"));
    help->addAction(tr("Save &diagnostics…"), this, &WindowMenus::diagnosticsRequested);
    help->addAction(tr("&About Sourcedesk"), this, &WindowMenus::aboutRequested);
    setState({});
}

int WindowMenus::pollInterval(const SettingsPort &settings)
{
    const QByteArray stored = settings.value(pollKey);
    return stored.isEmpty() ? eachMinute : stored.toInt();
}

void WindowMenus::makeSourceMenu(QMenuBar &bar)
{
    QMenu *menu = bar.addMenu(tr("&Source"));
    m_save = menu->addAction(tr("&Save changes"), this, &WindowMenus::saveRequested);
    m_save->setShortcut(QKeySequence::Save);
    m_queue = menu->addAction(tr("Su&bmit when online"), this,
                              [this] { Q_EMIT queueRequested(!m_isQueued); });
    m_queue->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    m_review = menu->addAction(tr("&Review changes"), this, &WindowMenus::reviewRequested);
    m_review->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    m_discard = menu->addAction(tr("&Discard changes"), this, &WindowMenus::discardRequested);
    m_export = menu->addAction(tr("&Export edit…"), this, &WindowMenus::exportRequested);
    menu->addSeparator();
    m_refresh = menu->addAction(tr("Re&fresh"), this, &WindowMenus::refreshRequested);
    m_refresh->setShortcut(Qt::Key_F5); // some desktops' standard key is the review's
    menu->addSeparator();
    QAction *quit = menu->addAction(tr("&Quit"), this, &WindowMenus::quitRequested);
    quit->setShortcut(QKeySequence::Quit);
}

void WindowMenus::makeEditMenu(QMenuBar &bar)
{
    QMenu *menu = bar.addMenu(tr("&Edit"));
    m_undo = menu->addAction(tr("&Undo"), this, &WindowMenus::undoRequested);
    m_undo->setShortcut(QKeySequence::Undo);
    m_redo = menu->addAction(tr("&Redo"), this, &WindowMenus::redoRequested);
    m_redo->setShortcuts(QKeySequence::Redo);
    menu->addSeparator();
    m_find = menu->addAction(tr("&Find"), this, &WindowMenus::findRequested);
    m_find->setShortcut(QKeySequence::Find);
}

void WindowMenus::makeViewMenu(QMenuBar &bar)
{
    QMenu *menu = bar.addMenu(tr("&View"));
    for (int section = 0; section < sectionCount; ++section) {
        QAction *jump = menu->addAction(sectionTitle(Section(section)), this, [this, section] {
            Q_EMIT sectionRequested(Section(section));
        });
        jump->setShortcut(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + section)));
    }
    menu->addSeparator();
    m_drafts = menu->addAction(tr("&Drafts"), this, &WindowMenus::draftsRequested);
    m_drafts->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
    m_history = menu->addAction(tr("&History"), this, &WindowMenus::historyRequested);
    m_history->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_H));
    m_log = menu->addAction(tr("Request &log"), this, &WindowMenus::logRequested);
    m_log->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
}

void WindowMenus::makeConnectionMenu(QMenuBar &bar)
{
    QMenu *menu = bar.addMenu(tr("&Connection"));
    QAction *add = menu->addAction(tr("&Add connection…"), this, &WindowMenus::addRequested);
    add->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N));
    m_edit = menu->addAction(tr("&Edit connection…"), this, &WindowMenus::editRequested);
    m_test = menu->addAction(tr("&Test connection…"), this, &WindowMenus::testRequested);
    menu->addAction(tr("&Manage connections…"), this, &WindowMenus::manageRequested);
    menu->addSeparator();
    QAction *next =
            menu->addAction(tr("&Next connection"), this, [this] { Q_EMIT nextRequested(1); });
    next->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_PageDown));
    QAction *previous =
            menu->addAction(tr("&Previous connection"), this, [this] { Q_EMIT nextRequested(-1); });
    previous->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_PageUp));
    menu->addSeparator();
    QMenu *look = menu->addMenu(tr("&Look for changes by others"));
    auto *group = new QActionGroup(look);
    const int chosen = pollInterval(m_settings);
    const auto addChoice = [&](const QString &text, int seconds) {
        QAction *action = look->addAction(text, this, [this, seconds] {
            m_settings.setValue(pollKey, QByteArray::number(seconds));
            Q_EMIT pollIntervalChosen(seconds);
        });
        action->setCheckable(true);
        action->setChecked(seconds == chosen);
        group->addAction(action);
    };
    addChoice(tr("Every &minute"), eachMinute);
    addChoice(tr("Every &5 minutes"), 5 * eachMinute);
    addChoice(tr("&Never"), 0);
}

void WindowMenus::setState(const WindowMenuState &state)
{
    m_save->setEnabled(state.isFormShown && state.canSave);
    m_isQueued = state.queue == SaveQueue::Queued;
    m_queue->setText(m_isQueued ? tr("Take out of &queue") : tr("Su&bmit when online"));
    m_queue->setEnabled(state.isFormShown && state.isChanged && state.queue != SaveQueue::None);
    m_review->setEnabled(state.isFormShown && state.isChanged);
    m_discard->setEnabled(state.isFormShown && state.canDiscard);
    m_undo->setEnabled(state.isFormShown && state.canUndo);
    m_redo->setEnabled(state.isFormShown && state.canRedo);
    m_export->setEnabled(state.isChanged);
    for (QAction *action : {m_refresh, m_find, m_drafts, m_history, m_log, m_test, m_edit})
        action->setEnabled(state.hasServer);
}
