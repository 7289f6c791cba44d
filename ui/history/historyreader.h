// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/historylistmodel.h"
#include "storageports.h"

#include <QObject>

#include <optional>

// Reads the history page by page for a view: the newest rows first, older ones when the view comes
// to the end. A new question gives the call before it up. GUI thread.
class HistoryReader final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `history`, which must outlive it.
    explicit HistoryReader(HistoryPort &history, QObject *parent = nullptr);

    HistoryListModel &model() { return m_model; }
    const HistoryListModel &model() const { return m_model; }

    /// Reads the newest rows of this connection (empty: of all) that have these words. Does nothing
    /// when they are what it shows already.
    void ask(const QString &server, const QString &text);
    /// Reads the newest page again and keeps the older rows; the first
    /// page alone when it is not there yet.
    void refresh();

    /// The query without its place.
    const HistoryQuery &query() const { return m_query; }
    /// The query whose rows are shown, while another may be on its way.
    const HistoryQuery &shown() const { return m_shown; }
    /// How many rows `shown` has in all.
    int total() const { return m_total; }
    bool isReading() const { return bool(m_call); }
    bool wasRead() const { return m_wasRead; }
    const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    /// Around a change of rows: a view may keep its place.
    void rowsComing();
    void rowsCame();
    /// Anything of the above is different.
    void changed();

private:
    enum class Part : quint8
    {
        First,
        Newest,
        Older
    };
    void start(Part part);
    void take(Part part, Result<HistoryPage> page);

    HistoryPort &m_history;
    HistoryListModel m_model;
    HistoryQuery m_query;
    HistoryQuery m_shown;
    CallHandle m_call;
    int m_total = 0;
    bool m_wasRead = false;
    std::optional<Error> m_error;
    Part m_part = Part::First; ///< of the call that runs or ran last
};
