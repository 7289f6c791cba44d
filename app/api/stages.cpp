// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/stages.h"

#include <QCryptographicHash>
#include <QLocale>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype mostNames = 100; // a certificate may hold thousands

std::optional<CertificateFacts> shownCertificate(const QNetworkReply &reply)
{
    const QSslCertificate certificate = reply.sslConfiguration().peerCertificate();
    if (certificate.isNull())
        return std::nullopt;
    CertificateFacts facts;
    facts.fingerprint = certificate.digest(QCryptographicHash::Sha256);
    facts.subject = certificate.subjectDisplayName();
    facts.issuer = certificate.issuerDisplayName();
    facts.names = certificate.subjectAlternativeNames().values().mid(0, mostNames);
    facts.validFrom = certificate.effectiveDate();
    facts.validUntil = certificate.expiryDate();
    return facts;
}

/// The Date header of an HTTP answer, UTC.
QDateTime dateOf(const QNetworkReply &reply)
{
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(reply.rawHeader("Date").trimmed()),
                                             u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    if (date.isValid())
        date.setTimeZone(QTimeZone::utc());
    return date;
}
} // namespace

void watchStages(QNetworkReply &reply, QObject &context, const StageObserver &observer)
{
    const QNetworkReply *const watched = &reply;
    QObject::connect(watched, &QNetworkReply::socketStartedConnecting, &context, [observer] {
        observer({Stage::Connecting, {}, {}});
    });
    QObject::connect(watched, &QNetworkReply::sslErrors, &context,
                     [observer, watched](const QList<QSslError> &errors) {
                         std::optional<CertificateFacts> facts = shownCertificate(*watched);
                         for (const QSslError &error : errors) {
                             if (facts)
                                 facts->problems.append(error.errorString());
                         }
                         observer({Stage::Untrusted, facts, {}});
                     });
    QObject::connect(watched, &QNetworkReply::encrypted, &context, [observer, watched] {
        observer({Stage::Encrypted, shownCertificate(*watched), {}});
    });
    QObject::connect(watched, &QNetworkReply::requestSent, &context, [observer] {
        observer({Stage::Sent, {}, {}});
    });
    QObject::connect(watched, &QNetworkReply::metaDataChanged, &context, [observer, watched] {
        observer({Stage::Answered, {}, dateOf(*watched)});
    });
}
