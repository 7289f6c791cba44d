// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/draftsubmission.h"

#include "drafts/tokenquestion.h"

#include <QWidget>

namespace {
/// Without names while the fields are not known.
SendItem itemOf(const DraftSummary &draft, const FieldSet &fields)
{
    return fields.isEmpty() ? SendItem{draft.name, {}, draft.fields} : sendItem(draft.name, fields);
}
} // namespace

DraftSubmission::DraftSubmission(DraftDesk &desk, QWidget *page)
    : QObject(page)
    , m_desk(desk)
    , m_page(page)
    , m_fields(desk)
{ }

/// One question at most: that of the connection, where it asks, says too whose drafts they are.
void DraftSubmission::submit(const QList<DraftKey> &keys)
{
    if (m_gate && m_gate->asks(askingLook(keys)))
        return askAndSubmit(keys);
    const QString maker = m_desk.othersToken(keys);
    if (maker.isEmpty())
        return m_desk.submit(keys);
    auto *question = new TokenQuestion(maker, m_desk.ownToken(keys), int(keys.size()), m_page);
    connect(question, &TokenQuestion::agreed, this, [this, keys] {
        if (m_gate && m_gate->asks(askingLook(keys)))
            askAndSubmit(keys); // it does so since
        else
            m_desk.submit(keys);
    });
    question->open();
}

void DraftSubmission::askAndSubmit(const QList<DraftKey> &keys)
{
    m_asked = keys;
    readFields([this, keys] {
        if (!m_gate || !m_gate->asks(askingLook(keys)))
            return submit(keys); // it does no longer
        m_gate->pass(
                [self = QPointer(this), keys] { return self ? self->planOf(keys) : SendPlan(); },
                [self = QPointer(this), keys] {
                    if (self)
                        self->m_desk.submit(keys);
                },
                askingLook(keys));
    });
}

/// Of those that the question names.
void DraftSubmission::readFields(std::function<void()> then)
{
    QList<DraftKey> named;
    const QList<DraftSummary> drafts = sendable(m_asked);
    for (const DraftSummary &draft : drafts) {
        if (named.size() < namedSources)
            named.append(keyOf(draft));
    }
    m_fields.read(named, std::move(then));
}

/// Of several connections the first one that asks, else that of the first draft.
std::optional<ConnectionLook> DraftSubmission::askingLook(const QList<DraftKey> &keys) const
{
    std::optional<ConnectionLook> first;
    for (const DraftKey &key : keys) {
        const auto look = m_looks ? m_looks(key.server) : std::nullopt;
        if (look && look->asksBeforeSave)
            return look;
        if (!first)
            first = look;
    }
    return first;
}

/// Of connections that are open; the others stay where they are.
QList<DraftSummary> DraftSubmission::sendable(const QList<DraftKey> &keys) const
{
    QList<DraftSummary> drafts;
    for (const DraftRow &row : m_desk.rows()) {
        const DraftSummary &draft = row.draft;
        if (keys.contains(keyOf(draft)) && m_desk.sessionOf(draft.server)
            && draft.state != DraftState::Conflict)
            drafts.append(draft);
    }
    return drafts;
}

SendPlan DraftSubmission::planOf(const QList<DraftKey> &keys) const
{
    SendPlan plan;
    plan.areDrafts = true;
    const QList<DraftSummary> drafts = sendable(keys);
    for (const DraftSummary &draft : drafts)
        plan.items.append(itemOf(draft, m_fields.of(draft)));
    plan.maker = m_desk.othersToken(keys);
    plan.sender = m_desk.ownToken(keys);
    return plan;
}

/// Its fields may be others by now.
void DraftSubmission::update()
{
    if (!m_gate || !m_gate->isAsking())
        return;
    readFields([this] {
        if (m_gate)
            m_gate->update();
    });
}
