// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/jsonanswer.h"
#include "fuzzing.h"

// A page of a list: of sources, flows, and audit events.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Answer answer;
    answer.status = 200;
    answer.contentType = "application/json";
    answer.body = inputOf(data, size);
    const auto sources = readListPage<SourceSummary>(answer, SourceSummary::fromJson);
    if (sources) {
        require(sources->next >= 0 && sources->total >= 0, "no count is negative");
        const Result<RawPage> raw = readPage(answer);
        require(raw && raw->results.size() == sources->items.size(), "no item is lost");
    }
    const auto flows = readListPage<Reference>(answer, readFlow);
    require(flows.has_value() || !flows.error().detail.isEmpty(), "a refusal says why");
    const Result<QList<AuditEvent>> events = readEvents(answer);
    require(events.has_value() || !events.error().detail.isEmpty(), "a refusal says why");
    return 0;
}
