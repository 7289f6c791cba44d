// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/foreignanswer.h"

#include "core/error.h"

#include <QCoreApplication>

namespace {

struct ForeignAnswer
{
    Q_DECLARE_TR_FUNCTIONS(ForeignAnswer)
};

QString otherPlace()
{
    return ForeignAnswer::tr(
            "Check the address: authentik may be on another host, or under a path such as /auth.");
}

} // namespace

std::optional<ErrorSentence> foreignAnswer(const Error &error, Situation situation,
                                           const QString &host)
{
    if (situation != Situation::LoadList && situation != Situation::Connect)
        return std::nullopt;
    const bool is404 = error.httpStatus == 404;
    if (error.kind == ErrorKind::NoSuchPage && is404)
        return ErrorSentence{
                ForeignAnswer::tr("%1 answers, but has no authentik at this address (status 404).")
                        .arg(host),
                otherPlace()};
    if (error.kind == ErrorKind::NotFound && is404 && !error.body.contains("\"detail\""))
        return ErrorSentence{
                ForeignAnswer::tr("%1 answers, but not as authentik does (status 404).").arg(host),
                otherPlace()};
    if (error.kind == ErrorKind::BadResponse && error.answerSize > 0
        && error.contentType.contains("json"))
        return ErrorSentence{
                ForeignAnswer::tr("%1 answers with data, but not as authentik does.").arg(host),
                ForeignAnswer::tr("Check that authentik is at this address; the details show what "
                                  "came.")};
    return std::nullopt;
}
