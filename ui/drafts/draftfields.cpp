// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/draftfields.h"

#include <utility>

DraftFields::DraftFields(DraftDesk &desk)
    : m_desk(desk)
{ }

void DraftFields::read(const QList<DraftKey> &keys, std::function<void()> then)
{
    m_call.reset();
    m_waiting = keys;
    m_then = std::move(then);
    readNext();
}

void DraftFields::readNext()
{
    if (m_waiting.isEmpty()) {
        const std::function<void()> then = std::exchange(m_then, {});
        return then();
    }
    const DraftKey key = m_waiting.takeFirst();
    m_call = m_desk.load(key, [this, key](const Result<std::optional<DraftRecord>> &read) {
        const CallHandle finished = std::move(m_call);
        if (read && *read)
            m_read.insert(key, {(*read)->changed, (*read)->fields()});
        readNext();
    });
}

FieldSet DraftFields::of(const DraftSummary &draft) const
{
    const Known known = m_read.value(keyOf(draft));
    return known.changed == draft.changed ? known.fields : FieldSet();
}
