// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/serverrelease.h"

#include <QCoreApplication>
#include <QVersionNumber>

using namespace Qt::Literals::StringLiterals;

namespace {

struct ServerRelease
{
    Q_DECLARE_TR_FUNCTIONS(ServerRelease)
};

constexpr int oldestYear = 2022;
constexpr int oldestInYear = 8;

} // namespace

bool isTooOld(const QString &release)
{
    const QVersionNumber number = QVersionNumber::fromString(release);
    return !number.isNull() && number < QVersionNumber(oldestYear, oldestInYear);
}

QString serverRemark(const QString &release)
{
    if (!isTooOld(release))
        return {};
    const QVersionNumber number = QVersionNumber::fromString(release);
    const QVersionNumber named(number.majorVersion(), number.minorVersion());
    return ServerRelease::tr("authentik %1 is older than Sourcedesk knows (%2). "
                             "Fields may be missing or refused.")
            .arg(named.toString(), QVersionNumber(oldestYear, oldestInYear).toString());
}
