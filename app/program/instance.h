// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "program/handover.h"
#include "program/instanceplace.h"

#include <QObject>

#include <memory>
#include <variant>

struct StartOptions;

// One program per data folder: the first start listens at a socket of this user, a later one hands
// over what it was started with and ends. This object is the listening side; it holds the lock of
// the place until it goes, so make it before what uses the data folder and let it go after that.
// GUI thread.
class Instance final : public QObject
{
    Q_OBJECT
public:
    /// The program starts and shares nothing: a demo, a job, --new-instance, or no safe place for a
    /// socket.
    struct Alone
    { };
    /// The program starts; an Instance is to be made of this.
    using First = InstancePlace::Held;
    /// The running program has taken everything over; this one ends with 0.
    struct HandedOver
    { };
    /// One is running and did not take it within 5 s.
    struct NotAnswering
    {
        qint64 pid; ///< 0 when it cannot be told
    };
    using Claim = std::variant<Alone, First, HandedOver, NotAnswering>;

    /// Finds out what this start is, and hands over if another program has the data folder. Blocks
    /// up to 5 s; needs no application. What was handed over is in no log and no file.
    static Claim claim(const StartOptions &options, const Secret &token);

    /// Listens from now on; what arrived since the claim comes with the event loop. Borrows
    /// `clock`.
    Instance(First place, Clock &clock, QObject *parent = nullptr);
    ~Instance() override;

    /// Answers no more. Later starts wait until this object is gone and are the first then.
    void stopListening();

Q_SIGNALS:
    /// A later start wants this. It ends when the slots have returned.
    void handedOver(const Handover &handover);

private:
    class Visit;

    void accept();

    First m_place;
    Clock &m_clock;
};
