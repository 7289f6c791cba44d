// SPDX-License-Identifier: GPL-3.0-or-later
#include "moment.h"

#include "source/auditevent.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

QString momentText(const QDateTime &when)
{
    const QDateTime here = when.toLocalTime();
    const QString time = here.toString(u"hh:mm"_s);
    if (here.date() == QDate::currentDate())
        return time;
    return QCoreApplication::translate("Moment", "%1 %2", "date, time")
            .arg(QLocale().toString(here.date(), QLocale::ShortFormat), time);
}

QString byWhomAndWhen(const AuditEvent &event)
{
    return QCoreApplication::translate("Moment", "by %1 at %2")
            .arg(whoText(event), momentText(event.when));
}
