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

void IniSettings::remove(const QString &key)
{
    m_settings.remove(key);
    m_settings.sync();
}

QStringList IniSettings::keys(const QString &group)
{
    m_settings.sync();
    m_settings.beginGroup(group);
    const QStringList keys = m_settings.childKeys();
    m_settings.endGroup();
    return keys;
}

void IniSettings::clear()
{
    m_settings.clear();
    m_settings.sync();
}
