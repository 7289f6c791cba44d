// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/connectionfile.h"
#include "fuzzing.h"

// A file of connections. What was read says the same when it is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Result<ConnectionFile> file = readConnectionFile(inputOf(data, size));
    if (!file) {
        require(!file.error().detail.isEmpty(), "a refusal says why");
        return 0;
    }
    const QByteArray written = connectionFile(file->connections);
    const Result<ConnectionFile> again = readConnectionFile(written);
    require(again.has_value(), "what is written can be read");
    require(again->connections == file->connections, "no connection changes");
    require(again->left.isEmpty(), "nothing of it is left out");
    return 0;
}
