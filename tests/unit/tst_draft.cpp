// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftsamples.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {
DraftRecord throughJson(const DraftRecord &draft)
{
    DraftRecord read = draft;
    read.release.clear();
    read.baseline = {};
    read.changes.clear();
    read.cursor.reset();
    read.refusal.reset();
    read.newestEvent.clear();
    const QByteArray json = QJsonDocument(storedDraft(draft)).toJson();
    takeStoredDraft(read, QJsonDocument::fromJson(json).object());
    return read;
}
} // namespace

class TestDraft : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesBackAsItWas()
    {
        DraftRecord draft = Samples::draft();
        draft.refusal = Samples::refusal();
        QCOMPARE(throughJson(draft), draft);

        draft.refusal->body = QByteArray::fromHex("ff00fe"); // as received, no UTF-8
        draft.cursor.reset();
        QCOMPARE(throughJson(draft), draft);
        draft.refusal.reset();
        QCOMPARE(throughJson(draft), draft);
    }

    void holdsNoTypedSecret()
    {
        DraftRecord draft = Samples::draft();
        draft.changes.append({Field::PlexToken, draft.baseline.value(Field::PlexToken),
                              Samples::typedToken(u"CANARY"_s)});

        QVERIFY(!QJsonDocument(storedDraft(draft)).toJson().contains("CANARY"));
        const FieldValue after = throughJson(draft).changes.last().after;
        QVERIFY(!after.isTypedSecret());
        QCOMPARE(after.digest(), Samples::digests().digest(u"CANARY"_s));
    }

    void whatANewerProgramWroteIsNeverQueued()
    {
        QCOMPARE(draftStateOf(u"queued by vote"_s), DraftState::Draft);
        for (const DraftState state : {DraftState::Draft, DraftState::Queued, DraftState::Conflict,
                                       DraftState::Rejected, DraftState::CannotTell})
            QCOMPARE(draftStateOf(nameOf(state)), state);
    }

    void theWordsInTheFileStay()
    {
        DraftRecord draft = Samples::draft();
        draft.refusal = Samples::refusal();
        const QJsonObject stored = storedDraft(draft);

        QCOMPARE(nameOf(DraftState::CannotTell), u"cannot tell"_s);
        QCOMPARE(stored["refusal"_L1]["kind"_L1].toString(), u"Validation"_s);
        QCOMPARE(stored["refusal"_L1]["arrival"_L1].toString(), u"Answered"_s);
        QCOMPARE(stored["cursor"_L1].toString(), u"name"_s);
    }

    void brokenContentIsAnEmptyDraft()
    {
        DraftRecord draft = Samples::draft();
        takeStoredDraft(draft,
                        QJsonDocument::fromJson(R"({"baseline": 5, "changes": {}, "cursor":
            [], "refusal": {"kind": "Sorcery", "body": 7}})")
                                .object());
        QVERIFY(draft.changes.isEmpty());
        QVERIFY(!draft.cursor);
        QCOMPARE(draft.refusal->kind, ErrorKind::BadResponse);
    }

    void summaryCountsTheFields()
    {
        const DraftSummary summary = Samples::draft().summary();
        QCOMPARE(summary.fields, 2);
        QCOMPARE(Samples::draft().fields(), (FieldSet{Field::Name, Field::AllowFriends}));
        QCOMPARE(summary.slug, u"plex-home"_s);
        QCOMPARE(summary.state, DraftState::Draft);
    }

    void anAnswerThatRepeatsTheTokenIsKeptWithoutIt()
    {
        Error error = Samples::refusal();
        error.body = R"({"plex_token": ["CANARY is bad"]})";
        error.detail = u"refused CANARY"_s;

        const Error kept = withoutSecret(error, Secret(u"CANARY"_s));

        QCOMPARE(kept.body, QByteArray(R"({"plex_token": ["*** is bad"]})"));
        QCOMPARE(kept.detail, u"refused ***"_s);
        QCOMPARE(withoutSecret(error, Secret()), error);
    }

    void optionsComeBackAsFarAsTheyAreUsed()
    {
        const SourceOptions options = SourceOptions::fromJson(
                Samples::recordedBody(u"2025.12.4"_s, u"info/options-object"_s));
        const auto traits = [](const SourceOptions &of) {
            return SchemaTraits::fromSource(Samples::source(), of);
        };

        QCOMPARE(traits(SourceOptions::fromStored(options.stored())), traits(options));
        QCOMPARE(SourceOptions::fromStored(options.stored()).right, ChangeRight::Granted);
        QVERIFY(QJsonDocument(options.stored()).toJson().size() < 4000);
        QCOMPARE(SourceOptions::fromStored({}).right, ChangeRight::Unknown);
        const SourceOptions refused = SourceOptions::fromJson({});
        QCOMPARE(SourceOptions::fromStored(refused.stored()).right, ChangeRight::Refused);
    }
};

QTEST_GUILESS_MAIN(TestDraft)
#include "tst_draft.moc"
