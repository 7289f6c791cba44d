// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "ports.h"

#include <QObject>

#include <memory>
#include <optional>

// Whether the server of one connection answers. Told by whoever calls it; while it does not answer,
// it is asked again after 5, 10, 20 and then every 30 seconds, as long as somebody wants it. GUI
// thread.
class Reachability final : public QObject
{
    Q_OBJECT
public:
    enum class State : quint8
    {
        Unknown,
        Reachable,
        Unreachable,
    };
    Q_ENUM(State)

    /// Borrows both, which must outlive it.
    Reachability(SourceApi &api, Clock &clock, QObject *parent = nullptr);

    /// A call has ended: well, or with this error. Errors that the server itself answered (but for
    /// *starting*, 502 to 504) say that it is there.
    void note(const std::optional<Error> &error);
    /// The window is active. While nobody wants it, and no queue waits, nothing is asked; what
    /// would have been is asked as soon as somebody does.
    void setWanted(bool wanted);
    /// Drafts wait to be sent: it is asked even though nobody looks.
    void setQueueWaits(bool waits);
    /// Asks at once.
    void tryNow();

    /// No answer of the API came: nothing at all, or a proxy's *starting*; or it was not asked, for
    /// want of a token.
    static bool isSilence(const Error &error);

    State state() const { return m_state; }
    bool isUnreachable() const { return m_state == State::Unreachable; }
    /// It is not asked at all.
    bool isTokenMissing() const { return m_error && m_error->kind == ErrorKind::NoToken; }
    bool isTrying() const { return bool(m_call); }
    /// Since when it does not answer.
    QDateTime since() const { return m_since; }
    /// When it is asked next; invalid while nobody wants that.
    QDateTime nextTry() const { return m_nextTry; }
    const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    void changed();
    /// It answers again.
    void cameBack();

private:
    void plan();
    void tryFired();
    void tryIfOverdue();

    SourceApi &m_api;
    Clock &m_clock;
    State m_state = State::Unknown;
    bool m_wanted = true;
    bool m_queueWaits = false;
    bool m_overdue = false;
    std::size_t m_tries = 0;
    QDateTime m_since;
    QDateTime m_nextTry;
    std::optional<Error> m_error;
    std::unique_ptr<Clock::Timer> m_timer;
    CallHandle m_call;
};
