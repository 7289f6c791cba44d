// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionstrip.h"
#include "core/clock.h"
#include "ports.h"

#include <QMainWindow>
#include <QPointer>

#include <functional>

class EditSession;
class ElidedLabel;
class QAction;
class QMessageBox;
class QStackedWidget;
class ServerSession;
class Sign;
class SourceListPanel;
class EditPage;
class StartPage;

// The window: menus, strip, list, page and status line, and the question before something is lost.
// Widgets below it show and forward; this class only joins them. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    /// Borrows both, which must outlive it.
    MainWindow(Clock &clock, SettingsPort &settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Shows a connection instead of the start page. Borrows `server`, which must outlive this
    /// window.
    void setServer(ServerSession &server, const ConnectionLook &look);
    /// Opens a listed source without asking; false when the list has none of this slug.
    bool openSource(const QString &slug);
    /// The same for the first row of the list; false when it is empty.
    bool openFirstSource();
    /// Opens it as soon as the list, which is being read, has it.
    void openSourceWhenListed(const QString &slug);

    EditPage *page() const { return m_page; }
    StartPage *startPage() const { return m_start; }

Q_SIGNALS:
    void demoRequested();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeMenus();
    void makeSourceMenu();
    void makeEditMenu();
    void makeViewMenu();
    void makeHelpMenu();
    QWidget *makeDesk();
    void makeStatusLine();
    void restoreState();
    void chooseSource(const QString &pk, const QString &slug);
    void open(const QString &pk, const QString &slug);
    bool isShownDirty() const;
    /// Asks *Stay* or *Discard and leave*, without blocking; `leave` comes only for the latter.
    void askBeforeLeaving(const QList<EditSession *> &edits, const std::function<void()> &leave);
    void sayBackgroundSave(const EditSession &edit);
    bool isOffline() const;
    void refresh();
    void updateActions();
    void updateStatus();
    void say(const QString &sentence);
    void showAbout();

    Clock &m_clock;
    SettingsPort &m_settings;
    ServerSession *m_server = nullptr;
    QStackedWidget *m_pages;
    StartPage *m_start;
    ConnectionStrip *m_strip = nullptr;
    SourceListPanel *m_list = nullptr;
    EditPage *m_page = nullptr;
    Sign *m_onlineSign = nullptr;
    ElidedLabel *m_online = nullptr;
    ElidedLabel *m_said = nullptr;
    QAction *m_save = nullptr;
    QAction *m_review = nullptr;
    QAction *m_discard = nullptr;
    QAction *m_refresh = nullptr;
    QAction *m_undo = nullptr;
    QAction *m_redo = nullptr;
    QAction *m_find = nullptr;
    QPointer<QMessageBox> m_question; ///< one at a time
    bool m_isClosing = false;         ///< a person agreed to lose what is unsaved
};
