// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace demoserver {

/// What a recorded release of authentik does differently from another one: one row per release.
///
/// Read by every route and rule; nothing else asks for a version. A plain constant.
struct ReleaseRules
{
    QLatin1StringView version; ///< as admin/version/ tells it

    // Transport
    QLatin1StringView jsonType;       ///< Content-Type of JSON answers
    QLatin1StringView frontErrorType; ///< Content-Type of the front process's own errors
    bool sendsContentLanguage;
    bool crashOfWriteIs405; ///< a crash of a non-GET call is 405 with an empty HTML body, else 500

    // Authentication and rights
    bool foreignSchemeIsAnonymous; ///< else 403 "Unsupported authentication type"
    bool anonymousObjectIsNoRight; ///< object URLs tell callers without a key "no permission"
    bool usedByNeedsViewRight;     ///< else an empty list for callers without any right

    // Errors
    bool notFoundNamesModel; ///< "No PlexSource matches …" instead of "Not found."
    bool jsonIsStrict;       ///< lone surrogates are refused by the parser, bad UTF-8 crashes
    bool searchRefusesNul;   ///< else NUL is taken out of the term

    // Fields
    qsizetype longestSlug;   ///< 0 = no limit
    bool slugIsTypeOfItsOwn; ///< OPTIONS says "slug", wrong types get the slug message
    bool slugQuotesAreTypographic;
    bool hasMappings; ///< property mappings, group_matching_mode and their endpoints
    bool hasPromoted;
    bool iconIsField; ///< icon is stored text with icon_url beside it; else the key is missing

    // Lists
    int pageSize;
    int largestPageSize; ///< 0 = no limit
    bool pagesHaveAutocomplete;
    bool filtersByPk; ///< pbm_uuid

    // Other objects
    bool versionKnowsOutposts;
    bool usersHaveRoles;
    bool usedByListsSchedule; ///< the schedule of the token check
    bool setsIconByUrl;       ///< sources/all/{slug}/set_icon_url/
    bool eventsNameTokenUser; ///< else writes with an API token are AnonymousUser's
    bool eventsCarryRequestId;
    QLatin1StringView eventScope; ///< "brand" or "tenant"
    bool flowsHaveThemedBackground;
    bool savesReports; ///< capability can_save_reports
};

/// The releases that were recorded, oldest first.
[[nodiscard]] const QList<ReleaseRules> &recordedReleases();

/// The rules of a release given in full ("2025.12.4") or short ("2025.12"); null when not recorded.
[[nodiscard]] const ReleaseRules *findRelease(QStringView name);

/// The rules of the newest recorded release.
[[nodiscard]] const ReleaseRules &newestRelease();

} // namespace demoserver
