// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

#include <deque>

// The ids that were told last, so many of them: a session may last for weeks. A plain value.
class RecentIds
{
public:
    static constexpr std::size_t capacity = 1000; ///< the oldest go first

    void insert(const QString &id)
    {
        if (m_ids.contains(id))
            return;
        m_ids.insert(id);
        m_order.push_back(id);
        if (m_order.size() <= capacity)
            return;
        m_ids.remove(m_order.front());
        m_order.pop_front();
    }
    bool contains(const QString &id) const { return m_ids.contains(id); }

private:
    QSet<QString> m_ids;
    std::deque<QString> m_order;
};
