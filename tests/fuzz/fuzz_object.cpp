// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/jsonanswer.h"
#include "fuzzing.h"
#include "source/patch.h"
#include "source/schematraits.h"

// One source as a server sent it. Whatever it is, what nobody touched is never sent, and its token
// is nowhere in what is kept.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const DigestKey digests(QByteArray(32, 'k'));
    Answer answer;
    answer.status = 200;
    answer.contentType = "application/json";
    answer.body = inputOf(data, size);
    const Result<PlexSource> source = readSource(answer, digests);
    if (!source)
        return 0;
    const SchemaTraits traits = SchemaTraits::fromSource(*source);
    require(changedFields(*source, *source, traits).isEmpty(), "what is untouched is no change");
    require(patchBody(*source, {}).isEmpty(), "no field, no body");
    const Result<PlexSource> again = readSource(answer, digests);
    require(again && changedFields(*source, *again, traits).isEmpty(), "read twice is no change");
    return 0;
}
