// SPDX-License-Identifier: GPL-3.0-or-later
#include "soakdesk.h"

#include "draftqueue.h"
#include "form/formrow.h"
#include "form/sourceform.h"
#include "source/fieldtable.h"
#include "waiting.h"

#include <QJsonDocument>
#include <QLineEdit>
#include <QTcpSocket>

#include <algorithm>
#include <iterator>
#include <vector>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

SoakDesk::SoakDesk()
{
    if (!m_server.isRunning())
        qFatal("the demo server does not run");
    m_proxy = std::make_unique<FaultProxy>(quint16(m_server.url().port()));
    m_other = std::make_unique<OtherAdmin>(m_server.url(), m_server.adminToken());
    m_program = std::make_unique<ProgramDesk>(m_machine);
}

SoakDesk::~SoakDesk()
{
    disconnect();
    m_program.reset();
}

bool SoakDesk::start()
{
    const EditLedger::Sources sources = sourcesOnServer();
    for (const auto &[pk, source] : sources) {
        m_slugs.append(source.slug());
        m_pks.insert(source.slug(), pk);
    }
    m_slugs.sort();
    m_ledger.begin(sources);
    m_id = m_program->addStored(m_proxy->url(), m_server.adminToken(), u"Soaked"_s);
    m_program->start();
    return !m_slugs.isEmpty() && settle();
}

bool SoakDesk::fillHistory(int saves)
{
    const EditLedger::Sources sources = sourcesOnServer();
    std::vector<CallHandle> calls;
    int stored = 0;
    for (int number = 0; number < saves; ++number) {
        const PlexSource &source = std::next(sources.begin(), number % int(sources.size()))->second;
        SaveRecord record;
        record.id = u"earlier-save-%1"_s.arg(number);
        record.when = m_machine.clock.now().addSecs(-600 * (saves - number) - 86'400);
        record.server = session()->api().address();
        record.pk = source.pk();
        record.slug = source.slug();
        record.name = source.name();
        record.who = session()->username();
        record.changes = {{Field::Name, FieldValue::text(u"Before save %1"_s.arg(number)),
                           FieldValue::text(u"After save %1"_s.arg(number))}};
        record.fate = SaveFate::Confirmed;
        calls.push_back(m_program->history.begin(record, source,
                                                 [&stored](const Result<void> &) { ++stored; }));
        // Some at a time: a heap that was once large would hide what grows later.
        const bool isPause = calls.size() == 50 || number == saves - 1;
        if (isPause && !wait([&stored, number] { return stored == number + 1; }))
            return false;
        if (isPause)
            calls.clear();
    }
    // A search for what is nowhere reads everything.
    bool isSearched = false;
    HistoryQuery query;
    query.text = u"nowhere"_s;
    const CallHandle search = m_program->history.search(
            query, [&isSearched](const Result<HistoryPage> &) { isSearched = true; });
    return wait([&isSearched] { return isSearched; });
}

EditSession *SoakDesk::edit()
{
    return m_program->window.desk() ? m_program->edit() : nullptr;
}

void SoakDesk::follow()
{
    ServerSession *now = session();
    if (!now || now == m_followed)
        return;
    m_followed = now;
    ++m_sessions;
    Confirmations &confirmations = now->confirmations();
    const auto stored = [this](const SaveRecord &record) {
        noteRequests();
        m_ledger.noteStored(record);
    };
    connect(&confirmations, &Confirmations::stored, this, stored);
    connect(&confirmations, &Confirmations::settled, this,
            [stored](const SaveRecord &record, bool isStored) {
                if (isStored)
                    stored(record);
            });
    connect(&confirmations, &Confirmations::confirmed, this, [this] { ++m_confirmed; });
    connect(&confirmations, &Confirmations::lostChanged, this, [this] { ++m_lossesTold; });
    connect(now, &ServerSession::saveEnded, this, [this](EditSession *edit) {
        const std::optional<SaveOutcome> &outcome = edit->outcome();
        if (!outcome)
            return;
        ++m_saves[outcome->result];
        if (outcome->result != SaveResult::Saved)
            return;
        for (const Field field : outcome->sent) {
            if (!outcome->ignored.contains(field))
                m_ledger.noteAnswered(edit->pk(), field, outcome->source->value(field));
        }
    });
}

bool SoakDesk::wait(const std::function<bool()> &condition, std::chrono::milliseconds longest)
{
    const bool isMet = until(
            [this, &condition] {
                follow();
                return condition();
            },
            longest);
    noteRequests();
    return isMet;
}

void SoakDesk::pass(std::chrono::milliseconds time)
{
    // In steps that are shorter than any deadline: what begins in one is answered before the next.
    constexpr std::chrono::milliseconds longestStep = 10s;
    for (auto left = time; left > 0ms; left -= longestStep) {
        m_machine.clock.advance(std::min(left, longestStep));
        wait([] { return false; }, 10ms);
    }
}

bool SoakDesk::passUntil(const std::function<bool()> &condition, std::chrono::milliseconds step)
{
    for (int steps = 0; steps < 60; ++steps) {
        if (wait(condition, 250ms))
            return true;
        pass(step);
    }
    return wait(condition, 1s);
}

bool SoakDesk::open(const QString &slug)
{
    const auto isThere = [this] { return m_program->window.desk() && session(); };
    if (!wait(isThere))
        return false;
    Desk *desk = m_program->window.desk();
    desk->showPage(std::nullopt);
    const auto isFilled = [this, &slug] {
        return edit() && edit()->slug() == slug && edit()->isLoaded() && !edit()->isRefreshing()
                && m_program->keeper() && m_program->keeper()->isRestored();
    };
    return wait([desk, &slug] { return desk->openSource(slug); }) && passUntil(isFilled, 5s);
}

void SoakDesk::type(Field field, const FieldValue &value)
{
    noteRequests();
    EditSession *edited = edit();
    if (!edited->setValue(field, value))
        return;
    if (edited->isChanged(field))
        m_ledger.noteTyped(edited->pk(), field, value);
    else
        m_ledger.noteDropped(edited->pk(), field);
}

void SoakDesk::typeKeys(Field field, const QString &text)
{
    noteRequests();
    SourceForm *form = m_program->window.page()->form();
    auto *line = qobject_cast<QLineEdit *>(form->rowFor(field)->editor()->inner());
    if (!line)
        return m_ledger.noteProblem(u"no line to type into"_s);
    form->focusField(field);
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, text);
    if (edit()->current().value(field) == FieldValue::text(text))
        m_ledger.noteTyped(edit()->pk(), field, FieldValue::text(text));
    else
        m_ledger.noteProblem(u"the form did not take the keys for "_s + keyOf(field));
}

void SoakDesk::discard()
{
    noteRequests();
    m_program->window.page()->discard();
    for (const FieldRow &row : fieldTable())
        m_ledger.noteDropped(edit()->pk(), row.field);
}

void SoakDesk::takeEditAsTyped()
{
    noteRequests();
    const EditSession *edited = edit();
    for (const FieldRow &row : fieldTable()) {
        if (edited->isChanged(row.field))
            m_ledger.noteTyped(edited->pk(), row.field, edited->current().value(row.field));
        else
            m_ledger.noteDropped(edited->pk(), row.field);
    }
}

void SoakDesk::save()
{
    const QPointer<EditSession> saved = edit();
    m_program->window.page()->save();
    const auto hasEnded = [&saved] {
        return !saved || saved->phase() == EditSession::Phase::Editing;
    };
    if (!passUntil(hasEnded, 10s))
        m_ledger.noteProblem(u"a save does not end"_s);
}

void SoakDesk::changeByOther(const QString &slug, const QJsonObject &fields)
{
    noteRequests();
    if (!m_other->change(slug, fields))
        return m_ledger.noteProblem(u"the other one could not write to "_s + slug);
    for (auto it = fields.begin(); it != fields.end(); ++it) {
        const Field field = *fieldForKey(it.key());
        m_ledger.noteOther(m_pks.value(slug), field, valueFromJson(field, it.value()));
    }
}

void SoakDesk::noteRequests()
{
    const QList<RecordedRequest> requests = m_proxy->requests();
    m_proxy->clear(); // it would keep them all
    for (const RecordedRequest &request : requests) {
        if (request.method != "PATCH")
            continue;
        const QString pk = m_pks.value(QString::fromLatin1(request.target.split('/').value(5)));
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        for (auto it = body.begin(); it != body.end(); ++it) {
            const auto field = fieldForKey(it.key());
            if (!field || pk.isEmpty()) {
                m_ledger.noteProblem(
                        u"sent to %1: %2"_s.arg(QString::fromLatin1(request.target), it.key()));
                continue;
            }
            const QString text = it.value().toString();
            m_ledger.noteSent(pk, *field,
                              isSecret(*field)
                                      ? FieldValue::storedSecret(m_program->digests.digest(text))
                                      : valueFromJson(*field, it.value()));
        }
    }
}

bool SoakDesk::isAtRest()
{
    ServerSession *server = session();
    if (!server || !server->wasListRead() || server->isListLoading() || server->isSaving()
        || !server->areDraftsStored() || server->queue()->isSending()
        || server->reachability().state() != Reachability::State::Reachable)
        return false;
    return std::all_of(m_pks.begin(), m_pks.end(), [server](const QString &pk) {
        const EditSession *edited = server->existingEdit(pk);
        const DraftKeeper *keeper = server->keeper(pk);
        return !edited || (!edited->isRefreshing() && !(keeper && keeper->isQueued()));
    });
}

/// What keeps it from its rest, for a person who looks for the reason.
QString SoakDesk::unrest()
{
    ServerSession *server = session();
    if (!server)
        return u"no session"_s;
    QString why = u"list read %1, saving %2, stored %3, sending %4, reachability %5, user %6"_s.arg(
            QString::number(server->wasListRead() && !server->isListLoading()),
            QString::number(server->isSaving()), QString::number(server->areDraftsStored()),
            QString::number(server->queue()->isSending()),
            QString::number(int(server->reachability().state())), server->username());
    for (const QString &slug : std::as_const(m_slugs)) {
        const EditSession *edit = server->existingEdit(m_pks.value(slug));
        if (edit)
            why += u"; "_s + slug + unrestOf(*edit, server->keeper(edit->pk()));
    }
    return why;
}

QString SoakDesk::unrestOf(const EditSession &edit, const DraftKeeper *keeper)
{
    const std::optional<DraftRecord> draft = keeper ? keeper->draft() : std::nullopt;
    return u" phase %1 reading %2 cached %3 error %4 outcome %5 right %6 conflicts %7, queued %8 "
           "restored %9 "_s.arg(
                   QString::number(int(edit.phase())), QString::number(edit.isRefreshing()),
                   QString::number(edit.cachedAt().has_value()),
                   edit.lastError() ? QString::number(int(edit.lastError()->kind)) : u"no"_s,
                   edit.outcome() ? QString::number(int(edit.outcome()->result)) : u"no"_s,
                   QString::number(int(edit.changeRight())),
                   QString::number(edit.conflicts().size()),
                   QString::number(keeper && keeper->isQueued()),
                   QString::number(keeper && keeper->isRestored()))
            + (keeper ? u"maker %1 held %2 trouble %3 secrets %4"_s.arg(
                       keeper->maker(), QString::number(keeper->isHeld()),
                       QString::number(keeper->trouble().has_value()),
                       QString::number(keeper->secretTrouble().has_value()))
                      : QString())
            + (draft ? u" draft state %1 by %2 of %3"_s.arg(QString::number(int(draft->state)),
                                                            draft->user, labelsOf(draft->fields()))
                     : QString());
}

bool SoakDesk::settle()
{
    m_proxy->setFault(FaultProxy::Fault::None);
    m_proxy->setDropEach(0);
    if (!m_proxy->isListening())
        m_proxy->comeBack();
    m_program->window.desks().setActive(true); // a dialog that closes offscreen activates nobody
    m_program->window.desks().flush();
    if (passUntil([this] { return isAtRest(); }, 5s))
        return true;
    m_ledger.noteProblem(u"the program does not come to rest: "_s + unrest());
    return false;
}

EditLedger::Sources SoakDesk::sourcesOnServer()
{
    EditLedger::Sources sources;
    const QList<QJsonObject> all = m_other->sources();
    for (const QJsonObject &object : all) {
        if (const auto read = PlexSource::fromJson(object, m_program->digests))
            sources.insert_or_assign(read->pk(), *read);
    }
    return sources;
}

void SoakDesk::check()
{
    if (!settle())
        return;
    m_ledger.compareServer(sourcesOnServer());
    for (const QString &slug : std::as_const(m_slugs))
        checkForm(slug);
}

void SoakDesk::checkForm(const QString &slug)
{
    if (!open(slug))
        return m_ledger.noteProblem(u"%1 cannot be opened"_s.arg(slug));
    EditSession *edited = edit();
    edited->refresh();
    if (!passUntil([edited] { return !edited->isRefreshing(); }, 5s) || edited->lastError())
        return m_ledger.noteProblem(u"%1 cannot be read"_s.arg(slug));
    m_ledger.compareForm(edited->pk(), edited->server(), edited->current());
}

/// A source with a draft is locked by an open file.
void SoakDesk::discardAll()
{
    for (const QString &slug : std::as_const(m_slugs)) {
        const QString pk = m_pks.value(slug);
        const EditSession *edited = session()->existingEdit(pk);
        const bool isChanged = edited && !edited->changed().isEmpty();
        if ((isChanged || m_ledger.isTyped(pk)) && open(slug))
            discard();
    }
}

Measure SoakDesk::measureAtRest(int expected)
{
    if (settle())
        discardAll();
    settle();
    open(m_slugs.constFirst());
    m_proxy->goAway();
    wait([this] { return m_proxy->findChildren<QTcpSocket *>().isEmpty(); });
    // The other ends of the connections are closed too, each by a thread of Qt's.
    wait([] { return false; }, 200ms);
    wait([expected] { return openDescriptors().size() <= expected; }, 5s);
    const Measure measure = Measure::now();
    settle();
    return measure;
}
