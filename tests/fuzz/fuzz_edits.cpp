// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzzing.h"
#include "source/editfile.h"

// A file of edits from another machine. What was read says the same when it is written and read
// again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Result<QList<ExportedEdit>> edits = readEditFile(inputOf(data, size));
    if (!edits) {
        require(!edits.error().detail.isEmpty(), "a refusal says why");
        return 0;
    }
    const QByteArray written = editFile(*edits);
    const Result<QList<ExportedEdit>> again = readEditFile(written);
    require(again.has_value(), "what is written can be read");
    require(again->size() == edits->size(), "no edit is lost");
    require(editFile(*again) == written, "written again, it is the same file");
    return 0;
}
