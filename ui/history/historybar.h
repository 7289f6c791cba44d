// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"
#include "source/saverecord.h"

#include <QWidget>

class ElidedLabel;
class QPushButton;

/// Whether a save can be undone on the server.
struct UndoOffer
{
    bool isPossible = false;
    QString why;  ///< not possible: the reason
    QString left; ///< possible: what is not undone; may be empty
};
UndoOffer undoOfferOf(const SaveRecord &record);

/// What the bar of the history shows. A plain value.
struct HistoryBarState
{
    QString title;
    QString note;
    Tone noteTone = Tone::Secondary;
    bool hasRow = false;
    bool hasSnapshot = false;
    QString elsewhere; ///< the reason why source and undo cannot be reached from here
    UndoOffer undo;
};

// The lowest line of the history page: which save is selected, and what can be done with it. GUI
// thread.
class HistoryBar final : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryBar(QWidget *parent = nullptr);

    void setState(const HistoryBarState &state);

Q_SIGNALS:
    void undoClicked();
    void openClicked();
    void snapshotClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ElidedLabel *m_title;
    ElidedLabel *m_note;
    QPushButton *m_open;
    QPushButton *m_snapshot;
    QPushButton *m_undo;
};
