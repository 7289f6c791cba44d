// SPDX-License-Identifier: GPL-3.0-or-later
#include "rounds.h"

#include "history/historypanel.h"
#include "source/fieldtable.h"

#include <QAbstractButton>
#include <QJsonArray>
#include <QTableView>
#include <QUndoStack>

#include <array>
#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
/// Of every kind of editor one or more. The other one only writes to texts and the list, so that
/// no value comes twice but from this desk.
constexpr std::array typedFields{
        Field::Name,           Field::ClientId,         Field::UserPathTemplate,
        Field::AllowedServers, Field::PlexToken,        Field::Enabled,
        Field::AllowFriends,   Field::UserMatchingMode, Field::PolicyEngineMode,
        Field::Promoted};
constexpr std::array contestedFields{Field::Name, Field::ClientId, Field::UserPathTemplate,
                                     Field::AllowedServers};

struct NamedFault
{
    FaultProxy::Fault fault;
    const char *name;
};
constexpr std::array faultsOfTheWay{
        NamedFault{FaultProxy::Fault::Hang, "hang"},
        NamedFault{FaultProxy::Fault::DropRequest, "drop"},
        NamedFault{FaultProxy::Fault::CloseUnread, "close unread"},
        NamedFault{FaultProxy::Fault::ResetUnread, "reset unread"},
        NamedFault{FaultProxy::Fault::ResetRequest, "reset request"},
        NamedFault{FaultProxy::Fault::CutAnswer, "cut answer"},
};
} // namespace

Rounds::Rounds(SoakDesk &desk, quint32 seed)
    : m_desk(desk)
    , m_random(seed)
    // Sessions last for some hundred rounds: what grows with one of them is to be seen too.
    , m_kinds{
              {u"save by keys"_s, 150, &Rounds::saveByKeys},
              {u"save several"_s, 150, &Rounds::saveSeveral},
              {u"conflict"_s, 120, &Rounds::meetConflict},
              {u"offline"_s, 80, &Rounds::workOffline},
              {u"fault in a save"_s, 120, &Rounds::saveThroughFault},
              {u"bad link"_s, 40, &Rounds::saveOverBadLink},
              {u"overwritten"_s, 50, &Rounds::loseToOther},
              {u"fault in a read"_s, 50, &Rounds::readThroughFault},
              {u"history"_s, 30, &Rounds::lookAtHistory},
              {u"drafts"_s, 30, &Rounds::lookAtDrafts},
              {u"log"_s, 20, &Rounds::lookAtLog},
              {u"review"_s, 30, &Rounds::review},
              {u"open and leave"_s, 60, &Rounds::openAndLeave},
              {u"undo and redo"_s, 40, &Rounds::undoAndRedo},
              {u"leave typed"_s, 40, &Rounds::leaveTyped},
              {u"discard"_s, 30, &Rounds::discardTyped},
              {u"reopen connection"_s, 1, &Rounds::reopenConnection},
              {u"another token"_s, 1, &Rounds::changeToken},
              {u"sleep and wake"_s, 20, &Rounds::sleepAndWake},
              {u"polls"_s, 40, &Rounds::waitForPolls},
      }
{
    for (const Kind &kind : m_kinds)
        m_weights += kind.weight;
}

void Rounds::run(int number)
{
    m_number = number;
    // The first rounds are one of each, so that a short run meets all.
    const Kind *chosen = number < kinds() ? &m_kinds.at(std::size_t(number)) : nullptr;
    int place = below(m_weights);
    for (const Kind &kind : m_kinds) {
        if (chosen)
            break;
        place -= kind.weight;
        chosen = place < 0 ? &kind : nullptr;
    }
    m_last = chosen->name;
    ++m_counts[m_last];
    (this->*chosen->run)();
    answerDialog(); // whatever is still asked
}

QString Rounds::word()
{
    return u"w%1-%2"_s.arg(m_number).arg(++m_words);
}

bool Rounds::openAny()
{
    const QString slug = anySlug();
    if (m_desk.open(slug))
        return true;
    m_desk.ledger().noteProblem(u"%1 cannot be opened"_s.arg(slug));
    return false;
}

void Rounds::typeInto(Field field)
{
    const FieldValue now = m_desk.edit()->current().value(field);
    const FieldRow &row = rowOf(field);
    switch (row.kind) {
    case FieldKind::Flag:
        return m_desk.type(field, FieldValue::flag(!now.toFlag()));
    case FieldKind::Choice:
        return m_desk.type(
                field,
                FieldValue::text(QLatin1StringView(
                        row.choices[std::size_t(below(int(row.choices.size())))].value)));
    case FieldKind::TextList: {
        QStringList items = now.toList();
        if (items.size() > 4)
            items.removeAt(below(int(items.size())));
        items.insert(below(int(items.size()) + 1), word());
        return m_desk.type(field, FieldValue::list(items));
    }
    case FieldKind::Secret:
        return m_desk.type(field, m_desk.edit()->secretValue(field, word()));
    default:
        break;
    }
    if (isOneIn(3))
        m_desk.typeKeys(field, word());
    else
        m_desk.type(field, FieldValue::text(word()));
}

void Rounds::typeSomething(int most)
{
    const int count = 1 + below(most);
    for (int field = 0; field < count; ++field)
        typeInto(typedFields.at(std::size_t(below(int(typedFields.size())))));
}

// Saves

void Rounds::saveByKeys()
{
    if (!openAny())
        return;
    m_desk.typeKeys(isOneIn(2) ? Field::Name : Field::ClientId, word());
    m_desk.save();
    m_desk.pass(2s);
}

void Rounds::saveSeveral()
{
    if (!openAny())
        return;
    typeSomething(4);
    m_desk.save();
    if (isOneIn(2))
        m_desk.pass(2s);
}

void Rounds::meetConflict()
{
    if (!openAny())
        return;
    const Field field = contestedFields.at(std::size_t(below(int(contestedFields.size()))));
    const QString slug = m_desk.edit()->slug();
    typeInto(field);
    if (isOneIn(3))
        typeSomething(2);
    QJsonObject theirs{{keyOf(field), word()}};
    if (rowOf(field).kind == FieldKind::TextList)
        theirs = {{keyOf(field), QJsonArray{word(), word()}}};
    if (isOneIn(3))
        theirs.insert(u"name"_s, word());
    m_desk.changeByOther(slug, theirs);
    m_desk.save();
    decideConflicts();
}

/// The question is answered as a person would; false when nothing is asked.
bool Rounds::answerDialog()
{
    QAbstractButton *theirs = m_desk.program().button(u"Take theirs"_s);
    QAbstractButton *mine = m_desk.program().button(u"Keep mine"_s);
    if (!theirs || !mine)
        return false;
    EditSession *edit = m_desk.edit();
    const QList<ConflictField> conflicts = edit->conflicts();
    switch (below(5)) {
    case 0:
        m_desk.program().button(u"Decide later"_s)->click();
        break;
    case 1:
    case 2:
        m_desk.noteRequests();
        for (const ConflictField &conflict : conflicts)
            m_desk.ledger().noteDropped(edit->pk(), conflict.field);
        theirs->click();
        break;
    default:
        mine->click();
        break;
    }
    return m_desk.passUntil([edit] { return edit->phase() == EditSession::Phase::Editing; }, 10s);
}

/// What was put off is decided in the form: theirs, or mine with the next save.
void Rounds::decideConflicts()
{
    m_desk.wait([this] { return m_desk.program().button(u"Keep mine"_s) != nullptr; }, 100ms);
    for (int question = 0; question < 3 && answerDialog(); ++question) { }
    EditSession *edit = m_desk.edit();
    const QList<ConflictField> conflicts = edit->conflicts();
    if (conflicts.isEmpty() || isOneIn(4))
        return;
    QList<FieldDecision> decisions;
    for (const ConflictField &conflict : conflicts) {
        const bool isTheirs = isOneIn(2);
        if (isTheirs)
            m_desk.ledger().noteDropped(edit->pk(), conflict.field);
        decisions.append({conflict.field, conflict.merge.theirs,
                          isTheirs ? conflict.merge.theirs : conflict.merge.mine});
    }
    edit->decide(decisions);
}

/// Saves that are confirmed find that somebody wrote over them.
void Rounds::loseToOther()
{
    if (!openAny())
        return;
    EditSession *edit = m_desk.edit();
    typeInto(Field::Name);
    m_desk.save();
    if (!edit->outcome() || edit->outcome()->result != SaveResult::Saved)
        return decideConflicts();
    m_desk.changeByOther(edit->slug(), {{u"name"_s, word()}});
    m_desk.pass(2s);
    Confirmations &confirmations = m_desk.session()->confirmations();
    const QString pk = edit->pk();
    if (!m_desk.passUntil([&] { return !confirmations.lost(pk).isEmpty(); }, 5s))
        return m_desk.ledger().noteProblem(u"nobody told that a save was overwritten"_s);
    if (isOneIn(2))
        return confirmations.dismiss(pk);
    const QList<LostChange> lost = confirmations.lost(pk);
    for (const LostChange &change : lost) {
        for (const Field field : change.check.gone())
            m_desk.ledger().noteTyped(pk, field, change.record.changeOf(field)->after);
    }
    m_desk.session()->saveAgain(*edit);
    m_desk.wait([edit] { return edit->phase() == EditSession::Phase::Saving; }, 500ms);
    m_desk.passUntil([edit] { return edit->phase() == EditSession::Phase::Editing; }, 10s);
    decideConflicts();
}

// Bad weather

void Rounds::workOffline()
{
    m_desk.proxy().goAway();
    m_desk.pass(60s);
    const int sources = 1 + below(3);
    for (int source = 0; source < sources; ++source) {
        if (!openAny())
            break;
        typeSomething(3);
        if (isOneIn(4))
            m_desk.save(); // it says that the server is not there
        if (!isOneIn(4))
            m_desk.program().window.page()->setQueued(true);
        m_desk.pass(std::chrono::seconds(below(90)));
    }
    if (isOneIn(2))
        m_desk.changeByOther(anySlug(), {{u"name"_s, word()}});
    m_desk.proxy().comeBack();
    m_desk.settle();
    if (m_desk.edit())
        decideConflicts();
}

void Rounds::saveThroughFault()
{
    if (!openAny())
        return;
    typeSomething(3);
    const NamedFault &fault = faultsOfTheWay.at(std::size_t(below(int(faultsOfTheWay.size()))));
    ++m_faults[QString::fromLatin1(fault.name)];
    m_desk.proxy().setCutAfter(20 + below(600));
    const QByteArray method = isOneIn(4) ? QByteArray() : isOneIn(3) ? "GET" : "PATCH";
    m_desk.proxy().setFault(fault.fault, method, 1 + below(4));
    m_desk.save();
    m_desk.settle();
    m_desk.pass(2s);
    decideConflicts();
}

void Rounds::saveOverBadLink()
{
    ++m_faults[u"each n-th dropped"_s];
    m_desk.proxy().setDropEach(2 + below(5));
    for (int save = 0; save < 3 && openAny(); ++save) {
        typeSomething(2);
        m_desk.save();
    }
    m_desk.settle();
    decideConflicts();
}

void Rounds::readThroughFault()
{
    if (!openAny())
        return;
    const NamedFault &fault = faultsOfTheWay.at(std::size_t(below(int(faultsOfTheWay.size()))));
    ++m_faults[QString::fromLatin1(fault.name)];
    m_desk.proxy().setCutAfter(20 + below(3000));
    m_desk.proxy().setFault(fault.fault, "GET", 1 + below(6));
    m_desk.edit()->refresh();
    m_desk.session()->refreshList();
    m_desk.pass(31s);
    m_desk.settle();
}

// Looking around

void Rounds::lookAtHistory()
{
    Desk *desk = m_desk.program().window.desk();
    desk->showPage(PanelEntry::History);
    auto *table = desk->history()->findChild<QTableView *>();
    m_desk.wait([table] { return table->model()->rowCount() > 0; }, 2s);
    const int rows = std::min(table->model()->rowCount(), 200);
    for (int look = 0; look < 3 && rows > 0; ++look) {
        table->selectRow(below(rows));
        m_desk.wait([] { return false; }, 30ms);
    }
    openAny();
}

void Rounds::lookAtDrafts()
{
    m_desk.program().window.desk()->showPage(PanelEntry::Drafts);
    m_desk.wait([] { return false; }, 50ms);
    openAny();
}

void Rounds::lookAtLog()
{
    m_desk.program().window.desk()->showPage(PanelEntry::Log);
    m_desk.wait([] { return false; }, 50ms);
    openAny();
}

void Rounds::review()
{
    if (!openAny())
        return;
    typeSomething(3);
    EditPage *page = m_desk.program().window.page();
    page->setReviewOpen(true);
    m_desk.wait([] { return false; }, 50ms);
    page->setReviewOpen(false);
    m_desk.save();
    decideConflicts();
}

void Rounds::openAndLeave()
{
    for (int source = 0; source < 3; ++source)
        openAny();
}

void Rounds::undoAndRedo()
{
    if (!openAny())
        return;
    m_desk.typeKeys(Field::Name, word());
    m_desk.typeKeys(Field::ClientId, word());
    QUndoStack *stack = m_desk.program().window.page()->undoStack();
    const int steps = 1 + below(4);
    for (int step = 0; step < steps; ++step)
        stack->undo();
    for (int step = below(3); step > 0; --step)
        stack->redo();
    m_desk.takeEditAsTyped();
    if (!isOneIn(3))
        m_desk.save();
    decideConflicts();
}

void Rounds::leaveTyped()
{
    if (!openAny())
        return;
    typeSomething(3);
    m_desk.pass(1s);
    openAny();
}

void Rounds::discardTyped()
{
    if (!openAny())
        return;
    typeSomething(3);
    m_desk.discard();
}

// What the connection goes through

void Rounds::reopenConnection()
{
    if (!openAny())
        return;
    typeSomething(2);
    const auto reopen = [this](bool isReadOnly) {
        ConnectionEntry entry = *m_desk.program().book.entry(m_desk.id());
        entry.isReadOnly = isReadOnly;
        const QPointer<ServerSession> before = m_desk.session();
        m_desk.program().connections.save(entry, {});
        if (!m_desk.passUntil([this, before] { return !before && m_desk.session(); }, 5s))
            m_desk.ledger().noteProblem(u"the connection was not opened again"_s);
        m_desk.settle();
    };
    reopen(true);
    openAny();
    typeSomething(2);
    reopen(false);
    openAny();
}

void Rounds::changeToken()
{
    if (!openAny())
        return;
    const QString right = m_desk.program().machine.tokenOf(m_desk.id());
    const auto give = [this](const QString &token) {
        const QPointer<ServerSession> before = m_desk.session();
        m_desk.program().connections.save(*m_desk.program().book.entry(m_desk.id()),
                                          {Secret(token), {}, {}});
        if (!m_desk.passUntil([this, before] { return !before && m_desk.session(); }, 5s))
            m_desk.ledger().noteProblem(u"the connection was not opened again"_s);
    };
    give(u"a-token-that-was-withdrawn"_s);
    m_desk.wait([this] { return m_desk.session()->listError().has_value(); }, 5s);
    give(right);
    m_desk.settle();
    if (openAny()) {
        typeSomething(2);
        m_desk.save();
    }
}

void Rounds::sleepAndWake()
{
    m_desk.program().window.desks().setActive(false);
    m_desk.program().clock.advance(std::chrono::minutes(1 + below(120)));
    m_desk.wait([] { return false; }, 20ms);
    m_desk.program().window.desks().setActive(true);
    m_desk.settle();
}

void Rounds::waitForPolls()
{
    for (int poll = 0; poll < 3; ++poll) {
        m_desk.pass(61s);
        m_desk.settle();
    }
}
