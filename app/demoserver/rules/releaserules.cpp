// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/releaserules.h"

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

const QList<ReleaseRules> &recordedReleases()
{
    static const QList<ReleaseRules> releases{
            {
                    .version = "2023.10.7"_L1,
                    .jsonType = "application/json"_L1,
                    .frontErrorType = "text/plain; charset=utf-8"_L1,
                    .sendsContentLanguage = false,
                    .crashOfWriteIs405 = false,
                    .foreignSchemeIsAnonymous = false,
                    .anonymousObjectIsNoRight = false,
                    .usedByNeedsViewRight = false,
                    .notFoundNamesModel = false,
                    .jsonIsStrict = false,
                    .searchRefusesNul = false,
                    .longestSlug = 50,
                    .slugIsTypeOfItsOwn = true,
                    .slugQuotesAreTypographic = false,
                    .hasMappings = false,
                    .hasPromoted = false,
                    .iconIsField = false,
                    .pageSize = 100,
                    .largestPageSize = 0,
                    .pagesHaveAutocomplete = false,
                    .filtersByPk = false,
                    .versionKnowsOutposts = false,
                    .usersHaveRoles = false,
                    .usedByListsSchedule = false,
                    .setsIconByUrl = true,
                    .eventsNameTokenUser = false,
                    .eventsCarryRequestId = false,
                    .eventScope = "tenant"_L1,
                    .flowsHaveThemedBackground = false,
                    .savesReports = false,
            },
            {
                    .version = "2025.12.4"_L1,
                    .jsonType = "application/json; charset=utf-8"_L1,
                    .frontErrorType = "application/json"_L1,
                    .sendsContentLanguage = true,
                    .crashOfWriteIs405 = true,
                    .foreignSchemeIsAnonymous = true,
                    .anonymousObjectIsNoRight = true,
                    .usedByNeedsViewRight = true,
                    .notFoundNamesModel = true,
                    .jsonIsStrict = true,
                    .searchRefusesNul = true,
                    .longestSlug = 0,
                    .slugIsTypeOfItsOwn = false,
                    .slugQuotesAreTypographic = true,
                    .hasMappings = true,
                    .hasPromoted = true,
                    .iconIsField = true,
                    .pageSize = 20,
                    .largestPageSize = 100,
                    .pagesHaveAutocomplete = true,
                    .filtersByPk = true,
                    .versionKnowsOutposts = true,
                    .usersHaveRoles = true,
                    .usedByListsSchedule = true,
                    .setsIconByUrl = false,
                    .eventsNameTokenUser = true,
                    .eventsCarryRequestId = true,
                    .eventScope = "brand"_L1,
                    .flowsHaveThemedBackground = true,
                    .savesReports = true,
            },
    };
    return releases;
}

const ReleaseRules *findRelease(QStringView name)
{
    for (const ReleaseRules &release : recordedReleases()) {
        const QString full(release.version);
        if (name == full || name == QStringView(full).left(full.lastIndexOf(u'.')))
            return &release;
    }
    return nullptr;
}

const ReleaseRules &newestRelease()
{
    return recordedReleases().last();
}

} // namespace demoserver
