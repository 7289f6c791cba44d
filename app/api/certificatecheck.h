// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/certificatefacts.h"

#include <QByteArray>
#include <QList>
#include <QSslCertificate>
#include <QSslError>

// What is to be said of a server's certificate, and whether a person's decision covers what is
// wrong with it. Pure; any thread.

/// The facts of `certificate`, with `errors` as sentences in `problems`; when a person accepted
/// other certificates before (`accepted`, as below), the first of them says that this is another
/// one. Default-made facts for a null certificate.
CertificateFacts factsOf(const QSslCertificate &certificate, const QList<QSslError> &errors = {},
                         const QList<QByteArray> &accepted = {});

/// Which of `errors` may be passed over for a connection whose person accepted the certificates
/// `accepted` (SHA-256 of the DER): all of them, or none. All, when the server's own certificate
/// (the first of `chain`) is one of those, and every error is about trust, time or name of a
/// certificate of that chain. A revoked or damaged one, and no certificate at all, is never
/// accepted.
QList<QSslError> acceptedErrors(const QList<QSslCertificate> &chain, const QList<QSslError> &errors,
                                const QList<QByteArray> &accepted);
