// SPDX-License-Identifier: GPL-3.0-or-later
#include "readonly.h"

#include <QCoreApplication>

Error readOnlyError()
{
    Error error;
    error.kind = ErrorKind::ReadOnly;
    error.arrival = Arrival::NotSent;
    return error;
}

SaveOutcome readOnlyOutcome()
{
    SaveOutcome outcome;
    outcome.result = SaveResult::NotSent;
    outcome.error = readOnlyError();
    return outcome;
}

QString readOnlyText()
{
    return QCoreApplication::translate(
            "ReadOnly",
            "This connection is read-only. Edits stay here as drafts, and nothing is sent.");
}
