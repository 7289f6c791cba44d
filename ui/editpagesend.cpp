// SPDX-License-Identifier: GPL-3.0-or-later
// What of an edit page sends: each of these takes the gate.
#include "changes/conflictdesk.h"
#include "draftkeeper.h"
#include "drafts/tokenquestion.h"
#include "draftsummary.h"
#include "editpage.h"
#include "editsession.h"
#include "form/savegate.h"
#include "serversession.h"
#include "source/fieldtable.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

SendPlan planOf(const QString &source, const FieldSet &fields)
{
    SendPlan plan;
    if (!fields.isEmpty())
        plan.items.append(sendItem(source, fields));
    return plan;
}

/// Of what is lost only what would be sent again.
FieldSet lostFields(Confirmations &confirmations, const QString &pk)
{
    FieldSet fields;
    const QList<LostChange> changes = confirmations.lost(pk);
    for (const LostChange &change : changes)
        fields = fields | change.check.gone();
    return fields;
}

} // namespace

void EditPage::save()
{
    commitEditor();
    if (!canSave())
        return;
    const QPointer<EditSession> edit = m_edit;
    m_gate->pass(
            [edit] { return edit ? planOf(edit->server().name(), edit->changed()) : SendPlan(); },
            [this] { saveNow(); });
}

/// The server may have gone, or the right, while the question was open.
void EditPage::saveNow()
{
    commitEditor();
    if (!canSave()) {
        if (const QString why = cannotSaveWhy(); !why.isEmpty())
            Q_EMIT said(why);
        return;
    }
    m_atSave = m_edit->current();
    m_edit->save();
}

void EditPage::saveAgain()
{
    commitEditor();
    const QPointer<EditSession> edit = m_edit;
    const QPointer<ServerSession> server = m_server;
    m_gate->pass(
            [edit, server] {
                if (!edit || !server)
                    return SendPlan();
                return planOf(edit->server().name(),
                              lostFields(server->confirmations(), edit->pk()));
            },
            [this] {
                if (!m_edit)
                    return;
                m_atSave = m_edit->current();
                m_server->saveAgain(*m_edit);
            });
}

void EditPage::setQueued(bool on)
{
    commitEditor();
    DraftKeeper *kept = keeper();
    if (!kept)
        return updateAll();
    if (!on) {
        kept->setQueued(false);
        return updateAll();
    }
    if (!m_edit->conflicts().isEmpty()) {
        sayDecideFirst();
        return updateAll();
    }
    if (!isAnothersDraft(*kept, m_server->username()))
        return queueNow();
    auto *question = new TokenQuestion(kept->maker(), m_server->username(), 1, this);
    connect(question, &TokenQuestion::agreed, kept, [this, kept] {
        if (kept == keeper())
            queueNow();
    });
    question->open();
}

void EditPage::sayDecideFirst()
{
    Q_EMIT said(tr("Decide the conflict first. Your edits are kept here."));
}

void EditPage::queueNow()
{
    const QPointer<EditSession> edit = m_edit;
    m_gate->pass(
            [edit] {
                SendPlan plan = edit ? planOf(edit->server().name(), edit->changed()) : SendPlan();
                plan.isLater = true;
                return plan;
            },
            [this] {
                if (m_edit && !m_edit->conflicts().isEmpty()) // came up while it was asked
                    sayDecideFirst();
                else if (DraftKeeper *kept = keeper())
                    kept->setQueued(true);
                updateAll();
            });
}

/// What was decided in a conflict is an edit now; the next conflict is another question.
void EditPage::sendRefused()
{
    m_conflicts->close();
    Q_EMIT said(tr("Nothing was sent. Your changes are kept here."));
}
