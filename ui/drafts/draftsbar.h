// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QWidget>

class ElidedLabel;
class QBoxLayout;
class QPushButton;

/// What the bar of the drafts shows. A plain value.
struct DraftsBarState
{
    QString title;     ///< what is selected
    QString note;      ///< what is to be known besides; may be empty
    QString whyNoOpen; ///< a reason to forbid it; empty = allowed
    QString whyNoSubmit;
    bool isQueued = false; ///< all that is selected: it can be taken out of the queue
    bool hasSelection = false;
    QString undo; ///< *Undo discard of Plex Home*; empty = nothing to undo

    friend bool operator==(const DraftsBarState &, const DraftsBarState &) = default;
};

// The lowest line of the page of the drafts: what is selected and what can be done with it. In a
// narrow window Undo has a line of its own. GUI thread.
class DraftsBar final : public QWidget
{
    Q_OBJECT
public:
    explicit DraftsBar(QWidget *parent = nullptr);

    void setState(const DraftsBarState &state);

Q_SIGNALS:
    void openClicked();
    void submitClicked();
    void takeOutClicked();
    void exportClicked();
    void discardClicked();
    void undoClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeButtons();
    void placeUndo();
    void sizeSubmit(bool isNarrow);

    DraftsBarState m_state;
    ElidedLabel *m_title;
    ElidedLabel *m_note;
    QPushButton *m_undo;
    QPushButton *m_discard;
    QPushButton *m_export;
    QPushButton *m_submit;
    QPushButton *m_open;
    QWidget *m_undoLine;
    QBoxLayout *m_row = nullptr;
};
