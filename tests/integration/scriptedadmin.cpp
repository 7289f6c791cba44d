// SPDX-License-Identifier: GPL-3.0-or-later
#include "scriptedadmin.h"

#include "editsession.h"
#include "source/fieldtable.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// All kinds; what is not here must be at the end as it was at the beginning.
constexpr std::array editedFields{Field::Name,
                                  Field::Enabled,
                                  Field::Promoted,
                                  Field::Icon,
                                  Field::AllowFriends,
                                  Field::AllowedServers,
                                  Field::ClientId,
                                  Field::PlexToken,
                                  Field::AuthenticationFlow,
                                  Field::EnrollmentFlow,
                                  Field::UserMatchingMode,
                                  Field::UserPropertyMappings,
                                  Field::AllowedServers,
                                  Field::Name,
                                  Field::Slug};

constexpr int mostTries = 12;

} // namespace

ScriptedAdmin::ScriptedAdmin(demoserver::DemoServer &server, ChangeLedger &ledger,
                             const Setup &setup)
    : m_server(server)
    , m_ledger(ledger)
    , m_name(setup.name)
    , m_authorization("Bearer " + setup.token.toLatin1())
    , m_random(setup.seed)
    , m_digests(QByteArray(32, 'k'))
    , m_client(*BaseUrl::fromUserInput(server.url().toString()), Secret(setup.token), m_digests,
               m_clock)
    , m_session(std::make_unique<ServerSession>(
              m_client, SessionPorts{m_digests, m_clock, m_secrets, m_history}))
    , m_journal(ledger, m_session->confirmations(), setup.tellsSaves)
{
    m_journal.admin = setup.name;
    watchServer();
    connect(m_session.get(), &ServerSession::saveEnded, this, &ScriptedAdmin::saveEnded);
    Confirmations &confirmations = m_session->confirmations();
    connect(&confirmations, &Confirmations::lostChanged, this, &ScriptedAdmin::noteLosses);
    connect(&confirmations, &Confirmations::confirmed, this,
            [this] { ++m_ledger.counts.confirmed; });
    m_session->start();
}

ScriptedAdmin::~ScriptedAdmin() = default;

void ScriptedAdmin::watchServer()
{
    connect(&m_server, &demoserver::DemoServer::requestReceived, this,
            [this](const demoserver::ReceivedRequest &request) {
                m_writing += request.method == "PATCH" ? 1 : 0;
                const auto isAuthorization = [this](const demoserver::HttpHeader &header) {
                    return header.first.compare("Authorization", Qt::CaseInsensitive) == 0
                            && header.second == m_authorization;
                };
                if (std::none_of(request.headers.begin(), request.headers.end(), isAuthorization))
                    return;
                if (request.method == "GET" && request.target.startsWith("/api/v3/sources/plex/"))
                    m_journal.lastRead = m_server.data().events().size();
                if (request.method != "PATCH")
                    return;
                m_ledger.counts.simultaneous += m_writing > 1 ? 1 : 0;
                const QStringList keys = QJsonDocument::fromJson(request.body).object().keys();
                for (const QString &key : keys) {
                    const auto field = fieldForKey(key);
                    if (!field || m_meant.find(*field) == m_meant.end())
                        m_ledger.noteProblem(m_name + " sent unmeant "_L1 + key);
                }
            });
    connect(&m_server, &demoserver::DemoServer::answered, this,
            [this](const demoserver::ReceivedRequest &request) {
                m_writing -= request.method == "PATCH" ? 1 : 0;
            });
}

void ScriptedAdmin::start(int edits)
{
    m_left = edits;
    next();
}

/// From the event loop, after none to four milliseconds.
void ScriptedAdmin::later(const std::function<void()> &action)
{
    QTimer::singleShot(m_random.bounded(5), Qt::PreciseTimer, this, action);
}

void ScriptedAdmin::next()
{
    m_state = u"next"_s;
    m_edit = nullptr;
    m_meant.clear();
    m_tries = 0;
    if (saveAgainIfLost())
        return;
    if (m_left == 0) {
        m_done = true;
        letGoOf(m_partner);
        Q_EMIT done();
        return;
    }
    --m_left;
    beginEdit();
}

/// Every other loss is saved once more, the rest is accepted.
bool ScriptedAdmin::saveAgainIfLost()
{
    Confirmations &confirmations = m_session->confirmations();
    while (!m_lost.isEmpty()) {
        const QString pk = *m_lost.begin();
        m_lost.remove(pk);
        EditSession *edit = m_session->existingEdit(pk);
        const QList<LostChange> lost = confirmations.lost(pk);
        if (m_random.bounded(2) == 0 || lost.isEmpty() || !edit->changed().isEmpty()) {
            confirmations.dismiss(pk);
            continue;
        }
        m_edit = edit;
        m_state = u"saving again"_s;
        for (const LostChange &change : lost) {
            for (const Field field : change.check.gone()) {
                m_meant.insert_or_assign(field, change.record.changeOf(field)->after);
                m_ledger.noteIntent(pk, field, change.record.changeOf(field)->after);
            }
        }
        ++m_ledger.counts.savedAgain;
        m_session->saveAgain(*edit); // saveEnded follows
        return true;
    }
    return false;
}

void ScriptedAdmin::beginEdit()
{
    ++m_ledger.counts.edits;
    const demoserver::PlexSource source = chooseSource();
    EditSession *known = m_session->existingEdit(source.pk);
    // Half of the time the form is stale.
    m_edit = known && m_random.bounded(2) == 0 ? known : &m_session->edit(source.pk, source.slug());
    watchEdit(*m_edit);
    m_state = u"loading"_s;
    if (m_edit->isLoaded())
        later([this] { touch(); });
    else
        connect(m_edit, &EditSession::loaded, this, &ScriptedAdmin::touch,
                Qt::SingleShotConnection);
}

/// Half of the time where the other one is at work.
demoserver::PlexSource ScriptedAdmin::chooseSource()
{
    const QList<demoserver::PlexSource> &sources = m_server.data().plexSources();
    const QString theirs = m_partner && m_partner->m_edit ? m_partner->m_edit->pk() : QString();
    const auto same = std::find_if(
            sources.begin(), sources.end(),
            [&theirs](const demoserver::PlexSource &source) { return source.pk == theirs; });
    if (m_random.bounded(2) == 0 && same != sources.end())
        return *same;
    return sources.at(m_random.bounded(sources.size()));
}

void ScriptedAdmin::watchEdit(EditSession &edit)
{
    const QString pk = edit.pk();
    if (m_watched.contains(pk))
        return;
    m_watched.insert(pk);
    edit.setJournal(&m_journal, m_name);
    connect(&edit, &EditSession::takenOver, this,
            [this, pk](Field field, const FieldValue &from, const FieldValue &) {
                m_ledger.noteShown(m_name, pk, field, from);
            });
    connect(&edit, &EditSession::readEnded, this, [this, &edit] { noteConflicts(edit); });
}

void ScriptedAdmin::touch()
{
    const int count = 1 + m_random.bounded(3);
    for (int i = 0; i < count; ++i) {
        const Field field = editedFields[m_random.bounded(quint32(editedFields.size()))];
        if (field == Field::Slug && m_random.bounded(3) != 0)
            continue;
        if (m_edit->traits().of(field).writable)
            set(field, randomValue(field));
    }
    readyToSave();
}

void ScriptedAdmin::set(Field field, const FieldValue &value)
{
    if (!m_edit->setValue(field, value))
        return;
    if (!m_edit->isChanged(field)) {
        m_meant.erase(field); // back where it was
        return;
    }
    m_meant.insert_or_assign(field, value);
    m_ledger.noteIntent(m_edit->pk(), field, value);
}

QString ScriptedAdmin::randomWord()
{
    return u"%1%2"_s.arg(m_name).arg(m_random.bounded(1000000));
}

FieldValue ScriptedAdmin::randomValue(Field field)
{
    const FieldValue now = m_edit->current().value(field);
    const FieldRow &row = rowOf(field);
    switch (row.kind) {
    case FieldKind::Flag:
        return FieldValue::flag(!now.toFlag());
    case FieldKind::Choice:
        return FieldValue::text(QLatin1StringView(
                row.choices[m_random.bounded(quint32(row.choices.size()))].value));
    case FieldKind::Reference: {
        const QList<demoserver::Flow> &flows = m_server.data().flows();
        return m_random.bounded(5) == 0
                ? FieldValue::null()
                : FieldValue::text(flows.at(m_random.bounded(flows.size())).pk);
    }
    case FieldKind::ReferenceSet: {
        QStringList ids;
        const QList<demoserver::PropertyMapping> &mappings = m_server.data().mappings();
        for (const demoserver::PropertyMapping &mapping : mappings) {
            if (m_random.bounded(2) == 0)
                ids.append(mapping.pk);
        }
        return FieldValue::set(ids);
    }
    case FieldKind::TextList: {
        QStringList items = now.toList();
        if (!items.isEmpty() && (items.size() > 5 || m_random.bounded(2) == 0))
            items.removeAt(m_random.bounded(items.size()));
        items.insert(m_random.bounded(items.size() + 1), randomWord());
        return FieldValue::list(items);
    }
    case FieldKind::Secret:
        return m_edit->secretValue(field, randomWord());
    case FieldKind::Text:
    case FieldKind::Opaque:
        break;
    }
    if (field == Field::Icon)
        return FieldValue::text(u"fa://fa-"_s + randomWord());
    const bool isTrimmed = !row.isSlug && m_random.bounded(10) == 0;
    return FieldValue::text(isTrimmed ? randomWord() + u' ' : randomWord());
}

void ScriptedAdmin::readyToSave()
{
    if (m_edit->changed().isEmpty())
        return endEdit();
    if (m_partner && !m_partner->isDone() && m_random.bounded(2) == 0) {
        m_state = u"waiting for the other"_s;
        m_waitsForPartner = true;
        if (!m_partner->m_waitsForPartner)
            return;
        m_waitsForPartner = false;
        letGoOf(m_partner);
        return save();
    }
    later([this] { save(); });
}

void ScriptedAdmin::letGoOf(ScriptedAdmin *other)
{
    if (other && std::exchange(other->m_waitsForPartner, false))
        other->save();
}

void ScriptedAdmin::save()
{
    m_state = u"saving"_s;
    ++m_tries;
    m_edit->save();
}

void ScriptedAdmin::saveEnded(EditSession *edit)
{
    if (edit != m_edit || edit->phase() != EditSession::Phase::Editing)
        return m_ledger.noteProblem(m_name + " ended a save that was not begun"_L1);
    const SaveOutcome outcome = *edit->outcome();
    noteConflicts(*edit);
    switch (outcome.result) {
    case SaveResult::Saved:
        for (const Field field : outcome.sent)
            m_meant.erase(field);
        break;
    case SaveResult::NothingToSend:
        break;
    case SaveResult::Conflict:
        ++m_ledger.counts.conflicts;
        break;
    default:
        if (m_tries >= mostTries)
            m_ledger.noteProblem(u"%1: save ended with %2"_s.arg(m_name).arg(int(outcome.result)));
        break;
    }
    later([this] { goOnWithEdit(); });
}

void ScriptedAdmin::goOnWithEdit()
{
    decide();
    if (m_edit->changed().isEmpty())
        return endEdit();
    if (m_tries >= mostTries) {
        m_ledger.noteProblem(m_name + " gave up"_L1);
        m_edit->discard();
        return endEdit();
    }
    readyToSave();
}

void ScriptedAdmin::decide()
{
    QList<FieldDecision> decisions;
    const QList<ConflictField> conflicts = m_edit->conflicts();
    for (const ConflictField &conflict : conflicts) {
        const Field field = conflict.field;
        FieldValue result = conflict.merge.result; // the combined list, or mine
        const int choice = m_random.bounded(conflict.isCombined() ? 2 : 3);
        if (choice == 1)
            result = conflict.merge.theirs;
        else if (choice == 2)
            result = randomValue(field);
        decisions.append({field, conflict.merge.theirs, result});
        if (result == conflict.merge.theirs) {
            m_meant.erase(field);
            continue;
        }
        m_meant.insert_or_assign(field, result);
        m_ledger.noteIntent(m_edit->pk(), field, result);
    }
    m_edit->decide(decisions);
}

/// What was meant and not sent must be there already: the other one meant the same.
void ScriptedAdmin::endEdit()
{
    for (const auto &[field, value] : m_meant) {
        // Unless that was shown: both meant the same, and then the other one changed it again.
        const bool isShown = m_edit->note(field).kind == FieldNote::Kind::TakenOver;
        if (!isShown && !meetsIntent(field, value, m_edit->server().value(field)))
            m_ledger.noteProblem(m_name + " lost on the way: "_L1 + keyOf(field));
    }
    m_state = u"pausing"_s;
    if (m_random.bounded(2) == 0)
        letTimePass();
    else
        later([this] { next(); });
}

/// Two seconds are longer than any write takes: none that overlaps a save of ours is still at work.
void ScriptedAdmin::letTimePass()
{
    if (m_writing > 0)
        return later([this] { letTimePass(); });
    m_clock.advance(2s);
    later([this] { next(); });
}

void ScriptedAdmin::noteConflicts(const EditSession &edit)
{
    const QList<ConflictField> conflicts = edit.conflicts();
    for (const ConflictField &conflict : conflicts)
        m_ledger.noteShown(m_name, edit.pk(), conflict.field, conflict.merge.base);
}

void ScriptedAdmin::noteLosses(const QString &pk)
{
    const QList<LostChange> lost = m_session->confirmations().lost(pk);
    for (const LostChange &change : lost) {
        m_lost.insert(pk);
        for (const Field field : change.check.gone())
            m_ledger.noteLost(change.record.id, field);
    }
}

int ScriptedAdmin::openSaves(const std::function<bool(const SaveRecord &)> &isMeant)
{
    const auto rows = answerOf<QList<SaveRecord>>([this](Done<QList<SaveRecord>> done) {
        return m_history.openSaves(m_client.address(), std::move(done));
    });
    if (!rows)
        qFatal("%s", qPrintable(rows.error().detail));
    return int(std::count_if(rows->begin(), rows->end(), isMeant));
}

void ScriptedAdmin::letEverythingBeConfirmed()
{
    const auto waits = [](const SaveRecord &record) { return record.fate != SaveFate::Undone; };
    // In steps shorter than a call may take; a poll comes every sixth.
    for (int step = 0; step < 120 && openSaves(waits) > 0; ++step) {
        m_clock.advance(10s);
        QTest::qWait(20);
    }
    if (const int left = openSaves(waits); left > 0)
        m_ledger.noteProblem(u"%1 has %2 unconfirmed saves"_s.arg(m_name).arg(left));
}
