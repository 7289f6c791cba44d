// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

// Reads one source wherever it is: at the address it had, and if another source or none is there,
// at the address that a look for its pk gives. Fails with NotFound when it is nowhere (`detail`
// says when another source has its address), and as the request that failed otherwise. Used by
// EditSession and Confirmations; a save looks for its source step by step in savesteps.
class SourceByPk final : public Call
{
public:
    /// Borrows `api`, which must outlive it. With an empty `pk` whatever is at the address is it.
    SourceByPk(SourceApi &api, const QString &slug, const QString &pk, Done<PlexSource> done);

    void cancel() override;

private:
    void readAt(const QString &slug);
    void read(const Result<PlexSource> &result);
    void find();
    void found(const Result<std::optional<SourceSummary>> &result);
    void end(const Result<PlexSource> &result);

    SourceApi &m_api;
    QString m_pk;
    Done<PlexSource> m_done;
    Error m_lost;
    bool m_wasLookedFor = false;
    CallHandle m_running;
};
