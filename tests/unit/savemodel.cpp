// SPDX-License-Identifier: GPL-3.0-or-later
#include "savemodel.h"

#include "savemodelvalues.h"

#include <algorithm>

namespace SaveModel {

using namespace SaveEvents;

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
