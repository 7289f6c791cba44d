// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/iconrules.h"

#include <QJsonObject>
#include <QRegularExpression>
#include <QStringList>
#include <QUuid>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

constexpr auto themePlaceholder = "%(theme)s"_L1;

bool isAddress(const QString &icon)
{
    return icon.startsWith("fa://"_L1) || icon.startsWith("http:"_L1)
            || icon.startsWith("https://"_L1) || icon.startsWith("/static"_L1);
}

QString fileUrl(const QString &name)
{
    // A signature in shape only: it changes with each answer, as the expiring one of the server
    // does.
    return "/files/media/public/"_L1 + name + "?token=eyJ"_L1
            + QUuid::createUuid().toString(QUuid::Id128);
}

} // namespace

QString iconProblem(const QString &icon)
{
    static const QRegularExpression allowed(u"^[a-zA-Z0-9._/-]+$"_s);
    if (icon.isEmpty() || isAddress(icon))
        return {};
    QString plain = icon;
    plain.replace(themePlaceholder, "theme"_L1);
    if (!allowed.match(plain).hasMatch())
        return u"File name can only contain letters (a-z, A-Z), numbers (0-9), dots (.), "
               "hyphens (-), underscores (_), forward slashes (/), and the placeholder %(theme)s "
               "for theme-specific files"_s;
    if (icon.contains("//"_L1))
        return u"File name cannot contain duplicate /"_s;
    if (icon.startsWith(u'/'))
        return u"Absolute paths are not allowed"_s;
    const QStringList parts = icon.split(u'/');
    if (parts.contains(".."_L1))
        return u"Parent directory references ('..') are not allowed"_s;
    if (icon.startsWith(u'.'))
        return u"Paths cannot start with '.'"_s;
    if (icon.size() > 1024)
        return u"File name too long (max 1024 characters)"_s;
    if (std::any_of(parts.begin(), parts.end(),
                    [](const QString &part) { return part.size() > 255; }))
        return u"Path component too long (max 255 characters)"_s;
    return {};
}

QString iconUrl(const QString &icon)
{
    if (icon.isEmpty())
        return u"/static/authentik/sources/plex.svg"_s;
    return isAddress(icon) ? icon : fileUrl(icon);
}

QJsonValue iconThemedUrls(const QString &icon)
{
    if (isAddress(icon) || !icon.contains(themePlaceholder))
        return QJsonValue::Null;
    QJsonObject urls;
    for (const QLatin1StringView theme : {"light"_L1, "dark"_L1})
        urls.insert(theme, fileUrl(QString(icon).replace(themePlaceholder, theme)));
    return urls;
}

} // namespace demoserver
