// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/draft.h"

#include <QWidget>

class QVBoxLayout;
class SectionList;

// The column right of the form: the sections to jump to and, while something waits for the server,
// the queue in the order in which it goes out. GUI thread.
class Inspector final : public QWidget
{
    Q_OBJECT
public:
    explicit Inspector(QWidget *parent = nullptr);

    SectionList *sections() const { return m_sections; }
    /// Queued drafts of the connection, oldest first; empty hides the group.
    void setQueue(const QList<DraftSummary> &drafts);

Q_SIGNALS:
    /// This draft is not to be sent after all.
    void takeOutRequested(const QString &pk);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addRow(int place, const DraftSummary &draft);

    SectionList *m_sections;
    QWidget *m_queue;
    QVBoxLayout *m_rows;
    QList<DraftSummary> m_shown;
};
