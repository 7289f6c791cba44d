// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/baseurl.h"
#include "fuzzing.h"

using namespace Qt::Literals::StringLiterals;

// An address as somebody typed it. The token goes to what comes out, so it has to be exactly one
// origin, and the same one when it is read again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Result<BaseUrl> base = BaseUrl::fromUserInput(QString::fromUtf8(inputOf(data, size)));
    if (!base) {
        require(!base.error().detail.isEmpty(), "a refusal says why");
        return 0;
    }
    const QUrl url(base->address(), QUrl::StrictMode);
    require(url.isValid() && !url.host().isEmpty(), "it is an address with a host");
    require(url.scheme() == "https"_L1 || url.scheme() == "http"_L1, "it is http or https");
    require(url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment(), "and nothing else");
    const Result<BaseUrl> again = BaseUrl::fromUserInput(base->address());
    require(again && *again == *base, "read again, it is the same");
    const QUrl call = base->api(u"sources/plex/"_s);
    require(call.host() == url.host() && call.port() == url.port() && call.scheme() == url.scheme(),
            "calls go to the same origin");
    require(call.path().endsWith("/api/v3/sources/plex/"_L1), "below the API");
    return 0;
}
