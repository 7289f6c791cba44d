// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog.h"

#include <utility>

RequestLog::RequestLog(QObject *parent)
    : QObject(parent)
{ }

void RequestLog::add(LoggedRequest request)
{
    request.number = ++m_lastNumber;
    const bool isFull = m_requests.size() == std::size_t(capacity);
    if (isFull)
        m_requests.pop_front();
    m_requests.push_back(std::move(request));
    Q_EMIT added(m_requests.back(), isFull);
}

void RequestLog::clear()
{
    m_requests.clear();
    Q_EMIT cleared();
}
