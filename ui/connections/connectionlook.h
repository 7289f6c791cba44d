// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"
#include "connection/connectionentry.h"

#include <QString>

/// What is shown of a connection wherever it has to be told from the others: in the strip, beside
/// *Save*. A plain value.
struct ConnectionLook
{
    ConnectionKind kind = ConnectionKind::Unknown;
    QString host;
    QString name = {};           ///< as a person calls it; empty = the host
    bool asksBeforeSave = false; ///< nothing is sent before a second yes

    QString word() const; ///< "production"; its name where no kind is known
    QString sign() const; ///< its shape
    Tone tone() const;
    /// "auth.example.org", or its name.
    QString label() const { return name.isEmpty() ? host : name; }

    friend bool operator==(const ConnectionLook &, const ConnectionLook &) = default;
};

/// "production", "staging", "test", "demo"; empty for Unknown.
QString kindWord(ConnectionKind kind);
/// The names of its icon.
QString kindSign(ConnectionKind kind);
Tone kindTone(ConnectionKind kind);
