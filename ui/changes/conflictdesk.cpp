// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictdesk.h"

#include "changes/conflictdialog.h"
#include "editsession.h"
#include "form/undobridge.h"
#include "referenceloader.h"
#include "serversession.h"
#include "source/fieldtable.h"
#include "summary.h"

ConflictDesk::ConflictDesk(QWidget *window)
    : QObject(window)
    , m_window(window)
{ }

void ConflictDesk::setServer(ServerSession &server, ReferenceLoader &references,
                             const ConnectionLook &look)
{
    m_server = &server;
    m_references = &references;
    m_look = look;
    connect(&references, &ReferenceLoader::choicesChanged, this, [this](ReferenceTarget target) {
        if (m_dialog)
            m_dialog->setReferences(target, m_references->choices(target));
    });
}

void ConflictDesk::setEdit(UndoBridge *bridge)
{
    if (m_bridge == bridge)
        return;
    m_bridge = bridge;
    close();
}

void ConflictDesk::close()
{
    if (m_dialog)
        m_dialog->deleteLater();
    m_dialog.clear();
    m_shown = {};
}

bool ConflictDesk::isOpen() const
{
    return m_dialog && m_dialog->isVisible();
}

void ConflictDesk::open()
{
    if (!m_bridge || m_bridge->session().conflicts().isEmpty())
        return;
    if (!m_dialog)
        makeDialog();
    m_shown = view();
    m_dialog->show(m_shown);
}

void ConflictDesk::update()
{
    if (!isOpen() || m_bridge->session().phase() == EditSession::Phase::Saving)
        return;
    const ConflictView now = view();
    if (now.fields.isEmpty()) { // somebody put it back: nothing is left to decide
        m_dialog->reject();
        return;
    }
    const bool isSame = now.fields == m_shown.fields && now.by == m_shown.by
            && now.isWhoRefused == m_shown.isWhoRefused && now.takenOver == m_shown.takenOver
            && now.alsoSent == m_shown.alsoSent;
    if (isSame)
        return;
    m_shown = now;
    m_dialog->show(now);
}

ConflictView ConflictDesk::view() const
{
    const EditSession &edit = m_bridge->session();
    ConflictView view;
    view.sourceName = edit.server().name();
    view.look = m_look;
    view.fields = edit.conflicts();
    FieldSet inConflict;
    for (const ConflictField &field : std::as_const(view.fields))
        inConflict.insert(field.field);
    view.by = writerOf(edit, inConflict);
    view.isWhoRefused = m_server->presence().isRefused();
    view.openedAt = m_server->openedAt(edit.pk());
    view.alsoSent = edit.changed();
    for (const Field field : inConflict)
        view.alsoSent.remove(field);
    for (const FieldRow &row : fieldTable()) {
        if (edit.note(row.field).kind == FieldNote::Kind::TakenOver)
            view.takenOver.insert(row.field);
    }
    return view;
}

void ConflictDesk::makeDialog()
{
    m_dialog = new ConflictDialog(m_window);
    connect(m_dialog, &ConflictDialog::decided, this, &ConflictDesk::decided);
    connect(m_dialog, &ConflictDialog::postponed, this, &ConflictDesk::closed);
    connect(m_dialog, &ConflictDialog::referencesWanted, m_references, &ReferenceLoader::want);
    for (const ReferenceTarget target : {ReferenceTarget::Flow, ReferenceTarget::PlexMapping})
        m_dialog->setReferences(target, m_references->choices(target));
}

void ConflictDesk::decided(const QList<FieldDecision> &decisions, bool send)
{
    if (!m_bridge)
        return;
    m_bridge->decide(decisions);
    Q_EMIT closed();
    if (send)
        Q_EMIT sendRequested();
}
