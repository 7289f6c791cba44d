// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakesourceapi.h"
#include "samples.h"
#include "sourcebypk.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

Error failed(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    error.arrival = kind == ErrorKind::NotFound ? Arrival::Answered : Arrival::NotSent;
    return error;
}

PlexSource with(Field field, const QString &text)
{
    PlexSource source = Samples::source();
    source.setValue(field, FieldValue::text(text));
    return source;
}

} // namespace

class TestSourceByPk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_results.clear();
        m_call = start(Samples::source().pk());
    }
    void cleanup()
    {
        m_call.reset();
        m_api.reset();
    }

    void readsItAtItsAddress()
    {
        QCOMPARE(m_api->pending.front().slug, u"plex-home"_s);
        m_api->answerGet(Samples::source());
        QCOMPARE(m_results.size(), 1);
        QCOMPARE(*m_results.first(), Samples::source());
        QVERIFY(m_api->pending.empty());
    }

    void followsItWhereItWasMoved()
    {
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        QCOMPARE(m_api->pending.front().name, u"find"_s);
        QCOMPARE(m_api->pending.front().slug, Samples::source().pk());
        const PlexSource moved = with(Field::Slug, u"moved"_s);
        m_api->answerFind(std::optional(SourceSummary::of(moved)));
        const auto read = m_api->take(u"get"_s);
        QCOMPARE(read.slug, u"moved"_s);
        read.source(moved);
        QCOMPARE(*m_results.first(), moved);
    }

    void anotherSourceAtTheAddressIsNotIt()
    {
        m_api->answerGet(with(Field::Pk, u"another"_s));
        QVERIFY(m_results.isEmpty());
        m_api->answerFind(std::optional<SourceSummary>());
        QCOMPARE(m_results.first().error().kind, ErrorKind::NotFound);
        QCOMPARE(m_results.first().error().httpStatus, 200);
        QVERIFY(!m_results.first().error().detail.isEmpty());
    }

    void nowhereIsTheFirstError()
    {
        Error error = failed(ErrorKind::NotFound);
        error.requestId = u"id-1"_s;
        m_api->answerGet(failure(error));
        m_api->answerFind(std::optional<SourceSummary>());
        QCOMPARE(m_results.first().error(), error);
    }

    void itIsFollowedOnce()
    {
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        m_api->answerFind(std::optional(SourceSummary::of(with(Field::Slug, u"moved"_s))));
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        QCOMPARE(m_results.first().error().kind, ErrorKind::Conflict); // it is somewhere
        QVERIFY(m_api->pending.empty());
    }

    void aReadThatFailsLooksForNothing()
    {
        m_api->answerGet(failure(failed(ErrorKind::Timeout)));
        QCOMPARE(m_results.first().error().kind, ErrorKind::Timeout);
        QVERIFY(m_api->pending.empty());
    }

    void aLookThatFailsIsTheError()
    {
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        m_api->answerFind(failure(failed(ErrorKind::Forbidden)));
        QCOMPARE(m_results.first().error().kind, ErrorKind::Forbidden);
    }

    void withoutAPkWhateverIsThereIsIt()
    {
        m_call = start({});
        m_api->answerGet(with(Field::Pk, u"another"_s));
        QCOMPARE(m_results.first()->pk(), u"another"_s);
    }

    void withoutAPkNothingIsLookedFor()
    {
        m_call = start({});
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        QCOMPARE(m_results.first().error().kind, ErrorKind::NotFound);
        QVERIFY(m_api->pending.empty());
    }

    void cancellingReachesTheRunningCall()
    {
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        m_call->cancel();
        const auto find = m_api->take(u"find"_s);
        QVERIFY(find.cancelled);
        find.found(failure(failed(ErrorKind::Cancelled)));
        QCOMPARE(m_results.first().error().kind, ErrorKind::Cancelled);
        m_call->cancel(); // after its end it does nothing
        QCOMPARE(m_results.size(), 1);
    }

    void destroyedInFlightItSaysNothing()
    {
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        m_call.reset();
        QVERIFY(m_api->pending.empty());
        QVERIFY(m_results.isEmpty());
    }

    void itMayBeDestroyedByWhatItSays()
    {
        bool told = false;
        m_call = std::make_unique<SourceByPk>(*m_api, u"plex-home"_s, Samples::source().pk(),
                                              [this, &told](const Result<PlexSource> &) {
                                                  m_call.reset();
                                                  told = true;
                                              });
        m_api->answerGet(Samples::source());
        QVERIFY(told);
    }

private:
    CallHandle start(const QString &pk)
    {
        return std::make_unique<SourceByPk>(
                *m_api, u"plex-home"_s, pk,
                [this](const Result<PlexSource> &result) { m_results.append(result); });
    }

    std::unique_ptr<FakeSourceApi> m_api;
    QList<Result<PlexSource>> m_results;
    CallHandle m_call;
};

QTEST_GUILESS_MAIN(TestSourceByPk)
#include "tst_sourcebypk.moc"
