// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/certificatecheck.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype mostNames = 100; // a certificate may hold thousands

QString said(const char *sentence)
{
    return QCoreApplication::translate("CertificateFacts", sentence);
}

QString day(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

QStringList namesOf(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values();
    names.removeDuplicates();
    names.sort();
    return names.mid(0, mostNames);
}

/// One sentence about `error`, in words that say what it means.
QString sentence(const QSslError &error)
{
    switch (error.error()) {
    case QSslError::SelfSignedCertificate:
        return said("It signed itself: nobody else says whose it is.");
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::CertificateUntrusted:
    case QSslError::InvalidCaCertificate:
        return said("This machine does not trust who issued it.");
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
        return said("This machine does not know who issued it.");
    case QSslError::CertificateExpired:
        return said("It was valid until %1.").arg(day(error.certificate().expiryDate()));
    case QSslError::CertificateNotYetValid:
        return said("It is valid only from %1 on.").arg(day(error.certificate().effectiveDate()));
    case QSslError::HostNameMismatch:
        return said("It is for other names than the one in the connection's address.");
    case QSslError::CertificateRevoked:
        return said("Its issuer took it back.");
    case QSslError::NoPeerCertificate:
        return said("The server showed no certificate.");
    default:
        return error.errorString() + u'.';
    }
}

/// What a person who looked at the certificate decided about: trust, time, name.
bool isForAPersonToJudge(const QSslError &error)
{
    switch (error.error()) {
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::CertificateUntrusted:
    case QSslError::InvalidCaCertificate:
    case QSslError::InvalidPurpose:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateExpired:
    case QSslError::CertificateNotYetValid:
    case QSslError::HostNameMismatch:
        return true;
    default:
        return false;
    }
}
} // namespace

CertificateFacts factsOf(const QSslCertificate &certificate, const QList<QSslError> &errors,
                         const QList<QByteArray> &accepted)
{
    CertificateFacts facts;
    if (!certificate.isNull()) {
        facts.fingerprint = certificate.digest(QCryptographicHash::Sha256);
        facts.names = namesOf(certificate);
        facts.subject = certificate.subjectInfo(QSslCertificate::CommonName).join(u' ');
        if (facts.subject.isEmpty())
            facts.subject = facts.names.value(0);
        facts.issuer = certificate.issuerDisplayName();
        facts.validFrom = certificate.effectiveDate();
        facts.validUntil = certificate.expiryDate();
    }
    if (!errors.isEmpty() && !accepted.isEmpty() && !accepted.contains(facts.fingerprint))
        facts.problems.append(said("It is not the certificate that was accepted before."));
    for (const QSslError &error : errors)
        facts.problems.append(sentence(error));
    facts.problems.removeDuplicates();
    return facts;
}

QList<QSslError> acceptedErrors(const QList<QSslCertificate> &chain, const QList<QSslError> &errors,
                                const QList<QByteArray> &accepted)
{
    if (chain.isEmpty() || chain.constFirst().isNull()
        || !accepted.contains(chain.constFirst().digest(QCryptographicHash::Sha256)))
        return {};
    const bool all = std::all_of(errors.cbegin(), errors.cend(), [&chain](const QSslError &error) {
        return isForAPersonToJudge(error) && chain.contains(error.certificate());
    });
    return all ? errors : QList<QSslError>();
}
