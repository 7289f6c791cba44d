// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionstrip.h"
#include "core/clock.h"
#include "ports.h"
#include "storageports.h"

#include <QMainWindow>
#include <QPointer>

#include <functional>

class EditSession;
class ConnectionNews;
class HistoryPanel;
class LeaveQuestion;
class NoticeBar;
class QStackedWidget;
class ServerSession;
class StatusLine;
class WindowMenus;
class SourceListPanel;
class EditPage;
class StartPage;

// The window: menus, strip, list, page and status line, and the question before something is lost.
// Widgets below it show and forward; this class only joins them. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    /// Borrows all of them, which must outlive it.
    MainWindow(Clock &clock, SettingsPort &settings, HistoryPort &history, FilePort &files,
               QWidget *parent = nullptr);
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

    /// Says something about what is kept on this machine, over the width of the window.
    void showStorageNotice(const QString &title, const QString &text);

    EditPage *page() const { return m_page; }
    /// Made when it is first wanted; only with a connection.
    HistoryPanel *history();
    StartPage *startPage() const { return m_start; }

Q_SIGNALS:
    void demoRequested();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void connectMenus();
    QWidget *makeDesk();
    QWidget *makeBody(QWidget *desk);
    void connectDesk();
    void makeHistory();
    void copy(const QString &text);
    void connectServer(ServerSession &server);
    void restoreState();
    void chooseSource(const QString &pk, const QString &slug);
    void open(const QString &pk, const QString &slug);
    bool isShownDirty() const;
    /// Asks *Stay* or *Discard and leave*, without blocking; `leave` comes only for the latter.
    void askBeforeLeaving(const QList<EditSession *> &edits, const std::function<void()> &leave);
    void sayBackgroundSave(const EditSession &edit);
    bool isFormShown() const;
    bool isShown(const EditSession *edit) const;
    void sayUndo(const QString &name, const FieldSet &proposed, const FieldSet &left);
    void showHistory(bool isShown);
    /// Removes the saves that are older than they are to be kept.
    void forgetOldSaves();
    void undoOnServer(const SaveRecord &record);
    void updateActive();
    void setPollInterval(int seconds);
    void refresh();
    void updateActions();
    void say(const QString &sentence);
    void showAbout();

    Clock &m_clock;
    SettingsPort &m_settings;
    HistoryPort &m_historyPort;
    FilePort &m_files;
    ServerSession *m_server = nullptr;
    QStackedWidget *m_pages;
    StartPage *m_start;
    ConnectionStrip *m_strip = nullptr;
    SourceListPanel *m_list = nullptr;
    EditPage *m_page = nullptr;
    HistoryPanel *m_history = nullptr;
    QStackedWidget *m_body = nullptr; ///< the form's page, the history
    NoticeBar *m_offline = nullptr;
    NoticeBar *m_storage = nullptr;
    QString m_storageTitle; ///< said before there was a place to say it
    QString m_storageText;
    StatusLine *m_status;
    ConnectionNews *m_news;
    WindowMenus *m_menus;
    QPointer<LeaveQuestion> m_question; ///< one at a time
    bool m_isClosing = false;           ///< a person agreed to lose what is unsaved
};
