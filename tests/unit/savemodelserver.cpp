// SPDX-License-Identifier: GPL-3.0-or-later
#include "savemodel.h"
#include "savemodelvalues.h"

#include <QJsonDocument>

#include <algorithm>

namespace SaveModel {

using namespace SaveEvents;

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

} // namespace SaveModel
