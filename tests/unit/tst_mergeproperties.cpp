// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/conflict.h"
#include "source/editfile.h"
#include "source/patch.h"
#include "source/saverecord.h"
#include "source/storedjson.h"
#include "triples.h"

#include <QTest>
#include <QTimeZone>

#include <map>

using namespace Qt::Literals::StringLiterals;
using Triples::Triple;

// Properties of the pure half of the safe save over random (baseline, mine, theirs). The seed is
// fixed below; RC_PARAMS in the environment sets another one, and a failure prints how to repeat
// it.

namespace {

const char *const params = "seed=1600 max_success=2000";

bool isListOf(Field field)
{
    const FieldKind kind = rowOf(field).kind;
    return kind == FieldKind::TextList || kind == FieldKind::ReferenceSet;
}

/// What changed from `from` to `to`, carried out on `on`: of a list each item, of anything else the
/// value. By itself, so that the merge is held against something else than the merge.
FieldValue applied(Field field, const FieldValue &from, const FieldValue &to, const FieldValue &on)
{
    if (from == to)
        return on;
    if (!isListOf(field) || on == from)
        return to;
    QStringList items = on.toList();
    for (const QString &item : from.toList()) {
        if (!to.toList().contains(item))
            items.removeAll(item);
    }
    for (const QString &item : to.toList()) {
        if (!from.toList().contains(item) && !items.contains(item))
            items.append(item);
    }
    return FieldValue::list(items);
}

QStringList sorted(const FieldValue &value)
{
    QStringList items = value.toList();
    std::sort(items.begin(), items.end());
    return items;
}

/// The items of `part` that are in `whole`, in the order of `part`.
QStringList common(const QStringList &part, const QStringList &whole)
{
    QStringList items;
    std::copy_if(part.begin(), part.end(), std::back_inserter(items),
                 [&whole](const QString &item) { return whole.contains(item); });
    return items;
}

PlexSource merged(const MergeResult &result, PlexSource onto)
{
    for (const FieldRow &row : fieldTable())
        onto.setValue(row.field, result.of(row.field).result);
    return onto;
}

/// What a server holds after a PATCH of these fields.
PlexSource patched(PlexSource server, const PlexSource &mine, const FieldSet &fields)
{
    for (const Field field : fields)
        server.setValue(field, Triples::shown(mine.value(field)));
    return server;
}

QList<FieldChange> changesOf(const PlexSource &before, const PlexSource &after,
                             const FieldSet &fields)
{
    QList<FieldChange> changes;
    for (const Field field : fields)
        changes.append({field, before.value(field), Triples::shown(after.value(field))});
    return changes;
}

QJsonObject parsed(const QByteArray &body)
{
    return QJsonDocument::fromJson(body).object();
}

void requireBody(const QByteArray &body, const PlexSource &mine, const FieldSet &fields)
{
    const QJsonObject object = parsed(body);
    RC_ASSERT(object.size() == fields.size());
    RC_ASSERT(body.isEmpty() == fields.isEmpty());
    for (const Field field : fields) {
        const QJsonValue sent = object.value(keyOf(field));
        RC_ASSERT(!sent.isUndefined());
        RC_ASSERT(sent == mine.value(field).toJson());
    }
}

/// Every field as a change from one source to the other.
QList<FieldChange> allChanges(const PlexSource &from, const PlexSource &to)
{
    QList<FieldChange> changes;
    for (const FieldRow &row : fieldTable())
        changes.append({row.field, from.value(row.field), to.value(row.field)});
    return changes;
}

} // namespace

class TestMergeProperties : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet("RC_PARAMS"))
            qputenv("RC_PARAMS", params);
    }

    void thePatchHoldsExactlyTheTouchedFields()
    {
        QVERIFY(rc::check([](const Triple &all) {
            const FieldSet changed = changedFields(all.baseline, all.mine, all.traits);
            RC_ASSERT(changed == all.touched);
            requireBody(patchBody(all.mine, changed), all.mine, all.touched);
            RC_ASSERT(!patchPreview(all.mine, changed).contains(Triples::canary.toUtf8()));
        }));
    }

    void everyKindOfMeetingIsTried()
    {
        std::map<MergeKind, int> kinds;
        std::map<FieldKind, int> conflicts;
        int clean = 0;
        int lists = 0;
        QVERIFY(rc::check([&](const Triple &all) {
            const MergeResult result = merge(all.baseline, all.mine, all.theirs);
            clean += result.undecided().isEmpty() ? 1 : 0;
            for (const FieldRow &row : fieldTable()) {
                const MergeKind kind = result.of(row.field).kind;
                ++kinds[kind];
                if (kind == MergeKind::Conflict)
                    ++conflicts[row.kind];
                if (kind == MergeKind::Combined && row.kind == FieldKind::TextList)
                    ++lists;
            }
        }));
        qInfo("untouched %d, mine %d, theirs %d, same %d, combined %d (ordered lists %d), conflict "
              "%d; without anything to decide %d",
              kinds[MergeKind::Untouched], kinds[MergeKind::Mine], kinds[MergeKind::Theirs],
              kinds[MergeKind::Same], kinds[MergeKind::Combined], lists, kinds[MergeKind::Conflict],
              clean);
        for (const MergeKind kind : {MergeKind::Untouched, MergeKind::Mine, MergeKind::Theirs,
                                     MergeKind::Same, MergeKind::Combined, MergeKind::Conflict})
            QVERIFY(kinds[kind] > 100);
        for (const FieldKind kind : {FieldKind::Text, FieldKind::Choice, FieldKind::Reference,
                                     FieldKind::TextList, FieldKind::Secret})
            QVERIFY(conflicts[kind] > 20);
        QVERIFY(lists > 20);
        QVERIFY(clean > 20);
    }

    void whatNeedsNoDecisionIsBothSidesChanges()
    {
        QVERIFY(rc::check([](const Triple &all) {
            const MergeResult result = merge(all.baseline, all.mine, all.theirs);
            for (const FieldRow &row : fieldTable()) {
                const FieldMerge &field = result.of(row.field);
                if (field.kind == MergeKind::Conflict || field.kind == MergeKind::Combined)
                    continue;
                const FieldValue mineLast =
                        applied(row.field, field.base, field.mine, field.theirs);
                const FieldValue theirsLast =
                        applied(row.field, field.base, field.theirs, field.mine);
                if (field.kind == MergeKind::Same) { // the same change twice is that change
                    RC_ASSERT(field.result == field.mine);
                    RC_ASSERT(field.result == field.theirs);
                    continue;
                }
                RC_ASSERT(field.result == mineLast);
                RC_ASSERT(field.result == theirsLast);
            }
            if (!result.undecided().isEmpty())
                return;
            // And what then goes out makes the server hold it.
            const FieldSet sent = result.with(MergeKind::Mine) & all.touched;
            const PlexSource server = patched(all.theirs, all.mine, sent);
            for (const Field field : all.touched)
                RC_ASSERT(server.value(field) == merged(result, all.mine).value(field));
        }));
    }

    void aCombinedListHasEachSidesItemsAndOrders()
    {
        QVERIFY(rc::check([](const Triple &all) {
            const MergeResult result = merge(all.baseline, all.mine, all.theirs);
            for (const Field field : result.with(MergeKind::Combined)) {
                const FieldMerge &list = result.of(field);
                RC_ASSERT(sorted(list.result)
                          == sorted(applied(field, list.base, list.mine, list.theirs)));
                RC_ASSERT(sorted(list.result)
                          == sorted(applied(field, list.base, list.theirs, list.mine)));
                const QStringList items = list.result.toList();
                if (rowOf(field).kind != FieldKind::TextList)
                    continue;
                RC_ASSERT(common(list.theirs.toList(), items)
                          == common(items, list.theirs.toList()));
                RC_ASSERT(common(list.mine.toList(), items) == common(items, list.mine.toList()));
            }
        }));
    }

    void bothSidesSeeTheSameMeeting()
    {
        QVERIFY(rc::check([](const Triple &all) {
            const MergeResult here = merge(all.baseline, all.mine, all.theirs);
            const MergeResult there = merge(all.baseline, all.theirs, all.mine);
            RC_ASSERT(here.with(MergeKind::Mine) == there.with(MergeKind::Theirs));
            RC_ASSERT(here.with(MergeKind::Theirs) == there.with(MergeKind::Mine));
            for (const MergeKind kind :
                 {MergeKind::Untouched, MergeKind::Same, MergeKind::Combined, MergeKind::Conflict})
                RC_ASSERT(here.with(kind) == there.with(kind));
            for (const FieldRow &row : fieldTable()) {
                const FieldMerge &field = here.of(row.field);
                if (field.kind == MergeKind::Combined)
                    RC_ASSERT(sorted(field.result) == sorted(there.of(row.field).result));
                else if (field.kind != MergeKind::Conflict)
                    RC_ASSERT(field.result == there.of(row.field).result);
            }
        }));
    }

    void onlyTheirNewsIsTakenOver()
    {
        QVERIFY(rc::check([](const Triple &all) {
            const FieldSet takenOver = merge(all.baseline, all.mine, all.theirs).takenOver();
            for (const FieldRow &row : fieldTable()) {
                const bool mine = !(all.mine.value(row.field) == all.baseline.value(row.field));
                const bool theirs = !(all.theirs.value(row.field) == all.baseline.value(row.field));
                RC_ASSERT(takenOver.contains(row.field) == (theirs && !mine && !row.derived));
            }
        }));
    }

    void aDecisionLeavesNothingOpenAndSendsTheResult()
    {
        int decided = 0;
        QVERIFY(rc::check([&decided](const Triple &all) {
            const MergeResult first = merge(all.baseline, all.mine, all.theirs);
            PlexSource baseline = all.baseline;
            PlexSource mine = all.mine;
            for (const FieldRow &row : fieldTable()) {
                const FieldMerge &field = first.of(row.field);
                if (field.kind == MergeKind::Untouched || field.kind == MergeKind::Mine)
                    continue;
                FieldDecision decision{row.field, field.theirs, field.theirs};
                if (first.undecided().contains(row.field)) {
                    ++decided;
                    const QList<FieldValue> choices = {field.mine, field.theirs, field.result,
                                                       Triples::newValue(row.field, field.theirs)};
                    decision.result = choices[Triples::upTo(3)];
                }
                baseline.setValue(row.field, decision.theirs);
                mine.setValue(row.field, decision.result);
            }
            const MergeResult second = merge(baseline, mine, all.theirs);
            RC_ASSERT(second.undecided().isEmpty());
            RC_ASSERT(second.with(MergeKind::Theirs).isEmpty());
            const SchemaTraits traits = SchemaTraits::fromSource(all.theirs);
            const FieldSet fields = changedFields(baseline, mine, traits);
            for (const FieldRow &row : fieldTable()) {
                const bool differs = !(mine.value(row.field) == all.theirs.value(row.field));
                if (traits.of(row.field).writable && !baseline.value(row.field).isUnreadable())
                    RC_ASSERT(fields.contains(row.field) == differs);
            }
            requireBody(patchBody(mine, fields), mine, fields);
        }));
        QVERIFY(decided > 1000);
    }

    void undoAfterASaveGivesBackTheOldObject()
    {
        int secrets = 0;
        QVERIFY(rc::check([&secrets](const Triple &all) {
            const PlexSource &before = all.theirs; // as read just before the write
            PlexSource mine = all.theirs;
            FieldSet sent;
            const SchemaTraits traits = SchemaTraits::fromSource(before);
            for (const Field field : all.touched) {
                if (before.value(field) == all.mine.value(field) || !traits.of(field).writable)
                    continue;
                mine.setValue(field, all.mine.value(field));
                sent.insert(field);
            }
            const PlexSource stored = patched(before, mine, sent);
            SaveRecord record;
            record.changes = changesOf(before, mine, sent);
            RC_ASSERT(checkSave(record, stored).isKept());

            // The reverse change is an edit that starts from the stored object.
            PlexSource undone = stored;
            for (const FieldChange &change : reverseOf(record)) {
                RC_ASSERT(!isSecret(change.field));
                RC_ASSERT(change.before == stored.value(change.field));
                undone.setValue(change.field, change.after);
            }
            const FieldSet back = changedFields(stored, undone, traits);
            RC_ASSERT(merge(stored, undone, stored).undecided().isEmpty());
            const PlexSource server = patched(stored, undone, back);
            for (const FieldRow &row : fieldTable()) {
                const bool isSentSecret = isSecret(row.field) && sent.contains(row.field);
                secrets += isSentSecret ? 1 : 0;
                if (!isSentSecret)
                    RC_ASSERT(server.value(row.field) == before.value(row.field));
            }
        }));
        QVERIFY(secrets > 20);
    }

    void whatIsStoredComesBackAndHoldsNoSecret()
    {
        int secrets = 0;
        QVERIFY(rc::check([&secrets](const Triple &all) {
            const QByteArray bytes = QJsonDocument(storedSource(all.mine)).toJson();
            RC_ASSERT(!bytes.contains(Triples::canary.toUtf8()));
            const PlexSource back = sourceFromStored(parsed(bytes));
            RC_ASSERT(back == all.mine); // a typed secret equals the stored one with its digest
            RC_ASSERT(!back.value(Field::PlexToken).isTypedSecret());
            secrets += all.mine.value(Field::PlexToken).isTypedSecret() ? 1 : 0;
            for (const FieldRow &row : fieldTable())
                RC_ASSERT(back.value(row.field).state()
                          == Triples::shown(all.mine.value(row.field)).state());

            const QList<FieldChange> changes = allChanges(all.baseline, all.mine);
            const QByteArray list = QJsonDocument(storedChanges(changes)).toJson();
            RC_ASSERT(!list.contains(Triples::canary.toUtf8()));
            RC_ASSERT(changesFromStored(QJsonDocument::fromJson(list).array()) == changes);
        }));
        QVERIFY(secrets > 100);
    }

    void anExportedEditComesBackWithoutSecretsAndDigests()
    {
        QVERIFY(rc::check([](const Triple &all) {
            ExportedEdit edit;
            edit.server = u"https://auth.example.org"_s;
            edit.pk = all.baseline.pk();
            edit.slug = all.baseline.slug();
            edit.name = all.baseline.name();
            edit.release = u"2025.12.4"_s;
            edit.user = Triples::word();
            edit.started = QDateTime(QDate(2026, 11, 24), QTime(1, 58), QTimeZone::utc()).toUTC();
            edit.changed = edit.started.addSecs(Triples::upTo(100000));
            for (const Field field : all.touched)
                edit.changes.append({field, all.baseline.value(field), all.mine.value(field)});
            const QByteArray file = editFile({edit, edit});
            const QByteArray digest = all.baseline.value(Field::PlexToken).digest();
            RC_ASSERT(!file.contains(Triples::canary.toUtf8()));
            RC_ASSERT(!file.contains(digest.toBase64()) && !file.contains(digest.toHex()));

            ExportedEdit expected = edit;
            const auto secret = [](const FieldChange &change) { return isSecret(change.field); };
            if (expected.changes.removeIf(secret) > 0)
                expected.notIncluded.insert(Field::PlexToken);
            const auto back = readEditFile(file);
            RC_ASSERT(back.has_value());
            RC_ASSERT(*back == (QList<ExportedEdit>{expected, expected}));
        }));
    }
};

QTEST_GUILESS_MAIN(TestMergeProperties)
#include "tst_mergeproperties.moc"
