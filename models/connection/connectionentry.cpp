// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/connectionentry.h"

#include <QUrl>
#include <QUuid>

using namespace Qt::Literals::StringLiterals;

QString ConnectionEntry::displayName() const
{
    return name.isEmpty() ? QUrl(address).host(QUrl::PrettyDecoded) : name;
}

QString newConnectionId()
{
    return QString::fromLatin1(QUuid::createUuid().toRfc4122().toHex());
}

QString connectionSecretKey(const QString &id, ConnectionSecret secret)
{
    const QString name = [secret] {
        switch (secret) {
        case ConnectionSecret::Token:
            return u"token"_s;
        case ConnectionSecret::ProxyPassword:
            return u"proxy"_s;
        case ConnectionSecret::Passphrase:
            return u"passphrase"_s;
        }
        return QString();
    }();
    return u"connection/"_s + id + u'/' + name;
}
