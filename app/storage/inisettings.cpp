// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/inisettings.h"

IniSettings::IniSettings(const QString &file)
    : m_settings(file, QSettings::IniFormat)
{ }

QByteArray IniSettings::value(const QString &key) const
{
    return m_settings.value(key).toByteArray();
}

void IniSettings::setValue(const QString &key, const QByteArray &value)
{
    m_settings.setValue(key, value);
    m_settings.sync();
}
