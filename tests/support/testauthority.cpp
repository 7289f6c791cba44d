// SPDX-License-Identifier: GPL-3.0-or-later
#include "testauthority.h"

#include <QCryptographicHash>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

using namespace Qt::Literals::StringLiterals;

namespace {
QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList newKey(const QString &path)
{
    return {u"-newkey"_s, u"ec"_s,      u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
            u"-nodes"_s,  u"-keyout"_s, path};
}
} // namespace

QByteArray TestAuthority::Issued::fingerprint() const
{
    return QSslCertificate(contentOf(certificate)).digest(QCryptographicHash::Sha256);
}

QSslConfiguration TestAuthority::Issued::serverTls() const
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(QSslCertificate(contentOf(certificate)));
    tls.setPrivateKey(QSslKey(contentOf(key), QSsl::Ec));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    return tls;
}

namespace {
/// Of one that has expired, newer programs want both ends named, which older ones cannot.
QStringList validFor(int days)
{
    QProcess help;
    help.start(u"openssl"_s, {u"x509"_s, u"-help"_s});
    help.waitForFinished();
    if (days > 0 || !help.readAllStandardError().contains("-not_after"))
        return {u"-days"_s, QString::number(days)};
    return {u"-not_before"_s, u"20200101000000Z"_s, u"-not_after"_s, u"20200201000000Z"_s};
}
} // namespace

TestAuthority::TestAuthority()
{
    run(QStringList{u"req"_s, u"-x509"_s} + newKey(path(u"ca.key"_s))
        + QStringList{u"-out"_s, caFile(), u"-days"_s, u"3650"_s, u"-subj"_s,
                      u"/CN=Test Authority"_s});
}

TestAuthority::Issued TestAuthority::issue(const QString &name, const QString &names,
                                           int days) const
{
    const Issued issued{path(name + ".pem"_L1), path(name + ".key"_L1)};
    const QString wish = path(name + ".csr"_L1);
    run(QStringList{u"req"_s, u"-new"_s} + newKey(issued.key)
        + QStringList{u"-out"_s, wish, u"-subj"_s, "/CN="_L1 + name, u"-addext"_s,
                      "subjectAltName="_L1 + names});
    run(QStringList{u"x509"_s, u"-req"_s, u"-in"_s, wish, u"-CA"_s, caFile(), u"-CAkey"_s,
                    path(u"ca.key"_s), u"-CAcreateserial"_s, u"-copy_extensions"_s, u"copy"_s,
                    u"-out"_s, issued.certificate}
        + validFor(days));
    return issued;
}

TestAuthority::Issued TestAuthority::selfSigned(const QString &name) const
{
    const Issued issued{path(name + ".pem"_L1), path(name + ".key"_L1)};
    run(QStringList{u"req"_s, u"-x509"_s} + newKey(issued.key)
        + QStringList{u"-out"_s, issued.certificate, u"-days"_s, u"30"_s, u"-subj"_s,
                      "/CN="_L1 + name, u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s});
    return issued;
}

TestAuthority::Issued TestAuthority::locked(const Issued &issued, const QString &passphrase) const
{
    Issued made = issued;
    made.key += ".locked"_L1;
    run({u"pkcs8"_s, u"-topk8"_s, u"-in"_s, issued.key, u"-out"_s, made.key, u"-passout"_s,
         "pass:"_L1 + passphrase});
    return made;
}

QString TestAuthority::pkcs12(const Issued &issued, const QString &passphrase) const
{
    const QString file = issued.certificate + ".p12"_L1;
    run({u"pkcs12"_s, u"-export"_s, u"-in"_s, issued.certificate, u"-inkey"_s, issued.key,
         u"-out"_s, file, u"-passout"_s, "pass:"_L1 + passphrase});
    return file;
}

QSslConfiguration TestAuthority::askingForClients(QSslConfiguration tls) const
{
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    tls.setCaCertificates({QSslCertificate(contentOf(caFile()))});
    return tls;
}

void TestAuthority::run(const QStringList &arguments)
{
    QProcess openssl;
    openssl.start(u"openssl"_s, arguments);
    if (!openssl.waitForFinished(60000) || openssl.exitCode() != 0)
        qFatal("openssl: %s", openssl.readAllStandardError().constData());
}
