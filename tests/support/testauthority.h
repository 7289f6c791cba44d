// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSslConfiguration>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

// A certificate authority that nobody knows, and what it issued, as files made with the program
// openssl. They go with it.
class TestAuthority
{
public:
    /// A certificate and its key.
    struct Issued
    {
        QString certificate; ///< the file, PEM
        QString key;         ///< the file, PEM
        QByteArray fingerprint() const;
        /// For a server that shows it.
        QSslConfiguration serverTls() const;
    };

    TestAuthority();

    /// The file of the authority's own certificate.
    QString caFile() const { return path(QStringLiteral("ca.pem")); }
    /// `names` as openssl takes them: "IP:127.0.0.1,DNS:localhost". With days < 0 it is expired.
    Issued issue(const QString &name, const QString &names = QStringLiteral("IP:127.0.0.1"),
                 int days = 30) const;
    /// Without an authority.
    Issued selfSigned(const QString &name) const;
    /// The same key under a passphrase.
    Issued locked(const Issued &issued, const QString &passphrase) const;
    /// Both in one PKCS #12 file; its path.
    QString pkcs12(const Issued &issued, const QString &passphrase) const;
    /// `tls` asking whoever connects for a certificate of this authority.
    QSslConfiguration askingForClients(QSslConfiguration tls) const;
    /// A file in its folder.
    QString path(const QString &name) const { return m_folder.filePath(name); }

private:
    static void run(const QStringList &arguments);

    QTemporaryDir m_folder;
};
