// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/baseurl.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace {
Failure refused(const char *reason)
{
    Error error;
    error.kind = ErrorKind::BadResponse;
    error.detail = QCoreApplication::translate("BaseUrl", reason);
    return failure(error);
}

QString withScheme(const QString &typed)
{
    static const QRegularExpression scheme(u"^[A-Za-z][A-Za-z0-9+.-]*://"_s);
    return scheme.match(typed).hasMatch() ? typed : u"https://"_s + typed;
}

QString withoutSlashesAtEnd(QString path)
{
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

/// Drops what the program adds itself (/api/v3/) and what a browser shows (/if/…, the pages of the
/// web interface), as often as it is there: what comes out stays as it is when it is read again.
QString sitePath(const QString &typed)
{
    static const QRegularExpression known(u"/(api(/v3)?$|if(/.*)?$)"_s);
    QString path = withoutSlashesAtEnd(typed);
    for (auto match = known.match(path); match.hasMatch(); match = known.match(path))
        path = withoutSlashesAtEnd(path.first(match.capturedStart()));
    return path + u'/';
}
} // namespace

Result<BaseUrl> BaseUrl::fromUserInput(const QString &typed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty())
        return refused(QT_TRANSLATE_NOOP("BaseUrl", "The address is empty."));
    const QUrl url(withScheme(text), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return refused(QT_TRANSLATE_NOOP(
                "BaseUrl", "This is not a web address. One looks like https://auth.example.org."));
    if (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)
        return refused(
                QT_TRANSLATE_NOOP("BaseUrl", "The address must begin with https:// or http://."));
    if (!url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return refused(QT_TRANSLATE_NOOP("BaseUrl",
                                         "The address must not hold a user name or a password."));
    if (url.hasQuery())
        return refused(QT_TRANSLATE_NOOP("BaseUrl", "The address must not hold a query."));

    QUrl site;
    site.setScheme(url.scheme());
    site.setHost(url.host());
    site.setPort(url.port());
    site.setPath(sitePath(url.path(QUrl::FullyEncoded)), QUrl::TolerantMode);
    return BaseUrl(site);
}

QUrl BaseUrl::api(const QString &path, const QUrlQuery &query) const
{
    QUrl url = m_url;
    url.setPath(apiPath(path), QUrl::StrictMode);
    if (!query.isEmpty())
        url.setQuery(query);
    return url;
}

QString BaseUrl::apiPath(const QString &path) const
{
    return m_url.path(QUrl::FullyEncoded) + "api/v3/"_L1 + path;
}

QString BaseUrl::address() const
{
    return m_url.toString(QUrl::EncodeSpaces).chopped(1);
}

QUrl BaseUrl::tokenPage() const
{
    QUrl url = m_url;
    url.setPath(m_url.path(QUrl::FullyEncoded) + "if/admin/"_L1, QUrl::StrictMode);
    url.setFragment(u"/core/tokens"_s);
    return url;
}

bool BaseUrl::isPlainToOtherMachine() const
{
    // QUrl writes addresses in their short form: 127.1 is 127.0.0.1, 0:0:0:0:0:0:0:1 is ::1.
    static const QRegularExpression here(u"^(localhost|127(\\.[0-9]{1,3}){3}|::1)$"_s);
    return m_url.scheme() == "http"_L1 && !here.match(m_url.host()).hasMatch();
}

QString pathSegment(const QString &text)
{
    // The dot too: "." and ".." as a whole segment would name another resource.
    return QString::fromLatin1(QUrl::toPercentEncoding(text, {}, "."));
}
