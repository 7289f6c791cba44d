// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// What the fuzz targets share. Each defines LLVMFuzzerTestOneInput() and says with require() what
// has to hold for every input, not only that nothing crashes.

/// Ends the run, and libFuzzer keeps the input, when `holds` is false.
inline void require(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

/// A view of the input, which lives as long as the call.
inline QByteArray inputOf(const uint8_t *data, size_t size)
{
    return QByteArray(reinterpret_cast<const char *>(data), qsizetype(size));
}
