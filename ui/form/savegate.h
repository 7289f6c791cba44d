// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/savequestion.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>

// The way to the server that everything takes that a person sends over one connection. Where the
// connection asks before each save, nothing passes before a yes; else it passes at once. One
// question at a time. What is sent is what there is at the moment of the yes: a question follows
// its plan while it is open, and a yes to an old count asks again. GUI thread.
class SaveGate final : public QObject
{
    Q_OBJECT
public:
    /// Tells what would be sent now.
    using Plan = std::function<SendPlan()>;

    /// Questions belong to the window of `widget`.
    explicit SaveGate(QWidget *widget);
    ~SaveGate() override;

    /// Another connection: what was asked about the former one is not sent.
    void setLook(const ConnectionLook &look);
    /// Calls `send` now, or after the yes; never, when there is a question already, when the plan
    /// is empty by then, or when the answer is no. Both are kept until then and must guard what
    /// they point to.
    /// `look` is that of the connection it goes to, when it is another one.
    void pass(Plan plan, std::function<void()> send,
              const std::optional<ConnectionLook> &look = {});
    /// True when what goes to `look` (none = the present connection) waits for a yes.
    bool asks(const std::optional<ConnectionLook> &look) const
    {
        return look.value_or(m_look).asksBeforeSave;
    }
    bool isAsking() const { return !m_question.isNull(); }

public Q_SLOTS:
    /// Brings an open question up to date; it goes when nothing is left to be sent.
    void update();
    /// Takes an open question back: nothing is sent.
    void close();

Q_SIGNALS:
    /// The answer was no, or the question is gone.
    void refused();

private:
    void agree();
    void drop();

    QWidget *m_widget;
    ConnectionLook m_look;
    QPointer<SaveQuestion> m_question;
    Plan m_plan;
    std::function<void()> m_send;
};
