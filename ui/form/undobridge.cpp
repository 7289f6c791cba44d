// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/undobridge.h"

#include "editsession.h"
#include "source/fieldtable.h"

#include <QUndoCommand>

#include <algorithm>

namespace {

/// A session may last for weeks, and each step looks at every news of the server.
constexpr int mostSteps = 200;

struct Change
{
    Field field;
    FieldValue before;
    FieldValue after;
};

// The items of two lists differ in exactly one place.
std::optional<qsizetype> changedItem(const QStringList &before, const QStringList &after)
{
    if (before.size() != after.size())
        return std::nullopt;
    std::optional<qsizetype> changed;
    for (qsizetype at = 0; at < before.size(); ++at) {
        if (before.at(at) == after.at(at))
            continue;
        if (changed)
            return std::nullopt;
        changed = at;
    }
    return changed;
}

} // namespace

// One step. It was done when it was made, so the redo that QUndoStack::push() calls does nothing.
class UndoStep final : public QUndoCommand
{
public:
    /// `run` ties typing together; 0 is never merged.
    UndoStep(UndoBridge &bridge, const QString &text, QList<Change> changes, int run)
        : QUndoCommand(text)
        , m_bridge(bridge)
        , m_changes(std::move(changes))
        , m_run(run)
    {
        m_bridge.m_steps.append(this);
    }
    ~UndoStep() override { m_bridge.m_steps.removeOne(this); }

    /// What the server has put in the place of `from` was no step of anybody here.
    void replace(Field field, const FieldValue &from, const FieldValue &to)
    {
        for (Change &change : m_changes) {
            if (change.field != field)
                continue;
            if (change.before == from)
                change.before = to;
            if (change.after == from)
                change.after = to;
        }
        const auto isIdle = [](const Change &change) { return change.before == change.after; };
        setObsolete(std::all_of(m_changes.cbegin(), m_changes.cend(), isIdle));
    }

    int id() const override { return m_run > 0 ? 1 : -1; }

    void undo() override
    {
        for (const Change &change : std::as_const(m_changes))
            put(change.field, change.before);
        Q_EMIT m_bridge.stepTaken(m_changes.constFirst().field);
    }

    void redo() override
    {
        if (std::exchange(m_isNew, false))
            return;
        for (const Change &change : std::as_const(m_changes))
            put(change.field, change.after);
        Q_EMIT m_bridge.stepTaken(m_changes.constFirst().field);
    }

    bool mergeWith(const QUndoCommand *command) override
    {
        const auto *other = static_cast<const UndoStep *>(command);
        Change &mine = m_changes.first();
        const Change &theirs = other->m_changes.constFirst();
        if (other->m_run != m_run || mine.field != theirs.field || mine.after != theirs.before)
            return false;
        if (rowOf(mine.field).kind == FieldKind::TextList
            && changedItem(mine.before.toList(), mine.after.toList())
                    != changedItem(theirs.before.toList(), theirs.after.toList())) {
            return false;
        }
        mine.after = theirs.after;
        setObsolete(mine.before == mine.after);
        return true;
    }

private:
    void put(Field field, const FieldValue &value)
    {
        EditSession &session = m_bridge.session();
        const bool isStoredSecret =
                rowOf(field).kind == FieldKind::Secret && !value.isTypedSecret();
        // Of a stored secret only the digest is known: it cannot be sent, only left untouched.
        session.setValue(field, isStoredSecret ? session.baseline().value(field) : value);
    }

    UndoBridge &m_bridge;
    QList<Change> m_changes;
    int m_run;
    bool m_isNew = true;
};

UndoBridge::UndoBridge(EditSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_stack.setUndoLimit(mostSteps);
    // What is typed after a save begins is a step of its own: undo then leads to what was sent.
    connect(&session, &EditSession::phaseChanged, this, [this] { ++m_run; });
    connect(&session, &EditSession::takenOver, this,
            [this](Field field, const FieldValue &from, const FieldValue &to) {
                for (UndoStep *step : std::as_const(m_steps))
                    step->replace(field, from, to);
            });
    ++m_run;
}

bool UndoBridge::isTyping(Field field, const FieldValue &before, const FieldValue &after) const
{
    switch (rowOf(field).kind) {
    case FieldKind::Text:
    case FieldKind::Secret:
        return true;
    case FieldKind::TextList:
        return changedItem(before.toList(), after.toList()).has_value();
    default:
        return false;
    }
}

bool UndoBridge::edit(Field field, const FieldValue &value)
{
    const FieldValue before = m_session.current().value(field);
    if (!m_session.setValue(field, value))
        return false;
    const FieldValue after = m_session.current().value(field);
    if (before == after)
        return true;
    const int run = isTyping(field, before, after) ? m_run : 0;
    m_stack.push(new UndoStep(*this, tr("Change %1").arg(labelOf(field)), {{field, before, after}},
                              run));
    return true;
}

void UndoBridge::revert(Field field)
{
    const FieldValue before = m_session.current().value(field);
    m_session.revert(field);
    const FieldValue after = m_session.current().value(field);
    if (before != after)
        m_stack.push(new UndoStep(*this, tr("Revert %1").arg(labelOf(field)),
                                  {{field, before, after}}, 0));
}

void UndoBridge::discard()
{
    const PlexSource before = m_session.current();
    m_session.discard();
    QList<Change> changes;
    for (const FieldRow &row : fieldTable()) {
        const FieldValue &after = m_session.current().value(row.field);
        if (before.value(row.field) != after)
            changes.append({row.field, before.value(row.field), after});
    }
    if (!changes.isEmpty())
        m_stack.push(new UndoStep(*this, tr("Discard"), changes, 0));
}

void UndoBridge::decide(const QList<FieldDecision> &decisions)
{
    const PlexSource before = m_session.current();
    m_session.decide(decisions);
    QList<Change> changes;
    for (const FieldDecision &decision : decisions) {
        const FieldValue &after = m_session.current().value(decision.field);
        if (before.value(decision.field) != after)
            changes.append({decision.field, before.value(decision.field), after});
    }
    if (!changes.isEmpty())
        m_stack.push(new UndoStep(*this, tr("Decide a conflict"), changes, 0));
}
