// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/authentication.h"

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

Caller authenticate(const QByteArray &authorization, const DemoData &data,
                    const ReleaseRules &release)
{
    const qsizetype blank = authorization.indexOf(' ');
    if (blank < 0) // nothing, or a scheme without a key
        return {};
    if (authorization.first(blank).toLower() != "bearer") {
        if (release.foreignSchemeIsAnonymous)
            return {};
        return {.user = nullptr, .refusal = u"Unsupported authentication type"_s};
    }
    const DemoUser *user = data.userByToken(QString::fromUtf8(authorization.sliced(blank + 1)));
    if (!user)
        return {.user = nullptr, .refusal = u"Token invalid/expired"_s};
    return {.user = user, .refusal = {}};
}

} // namespace demoserver
