// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "desks.h"

#include <QMainWindow>
#include <QPointer>

#include <memory>

class CloseQuestion;
class EditPage;
class HistoryPanel;
class NoticeBar;
class SaveGate;
class QStackedWidget;
class StartPage;
class StatusLine;
class WindowMenus;

// The window: menus, start page, connections, status line. It ends without a question, because
// edits are kept; but for what no store can keep. Widgets below it show and forward; this class
// only joins them. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(const WindowPorts &ports, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// The connections; the start page is shown while there is none.
    Desks &desks() const { return *m_desks; }
    /// Puts a page in the place of the connections, as the manager of connections; the window owns
    /// it. Null leads back.
    void showPage(QWidget *page);
    QWidget *shownPage() const;

    /// The desk that is shown; null on the start page.
    Desk *desk() const { return m_desks->shown(); }
    /// Opens a listed source; false when the list has none of this slug.
    bool openSource(const QString &slug) { return desk()->openSource(slug); }
    bool openFirstSource() { return desk()->openFirstSource(); }

    /// Says something about what is kept on this machine, over the width of the window.
    void showStorageNotice(const QString &title, const QString &text);
    /// Says something about the keychain, over the width of the window, with a button.
    void showKeychainNotice(const QString &title, const QString &text, const QString &action);
    /// Says something in the status line.
    void say(const QString &sentence);

    EditPage *page() const { return desk()->page(); }
    HistoryPanel *history() { return desk()->history(); }
    StartPage *startPage() const { return m_start; }

Q_SIGNALS:
    void demoRequested();
    void addRequested();
    /// The manager of connections.
    void manageRequested();
    /// The connection that is shown is to be tested, or edited.
    void testRequested();
    void editRequested();
    /// The keychain is to be tried again.
    void storeSecretsRequested();
    /// What a bug report needs is to be put together.
    void diagnosticsRequested();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeCentre();
    void makeWork();
    void updateShown();
    void connectMenus();
    void copy(const QString &text);
    void restoreState();
    void toggle(PanelEntry page);
    bool waitsForDisk();
    void askBeforeClosing(const QList<EndLoss> &losses);
    void sendAndClose();
    void dropAndClose();
    void updateActive();
    void setPollInterval(int seconds);
    void updateActions();
    void showAbout();

    WindowPorts m_ports;
    QStackedWidget *m_pages;
    StartPage *m_start;
    QWidget *m_work;
    NoticeBar *m_storage = nullptr;
    NoticeBar *m_keychain = nullptr;
    QStackedWidget *m_statusLines;
    StatusLine *m_status; ///< without a connection
    Desks *m_desks;
    SaveGate *m_gate; ///< of what is sent before closing
    WindowMenus *m_menus;
    QPointer<CloseQuestion> m_question; ///< one at a time
    std::unique_ptr<QObject> m_closing; ///< while closing waits for the disk
    std::unique_ptr<Clock::Timer> m_patience;
    bool m_isClosing = false; ///< a person agreed to lose what cannot be kept
};
