// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/reference.h"
#include "ports.h"
#include "source/fieldtable.h"

#include <QObject>

#include <array>

// Fetches the names behind references of one connection, each kind when it is first wanted and
// again after a failure, and keeps them while the connection is shown. GUI thread.
class ReferenceLoader final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `api`, which must outlive it.
    explicit ReferenceLoader(SourceApi &api, QObject *parent = nullptr);

    const ReferenceChoices &choices(ReferenceTarget target) const;
    /// Starts a fetch unless one runs or has succeeded.
    void want(ReferenceTarget target);
    /// Fetches again what was fetched before.
    void refresh();

Q_SIGNALS:
    void choicesChanged(ReferenceTarget target);

private:
    struct Entry
    {
        ReferenceChoices choices;
        CallHandle call;
    };
    void fetch(ReferenceTarget target);
    void take(ReferenceTarget target, const Result<QList<Reference>> &result);

    SourceApi &m_api;
    std::array<Entry, 3> m_entries;
};
