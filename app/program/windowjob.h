// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "program/options.h"

#include <QObject>
#include <QPointer>

class EditSession;
class MainWindow;
class ServerSession;

// A job of the start options in the real window: open a source and write a picture; or open one,
// type into two editors, click Save and write a picture. It goes on as the window's own signals
// tell, and gives up after 30 s. GUI thread.
class WindowJob final : public QObject
{
    Q_OBJECT
public:
    /// Borrows all three, which must outlive it.
    WindowJob(MainWindow &window, Clock &clock, const StartOptions &options,
              QObject *parent = nullptr);
    ~WindowJob() override;

    /// To be called once the window has its connection.
    void start(ServerSession &server);
    /// The job cannot go on: picture of the state, one line, exit code 1.
    void fail(const QString &why);

Q_SIGNALS:
    /// The picture is written, or could not be; 0 = the job was done.
    void ended(int exitCode);

private:
    void listChanged();
    void openWanted();
    void editChanged();
    void sourceShown();
    void typeAndSave();
    void saveEnded();
    void finishSoon();
    void finish(int exitCode);
    bool grab() const;

    MainWindow &m_window;
    Clock &m_clock;
    StartOptions m_options;
    ServerSession *m_server = nullptr;
    QPointer<EditSession> m_edit;
    std::unique_ptr<Clock::Timer> m_deadline;
    std::unique_ptr<Clock::Timer> m_pause;
    bool m_isOpened = false;
    bool m_isShown = false;
    bool m_isEnded = false;
};
