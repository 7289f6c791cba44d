// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/coredumps.h"

#include <QFile>

#include <sys/resource.h>

using namespace Qt::Literals::StringLiterals;

void forbidCoreDumps()
{
    // The limit holds for files; a handler that the kernel hands the picture to, as systemd's, does
    // not ask for it. Without any kind of memory in the filter there is nothing to hand over.
    QFile filter(u"/proc/self/coredump_filter"_s);
    if (filter.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        filter.write("0");
    rlimit limit{};
    if (getrlimit(RLIMIT_CORE, &limit) != 0)
        return;
    limit.rlim_cur = 0; // the hard one stays, for what is started from here
    setrlimit(RLIMIT_CORE, &limit);
}
