// SPDX-License-Identifier: GPL-3.0-or-later
#include "sourcebypk.h"

using namespace Qt::Literals::StringLiterals;

namespace {
/// For a person the same as a 404: the source is no longer at this address.
Error replacedError()
{
    Error error;
    error.kind = ErrorKind::NotFound;
    error.arrival = Arrival::Answered;
    error.httpStatus = 200;
    error.detail = u"another pk at this address"_s;
    return error;
}

Error movedError()
{
    Error error = replacedError();
    error.kind = ErrorKind::Conflict;
    error.detail = u"it moved while it was looked for"_s;
    return error;
}
} // namespace

SourceByPk::SourceByPk(SourceApi &api, const QString &slug, const QString &pk,
                       Done<PlexSource> done)
    : m_api(api)
    , m_pk(pk)
    , m_done(std::move(done))
{
    readAt(slug);
}

void SourceByPk::cancel()
{
    if (m_running)
        m_running->cancel();
}

void SourceByPk::readAt(const QString &slug)
{
    m_running = m_api.getSource(slug, [this](const Result<PlexSource> &result) { read(result); });
}

void SourceByPk::read(const Result<PlexSource> &result)
{
    const CallHandle finished = std::move(m_running);
    if (m_pk.isEmpty() || (result && result->pk() == m_pk))
        return end(result);
    if (result)
        m_lost = replacedError();
    else if (result.error().kind == ErrorKind::NotFound)
        m_lost = result.error();
    else
        return end(result);
    if (m_wasLookedFor) // it moves faster than it is followed, but it is there
        return end(failure(movedError()));
    find();
}

void SourceByPk::find()
{
    m_wasLookedFor = true;
    m_running = m_api.findSource(
            m_pk, [this](const Result<std::optional<SourceSummary>> &result) { found(result); });
}

void SourceByPk::found(const Result<std::optional<SourceSummary>> &result)
{
    const CallHandle finished = std::move(m_running);
    if (!result)
        return end(failure(result.error()));
    if (!*result)
        return end(failure(m_lost));
    readAt((*result)->slug);
}

void SourceByPk::end(const Result<PlexSource> &result)
{
    const Done<PlexSource> done = std::move(m_done);
    done(result); // may destroy this
}
