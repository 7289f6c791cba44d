// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/draft.h"
#include "source/errorreader.h"

#include <QScrollArea>

class ElidedLabel;
class QGridLayout;
class QPushButton;

// All that is known of one draft: old → new of each field, what the server said to it, who made it.
// Every text can be selected. GUI thread.
class DraftDetail final : public QScrollArea
{
    Q_OBJECT
public:
    explicit DraftDetail(QWidget *parent = nullptr);

    /// `next`: what happens next, which the table may have to cut.
    void show(const DraftRecord &draft, const QString &next);
    /// Nothing is selected, or the draft is gone.
    void clear();
    /// What *Copy details* copies; empty when nothing is shown.
    QString text() const;

Q_SIGNALS:
    void copyRequested(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTable();
    void addChange(QGridLayout &grid, const FieldChange &change, const ErrorReport &report);
    /// Beside the field in `line`, or at the end in a line of its own.
    void addProblem(QGridLayout &grid, int line, const QString &name, const QString &words);
    void addFact(QGridLayout &grid, const QString &label, const QString &value);

    DraftRecord m_draft;
    QString m_next;
    bool m_hasDraft = false;
    bool m_isNarrow = false; ///< what the server said stands below its field, not beside it
    ElidedLabel *m_name;
    ElidedLabel *m_facts;
    QPushButton *m_copy;
    QWidget *m_table = nullptr; ///< made anew for each draft
};

/// What became of it so far, with a time as on a clock.
QString draftSentence(const DraftRecord &draft);
/// The draft as lines of text, for the clipboard; a secret is only named.
QString draftDetails(const DraftRecord &draft);
