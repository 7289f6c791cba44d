// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

// What an organisation gives to all who use this machine: connections and how the program starts.
//
// In each folder (of XDG_CONFIG_DIRS, /etc/xdg/sourcedesk without it):
// - connections.json: as models/connection/connectionfile.
// - sourcedesk.ini, [start]: connection=<name>, source=<slug>, demo=true|false.

/// What is shown at the start, unless the command line says otherwise. Empty = not said.
struct StartDefaults
{
    QString connection; ///< the name of the one that is shown first
    QString source;     ///< the slug of the source that is opened
    std::optional<bool> demo;

    friend bool operator==(const StartDefaults &, const StartDefaults &) = default;
};

struct DeployedSettings
{
    QList<ConnectionEntry> connections; ///< isDeployed; ids that stay the same
    StartDefaults start;
    QStringList problems; ///< what of it was not read, and why, as sentences

    friend bool operator==(const DeployedSettings &, const DeployedSettings &) = default;
};

/// The folders of the machine's settings, the most important first; they need not be there.
QStringList deployedFolders();

/// Reads them, once at the start: small files, at once. An earlier folder has precedence, and
/// [start] in `userSettings`, the ini file of the user, before all. Nothing is written.
DeployedSettings readDeployedSettings(const QStringList &folders, const QString &userSettings);

/// 32 hex digits made of address and name, so that what a person decided of a deployed connection
/// is found again.
QString deployedId(const ConnectionEntry &entry);
