// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"
#include "items/draftlistmodel.h"

#include <QHash>
#include <QObject>

class EditSession;

// What is known of the trouble of drafts, in a sentence each: whose change one is in conflict with,
// which field the server refused. Of a draft that is not open the refusal is read from the disk,
// one after another and of the newest only: a list of 10,000 is not read for it. GUI thread.
class DraftFindings final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `drafts`, which must outlive it.
    explicit DraftFindings(DraftPort &drafts, QObject *parent = nullptr);

    /// As far as it is known; empty if not.
    QString of(const DraftSummary &draft, const EditSession *open) const;
    /// Reads what is not known yet of these; found() follows when there is news.
    void read(const QList<DraftSummary> &drafts);

Q_SIGNALS:
    void found();

private:
    void readNext();

    struct Refusal
    {
        QDateTime changed; ///< of the draft that it belongs to
        QString sentence;
    };
    DraftPort &m_drafts;
    QHash<DraftKey, Refusal> m_refusals;
    QList<DraftSummary> m_wanted;
    CallHandle m_call;
    bool m_hasNews = false;
};
