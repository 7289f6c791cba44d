// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editsession.h"

#include <QObject>
#include <QUndoStack>

class UndoStep;

// Undo and redo of one edit: every change that a person makes goes through here and becomes a step.
// Typing in one field is one step, Revert is one, Discard is one over all fields. Steps call
// EditSession::setValue, so undoing past a save makes an unsent edit. A step may hold a typed
// secret, never a fetched one: the way back to a stored secret is to leave it untouched. The last
// 200 steps are kept.
//
// Lives as long as the session that it borrows. GUI thread.
class UndoBridge final : public QObject
{
    Q_OBJECT
public:
    explicit UndoBridge(EditSession &session, QObject *parent = nullptr);

    /// False when that changed nothing; then there is no step either.
    bool edit(Field field, const FieldValue &value);
    void revert(Field field);
    void discard();
    /// Decides fields that changed on both sides, as one step.
    void decide(const QList<FieldDecision> &decisions);

    EditSession &session() const { return m_session; }
    QUndoStack &stack() { return m_stack; }

Q_SIGNALS:
    /// A step was undone or redone; the first of the fields it changed.
    void stepTaken(Fields::Field field);

private:
    friend class UndoStep;

    bool isTyping(Field field, const FieldValue &before, const FieldValue &after) const;

    EditSession &m_session;
    QList<UndoStep *> m_steps; ///< all in the stack
    QUndoStack m_stack;
    int m_run = 0; ///< steps of different runs are never merged
};
