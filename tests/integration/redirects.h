// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

// Where an answer may point to, so that a bearer token would go along if anything followed it.

/// The parts that an address is made of.
struct RedirectPlaces
{
    QByteArray home;    ///< port of the server that answers
    QByteArray strange; ///< port of another origin on the same machine, IPv4 and IPv6
    QByteArray chain;   ///< port of a server that redirects back to the first
};

struct Redirect
{
    const char *name = "";
    QByteArray headers; ///< with the line ends
};

/// All of them; none may be followed.
QList<Redirect> allRedirects(const RedirectPlaces &places);
