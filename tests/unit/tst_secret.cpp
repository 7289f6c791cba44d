// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secret.h"

#include <QTest>

#include <type_traits>

class TestSecret : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void printsAsStars()
    {
        QString out;
        QDebug(&out) << Secret(QStringLiteral("canary"));
        QVERIFY(out.contains(QLatin1String("***")));
        QVERIFY(!out.contains(QLatin1String("canary")));
    }

    void becomesNothingElseByItself()
    {
        static_assert(!std::is_convertible_v<QString, Secret>);
        static_assert(!std::is_convertible_v<Secret, QString>);
        static_assert(!std::is_convertible_v<Secret, QByteArray>);
        static_assert(!std::is_convertible_v<Secret, QVariant>);
        // A buffer handed out is a copy: the wipe of one cannot reach, or be kept from, the other.
        const Secret secret(QStringLiteral("canary"));
        const QByteArray one = secret.revealUtf8();
        QVERIFY(one.constData() != secret.revealUtf8().constData());
    }

    void movedFromIsEmpty()
    {
        Secret first(QStringLiteral("canary"));
        const Secret second = std::move(first);
        QCOMPARE(second.reveal(), QStringLiteral("canary"));
        QVERIFY(first.isEmpty());
    }

    void copiesAreIndependent()
    {
        Secret first(QStringLiteral("canary"));
        const Secret second = first;
        first = Secret();
        QCOMPARE(second.reveal(), QStringLiteral("canary"));
    }

    void assignedToItselfItStays()
    {
        Secret secret(QStringLiteral("canary"));
        Secret &same = secret;
        secret = same;
        QCOMPARE(secret.reveal(), QStringLiteral("canary"));
        secret = std::move(same);
        QCOMPARE(secret.reveal(), QStringLiteral("canary"));
    }

    /// Half a character, which UTF-8 cannot hold, is marked; whole ones beside it stay.
    void halfACharacterIsMarked()
    {
        const QString whole = QStringLiteral("\U0001F511");
        const QString marked = QString(QChar::ReplacementCharacter);
        QCOMPARE(Secret(whole).reveal(), whole);
        QCOMPARE(Secret(whole + whole.at(0)).reveal(), whole + marked);
        QCOMPARE(Secret(whole.at(0) + QStringLiteral("a")).reveal(), marked + QStringLiteral("a"));
        QCOMPARE(Secret(whole.at(1) + whole).reveal(), marked + whole);
    }

    void digestIgnoresBlanksAround()
    {
        const DigestKey key(QByteArray(32, 'a'));
        QCOMPARE(key.digest(QStringLiteral("  token ")), key.digest(QStringLiteral("token")));
        QVERIFY(key.digest(QStringLiteral("token")) != key.digest(QStringLiteral("tokem")));
        QCOMPARE(key.digest(QStringLiteral("token")).size(), 32);
    }

    void digestDependsOnTheKey()
    {
        const DigestKey one(QByteArray(32, 'a'));
        const DigestKey two(QByteArray(32, 'b'));
        QVERIFY(one.digest(QStringLiteral("token")) != two.digest(QStringLiteral("token")));
        QVERIFY(DigestKey::random().digest(QStringLiteral("t"))
                != DigestKey::random().digest(QStringLiteral("t")));
    }
};

QTEST_GUILESS_MAIN(TestSecret)
#include "tst_secret.moc"
