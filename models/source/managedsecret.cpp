// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/managedsecret.h"

#include "source/plexsource.h"

using namespace Qt::Literals::StringLiterals;

std::optional<ManagedSecret> managedSecretOf(const PlexSource &source)
{
    if (!source.value(Field::PlexToken).isAbsent())
        return std::nullopt;
    const QJsonObject &keys = source.unknownKeys();
    for (const QLatin1StringView key : {"plex_token_ref"_L1, "secret"_L1}) {
        const auto reference = keys.find(key);
        if (reference != keys.end())
            return ManagedSecret{key, reference.value().toString()};
    }
    return std::nullopt;
}
