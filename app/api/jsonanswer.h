// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/request.h"
#include "core/result.h"
#include "items/reference.h"
#include "ports.h"
#include "source/plexsource.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>

#include <functional>

// What the API's 2xx answers hold. A body of another shape is BadResponse, and for a write then
// *may have arrived*: status 2xx says it was carried out, if authentik said it. Pure.

/// BadResponse for `answer`. Its body is not kept: a 2xx answer may hold secrets.
Error badResponse(const Answer &answer, const QString &why);
/// The error for a page that names itself, an earlier one or too late a one as the next.
Error endlessList(const Answer &answer);

/// The JSON object in `answer`, unless it holds more than `mostValues`.
Result<QJsonObject> readObject(const Answer &answer, int mostValues = objectValues);

Result<PlexSource> readSource(const Answer &answer, const DigestKey &digests);
Result<Account> readAccount(const Answer &answer);
Result<QString> readVersion(const Answer &answer);
/// A page of audit events; one of another shape (of another app's model, say) is left out.
Result<QList<AuditEvent>> readEvents(const Answer &answer);
/// The text under `key`, if `pk` is the object's; NotFound when it is another object.
Result<Secret> readSecret(const Answer &answer, const QString &pk, const QString &key);

/// One page of a list (contract §3.1): `next` is a page number, 0 for none.
template <typename Item>
struct ListPage
{
    QList<Item> items;
    int total = 0;
    int next = 0;
};

/// The same page before its items are read.
struct RawPage
{
    QJsonArray results;
    int total = 0;
    int next = 0;
};
Result<RawPage> readPage(const Answer &answer);

/// Reads one item of a list, on any thread.
template <typename Item>
using ItemReader = std::function<Result<Item>(const QJsonObject &)>;

Result<Reference> readFlow(const QJsonObject &object);
Result<Reference> readMapping(const QJsonObject &object);

/// Reads a page with its items; takes about 30 ms for a page of 4 MiB, so big ones are read on
/// another thread. Usable on any thread.
template <typename Item>
Result<ListPage<Item>> readListPage(const Answer &answer, const ItemReader<Item> &readItem)
{
    const Result<RawPage> raw = readPage(answer);
    if (!raw)
        return failure(raw.error());
    ListPage<Item> page;
    page.total = raw->total;
    page.next = raw->next;
    page.items.reserve(raw->results.size());
    for (const QJsonValue &value : raw->results) {
        const Result<Item> item = readItem(value.toObject());
        if (!item)
            return failure(badResponse(answer, item.error().detail));
        page.items.append(item.value());
    }
    return page;
}
