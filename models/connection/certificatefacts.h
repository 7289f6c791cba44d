// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

// What a person needs to know of a server's certificate before deciding about it. A plain value.
struct CertificateFacts
{
    QByteArray fingerprint; ///< SHA-256 of the DER, 32 bytes
    QString subject;        ///< common name, or the first alternative name; server text
    QString issuer;         ///< who issued it; server text
    QStringList names;      ///< the host names it is for; server text
    QDateTime validFrom;
    QDateTime validUntil;
    QStringList problems; ///< why it is not trusted, as sentences; empty = it is

    friend bool operator==(const CertificateFacts &, const CertificateFacts &) = default;
};

/// "AB:CD:…", as browsers and openssl show it.
inline QString fingerprintText(const QByteArray &fingerprint)
{
    return QString::fromLatin1(fingerprint.toHex(':').toUpper());
}
