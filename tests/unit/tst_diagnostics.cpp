// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
/// What nobody else may read; each holds "marker".
QStringList markers()
{
    return {u"marker.example.org"_s,
            u"proxymarker.example.net"_s,
            u"gone-marker.example.com"_s,
            u"proxyusermarker"_s,
            u"Namemarker GmbH"_s,
            u"slugmarker-home"_s,
            u"submarker"_s,
            u"camarker"_s,
            u"certmarker"_s,
            u"keymarker"_s,
            u"homemarker"_s,
            u"flowmarker"_s,
            u"idmarker0123456789"_s,
            u"mailmarker"_s,
            u"releasemarker"_s};
}

ConnectionEntry entry()
{
    ConnectionEntry made;
    made.id = u"idmarker0123456789"_s;
    made.name = u"Namemarker GmbH"_s;
    made.address = u"http://marker.example.org:9000/submarker"_s;
    made.kind = ConnectionKind::Production;
    made.isReadOnly = true;
    made.caFile = u"/home-of/camarker.pem"_s;
    made.clientCertificate = u"/home-of/certmarker.pem"_s;
    made.clientKey = u"/home-of/keymarker.pem"_s;
    made.acceptedCertificates = {QByteArray(32, 'm')};
    made.proxy.mode = ProxyChoice::Mode::Http;
    made.proxy.host = u"proxymarker.example.net"_s;
    made.proxy.username = u"proxyusermarker"_s;
    return made;
}

LoggedRequest request(const QString &path, const QString &connection)
{
    LoggedRequest made;
    made.number = 1;
    made.at = QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc());
    made.connection = connection;
    made.method = u"GET"_s;
    made.path = path;
    made.status = 200;
    made.duration = 42ms;
    made.requestId = u"0123abcd"_s;
    return made;
}

DiagnosticsFacts facts()
{
    DiagnosticsFacts made = DiagnosticsFacts::ofThisProgram();
    made.at = QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc());
    made.keychain = u"locked; last asked for connection/idmarker0123456789/token"_s;
    made.store = u"opened in /srv/homemarker/.local/share/sourcedesk, 3 drafts"_s;
    DiagnosedConnection first{entry(), u"2025.12.4"_s,
                              u"MARKER.example.org does not answer (mailmarker@example.org)"_s};
    DiagnosedConnection second{entry(), u"releasemarker <b>"_s, {}};
    second.entry.address = u"https://other.marker.example.org"_s;
    made.connections = {first, second};
    const QString one = first.entry.address;
    made.requests = {request(u"/submarker/api/v3/sources/plex/"_s, one),
                     request(u"/submarker/api/v3/sources/plex/slugmarker-home/"_s, one),
                     request(u"/submarker/api/v3/sources/plex/plex/"_s, one),
                     request(u"/submarker/api/v3/sources/plex/slugmarker-home/"_s, one),
                     request(u"/api/v3/flows/instances/flowmarker/"_s,
                             u"https://gone-marker.example.com"_s)};
    made.settingsKeys = {u"window/geometry"_s, u"connections/idmarker0123456789/columns"_s,
                         u"last/marker.example.org"_s};
    return made;
}
} // namespace

// The diagnostics bundle: what is in it, and what never is.
class TestDiagnostics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingPrivateIsInIt();
    void whatHelpsIsInIt();
    void sourcesAreToldApart();
    void theSameHostIsTheSame();
    void itIsWholeWithoutFacts();
    void kindAndProxyAreNamed_data();
    void kindAndProxyAreNamed();
    void aShortNameBlanksNoWords();
    void anAddressWithoutAHostIsBlankedWhole();
};

void TestDiagnostics::nothingPrivateIsInIt()
{
    const QString document = QString::fromUtf8(diagnosticsDocument(facts()));
    for (const QString &marker : markers())
        QVERIFY2(!document.contains(marker, Qt::CaseInsensitive), qPrintable(marker));
    QVERIFY2(!document.contains("marker"_L1, Qt::CaseInsensitive), qPrintable(document));
    QVERIFY(!document.contains(QLatin1StringView(QByteArray(32, 'm').toHex())));
    const QString machine = QSysInfo::machineHostName();
    QVERIFY(machine.size() < 4 || !document.contains(machine));
}

void TestDiagnostics::whatHelpsIsInIt()
{
    const QString document = QString::fromUtf8(diagnosticsDocument(facts()));
    const QStringList wanted{QStringLiteral(SOURCEDESK_VERSION),
                             QLatin1StringView(qVersion()),
                             QSysInfo::currentCpuArchitecture(),
                             u"keychain: locked"_s,
                             u"3 drafts"_s,
                             u"host-1: production, http, own port, sub-path, CA file, client "
                             "certificate"_s,
                             u"read-only"_s,
                             u"proxy: HTTP"_s,
                             u"timeout: 30 s"_s,
                             u"2025.12.4"_s,
                             u"does not answer"_s,
                             u"window/geometry"_s,
                             u"200, 42 ms"_s,
                             u"0123abcd"_s};
    for (const QString &text : wanted)
        QVERIFY2(document.contains(text), qPrintable(text + u'\n' + document));
}

void TestDiagnostics::sourcesAreToldApart()
{
    const QString document = QString::fromUtf8(diagnosticsDocument(facts()));
    QCOMPARE(document.count("/api/v3/sources/plex/source-1/"_L1), 2);
    QCOMPARE(document.count("/api/v3/sources/plex/source-2/"_L1), 1);
    QCOMPARE(document.count("/api/v3/flows/instances/object-1/"_L1), 1);
    QCOMPARE(document.count("/(sub-path)/api/v3/sources/plex/: "_L1), 1);
}

void TestDiagnostics::theSameHostIsTheSame()
{
    const QString document = QString::fromUtf8(diagnosticsDocument(facts()));
    QCOMPARE(document.count("Z host-1 GET"_L1), 4);
    QVERIFY(document.contains("host-1 does not answer"_L1));
}

void TestDiagnostics::itIsWholeWithoutFacts()
{
    const QString document = QString::fromUtf8(diagnosticsDocument({}));
    QVERIFY(document.contains("## Connections\n\nNone."_L1));
    QVERIFY(document.contains("## Requests\n\nNone."_L1));
    QVERIFY(document.endsWith(u'\n'));
}

void TestDiagnostics::kindAndProxyAreNamed_data()
{
    QTest::addColumn<ConnectionKind>("kind");
    QTest::addColumn<ProxyChoice::Mode>("mode");
    QTest::addColumn<QString>("said");
    using Mode = ProxyChoice::Mode;
    QTest::newRow("production") << ConnectionKind::Production << Mode::System
                                << u"production, https, proxy: system, "_s;
    QTest::newRow("staging") << ConnectionKind::Staging << Mode::None
                             << u"staging, https, proxy: none, "_s;
    QTest::newRow("test") << ConnectionKind::Test << Mode::Socks5
                          << u"test, https, proxy: SOCKS5, "_s;
    QTest::newRow("demo") << ConnectionKind::Demo << Mode::Http << u"demo, https, proxy: HTTP, "_s;
    QTest::newRow("none") << ConnectionKind::Unknown << Mode::System
                          << u"no kind, https, proxy: system, "_s;
}

void TestDiagnostics::kindAndProxyAreNamed()
{
    QFETCH(ConnectionKind, kind);
    QFETCH(ProxyChoice::Mode, mode);
    QFETCH(QString, said);
    DiagnosticsFacts facts;
    DiagnosedConnection connection;
    connection.entry.address = u"https://auth.example.org"_s;
    connection.entry.kind = kind;
    connection.entry.proxy.mode = mode;
    facts.connections = {connection};
    const QString document = QString::fromUtf8(diagnosticsDocument(facts));
    QVERIFY2(document.contains("- host-1: "_L1 + said), qPrintable(document));
    QVERIFY(document.contains("release not known, not known"_L1));
}

void TestDiagnostics::aShortNameBlanksNoWords()
{
    DiagnosticsFacts facts;
    DiagnosedConnection connection;
    connection.entry.address = u"https://auth.example.org"_s;
    connection.entry.name = u"es"_s;
    connection.reachability = u"does not answer"_s;
    facts.connections = {connection};
    const QString document = QString::fromUtf8(diagnosticsDocument(facts));
    QVERIFY2(document.contains("does not answer"_L1), qPrintable(document));
}

void TestDiagnostics::anAddressWithoutAHostIsBlankedWhole()
{
    DiagnosticsFacts facts;
    LoggedRequest made = request(u"/api/v3/sources/plex/"_s, u"marker without a host"_s);
    made.requestId.clear();
    facts.requests = {made};
    const QString document = QString::fromUtf8(diagnosticsDocument(facts));
    QVERIFY(!document.contains("marker"_L1));
    QVERIFY2(document.contains("host-1 GET /api/v3/sources/plex/: 200, 42 ms, 0 bytes\n"_L1),
             qPrintable(document));
}

QTEST_GUILESS_MAIN(TestDiagnostics)
#include "tst_diagnostics.moc"
