// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafthold.h"

#include <utility>

DraftHold::DraftHold(DraftHoldPort *port, Clock &clock, const QString &server, const QString &pk)
    : m_port(port)
    , m_clock(clock)
    , m_server(server)
    , m_pk(pk)
{ }

DraftHold::~DraftHold()
{
    giveBack();
}

DraftHold::State DraftHold::state() const
{
    if (!m_port || m_isHeld)
        return State::Held;
    if (m_holder)
        return State::HeldByAnother;
    return m_call ? State::Asking : State::NotHeld;
}

void DraftHold::ask()
{
    if (isHeld() || m_call)
        return;
    m_timer.reset();
    m_call = m_port->take(m_server, m_pk, [this](const Result<std::optional<DraftHolder>> &result) {
        const CallHandle finished = std::move(m_call);
        answered(result);
    });
}

void DraftHold::answered(const Result<std::optional<DraftHolder>> &result)
{
    if (!result) {
        if (m_holder)
            askLater(); // as far as known it is still the other's
        else
            Q_EMIT failed(result.error());
        return;
    }
    const bool isNew = std::exchange(m_holder, *result) != *result;
    m_isHeld = !m_holder;
    if (m_holder)
        askLater();
    if (m_isHeld)
        Q_EMIT got();
    else if (isNew)
        Q_EMIT heldByAnother();
}

void DraftHold::askLater()
{
    m_timer = m_clock.callAfter(interval, [this] { ask(); });
}

void DraftHold::giveBack()
{
    m_timer.reset();
    m_holder.reset();
    const bool isAsked = bool(std::exchange(m_call, {}));
    if (std::exchange(m_isHeld, false) || isAsked)
        m_port->release(m_server, m_pk);
}

void DraftHold::storeIfNone(const DraftRecord &draft)
{
    if (m_port)
        m_port->storeIfNone(draft);
}

namespace {
/// As far as known.
QString nameOf(const DraftHolder &holder)
{
    if (holder.process == 0)
        return DraftHold::tr("Another Sourcedesk on this machine");
    return DraftHold::tr("Another Sourcedesk on this machine (process %1)").arg(holder.process);
}
} // namespace

QString heldSentence(const DraftHolder &holder)
{
    return DraftHold::tr("%1 is editing this source. You can read it here; it opens for editing "
                         "when that one is closed.")
            .arg(nameOf(holder));
}

QString heldMeanwhileSentence(const DraftHolder &holder)
{
    return DraftHold::tr("%1 is editing this source. What you change here is kept only in memory "
                         "until that one is closed.")
            .arg(nameOf(holder));
}
