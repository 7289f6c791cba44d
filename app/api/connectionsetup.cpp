// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/connectionsetup.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qint64 largestFile = 4 << 20; // bytes; the list of all CAs of a system has 0.2 MiB

/// `reason` goes on after the file's name: "ca.pem: …".
Failure refused(const QString &path, const QString &reason)
{
    Error error;
    error.kind = ErrorKind::Tls;
    error.arrival = Arrival::NotSent;
    error.detail = QDir::toNativeSeparators(path) + ": "_L1 + reason;
    return failure(error);
}

QString said(const char *reason)
{
    return QCoreApplication::translate("ConnectionSetup", reason);
}

Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refused(path, file.errorString());
    const QByteArray content = file.read(largestFile + 1);
    if (content.isEmpty())
        return refused(path, said("The file is empty."));
    if (content.size() > largestFile)
        return refused(path, said("The file is too large."));
    return content;
}

bool isPem(const QByteArray &content)
{
    return content.contains("-----BEGIN ");
}

Result<QSslKey> keyIn(const QString &path, const QByteArray &content, const Secret &passphrase)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        QSslKey key(content, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase.revealUtf8());
        if (!key.isNull())
            return key;
    }
    if (!content.contains("PRIVATE KEY-----"))
        return refused(path, said("There is no private key in this file."));
    if (!content.contains("ENCRYPTED"))
        return refused(path, said("The private key cannot be read."));
    return refused(path,
                   passphrase.isEmpty()
                           ? said("The private key is encrypted, and there is no passphrase.")
                           : said("The passphrase does not open the private key."));
}

Result<void> addPkcs12(QSslConfiguration &tls, const QString &path, QByteArray content,
                       const Secret &passphrase)
{
    QBuffer buffer(&content);
    buffer.open(QIODevice::ReadOnly);
    QSslKey key;
    QSslCertificate certificate;
    QList<QSslCertificate> chain;
    if (!QSslCertificate::importPkcs12(&buffer, &key, &certificate, &chain,
                                       passphrase.revealUtf8()))
        return refused(path,
                       said("The passphrase does not open it, or it is no PKCS #12 file in a form "
                            "that is known here."));
    tls.setPrivateKey(key);
    chain.prepend(certificate);
    tls.setLocalCertificateChain(chain);
    return {};
}

Result<void> addClientCertificate(QSslConfiguration &tls, const ConnectionEntry &entry,
                                  const Secret &passphrase)
{
    const Result<QByteArray> content = contentOf(entry.clientCertificate);
    if (!content)
        return failure(content.error());
    if (!isPem(*content))
        return addPkcs12(tls, entry.clientCertificate, *content, passphrase);

    const QList<QSslCertificate> chain = QSslCertificate::fromData(*content, QSsl::Pem);
    if (chain.isEmpty())
        return refused(entry.clientCertificate, said("There is no certificate in this file."));
    const bool isOneFile = entry.clientKey.isEmpty();
    const QString keyPath = isOneFile ? entry.clientCertificate : entry.clientKey;
    const Result<QByteArray> keyContent = isOneFile ? content : contentOf(keyPath);
    if (!keyContent)
        return failure(keyContent.error());
    const Result<QSslKey> key = keyIn(keyPath, *keyContent, passphrase);
    if (!key)
        return failure(key.error());
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(*key);
    return {};
}
} // namespace

TransportSetup directSetup(const BaseUrl &base, const Secret &token, Clock &clock)
{
    ConnectionEntry entry;
    entry.address = base.address();
    entry.proxy.mode = ProxyChoice::Mode::None;
    ConnectionSecrets secrets;
    secrets.token = token;
    return {base, entry, secrets, clock};
}

Result<QSslConfiguration> tlsConfiguration(const ConnectionEntry &entry, const Secret &passphrase)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    if (!entry.caFile.isEmpty()) {
        const Result<QByteArray> content = contentOf(entry.caFile);
        if (!content)
            return failure(content.error());
        const QList<QSslCertificate> authorities = QSslCertificate::fromData(*content, QSsl::Pem);
        if (authorities.isEmpty())
            return refused(entry.caFile, said("There is no certificate in this file."));
        tls.addCaCertificates(authorities); // besides those of the system
    }
    if (!entry.clientCertificate.isEmpty()) {
        if (const Result<void> added = addClientCertificate(tls, entry, passphrase); !added)
            return failure(added.error());
    }
    return tls;
}

QNetworkProxy chosenProxy(const ProxyChoice &choice, const Secret &password)
{
    using Mode = ProxyChoice::Mode;
    if (choice.mode != Mode::Http && choice.mode != Mode::Socks5)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    QNetworkProxy proxy(choice.mode == Mode::Http ? QNetworkProxy::HttpProxy
                                                  : QNetworkProxy::Socks5Proxy,
                        choice.host, choice.port);
    if (!choice.username.isEmpty()) {
        proxy.setUser(choice.username);
        proxy.setPassword(password.reveal());
    }
    return proxy;
}
