// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "desk.h"
#include "serversession.h"

#include <QMainWindow>
#include <QPointer>

#include <memory>

class CloseQuestion;
class ConnectionStrip;
class EditPage;
class HistoryPanel;
class NoticeBar;
class QStackedWidget;
class QVBoxLayout;
class StartPage;
class StatusLine;
class WindowMenus;

// The window: menus, strip, start page, the desk of the open connection, status line. It ends
// without a question, because edits are kept; but for what no store can keep. Widgets below it show
// and forward; this class only joins them. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(const WindowPorts &ports, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Shows a connection instead of the start page or of another connection. Borrows `server`,
    /// which must outlive this window or its desk: clearServer().
    void setServer(ServerSession &server, const ConnectionLook &look);
    /// Lets go of the connection that is shown.
    void clearServer();
    /// Null on the start page.
    Desk *desk() const { return m_desk; }
    /// Opens a listed source; false when the list has none of this slug.
    bool openSource(const QString &slug) { return m_desk->openSource(slug); }
    bool openFirstSource() { return m_desk->openFirstSource(); }

    /// Says something about what is kept on this machine, over the width of the window.
    void showStorageNotice(const QString &title, const QString &text);
    /// Says something in the status line.
    void say(const QString &sentence);

    EditPage *page() const { return m_desk->page(); }
    HistoryPanel *history() { return m_desk->history(); }
    StartPage *startPage() const { return m_start; }

Q_SIGNALS:
    void demoRequested();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeWork();
    void connectMenus();
    void copy(const QString &text);
    void restoreState();
    void toggle(PanelEntry page);
    /// What closing would lose; of the demo nothing, which is thrown away anyway.
    QList<EndLoss> losses() const;
    bool waitsForDisk();
    void askBeforeClosing(const QList<EndLoss> &losses);
    void sendAndClose();
    void dropAndClose();
    void updateActive();
    void setPollInterval(int seconds);
    void updateActions();
    void showAbout();

    WindowPorts m_ports;
    ConnectionLook m_look;
    QStackedWidget *m_pages;
    StartPage *m_start;
    ConnectionStrip *m_strip = nullptr;
    NoticeBar *m_storage = nullptr;
    QVBoxLayout *m_work = nullptr; ///< strip, notice, desk
    Desk *m_desk = nullptr;
    StatusLine *m_status;
    WindowMenus *m_menus;
    QPointer<CloseQuestion> m_question; ///< one at a time
    std::unique_ptr<QObject> m_closing; ///< while closing waits for the disk
    std::unique_ptr<Clock::Timer> m_patience;
    bool m_isClosing = false; ///< a person agreed to lose what cannot be kept
};
