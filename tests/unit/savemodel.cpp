// SPDX-License-Identifier: GPL-3.0-or-later
#include "savemodel.h"

#include "samples.h"
#include "source/fieldtable.h"
#include "source/patch.h"

#include <QHash>
#include <QJsonDocument>
#include <QUuid>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace SaveModel {

namespace {

using namespace SaveEvents;

constexpr std::array editable = {
        Field::Name,     Field::Slug,      Field::Enabled,        Field::AllowedServers,
        Field::ClientId, Field::PlexToken, Field::EnrollmentFlow, Field::UserPropertyMappings};

QByteArray digestOf(const QString &token)
{
    static QHash<QString, QByteArray> known;
    QByteArray &digest = known[token];
    if (digest.isEmpty())
        digest = Samples::digests().digest(token);
    return digest;
}

FieldValue token(const QString &text)
{
    return FieldValue::typedSecret(Secret(text), digestOf(text));
}

/// Few values per field, so that the same one comes from several sides, and some that a server
/// changes before it stores them.
const QList<FieldValue> &valuesOf(Field field)
{
    static const QList<FieldValue> names = {
            FieldValue::text(u"Home"_s), FieldValue::text(u"Family"_s),
            FieldValue::text(u" Den "_s), FieldValue::text(u"Den"_s)};
    static const QList<FieldValue> slugs = {FieldValue::text(u"home"_s), FieldValue::text(u"new"_s),
                                            FieldValue::text(u"b"_s), FieldValue::text(u"c"_s)};
    static const QList<FieldValue> flags = {FieldValue::flag(true), FieldValue::flag(false)};
    static const QList<FieldValue> lists = {
            FieldValue::list({u"a"_s, u"b"_s}), FieldValue::list({u"a"_s, u"b"_s, u"c"_s}),
            FieldValue::list({u"b"_s}), FieldValue::list({u"b"_s, u"a"_s}),
            FieldValue::list({u"a"_s, u"b"_s, u"d"_s})};
    static const QList<FieldValue> clients = {FieldValue::text(u"c1"_s), FieldValue::text(u"c2"_s),
                                              FieldValue::text(u"c3"_s)};
    static const QList<FieldValue> tokens = {token(u"t1"_s), token(u"t2"_s), token(u"t3"_s)};
    static const QList<FieldValue> flows = {
            FieldValue::null(), FieldValue::text(u"00000000-0000-4000-8000-0000000000aa"_s),
            FieldValue::text(u"000000000000400080000000000000BB"_s)};
    static const QList<FieldValue> mappings = {FieldValue::set({}), FieldValue::set({u"m1"_s}),
                                               FieldValue::set({u"m1"_s, u"m2"_s}),
                                               FieldValue::set({u"m3"_s})};
    switch (field) {
    case Field::Name:
        return names;
    case Field::Slug:
        return slugs;
    case Field::Enabled:
        return flags;
    case Field::AllowedServers:
        return lists;
    case Field::PlexToken:
        return tokens;
    case Field::EnrollmentFlow:
        return flows;
    case Field::UserPropertyMappings:
        return mappings;
    default:
        return clients;
    }
}

/// What the server keeps of a value that was sent.
FieldValue kept(Field field, const FieldValue &sent)
{
    switch (rowOf(field).kind) {
    case FieldKind::Secret:
        return FieldValue::storedSecret(sent.digest());
    case FieldKind::Text:
        return FieldValue::text(sent.toText().trimmed());
    case FieldKind::Reference:
        if (sent.isNull() || sent.toText().isEmpty())
            return FieldValue::null();
        if (QString id = sent.toText().toLower(); id.size() == 32) {
            for (const qsizetype dash : {20, 16, 12, 8})
                id.insert(dash, u'-');
            return FieldValue::text(id);
        }
        return sent;
    default:
        return sent;
    }
}

PlexSource newSource(int number, const QString &slug)
{
    PlexSource source;
    source.setValue(Field::Pk, FieldValue::text(u"pk-%1"_s.arg(number)));
    for (const Field field : editable)
        source.setValue(field, kept(field, valuesOf(field).first()));
    source.setValue(Field::Slug, FieldValue::text(slug));
    source.setValue(Field::IconUrl, FieldValue::text(u"/static/%1"_s.arg(number)));
    return source;
}

const QString ourPk = u"pk-1"_s;

Error failed(ErrorKind kind, Arrival arrival)
{
    Error error;
    error.kind = kind;
    error.arrival = arrival;
    return error;
}

} // namespace

Schedule::Schedule(quint64 seed, Rule broken, Counts *counts)
    : m_random(std::uint_fast32_t(seed * 2654435761U + 1))
    , m_broken(broken)
    , m_counts(counts)
    , m_rows({{newSource(1, u"home"_s)}, {newSource(2, u"b"_s)}})
    , m_othersLeft(pick(5))
    , m_lastPk(2)
{
    m_random.discard(3);
}

void Schedule::fail(const char *what)
{
    if (m_failure.isEmpty())
        m_failure = QString::fromLatin1(what);
}

QString Schedule::run()
{
    ++m_counts->schedules;
    const auto isDone = [](const Client &client) { return client.phase == Client::Phase::Ended; };
    while (m_failure.isEmpty()
           && !(std::all_of(m_clients.begin(), m_clients.end(), isDone) && m_requests.empty())) {
        ++m_now;
        const int next = pick(5);
        if (next < 2)
            act(m_clients[std::size_t(next)]);
        else if (next == 2 && m_othersLeft > 0)
            othersAct();
        else if (!m_requests.empty())
            work(std::size_t(pick(int(m_requests.size()))));
    }
    for (Client &client : m_clients) {
        if (m_failure.isEmpty())
            checkLater(client);
    }
    return m_failure;
}

// The server and the others.

Row *Schedule::at(const QString &slug)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [&](const Row &row) { return row.source.slug() == slug; });
    return found == m_rows.end() ? nullptr : &*found;
}

Row *Schedule::withPk(const QString &pk)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [&](const Row &row) { return row.source.pk() == pk; });
    return found == m_rows.end() ? nullptr : &*found;
}

void Schedule::set(Row &row, Field field, const FieldValue &value)
{
    if (row.source.value(field) == value)
        return;
    row.source.setValue(field, value);
    row.changedAt[indexOf(field)] = m_now;
}

QString Schedule::freeSlug()
{
    const FieldValue &slug = valuesOf(Field::Slug)[pick(4)];
    return at(slug.toText()) ? u"free-%1"_s.arg(m_now) : slug.toText();
}

void Schedule::othersAct()
{
    --m_othersLeft;
    Row &row = m_rows.empty() || dice(6)
            ? m_rows.emplace_back(Row{newSource(++m_lastPk, freeSlug())})
            : m_rows[std::size_t(pick(int(m_rows.size())))];
    if (pick(8) < 5)
        otherChanges(row);
    else
        otherMoves(row);
}

void Schedule::otherChanges(Row &row)
{
    const Field field = editable[std::size_t(pick(int(editable.size())))];
    if (field == Field::Slug)
        return set(row, field, FieldValue::text(freeSlug()));
    const QList<FieldValue> &values = valuesOf(field);
    set(row, field, kept(field, values[pick(int(values.size()))]));
    set(row, Field::IconUrl, FieldValue::text(u"/signed/%1"_s.arg(m_now)));
    if (row.source.pk() == ourPk)
        ++m_counts->othersChanges;
}

void Schedule::otherMoves(Row &row)
{
    ++m_counts->moves;
    const QString slug = row.source.slug();
    switch (pick(4)) {
    case 0: // renamed
        return set(row, Field::Slug, FieldValue::text(freeSlug()));
    case 1: { // exchanged with another
        Row &other = m_rows[std::size_t(pick(int(m_rows.size())))];
        const FieldValue otherSlug = other.source.value(Field::Slug);
        set(other, Field::Slug, FieldValue::text(slug));
        return set(row, Field::Slug, otherSlug);
    }
    case 2: // replaced
        row = Row{newSource(++m_lastPk, slug)};
        return;
    default: // deleted; somebody may recreate it later
        m_rows.erase(m_rows.begin() + (&row - m_rows.data()));
        return;
    }
}

void Schedule::work(std::size_t number)
{
    Request &request = m_requests[number];
    if (!request.loaded) {
        const Row *row = at(request.slug);
        if (!row) {
            const Request done = request;
            m_requests.erase(m_requests.begin() + std::ptrdiff_t(number));
            return reply(done, WriteFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
        }
        request.loaded = row->source;
        if (dice(3))
            return; // another write may come before its columns are saved
    }
    const Request done = request;
    m_requests.erase(m_requests.begin() + std::ptrdiff_t(number));
    store(done);
}

/// Loads, sets and saves all columns, as the server does.
void Schedule::store(const Request &request)
{
    Client &client = m_clients[std::size_t(request.client)];
    PlexSource stored = *request.loaded;
    FieldSet sent;
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    for (auto member = body.begin(); member != body.end(); ++member) {
        const Field field = *fieldForKey(member.key());
        sent.insert(field);
        stored.setValue(field,
                        field == Field::PlexToken
                                ? FieldValue::storedSecret(digestOf(member.value().toString()))
                                : kept(field, valueFromJson(field, member.value())));
    }
    Row *row = withPk(stored.pk());
    if (!row)
        return reply(request, WriteFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
    const Row *holder = at(stored.slug());
    if (holder && holder != row)
        return reply(request, WriteFailed{failed(ErrorKind::Validation, Arrival::Answered)});
    ++m_counts->applied;
    if (!client.waits)
        ++m_counts->late;
    client.mayRun = true;
    if (stored.pk() != ourPk)
        client.hitPk = stored.pk();
    for (const Field field : editable) {
        if (row->source.value(field) == stored.value(field))
            continue;
        noteStored(client, *row, field, sent.contains(field));
        set(*row, field, stored.value(field));
    }
    reply(request, Written{stored});
}

/// The heart of it: does this write change what nobody was shown?
void Schedule::noteStored(Client &client, Row &row, Field field, bool wasSent)
{
    if (!wasSent) {
        ++m_counts->undoneColumns; // the server's doing; whoever lost it is told by a later check
        return;
    }
    if (row.source.pk() != ourPk)
        return; // see hitPk
    if (row.source.value(field) == client.state.intent.baseline.value(field))
        return;
    if (row.changedAt[indexOf(field)] > client.comparedAt)
        ++m_counts->sameFieldInGap; // between the read and the write nobody can look
    else
        fail("a change that was there to be read was overwritten");
}

void Schedule::reply(const Request &request, const SaveEvent &event)
{
    Client &client = m_clients[std::size_t(request.client)];
    if (!client.waits)
        return;
    if (dice(5))
        return loseAnswer(client);
    client.waits = false;
    if (std::holds_alternative<WriteFailed>(event))
        client.mayRun = client.inDoubt;
    client.answeredByHit = std::holds_alternative<Written>(event) && !client.hitPk.isEmpty();
    feed(client, event);
}

// The clients; they do what EditSession does.

void Schedule::act(Client &client)
{
    switch (client.phase) {
    case Client::Phase::Closed:
        return open(client);
    case Client::Phase::Editing:
        return begin(client);
    case Client::Phase::Ended:
        return;
    case Client::Phase::Saving:
        break;
    }
    if (const auto *wish = std::get_if<SaveWishes::Read>(&client.wish))
        return read(client, QString(wish->slug));
    if (std::holds_alternative<SaveWishes::Find>(client.wish))
        return find(client);
    if (client.waits) {
        if (dice(6))
            loseAnswer(client);
        return;
    }
    write(client, SaveWishes::Write(std::get<SaveWishes::Write>(client.wish)));
}

void Schedule::open(Client &client)
{
    const Row *row = withPk(ourPk);
    if (!row) {
        client.phase = Client::Phase::Ended;
        return;
    }
    client.baseline = row->source;
    client.mine = row->source;
    client.slug = row->source.slug();
    for (int edits = 1 + pick(3); edits > 0; --edits) {
        const Field field = editable[std::size_t(pick(int(editable.size())))];
        const QList<FieldValue> &values = valuesOf(field);
        client.mine.setValue(field, values[pick(int(values.size()))]);
    }
    client.phase = Client::Phase::Editing;
}

void Schedule::begin(Client &client)
{
    client.state = {};
    client.state.intent = {client.slug, client.baseline, client.mine,
                           SchemaTraits::fromSource(client.baseline)};
    client.phase = Client::Phase::Saving;
    client.isFresh = false;
    client.didFind = false;
    feed(client, Began{});
}

void Schedule::read(Client &client, const QString &slug)
{
    client.isFresh = false;
    const int luck = pick(30);
    if (luck == 0) {
        ++m_counts->cancels;
        return feed(client, ReadFailed{failed(ErrorKind::Cancelled, Arrival::NotSent)});
    }
    if (luck == 1)
        return feed(client, ReadFailed{failed(ErrorKind::Timeout, Arrival::MayHaveArrived)});
    const Row *row = at(slug);
    if (!row)
        return feed(client, ReadFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
    client.lastRead = row->source;
    client.lastReadAt = m_now;
    client.isFresh = true;
    if (row->source.pk() == client.hitPk) {
        const auto shows = [&](Field field) {
            return row->source.value(field) == kept(field, client.mine.value(field));
        };
        FieldSet telling = client.sent;
        telling.remove(Field::Slug); // that it is at this address tells nothing
        client.sawHit = client.sawHit
                || (!telling.isEmpty() && std::all_of(telling.begin(), telling.end(), shows));
    }
    feed(client, SourceRead{row->source});
}

void Schedule::find(Client &client)
{
    ++m_counts->finds;
    client.didFind = true;
    client.isFresh = false;
    const int luck = pick(30);
    if (luck == 0)
        return feed(client, FindFailed{failed(ErrorKind::Cancelled, Arrival::NotSent)});
    if (luck == 1)
        return feed(client, FindFailed{failed(ErrorKind::Offline, Arrival::NotSent)});
    const Row *row = withPk(ourPk);
    client.foundNothing = !row;
    feed(client, Found{row ? std::optional(row->source.slug()) : std::nullopt});
}

void Schedule::write(Client &client, const SaveWishes::Write &wish)
{
    const int luck = pick(30);
    if (luck < 2) { // nothing of it left
        m_counts->cancels += luck;
        return feed(client,
                    WriteFailed{failed(luck == 1 ? ErrorKind::Cancelled : ErrorKind::Offline,
                                       Arrival::NotSent)});
    }
    ++m_counts->sent;
    client.waits = true;
    client.mayRun = true;
    client.sent = wish.fields;
    client.comparedAt = client.lastReadAt;
    m_requests.push_back({int(&client - m_clients.data()), wish.slug, wish.body, {}});
}

/// The request may go on without its client, or never have arrived.
void Schedule::loseAnswer(Client &client)
{
    ++m_counts->lostAnswers;
    client.waits = false;
    client.inDoubt = true;
    const int number = int(&client - m_clients.data());
    if (dice(3)) {
        std::erase_if(m_requests, [number](const Request &request) {
            return request.client == number && !request.loaded;
        });
    }
    constexpr std::array kinds = {ErrorKind::Cut, ErrorKind::Timeout, ErrorKind::Starting,
                                  ErrorKind::Cancelled};
    const ErrorKind kind = kinds[std::size_t(pick(4))];
    if (kind == ErrorKind::Cancelled)
        ++m_counts->cancels;
    feed(client, WriteFailed{failed(kind, Arrival::MayHaveArrived)});
}

void Schedule::feed(Client &client, const SaveEvent &event)
{
    SaveStep step = brokenStep(m_broken, std::move(client.state), event);
    client.state = std::move(step.state);
    client.wish = std::move(step.wish);
    takeWish(client);
}

void Schedule::takeWish(Client &client)
{
    if (const auto *wish = std::get_if<SaveWishes::Write>(&client.wish)) {
        checkWrite(client, *wish);
        client.record.changes.clear();
        for (const Field field : wish->fields) {
            const FieldValue &mine = client.mine.value(field);
            client.record.changes.append(
                    {field, client.state.before.value(field),
                     mine.isTypedSecret() ? FieldValue::storedSecret(mine.digest()) : mine});
        }
    }
    if (const auto *end = std::get_if<SaveWishes::End>(&client.wish))
        ended(client, SaveOutcome(end->outcome));
}

void Schedule::ended(Client &client, const SaveOutcome &outcome)
{
    ++m_counts->results[std::size_t(outcome.result)];
    checkEnd(client, outcome);
    client.outcome = outcome;
    client.phase = Client::Phase::Ended;
    if (outcome.result == SaveResult::Conflict && ++client.rounds < 3 && !dice(3))
        decide(client, outcome.merge);
}

/// What a person does in the dialog; the next save reads and compares again.
void Schedule::decide(Client &client, const MergeResult &merge)
{
    ++m_counts->decisions;
    for (const FieldRow &row : fieldTable()) {
        const FieldMerge &field = merge.of(row.field);
        const bool isOpen = merge.undecided().contains(row.field);
        if (field.kind == MergeKind::Untouched || field.kind == MergeKind::Mine)
            continue;
        client.baseline.setValue(row.field, field.theirs);
        if (!isOpen || dice(3))
            client.mine.setValue(row.field, field.theirs);
        else if (!dice(3))
            client.mine.setValue(row.field, field.result);
    }
    client.slug = client.lastRead->slug();
    client.phase = Client::Phase::Editing;
}

} // namespace SaveModel
