// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyreader.h"

#include <utility>

HistoryReader::HistoryReader(HistoryPort &history, QObject *parent)
    : QObject(parent)
    , m_history(history)
{
    connect(&m_model, &HistoryListModel::moreWanted, this, [this] {
        // While the first page is on its way the rows shown are those of another question.
        if (!m_call && !m_error)
            start(Part::Older);
        else
            m_model.askAgain();
    });
}

void HistoryReader::ask(const QString &server, const QString &text)
{
    const bool isSame = server == m_query.server && text == m_query.text;
    if (isSame && (m_wasRead || m_call))
        return;
    m_query.server = server;
    m_query.text = text;
    start(Part::First);
}

void HistoryReader::refresh()
{
    const bool isFirstOpen = m_part == Part::First && (m_call || m_error);
    start(m_wasRead && !isFirstOpen ? Part::Newest : Part::First);
}

void HistoryReader::start(Part part)
{
    m_part = part;
    m_error.reset();
    HistoryQuery query = m_query;
    if (part == Part::Older && m_model.rowCount() > 0)
        query.before = m_model.rows().constLast().number;
    m_call = m_history.search(query, [this, part](Result<HistoryPage> page) {
        const CallHandle finished = std::move(m_call);
        take(part, std::move(page));
    });
    Q_EMIT changed();
}

void HistoryReader::take(Part part, Result<HistoryPage> page)
{
    if (!page) {
        m_error = page.error();
        m_model.askAgain();
        Q_EMIT changed();
        return;
    }
    const HistoryPage read = std::move(page).value();
    m_wasRead = true;
    m_shown = m_query;
    m_total = read.total;
    Q_EMIT rowsComing();
    const int before = part == Part::Older ? m_model.rowCount() : 0;
    const bool hasMore = !read.rows.isEmpty() && read.total > before + read.rows.size();
    switch (part) {
    case Part::First:
        m_model.setRows(read.rows, hasMore);
        break;
    case Part::Newest:
        m_model.refreshFrom(read.rows, hasMore);
        break;
    case Part::Older:
        m_model.appendRows(read.rows, hasMore);
        break;
    }
    Q_EMIT rowsCame();
    Q_EMIT changed();
}
