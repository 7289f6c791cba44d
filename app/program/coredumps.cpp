// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/coredumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

void forbidCoreDumps()
{
    // The limit holds for files; a handler that the kernel hands the picture to, as systemd's, does
    // not ask for it. Not being dumpable holds for both.
    prctl(PR_SET_DUMPABLE, 0);
    rlimit limit{};
    if (getrlimit(RLIMIT_CORE, &limit) != 0)
        return;
    limit.rlim_cur = 0; // the hard one stays, for what is started from here
    setrlimit(RLIMIT_CORE, &limit);
}
