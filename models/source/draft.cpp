// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/draft.h"

#include "core/secret.h"
#include "source/fieldtable.h"
#include "source/storedjson.h"

#include <QMetaEnum>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace {

struct StateName
{
    DraftState state;
    const char *name;
};
constexpr std::array stateNames = {
        StateName{DraftState::Draft, "draft"},
        StateName{DraftState::Queued, "queued"},
        StateName{DraftState::Conflict, "conflict"},
        StateName{DraftState::Rejected, "rejected"},
        StateName{DraftState::CannotTell, "cannot tell"},
};

template <typename Enum>
QString word(Enum value)
{
    return QString::fromLatin1(QMetaEnum::fromType<Enum>().valueToKey(int(value)));
}

template <typename Enum>
Enum fromWord(const QString &word, Enum otherwise)
{
    const int value = QMetaEnum::fromType<Enum>().keyToValue(word.toLatin1().constData());
    return value < 0 ? otherwise : Enum(value);
}

QJsonObject storedError(const Error &error)
{
    return {{u"kind"_s, word(error.kind)},
            {u"arrival"_s, word(error.arrival)},
            {u"status"_s, error.httpStatus},
            {u"detail"_s, error.detail},
            {u"contentType"_s, QString::fromLatin1(error.contentType)},
            {u"body"_s, QString::fromLatin1(error.body.toBase64())}, // as received: maybe no UTF-8
            {u"answerSize"_s, error.answerSize},
            {u"requestId"_s, error.requestId},
            {u"request"_s, error.request}};
}

Error errorFromStored(const QJsonObject &stored)
{
    Error error;
    error.kind = fromWord(stored.value("kind"_L1).toString(), ErrorKind::BadResponse);
    error.arrival = fromWord(stored.value("arrival"_L1).toString(), Arrival::NotSent);
    error.httpStatus = stored.value("status"_L1).toInt();
    error.detail = stored.value("detail"_L1).toString();
    error.contentType = stored.value("contentType"_L1).toString().toLatin1();
    error.body = QByteArray::fromBase64(stored.value("body"_L1).toString().toLatin1());
    error.answerSize = stored.value("answerSize"_L1).toInteger(-1);
    error.requestId = stored.value("requestId"_L1).toString();
    error.request = stored.value("request"_L1).toString();
    return error;
}

} // namespace

FieldSet DraftRecord::fields() const
{
    FieldSet fields;
    for (const FieldChange &change : changes)
        fields.insert(change.field);
    return fields;
}

DraftSummary DraftRecord::summary() const
{
    return {server, pk, slug, name, user, state, started, changed, queuedAt, int(changes.size())};
}

QString nameOf(DraftState state)
{
    const auto *found =
            std::find_if(stateNames.begin(), stateNames.end(),
                         [state](const StateName &entry) { return entry.state == state; });
    return QString::fromLatin1(found->name);
}

DraftState draftStateOf(const QString &name)
{
    const auto *found =
            std::find_if(stateNames.begin(), stateNames.end(), [&name](const StateName &entry) {
                return name == QLatin1StringView(entry.name);
            });
    return found == stateNames.end() ? DraftState::Draft : found->state;
}

QJsonObject storedDraft(const DraftRecord &draft)
{
    QJsonObject stored{{u"release"_s, draft.release},
                       {u"baseline"_s, storedSource(draft.baseline)},
                       {u"changes"_s, storedChanges(draft.changes)},
                       {u"newestEvent"_s, draft.newestEvent}};
    if (draft.cursor)
        stored.insert(u"cursor"_s, keyOf(*draft.cursor));
    if (draft.refusal)
        stored.insert(u"refusal"_s, storedError(*draft.refusal));
    return stored;
}

void takeStoredDraft(DraftRecord &draft, const QJsonObject &stored)
{
    draft.release = stored.value("release"_L1).toString();
    draft.baseline = sourceFromStored(stored.value("baseline"_L1).toObject());
    draft.changes = changesFromStored(stored.value("changes"_L1).toArray());
    draft.newestEvent = stored.value("newestEvent"_L1).toString();
    draft.cursor = fieldForKey(stored.value("cursor"_L1).toString());
    draft.refusal.reset();
    if (stored.contains("refusal"_L1))
        draft.refusal = errorFromStored(stored.value("refusal"_L1).toObject());
}

QList<FieldChange> changesToRestore(const DraftRecord &draft,
                                    const std::map<Field, Secret> &secrets,
                                    const DigestKey &digests)
{
    QList<FieldChange> changes;
    for (const FieldChange &change : draft.changes) {
        if (rowOf(change.field).kind != FieldKind::Secret) {
            changes.append(change);
            continue;
        }
        const auto secret = secrets.find(change.field);
        if (secret == secrets.end())
            continue;
        changes.append(
                {change.field, change.before,
                 FieldValue::typedSecret(secret->second, digests.digest(secret->second.reveal()))});
    }
    return changes;
}

Error withoutSecret(Error error, const Secret &secret)
{
    if (secret.isEmpty())
        return error;
    error.body.replace(secret.revealUtf8(), "***");
    error.detail.replace(secret.reveal(), u"***"_s);
    return error;
}
