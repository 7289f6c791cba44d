// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "draftports.h"

#include <QObject>

#include <memory>
#include <optional>

// This process's claim to one draft. When another process has it, it is asked again every
// `interval` until that one gives it back or is gone. Without a port there is no other process: it
// is always held. Given back at the end. Owned by DraftKeeper; GUI thread.
class DraftHold final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds interval{5};

    enum class State : quint8
    {
        NotHeld,
        Asking,
        Held,
        HeldByAnother, ///< see holder(); asks by itself
    };

    /// Borrows both, which must outlive it.
    DraftHold(DraftHoldPort *port, Clock &clock, const QString &server, const QString &pk);
    ~DraftHold() override;

    /// Asks for it, unless it is held or an answer is on its way. Is answered by a signal, never
    /// inside this call.
    void ask();
    void giveBack();
    /// See DraftHoldPort::storeIfNone().
    void storeIfNone(const DraftRecord &draft);

    State state() const;
    bool isHeld() const { return state() == State::Held; }
    const std::optional<DraftHolder> &holder() const { return m_holder; }

Q_SIGNALS:
    void got();
    /// Told once for each holder.
    void heldByAnother();
    /// It could not be told whose it is; not tried again by itself.
    void failed(const Error &error);

private:
    void answered(const Result<std::optional<DraftHolder>> &result);
    void askLater();

    DraftHoldPort *m_port;
    Clock &m_clock;
    QString m_server;
    QString m_pk;
    bool m_isHeld = false;
    std::optional<DraftHolder> m_holder;
    std::unique_ptr<Clock::Timer> m_timer;
    CallHandle m_call;
};

/// Says that another process edits a source, for the form that shows it read-only.
QString heldSentence(const DraftHolder &holder);
/// Says it to somebody whose changes are in memory because of it.
QString heldMeanwhileSentence(const DraftHolder &holder);
