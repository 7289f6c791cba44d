// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>
#include <QStringList>

class Database;

// The schema of the database, as steps from each version to the next. A released step never
// changes; what comes later is a new entry at the end of the table in migrations.cpp. Versions
// count from 1; 0 is an empty file. Called in the thread of the database.

/// The version this program works with.
int newestSchema();

/// Brings the database from the version it has to `version`: one transaction per step, each with
/// its `user_version`. Does nothing when it has it already, as when another process was quicker.
Result<void> migrate(Database &database, int version = newestSchema());

/// The tables that a database of this version has.
QStringList tablesOf(int version);
