// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionlook.h"
#include "source/field.h"

#include <QDialog>
#include <QStringList>

class DialogHead;
class PlainTextLabel;
class QPushButton;
class QVBoxLayout;
class Tag;

/// What is to be sent of one source. A plain value.
struct SendItem
{
    QString source;     ///< its name; server text
    QStringList labels; ///< of the fields; empty where only their number is known
    int fields = 0;

    friend bool operator==(const SendItem &, const SendItem &) = default;
};

/// These fields of a source.
SendItem sendItem(const QString &source, const FieldSet &fields);

/// So many sources a question names; the others it counts.
inline constexpr int namedSources = 12;

/// What a yes would send. A plain value.
struct SendPlan
{
    QList<SendItem> items;  ///< empty = nothing is left to be sent
    QString maker = {};     ///< another user, whose token one of them was made with
    QString sender = {};    ///< as whom it would go out; only with a maker
    bool areDrafts = false; ///< counted in drafts, not in changes
    bool isLater = false;   ///< they wait in the queue until the server answers

    friend bool operator==(const SendPlan &, const SendPlan &) = default;
};

// Asks, where a connection wants to be asked, before something is sent: how much, from which
// sources and fields, whose, and where to. *Not now* is the default button, and what Escape and
// closing do. It sends nothing and knows no session. Window-modal, never waited for; deletes itself
// when it is closed. GUI thread.
class SaveQuestion final : public QDialog
{
    Q_OBJECT
public:
    SaveQuestion(const ConnectionLook &look, QWidget *parent);

    /// Also while it is open: the counts are those of now.
    void show(const SendPlan &plan);
    const SendPlan &plan() const { return m_plan; }

Q_SIGNALS:
    /// *Send* was clicked. The dialog stays until somebody closes it.
    void agreed();

private:
    void makeFoot(QVBoxLayout &column);
    void showItems();

    ConnectionLook m_look;
    SendPlan m_plan;
    DialogHead *m_head;
    PlainTextLabel *m_what;
    PlainTextLabel *m_whose;
    PlainTextLabel *m_means;
    QPushButton *m_send = nullptr;
    QPushButton *m_notNow = nullptr;
};
