// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/savegate.h"

#include <utility>

SaveGate::SaveGate(QWidget *widget)
    : QObject(widget)
    , m_widget(widget)
{ }

SaveGate::~SaveGate()
{
    if (m_question)
        m_question->disconnect(this); // it may belong to a window that ends later
    delete m_question;
}

void SaveGate::setLook(const ConnectionLook &look)
{
    close();
    m_look = look;
}

void SaveGate::pass(Plan plan, std::function<void()> send,
                    const std::optional<ConnectionLook> &look)
{
    if (m_question) {
        m_question->raise();
        m_question->activateWindow();
        return;
    }
    if (!asks(look))
        return send();
    const SendPlan now = plan();
    if (now.items.isEmpty())
        return;
    m_plan = std::move(plan);
    m_send = std::move(send);
    m_question = new SaveQuestion(look.value_or(m_look), m_widget->window());
    connect(m_question, &SaveQuestion::agreed, this, &SaveGate::agree);
    connect(m_question, &QDialog::rejected, this, [this] {
        drop();
        Q_EMIT refused();
    });
    m_question->show(now);
}

void SaveGate::agree()
{
    const SendPlan now = m_plan();
    if (!now.items.isEmpty() && now != m_question->plan())
        return m_question->show(now); // this was not what was said yes to
    const std::function<void()> send = std::exchange(m_send, {});
    const bool isWanted = !now.items.isEmpty() && m_widget->window()->isVisible();
    m_question->disconnect(this);
    m_question->accept();
    drop();
    if (isWanted)
        send();
    else
        Q_EMIT refused();
}

void SaveGate::update()
{
    if (!m_question)
        return;
    const SendPlan now = m_plan();
    if (now.items.isEmpty())
        close();
    else if (now != m_question->plan())
        m_question->show(now);
}

void SaveGate::close()
{
    if (m_question)
        m_question->reject();
}

void SaveGate::drop()
{
    m_question.clear();
    m_plan = {};
    m_send = {};
}
