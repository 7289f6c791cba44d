// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionlook.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

QString ConnectionLook::word() const
{
    const QString word = kindWord(kind);
    return word.isEmpty() ? label() : word;
}

QString ConnectionLook::sign() const
{
    return kindSign(kind);
}

Tone ConnectionLook::tone() const
{
    return kindTone(kind);
}

QString kindWord(ConnectionKind kind)
{
    switch (kind) {
    case ConnectionKind::Production:
        return QCoreApplication::translate("ConnectionLook", "production");
    case ConnectionKind::Staging:
        return QCoreApplication::translate("ConnectionLook", "staging");
    case ConnectionKind::Test:
        return QCoreApplication::translate("ConnectionLook", "test");
    case ConnectionKind::Demo:
        return QCoreApplication::translate("ConnectionLook", "demo");
    case ConnectionKind::Unknown:
        break;
    }
    return {};
}

QString kindSign(ConnectionKind kind)
{
    switch (kind) {
    case ConnectionKind::Production:
        return u"production"_s;
    case ConnectionKind::Staging:
        return u"staging"_s;
    case ConnectionKind::Test:
    case ConnectionKind::Demo:
        return u"test"_s;
    case ConnectionKind::Unknown:
        break;
    }
    return u"connect"_s;
}

Tone kindTone(ConnectionKind kind)
{
    switch (kind) {
    case ConnectionKind::Production:
        return Tone::Production;
    case ConnectionKind::Staging:
        return Tone::Staging;
    case ConnectionKind::Test:
    case ConnectionKind::Demo:
        return Tone::Test;
    case ConnectionKind::Unknown:
        break;
    }
    return Tone::Secondary;
}
