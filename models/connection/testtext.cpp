// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/testtext.h"

#include "source/errortext.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype longestName = 120; // characters of what a server says in one sentence

struct TestText
{
    Q_DECLARE_TR_FUNCTIONS(TestText)
};

QString shortened(const QString &text)
{
    return text.size() > longestName ? text.left(longestName) + u'…' : text;
}

/// Who the step is about.
QString partner(const TestStepResult &result, const QString &host)
{
    const QString name = result.host.isEmpty() ? host : result.host;
    if (result.isProxy && !result.host.isEmpty())
        return TestText::tr("The proxy %1").arg(name);
    if (result.isProxy)
        return TestText::tr("The proxy");
    return name.isEmpty() ? TestText::tr("The server") : name;
}

/// Not as tr() counts: `count` of a unit that is written out for one and for more.
QString duration(std::chrono::seconds time)
{
    const qint64 seconds = time.count() < 0 ? -time.count() : time.count();
    if (seconds < 120)
        return TestText::tr("%1 s").arg(seconds);
    if (seconds < 7200)
        return TestText::tr("%1 min").arg(seconds / 60);
    if (seconds < 48 * 3600)
        return TestText::tr("%1 h").arg(seconds / 3600);
    return TestText::tr("%1 days").arg(seconds / (24 * 3600));
}

QString certificateText(const CertificateFacts &certificate)
{
    const QString until =
            QLocale().toString(certificate.validUntil.toLocalTime().date(), QLocale::ShortFormat);
    if (certificate.issuer.isEmpty())
        return TestText::tr("Certificate valid until %1.").arg(until);
    return TestText::tr("Certificate by %1, valid until %2.")
            .arg(shortened(certificate.issuer), until);
}

QString sourcesText(int count)
{
    if (count < 0)
        return TestText::tr("The token may list the Plex sources.");
    if (count == 0)
        return TestText::tr("The token may list Plex sources; there is none.");
    if (count == 1)
        return TestText::tr("The token may list 1 Plex source.");
    return TestText::tr("The token may list %1 Plex sources.").arg(count);
}

QString clockText(const TestStepResult &result)
{
    const std::chrono::seconds by = result.clockDifference.value_or(std::chrono::seconds(0));
    if (by.count() == 0)
        return TestText::tr("The server’s clock and this computer’s agree.");
    if (by.count() > 0)
        return TestText::tr("The server’s clock is %1 ahead.").arg(duration(by));
    return TestText::tr("The server’s clock is %1 behind.").arg(duration(by));
}

QString releaseText(const TestStepResult &result)
{
    if (result.release.isEmpty())
        return TestText::tr("authentik answers; which release it is, it tells only to a valid "
                            "token.");
    if (result.build.isEmpty())
        return TestText::tr("authentik %1.").arg(shortened(result.release));
    return TestText::tr("authentik %1, build %2.")
            .arg(shortened(result.release), shortened(result.build));
}

TestSentence passed(const TestStepResult &result, const QString &host)
{
    switch (result.step) {
    case TestStep::Name:
        return {TestText::tr("%1 is known.").arg(partner(result, host)), {}};
    case TestStep::Tcp:
        return {TestText::tr("%1 takes connections.").arg(partner(result, host)), {}};
    case TestStep::Tls:
        return {result.certificate ? certificateText(*result.certificate)
                                   : TestText::tr("The connection is encrypted."),
                {}};
    case TestStep::Authentik:
        return {releaseText(result), {}};
    case TestStep::Token:
        return {result.username.isEmpty()
                        ? TestText::tr("The token is valid.")
                        : TestText::tr("The token of %1.").arg(shortened(result.username)),
                {}};
    case TestStep::List:
        return {sourcesText(result.sources), {}};
    case TestStep::Change:
        return {TestText::tr("The token may change Plex sources."), {}};
    case TestStep::Clock:
        return {clockText(result), {}};
    }
    return {};
}

TestSentence warnedTls(const TestStepResult &result)
{
    if (result.isPlain)
        return {TestText::tr("Not encrypted: everybody on the way to the server can read the "
                             "token."),
                TestText::tr("Use an address that begins with https://.")};
    const QString shown = result.certificate ? certificateText(*result.certificate)
                                             : TestText::tr("The connection is encrypted.");
    if (result.isAccepted)
        return {shown + u' '
                        + TestText::tr("This computer does not trust it; it was accepted for this "
                                       "connection."),
                TestText::tr("Naming the issuer’s CA file in the connection would be safer.")};
    return {shown, TestText::tr("It ends soon: renew it in time.")};
}

TestSentence warned(const TestStepResult &result, const QString &host)
{
    switch (result.step) {
    case TestStep::Tls:
        return warnedTls(result);
    case TestStep::Change:
        return {TestText::tr("This connection is read-only: edits become drafts, and nothing is "
                             "sent."),
                TestText::tr("To save on the server, allow it in the settings of the connection.")};
    case TestStep::Clock:
        return {clockText(result) + u' '
                        + TestText::tr("Times in the history will look wrong, and tokens may end "
                                       "early or late."),
                TestText::tr("Set the clocks of both computers by network time.")};
    default:
        break;
    }
    TestSentence sentence = passed(result, host);
    if (result.error)
        sentence.next = describe(*result.error, {Situation::Connect, host, {}, 0}).what;
    return sentence;
}

TestSentence skipped(const TestStepResult &result)
{
    if (result.error && result.error->kind == ErrorKind::Cancelled)
        return {TestText::tr("Stopped."), {}};
    if (result.step == TestStep::Tls && result.isPlain)
        return {TestText::tr("Not encrypted; the server is this computer."), {}};
    if (result.step == TestStep::Change && result.sources == 0)
        return {TestText::tr("There is no Plex source to ask about; the right to change one shows "
                             "when there is."),
                {}};
    return {TestText::tr("Not tested."), {}};
}

TestSentence failedTcp(const TestStepResult &result, const Error &error, const QString &host)
{
    const QString who = partner(result, host);
    switch (error.kind) {
    case ErrorKind::Timeout:
        return {TestText::tr("%1 took no connection in time, or took it and said nothing.")
                        .arg(who),
                TestText::tr("Check the port, and whether a firewall stands between.")};
    case ErrorKind::Offline:
        return {TestText::tr("%1 refuses connections, or there is no way to it.").arg(who),
                TestText::tr("Check the port in the address, that the server runs, and that this "
                             "computer has a network.")};
    default:
        return {};
    }
}

TestSentence failedTls(const TestStepResult &result, const Error &error, const QString &host)
{
    if (result.certificate) {
        QStringList sentences{
                TestText::tr("The certificate of %1 is not trusted.").arg(partner(result, host))};
        sentences += result.certificate->problems;
        return {sentences.join(u' '),
                TestText::tr("Name the CA file of its issuer in the connection, or look at the "
                             "certificate and accept it.")};
    }
    if (error.kind == ErrorKind::Storage)
        return {TestText::tr("A file of this connection cannot be used; nothing was sent.")
                        + (error.detail.isEmpty() ? QString() : u' ' + error.detail),
                TestText::tr("Check the CA file and the client certificate of the connection.")};
    if (error.kind == ErrorKind::Tls || error.kind == ErrorKind::Cut)
        return {TestText::tr("%1 does not agree on encryption.").arg(partner(result, host)),
                TestText::tr("Check the port: it may speak plain http, or ask for a client "
                             "certificate.")};
    return {};
}

TestSentence failedAuthentik(const TestStepResult &result, const Error &error, const QString &host)
{
    const QString who = partner(result, host);
    if (!result.release.isEmpty())
        return {TestText::tr("authentik %1 is too old: Sourcedesk works with 2022.8 and later.")
                        .arg(shortened(result.release)),
                TestText::tr("Update authentik.")};
    switch (error.kind) {
    case ErrorKind::NotFound:
    case ErrorKind::NoSuchPage:
        return {TestText::tr("There is no authentik at this address: %1 has no such page.")
                        .arg(who),
                TestText::tr("Check the part of the address after the host name.")};
    case ErrorKind::BadResponse:
    case ErrorKind::TooLarge:
    case ErrorKind::Forbidden:
        return {TestText::tr("%1 answers, but not as authentik does.").arg(who),
                TestText::tr("Check the address; a login page or a proxy may stand between.")};
    case ErrorKind::Tls: // TLS 1.3 tells of a missing client certificate after the handshake
        return {TestText::tr("%1 broke the encrypted connection off again: it may ask for a client "
                             "certificate, or for another one.")
                        .arg(who),
                TestText::tr("Check the client certificate of the connection.")};
    case ErrorKind::Unauthorized:
        return {TestText::tr("Something in front of %1 wants a login of its own.").arg(who),
                TestText::tr("Ask whoever runs it to let /api/v3/ through.")};
    default:
        return {};
    }
}

TestSentence failedRight(const TestStepResult &result, const Error &error, const QString &host)
{
    if (error.kind == ErrorKind::Unauthorized)
        return {TestText::tr("%1 does not know this token: it is mistyped, expired or deleted.")
                        .arg(partner(result, host)),
                TestText::tr("Make a new API token in authentik and put it into the connection.")};
    if (error.kind == ErrorKind::NoToken)
        return {TestText::tr("The connection has no token."),
                TestText::tr("Make an API token in authentik and put it into the connection.")};
    if (error.kind != ErrorKind::Forbidden)
        return {};
    switch (result.step) {
    case TestStep::List:
        return {TestText::tr("The token is valid but may not list Plex sources."),
                TestText::tr("Give its user the right to view Plex sources.")};
    case TestStep::Change:
        return {TestText::tr("The token may read Plex sources but not change them: edits stay "
                             "drafts."),
                TestText::tr("Give its user the right to change Plex sources.")};
    default:
        return {};
    }
}

TestSentence failed(const TestStepResult &result, const QString &host)
{
    const Error error = result.error.value_or(Error());
    TestSentence sentence;
    if (result.step == TestStep::Name && error.kind == ErrorKind::HostNotFound)
        sentence = {TestText::tr("%1 was not found: the network does not know this name.")
                            .arg(partner(result, host)),
                    result.isProxy ? TestText::tr("Check the spelling in the proxy settings.")
                                   : TestText::tr("Check the spelling of the address.")};
    else if (result.step == TestStep::Name && error.kind == ErrorKind::BadResponse)
        sentence = {error.detail, TestText::tr("Mend the address of the connection.")};
    else if (result.step == TestStep::Tcp)
        sentence = failedTcp(result, error, host);
    else if (result.step == TestStep::Tls)
        sentence = failedTls(result, error, host);
    else if (result.step == TestStep::Authentik)
        sentence = failedAuthentik(result, error, host);
    else
        sentence = failedRight(result, error, host);
    if (!sentence.what.isEmpty())
        return sentence;
    const ErrorSentence told = describe(error, {Situation::Connect, host, {}, 0});
    return {told.what, told.next};
}
} // namespace

QString testStepTitle(TestStep step)
{
    switch (step) {
    case TestStep::Name:
        return TestText::tr("Look up the name");
    case TestStep::Tcp:
        return TestText::tr("Reach the server");
    case TestStep::Tls:
        return TestText::tr("Agree on encryption");
    case TestStep::Authentik:
        return TestText::tr("Find authentik");
    case TestStep::Token:
        return TestText::tr("Check the token");
    case TestStep::List:
        return TestText::tr("List Plex sources");
    case TestStep::Change:
        return TestText::tr("Change Plex sources");
    case TestStep::Clock:
        return TestText::tr("Compare the clocks");
    }
    return {};
}

TestSentence describeTest(const TestStepResult &result, const QString &host)
{
    switch (result.state) {
    case TestState::Waiting:
        return {TestText::tr("Waits for the step before."), {}};
    case TestState::Running:
        return {TestText::tr("Running …"), {}};
    case TestState::Passed:
        return passed(result, host);
    case TestState::Warned:
        return warned(result, host);
    case TestState::Failed:
        return failed(result, host);
    case TestState::Skipped:
        return skipped(result);
    }
    return {};
}
