// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "storage/storestate.h"

#include <QString>

#include <optional>

/// What is to be told once of what is kept on this machine; an empty title = nothing.
struct StoreNotice
{
    QString title;
    QString text;
};
/// `unkeptSettings` is the settings file when it cannot be written, else empty.
StoreNotice storeNotice(const std::optional<StoreState> &state, const std::optional<Error> &trouble,
                        const QString &folder, const QString &unkeptSettings = {});
