// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakesourceapi.h"
#include "referenceloader.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using State = ReferenceChoices::State;

// The names behind references: fetched when they are wanted, kept, and tried again.
class TestReferenceLoader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_loader = std::make_unique<ReferenceLoader>(*m_api);
    }
    void cleanup() { m_loader.reset(); }

    void eachKindIsFetchedWhenItIsFirstWanted()
    {
        QCOMPARE(flows().state, State::Unasked);
        m_loader->want(ReferenceTarget::Flow);
        QCOMPARE(flows().state, State::Loading);
        QCOMPARE(m_api->pending.size(), 1U);
        QSignalSpy changes(m_loader.get(), &ReferenceLoader::choicesChanged);
        answer(u"flows"_s, QList<Reference>{reference(u"a"_s)});
        QCOMPARE(flows().state, State::Ready);
        QCOMPARE(flows().items, QList<Reference>{reference(u"a"_s)});
        QCOMPARE(changes.size(), 1);
        QCOMPARE(mappings().state, State::Unasked);

        m_loader->want(ReferenceTarget::PlexMapping);
        answer(u"mappings"_s, QList<Reference>{reference(u"b"_s)});
        QCOMPARE(mappings().items, QList<Reference>{reference(u"b"_s)});
        QCOMPARE(flows().items, QList<Reference>{reference(u"a"_s)});
    }

    void whatRunsOrIsThereIsNotFetchedTwice()
    {
        m_loader->want(ReferenceTarget::Flow);
        m_loader->want(ReferenceTarget::Flow);
        QCOMPARE(m_api->pending.size(), 1U);
        answer(u"flows"_s, QList<Reference>());
        m_loader->want(ReferenceTarget::Flow);
        m_loader->want(ReferenceTarget::None); // of a field that refers to nothing
        QVERIFY(m_api->pending.empty());
    }

    void aFailureIsToldAndTriedAgain_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("kept");
        QTest::newRow("no right") << ErrorKind::Forbidden
                                  << u"not readable with this token, kept as it is"_s;
        QTest::newRow("no answer")
                << ErrorKind::Timeout << u"its name could not be read, kept as it is"_s;
    }
    void aFailureIsToldAndTriedAgain()
    {
        QFETCH(const ErrorKind, kind);
        m_loader->want(ReferenceTarget::Flow);
        answer(u"flows"_s, failure(failed(kind)));
        QCOMPARE(flows().state, State::Failed);
        QVERIFY(!flows().sentence.isEmpty());
        QTEST(flows().keptWhy, "kept");

        m_loader->want(ReferenceTarget::Flow);
        QCOMPARE(flows().state, State::Loading);
        QVERIFY(flows().sentence.isEmpty());
        answer(u"flows"_s, QList<Reference>{reference(u"a"_s)});
        QCOMPARE(flows().state, State::Ready);
    }

    void aRefreshFetchesWhatWasFetchedBefore()
    {
        m_loader->refresh();
        QVERIFY(m_api->pending.empty()); // nothing was wanted yet
        m_loader->want(ReferenceTarget::Flow);
        m_loader->refresh();
        QCOMPARE(m_api->pending.size(), 1U); // it is on its way
        answer(u"flows"_s, failure(failed(ErrorKind::Timeout)));
        m_loader->refresh();
        answer(u"flows"_s, QList<Reference>{reference(u"a"_s)});
        m_loader->refresh();
        QVERIFY(m_api->waits(u"flows"_s));
        QVERIFY(!m_api->waits(u"mappings"_s));
    }

    void whatIsThereStaysWhenARefreshFails()
    {
        m_loader->want(ReferenceTarget::Flow);
        answer(u"flows"_s, QList<Reference>{reference(u"a"_s)});
        m_loader->refresh();
        QCOMPARE(flows().state, State::Ready); // shown meanwhile
        answer(u"flows"_s, failure(failed(ErrorKind::Timeout)));
        QCOMPARE(flows().state, State::Ready);
        QCOMPARE(flows().items, QList<Reference>{reference(u"a"_s)});
    }

private:
    static Error failed(ErrorKind kind)
    {
        Error error;
        error.kind = kind;
        return error;
    }
    static Reference reference(const QString &pk) { return {pk, u"Title of "_s + pk, {}, {}}; }
    const ReferenceChoices &flows() const { return m_loader->choices(ReferenceTarget::Flow); }
    const ReferenceChoices &mappings() const
    {
        return m_loader->choices(ReferenceTarget::PlexMapping);
    }
    void answer(const QString &call, const Result<QList<Reference>> &result)
    {
        m_api->take(call).references(result);
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<ReferenceLoader> m_loader;
};

QTEST_GUILESS_MAIN(TestReferenceLoader)
#include "tst_referenceloader.moc"
