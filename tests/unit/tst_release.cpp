// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/managedsecret.h"
#include "source/serverrelease.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

// What is read from the release a server names, and from keys that only some releases have.
class TestRelease : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyKnownReleasesAreTooOld_data();
    void onlyKnownReleasesAreTooOld();
    void anOldReleaseIsNamedShortly();
    void aReferenceStandsForATokenThatIsNotThere_data();
    void aReferenceStandsForATokenThatIsNotThere();
    void aTokenThatIsThereIsNoReference();
};

void TestRelease::onlyKnownReleasesAreTooOld_data()
{
    QTest::addColumn<QString>("release");
    QTest::addColumn<bool>("isOld");
    QTest::newRow("before") << u"2022.7.3"_s << true;
    QTest::newRow("year before") << u"2021.12.5"_s << true;
    QTest::newRow("oldest") << u"2022.8.1"_s << false;
    QTest::newRow("newer") << u"2026.5.0-rc1"_s << false;
    QTest::newRow("no release") << u"next"_s << false;
    QTest::newRow("nothing") << QString() << false;
}

void TestRelease::onlyKnownReleasesAreTooOld()
{
    QFETCH(QString, release);
    QFETCH(bool, isOld);
    QCOMPARE(isTooOld(release), isOld);
    QCOMPARE(serverRemark(release).isEmpty(), !isOld);
}

void TestRelease::anOldReleaseIsNamedShortly()
{
    QVERIFY2(serverRemark(u"2022.7.3"_s).startsWith("authentik 2022.7 is older"_L1),
             qPrintable(serverRemark(u"2022.7.3"_s)));
}

void TestRelease::aReferenceStandsForATokenThatIsNotThere_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("received");
    QTest::addColumn<std::optional<ManagedSecret>>("found");
    const QString id = u"00000000-0000-4000-8000-000000000077"_s;
    QTest::newRow("reference") << u"plex_token_ref"_s << QJsonValue(id)
                               << std::optional(ManagedSecret{u"plex_token_ref"_s, id});
    QTest::newRow("of a draft of it")
            << u"secret"_s << QJsonValue(id) << std::optional(ManagedSecret{u"secret"_s, id});
    QTest::newRow("to none") << u"plex_token_ref"_s << QJsonValue(QJsonValue::Null)
                             << std::optional(ManagedSecret{u"plex_token_ref"_s, {}});
    QTest::newRow("another key") << u"colour"_s << QJsonValue(id) << std::optional<ManagedSecret>();
}

void TestRelease::aReferenceStandsForATokenThatIsNotThere()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, received);
    QFETCH(std::optional<ManagedSecret>, found);
    QJsonObject object = Samples::object();
    object.remove("plex_token"_L1);
    object.insert(key, received);
    QVERIFY(managedSecretOf(Samples::fromObject(object)) == found);
}

void TestRelease::aTokenThatIsThereIsNoReference()
{
    QJsonObject object = Samples::object();
    object.insert(u"plex_token_ref"_s, u"00000000-0000-4000-8000-000000000077"_s);
    QVERIFY(!managedSecretOf(Samples::fromObject(object)));
}

QTEST_GUILESS_MAIN(TestRelease)
#include "tst_release.moc"
