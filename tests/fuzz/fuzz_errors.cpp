// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzzing.h"
#include "source/errorreader.h"

using namespace Qt::Literals::StringLiterals;

// The body of a refused request, as JSON and as a page.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray body = inputOf(data, size);
    const ErrorReport report = readErrors(400, "application/json", body);
    for (const FormProblem &problem : report.form)
        require(report.isPage || !problem.serverWords.isNull(), "a problem has words");
    const ErrorReport page = readErrors(502, "text/html", body);
    require(page.fields.isEmpty(), "a page names no field");
    return 0;
}
