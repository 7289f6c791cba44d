// SPDX-License-Identifier: GPL-3.0-or-later
// Long because every kind of error has its sentence, its consequence and its advice here.
#include "source/errortext.h"

#include "core/error.h"
#include "source/foreignanswer.h"

#include <QCoreApplication>
#include <QStringList>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

// A description is made of whole sentences, so that each can be translated for itself:
//   what = cause, then what it means for the data;   next = advice, then when to try again.

namespace {

struct ErrorText
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

bool isSave(Situation situation)
{
    return situation == Situation::Save;
}

/// The write was in doubt and the read after it told.
bool isSettled(Situation situation)
{
    return situation == Situation::SavedAfterAll || situation == Situation::NotSavedAfterAll
            || situation == Situation::OtherSaved;
}

/// A write whose fate the answer does not tell: none came, or it came from something that may have
/// failed after storing (contract §4.1: from 2025.12 on a crash of a write looks like a 405 page).
bool isInDoubt(const Error &error, Situation situation)
{
    if (situation == Situation::ReadAfterSave)
        return true;
    if (!isSave(situation) || error.arrival == Arrival::NotSent)
        return false;
    if (error.arrival == Arrival::MayHaveArrived)
        return true;
    switch (error.kind) {
    case ErrorKind::Server:
    case ErrorKind::NoSuchPage:
    case ErrorKind::BadResponse:
    case ErrorKind::TooLarge:
        return true;
    case ErrorKind::Starting:
        return error.httpStatus != 503; // 503 is said before anything is passed on
    default:
        return false;
    }
}

/// The new address without anything that might be a secret.
QString newAddress(const Error &error)
{
    const QUrl url(error.detail.trimmed());
    if (!url.isValid() || url.isEmpty())
        return {};
    return url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

bool isHtml(const Error &error)
{
    return error.contentType.contains("html") || error.body.trimmed().startsWith('<');
}

bool isEmptyAnswer(const Error &error)
{
    if (error.answerSize >= 0)
        return error.answerSize == 0;
    return error.httpStatus == 204 || (error.contentType.isEmpty() && error.body.isEmpty());
}

QString redirected(const QString &host, const Error &error)
{
    const QString address = newAddress(error);
    if (address.isEmpty())
        return ErrorText::tr("%1 sends on to another address.").arg(host);
    return ErrorText::tr("%1 sends on to another address, %2.").arg(host, address);
}

QString forbidden(const QString &host, Situation situation)
{
    switch (situation) {
    case Situation::Save:
        return ErrorText::tr("Your token may read Plex sources but not change them.");
    case Situation::LoadChoices:
        return ErrorText::tr("Your token may not read flows or property mappings.");
    case Situation::Connect:
        return ErrorText::tr("%1 does not let this token in.").arg(host);
    default:
        return ErrorText::tr("Your token may not read Plex sources.");
    }
}

QString notFound(const QString &host, const ErrorContext &context)
{
    switch (context.situation) {
    case Situation::LoadList:
        return ErrorText::tr("%1 has no such page of the list; the list may have become shorter.")
                .arg(host);
    case Situation::LoadChoices:
        return ErrorText::tr("%1 does not have these choices.").arg(host);
    case Situation::Connect:
        return ErrorText::tr("%1 answers, but not as authentik does.").arg(host);
    default:
        break;
    }
    if (context.source.isEmpty())
        return ErrorText::tr("The source is no longer at its address: it was renamed or deleted.");
    return ErrorText::tr("%1 is no longer at its address: it was renamed or deleted.")
            .arg(context.source);
}

QString noSuchPage(const QString &host, const Error &error, Situation situation)
{
    const QString status = QString::number(error.httpStatus);
    if (isSave(situation) || isSettled(situation))
        return ErrorText::tr(
                       "%1 has no such page, or failed while working on the change (status %2).")
                .arg(host, status);
    return ErrorText::tr("%1 has no such page, or failed while making it (status %2).")
            .arg(host, status);
}

QString badResponse(const QString &host, const Error &error)
{
    if (isEmptyAnswer(error))
        return ErrorText::tr("%1 gave an empty answer.").arg(host);
    if (isHtml(error))
        return ErrorText::tr("%1 answered with a web page, without data.").arg(host);
    return ErrorText::tr("%1 gave an answer that cannot be read.").arg(host);
}

QString proxyFailed(const QString &host, const Error &error)
{
    if (error.httpStatus != 0)
        return ErrorText::tr("%1 cannot be reached: the proxy on the way answered in its place "
                             "(status %2).")
                .arg(host, QString::number(error.httpStatus));
    return ErrorText::tr("%1 cannot be reached: the proxy on the way refused, hung up or is down.")
            .arg(host);
}

QString tooLate(const QString &host, const Error &error)
{
    if (error.arrival == Arrival::NotSent)
        return ErrorText::tr("No connection to %1 came about in time: it, or a proxy in between, "
                             "does not answer.")
                .arg(host);
    return ErrorText::tr("%1 did not answer in time.").arg(host);
}

/// True when the answer bears no sign of authentik, whose own are JSON or have a request id
/// (contract §4.1): any proxy may have made it.
bool mayBeAProxys(const Error &error)
{
    return error.requestId.isEmpty() && isHtml(error);
}

QString starting(const QString &host, const Error &error)
{
    const QString status = QString::number(error.httpStatus);
    // authentik has a page too that says it starts; it names the time to come again.
    const bool saysWhen = error.httpStatus == 503 && error.retryAfter;
    if (mayBeAProxys(error) && !saysWhen)
        return ErrorText::tr("%1 or a proxy in between cannot answer for now (status %2).")
                .arg(host, status);
    return ErrorText::tr("authentik on %1 is starting or restarting (status %2).")
            .arg(host, status);
}

QString serverFailed(const QString &host, const Error &error)
{
    const QString status = QString::number(error.httpStatus);
    if (mayBeAProxys(error))
        return ErrorText::tr("%1 or a proxy in between failed while working on the request "
                             "(status %2).")
                .arg(host, status);
    return ErrorText::tr("%1 failed while working on the request (status %2).").arg(host, status);
}

QString refused(const ErrorContext &context)
{
    if (!isSave(context.situation))
        return ErrorText::tr("The server refused the request as wrong.");
    if (context.points == 0)
        return ErrorText::tr("Not saved. The server refused the change without a reason; "
                             "your edits are kept.");
    if (context.points == 1)
        return ErrorText::tr("Not saved. The server refused 1 point; your edits are kept.");
    //: %n is never 1
    return ErrorText::tr("Not saved. The server refused %n points; your edits are kept.", nullptr,
                         context.points);
}

QString cause(const Error &error, const ErrorContext &context)
{
    const QString host = context.host.isEmpty() ? ErrorText::tr("The server") : context.host;
    const QString status = QString::number(error.httpStatus);
    if (const auto foreign = foreignAnswer(error, context.situation, host))
        return foreign->what;
    switch (error.kind) {
    case ErrorKind::Offline:
        return ErrorText::tr("%1 does not answer.").arg(host);
    case ErrorKind::HostNotFound:
        return ErrorText::tr("%1 was not found: the network does not know this name.").arg(host);
    case ErrorKind::Timeout:
        return tooLate(host, error);
    case ErrorKind::Cut:
        return ErrorText::tr("%1 or a proxy in between closed the connection before the answer was "
                             "complete.")
                .arg(host);
    case ErrorKind::Cancelled:
        return ErrorText::tr("The request was stopped before %1 answered.").arg(host);
    case ErrorKind::Tls:
        return ErrorText::tr("%1 was not trusted: its certificate or encryption is not in order.")
                .arg(host);
    case ErrorKind::Proxy:
        return proxyFailed(host, error);
    case ErrorKind::Redirected:
        return redirected(host, error);
    case ErrorKind::Unauthorized:
        return ErrorText::tr("%1 does not know this token: it is mistyped, expired or deleted.")
                .arg(host);
    case ErrorKind::Forbidden:
        return forbidden(host, context.situation);
    case ErrorKind::NotFound:
        return notFound(host, context);
    case ErrorKind::NoSuchPage:
        return noSuchPage(host, error, context.situation);
    case ErrorKind::Conflict:
        return ErrorText::tr("%1 refused: somebody else’s change came first.").arg(host);
    case ErrorKind::Validation:
        return refused(context);
    case ErrorKind::UnsupportedMedia:
        return ErrorText::tr("%1 does not take requests in this form (status %2).")
                .arg(host, status);
    case ErrorKind::RateLimited:
        return ErrorText::tr("%1 takes no more requests for now: there were too many.").arg(host);
    case ErrorKind::Starting:
        return starting(host, error);
    case ErrorKind::Server:
        return serverFailed(host, error);
    case ErrorKind::BadResponse:
        return badResponse(host, error);
    case ErrorKind::TooLarge:
        return ErrorText::tr("%1 sent more than this program reads at once.").arg(host);
    case ErrorKind::EndlessList:
        return ErrorText::tr("%1 gave a list whose pages never end.").arg(host);
    case ErrorKind::Storage:
        return ErrorText::tr("The files of Sourcedesk could not be read or written.");
    case ErrorKind::ProxyLogin:
        return ErrorText::tr("%1 cannot be reached: the proxy on the way wants another login.")
                .arg(host);
    case ErrorKind::ReadOnly:
        return ErrorText::tr("This connection is read-only.");
    case ErrorKind::NoToken:
        return ErrorText::tr("%1 was not asked, because its token is missing here.").arg(host);
    case ErrorKind::Keychain:
        return ErrorText::tr("The keychain failed.");
    case ErrorKind::KeychainUnavailable:
        return ErrorText::tr("This computer has no keychain, or none that runs.");
    case ErrorKind::KeychainLocked:
        return ErrorText::tr("The keychain is locked.");
    case ErrorKind::KeychainRefused:
        return ErrorText::tr("The keychain refused.");
    case ErrorKind::KeychainSlow:
        return ErrorText::tr("The keychain did not answer in time.");
    }
    return {};
}

/// What became of the data on the server and of the edit.
QString consequence(const Error &error, Situation situation)
{
    switch (situation) {
    case Situation::Connect:
        return ErrorText::tr("Nothing was changed on the server.");
    case Situation::Keychain:
        return {};
    case Situation::ReadBeforeSave:
        return ErrorText::tr("Nothing was sent; your edits are kept.");
    case Situation::Save:
        if (error.arrival == Arrival::NotSent)
            return ErrorText::tr("Nothing was sent; your edits are kept.");
        return ErrorText::tr("Nothing was stored; your edits are kept.");
    default:
        return ErrorText::tr("Nothing was changed on the server; your edits are kept.");
    }
}

/// What a write in doubt came to. The words for no answer at all are look.md's.
QString settled(const Error &error, const ErrorContext &context)
{
    const bool answered = error.httpStatus != 0;
    QString found;
    switch (context.situation) {
    case Situation::SavedAfterAll:
        if (!answered)
            return ErrorText::tr("No answer came, but the change is on the server.");
        found = ErrorText::tr("But the change is on the server.");
        break;
    case Situation::NotSavedAfterAll:
        if (!answered)
            return ErrorText::tr("No answer came and the server still has the old values. "
                                 "Your edits are kept; save again when it answers.");
        found = ErrorText::tr("Not saved: the server still has the old values. "
                              "Your edits are kept.");
        break;
    default:
        if (!answered)
            return ErrorText::tr("No answer came, and the server has neither the old values nor "
                                 "yours: somebody else saved. Your edits are kept.");
        found = ErrorText::tr("The server has neither the old values nor yours: somebody else "
                              "saved. Your edits are kept.");
        break;
    }
    return cause(error, context) + u' ' + found;
}

QString happened(const Error &error, const ErrorContext &context)
{
    if (isSettled(context.situation))
        return settled(error, context);
    if (isSave(context.situation) && error.kind == ErrorKind::Validation)
        return cause(error, context);
    QStringList sentences;
    if (!isInDoubt(error, context.situation)) {
        sentences = {cause(error, context), consequence(error, context.situation)};
    } else if (context.situation == Situation::ReadAfterSave) {
        // The cause is that of the read; whether the write was answered is not known here.
        sentences = {ErrorText::tr("The change may be stored or not: reading the source again "
                                   "failed too."),
                     cause(error, context), ErrorText::tr("Your edits are kept.")};
    } else if (error.httpStatus == 0) {
        sentences = {ErrorText::tr("No answer came after sending."), cause(error, context),
                     ErrorText::tr("Your edits are kept.")};
    } else {
        sentences = {cause(error, context),
                     ErrorText::tr("The change may be stored or not; your edits are kept.")};
    }
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

QString rightToAskFor(Situation situation)
{
    switch (situation) {
    case Situation::Save:
        return ErrorText::tr("Ask for the right to change Plex sources.");
    case Situation::LoadChoices:
        return ErrorText::tr("The stored choice stays; ask for the right to view these.");
    case Situation::Connect:
        return ErrorText::tr("Connect with an API token of authentik.");
    default:
        return ErrorText::tr("Ask for the right to view Plex sources.");
    }
}

QString whereItWent(Situation situation)
{
    switch (situation) {
    case Situation::LoadList:
        return ErrorText::tr("Refresh the list (F5).");
    case Situation::LoadChoices:
        return ErrorText::tr("The stored choice stays.");
    case Situation::Connect:
        return ErrorText::tr("Check the address, also the part after the host name.");
    default:
        return ErrorText::tr(
                "Refresh the list (F5): a renamed source is there under its new slug.");
    }
}

QString adviceOnAnswer(const Error &error)
{
    if (isEmptyAnswer(error))
        return ErrorText::tr("If it goes on, look at the log of authentik and of any proxy.");
    if (isHtml(error))
        return ErrorText::tr("A login page or a proxy may stand between: check the address.");
    return ErrorText::tr("Check that authentik is at this address; the details show what came.");
}

/// What to look at first; empty when waiting is all there is to do.
QString advice(const Error &error, Situation situation)
{
    if (const auto foreign = foreignAnswer(error, situation, {}))
        return foreign->next;
    switch (error.kind) {
    case ErrorKind::Offline:
        return ErrorText::tr("Check that the server runs and that this computer has a network.");
    case ErrorKind::HostNotFound:
        return ErrorText::tr("Check the spelling of the address.");
    case ErrorKind::Tls:
        return ErrorText::tr("Check the server’s certificate and this computer’s clock.");
    case ErrorKind::Proxy:
        return error.httpStatus != 0
                ? ErrorText::tr("Check that the server runs; the details show what the proxy said.")
                : ErrorText::tr("Check the proxy settings of this computer.");
    case ErrorKind::Redirected:
        return ErrorText::tr("Connect with the new address.");
    case ErrorKind::Unauthorized:
        return ErrorText::tr("Make a new API token in authentik and connect with it.");
    case ErrorKind::Forbidden:
        return rightToAskFor(situation);
    case ErrorKind::NotFound:
        return whereItWent(situation);
    case ErrorKind::NoSuchPage:
        return ErrorText::tr("Check the address; if it is right, the log of authentik tells more.");
    case ErrorKind::Conflict:
        return ErrorText::tr("Read the source again (F5) and look at what changed.");
    case ErrorKind::Validation:
        return isSave(situation) ? ErrorText::tr("Mend the points named here and save again.")
                                 : ErrorText::tr("The details show what it did not like.");
    case ErrorKind::UnsupportedMedia:
        return ErrorText::tr("A proxy may have changed the request: check what stands between.");
    case ErrorKind::Server:
        return error.requestId.isEmpty()
                ? ErrorText::tr("The log of authentik tells more.")
                : ErrorText::tr("The log of authentik tells more under request %1.")
                          .arg(error.requestId);
    case ErrorKind::BadResponse:
        return adviceOnAnswer(error);
    case ErrorKind::TooLarge:
        return ErrorText::tr("Check that authentik is at this address.");
    case ErrorKind::EndlessList:
        return ErrorText::tr("A cache or proxy may repeat a page: check what stands between.");
    case ErrorKind::Storage:
        return ErrorText::tr("Check the free space and the rights of the data folder.");
    case ErrorKind::ProxyLogin:
        return ErrorText::tr("Check the user name and the password of the proxy.");
    case ErrorKind::ReadOnly:
        return ErrorText::tr("To send, allow it in the settings of the connection.");
    case ErrorKind::NoToken:
        return ErrorText::tr("Edit the connection and enter its token.");
    case ErrorKind::Keychain:
        return ErrorText::tr("The log of the keychain may tell more.");
    case ErrorKind::KeychainUnavailable:
        return ErrorText::tr("Install and start one, such as GNOME Keyring or KWallet.");
    case ErrorKind::KeychainLocked:
        return ErrorText::tr("Unlock it and try again.");
    case ErrorKind::KeychainRefused:
        return ErrorText::tr("Allow Sourcedesk to use it and try again.");
    case ErrorKind::KeychainSlow:
        return ErrorText::tr("It may be waiting for its password: look for its window.");
    case ErrorKind::Timeout:
    case ErrorKind::Cut:
    case ErrorKind::Cancelled:
    case ErrorKind::RateLimited:
    case ErrorKind::Starting:
        break;
    }
    return {};
}

QString inSeconds(std::chrono::seconds pause)
{
    if (pause.count() <= 1)
        return ErrorText::tr("Try again in 1 second.");
    //: %n is never 1
    return ErrorText::tr("Try again in %n seconds.", nullptr, int(pause.count()));
}

/// When the same action is worth another try.
QString again(const Error &error, Situation situation)
{
    switch (error.kind) {
    case ErrorKind::RateLimited:
    case ErrorKind::Starting:
        if (error.retryAfter)
            return inSeconds(*error.retryAfter);
        return ErrorText::tr("Try again in a minute.");
    case ErrorKind::Offline:
        return isSave(situation) || situation == Situation::ReadBeforeSave
                ? ErrorText::tr("Save again when it answers.")
                : QString();
    case ErrorKind::Timeout:
    case ErrorKind::Cut:
    case ErrorKind::Cancelled:
        return isSave(situation) || situation == Situation::ReadBeforeSave
                ? ErrorText::tr("Save again when it answers.")
                : ErrorText::tr("Try again in a moment.");
    case ErrorKind::Server:
        return ErrorText::tr("Try again in a moment.");
    case ErrorKind::HostNotFound:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::Storage:
    case ErrorKind::Keychain:
        return ErrorText::tr("Then try again.");
    default:
        return {};
    }
}

QString toDoWhenSettled(const Error &error, const ErrorContext &context)
{
    QStringList sentences;
    if (error.httpStatus == 0)
        sentences.append(cause(error, context)); // the first sentence has no room for it
    sentences.append(advice(error, Situation::Save));
    switch (context.situation) {
    case Situation::SavedAfterAll:
        sentences.append(ErrorText::tr("There is no need to save again."));
        break;
    case Situation::NotSavedAfterAll:
        if (const QString pause = again(error, Situation::ReadBeforeSave); error.httpStatus != 0)
            sentences.append(pause.isEmpty() ? ErrorText::tr("Then save again.") : pause);
        break;
    default:
        sentences.append(ErrorText::tr("Look at what changed before you save again."));
        break;
    }
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

QString toDo(const Error &error, const ErrorContext &context)
{
    if (isSettled(context.situation))
        return toDoWhenSettled(error, context);
    QStringList sentences;
    if (isInDoubt(error, context.situation))
        sentences = {ErrorText::tr("Read the source again to see what is stored."),
                     advice(error, context.situation)};
    else
        sentences = {advice(error, context.situation), again(error, context.situation)};
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

} // namespace

ErrorSentence describe(const Error &error, const ErrorContext &context)
{
    return {happened(error, context), toDo(error, context)};
}
