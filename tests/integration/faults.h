// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "scriptedserver.h"

#include <QByteArray>
#include <QList>

#include <functional>

// What a server, a proxy or a stranger in between may do to one request, and how the call has to
// end then.

/// The call that a fault meets.
struct AttackedCall
{
    QByteArray good;    ///< the body that would be right: a JSON object
    qint64 limit = 0;   ///< bytes that its answer may have
    int values = 0;     ///< values that its answer may have
    QByteArray home;    ///< address of its server
    QByteArray strange; ///< address of another origin
};

/// How a call may end, and whether a write may have arrived then.
struct Ending
{
    ErrorKind kind;
    Arrival arrival;
};

struct Fault
{
    enum class Place : quint8
    {
        Connecting, ///< nobody takes the connection
        Tls,        ///< a server that never says a word of TLS
        Answer,     ///< after the whole request
        Head,       ///< of a write: as soon as its head is there
    };

    const char *name = "";
    Place place = Place::Answer;
    /// What the server says first.
    std::function<Script(const AttackedCall &)> script = {};
    /// And after that, every few milliseconds.
    std::function<void(ScriptedServer &)> more = {};
    /// And after that, in each second of the call's clock; they count from 0.
    std::function<void(ScriptedServer &, int second)> eachSecond = {};
    QList<Ending> endings = {}; ///< one of them; none = the call goes well
    bool needsDeadline = false; ///< time has to pass before it ends
};

/// The rows of the matrix.
QList<Fault> allFaults();
