// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftdesk.h"
#include "drafts/draftfields.h"
#include "form/savegate.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>
#include <utility>

class QWidget;

/// What is shown of the connection that is open to an address; none when there is none.
using LookOf = std::function<std::optional<ConnectionLook>(const QString &server)>;

// The way of chosen drafts into the queue, with the one question that may come before: whether
// another user's draft is to be sent as one's own, and, where the connection asks before each save,
// whether these fields are to be sent. GUI thread.
class DraftSubmission final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `desk`, which must outlive it; questions belong to `page`, which owns it.
    DraftSubmission(DraftDesk &desk, QWidget *page);

    /// What drafts must pass, which may ask; null = they go at once. It may end before this.
    void setGate(SaveGate *gate) { m_gate = gate; }
    /// Tells the looks of open connections by their address.
    void setLooks(LookOf looks) { m_looks = std::move(looks); }
    /// Sends those of open connections, now or after a yes; those in conflict stay.
    void submit(const QList<DraftKey> &keys);
    /// The drafts are others: an open question follows.
    void update();

private:
    void askAndSubmit(const QList<DraftKey> &keys);
    void readFields(std::function<void()> then);
    QList<DraftSummary> sendable(const QList<DraftKey> &keys) const;
    SendPlan planOf(const QList<DraftKey> &keys) const;
    std::optional<ConnectionLook> askingLook(const QList<DraftKey> &keys) const;

    DraftDesk &m_desk;
    QWidget *m_page;
    LookOf m_looks;
    QPointer<SaveGate> m_gate;
    DraftFields m_fields;    ///< of what is asked about
    QList<DraftKey> m_asked; ///< about these
};
