// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QStringList>
#include <QWidget>

class ElidedLabel;
class QPushButton;
class Sign;
class Tag;
class PlainTextLabel;

/// Whether the changes may wait for the server.
enum class SaveQueue : quint8
{
    None,  ///< it answers, they can be saved
    Offer, ///< *Submit when online*
    Queued ///< they go out as soon as it answers, unless they are taken back
};

/// What the save bar shows. A plain value.
struct SaveBarState
{
    QStringList changedLabels; ///< of the fields that a save would send
    bool isSaving = false;
    bool isReviewOpen = false;
    bool isEmpty = true;   ///< no source is open
    QString cannotSaveWhy; ///< a reason to forbid a save; empty = allowed
    SaveQueue queue = SaveQueue::None;
    QString cannotQueueWhy; ///< a reason to forbid queueing; empty = allowed
    QString finding;        ///< a warning to show here, because the summary bar is closed
    QString target;         ///< where it goes: kind or host of the connection
    QString targetSign;
    Tone targetTone = Tone::Ink;

    friend bool operator==(const SaveBarState &, const SaveBarState &) = default;
};

// The lowest line of the window: what would be sent, and the buttons. Save is the only button whose
// name begins with *Save*. GUI thread.
class SaveBar final : public QWidget
{
    Q_OBJECT
public:
    explicit SaveBar(QWidget *parent = nullptr);

    void setState(const SaveBarState &state);
    /// In a narrow window the target's tag gives way.
    void setNarrow(bool narrow);
    QPushButton *saveButton() const { return m_save; }

Q_SIGNALS:
    void saveRequested();
    void discardRequested();
    void cancelRequested();
    void reviewRequested(bool open);
    /// The changes are to go out when the server answers; or not.
    void queueRequested(bool on);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void makeButtons();
    void updateTexts();
    void updateButtons();
    void updateQueue();

    SaveBarState m_state;
    bool m_isNarrow = false;
    Sign *m_sign;
    ElidedLabel *m_title;
    ElidedLabel *m_names;
    QPushButton *m_discard;
    QPushButton *m_review;
    QPushButton *m_queue;
    PlainTextLabel *m_to;
    Tag *m_target;
    QPushButton *m_save;
};
