// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/savebar.h"
#include "ports.h"
#include "source/fieldtable.h"

#include <QObject>

class QAction;
class QMenuBar;

/// What the menus offer at the moment.
struct WindowMenuState
{
    bool hasServer = false;
    bool isFormShown = false; ///< else another page hides it, and nothing there is changed unseen
    bool canSave = false;
    SaveQueue queue = SaveQueue::None;
    bool isChanged = false;
    bool canDiscard = false;
    bool canUndo = false;
    bool canRedo = false;
};

// The menus of the window and their keys. They tell what a person wants; the window does it. GUI
// thread.
class WindowMenus final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `settings`, where the interval of looking for changes is kept.
    WindowMenus(QMenuBar &bar, SettingsPort &settings, QObject *parent);

    void setState(const WindowMenuState &state);
    /// In seconds, as a person chose; 0 = never.
    static int pollInterval(const SettingsPort &settings);

Q_SIGNALS:
    void saveRequested();
    /// The changes are to go out when the server answers; or not.
    void queueRequested(bool on);
    void reviewRequested();
    void discardRequested();
    void exportRequested();
    void refreshRequested();
    void quitRequested();
    void undoRequested();
    void redoRequested();
    void findRequested();
    void sectionRequested(Section section);
    /// Shows the drafts, or leads back from them.
    void draftsRequested();
    /// Shows the history, or leads back from it.
    void historyRequested();
    /// Shows the log of requests, or leads back from it.
    void logRequested();
    void diagnosticsRequested();
    void pollIntervalChosen(int seconds);
    void addRequested();
    void manageRequested();
    void testRequested();
    void editRequested();
    /// The next connection, or with -1 the one before.
    void nextRequested(int step);
    void aboutRequested();

private:
    void makeSourceMenu(QMenuBar &bar);
    void makeEditMenu(QMenuBar &bar);
    void makeViewMenu(QMenuBar &bar);
    void makeConnectionMenu(QMenuBar &bar);

    SettingsPort &m_settings;
    QAction *m_save = nullptr;
    QAction *m_queue = nullptr;
    bool m_isQueued = false;
    QAction *m_review = nullptr;
    QAction *m_discard = nullptr;
    QAction *m_export = nullptr;
    QAction *m_refresh = nullptr;
    QAction *m_undo = nullptr;
    QAction *m_redo = nullptr;
    QAction *m_find = nullptr;
    QAction *m_drafts = nullptr;
    QAction *m_history = nullptr;
    QAction *m_log = nullptr;
    QAction *m_test = nullptr;
    QAction *m_edit = nullptr;
};
