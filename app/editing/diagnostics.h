// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"
#include "requestlog.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <deque>

// The diagnostics bundle: what a bug report needs, without what is nobody's business. Of each
// connection only which things are set; hosts are `host-1`, sources `source-1`, the same ones
// through the whole document. No secrets, tokens, names of users, connections or sources, no
// addresses, no folders, no values of settings.

struct DiagnosedConnection
{
    ConnectionEntry entry;
    QString release;      ///< as the server says, or empty
    QString reachability; ///< in words; hosts and folders in it are blanked
};

struct DiagnosticsFacts
{
    QDateTime at;
    QString program;  ///< version
    QString qtBuilt;  ///< the Qt it was built with
    QString qtRun;    ///< the Qt it runs with
    QString system;   ///< operating system and processor
    QString keychain; ///< state in words; hosts and folders in it are blanked
    QString store;    ///< the same of the files on this machine
    QList<DiagnosedConnection> connections;
    std::deque<LoggedRequest> requests;
    QStringList settingsKeys; ///< without their values

    /// With the four that the program knows of itself.
    static DiagnosticsFacts ofThisProgram();
};

/// The document: UTF-8, Markdown that reads as plain text. Pure.
QByteArray diagnosticsDocument(const DiagnosticsFacts &facts);
