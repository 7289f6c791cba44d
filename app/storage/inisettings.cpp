// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/inisettings.h"

#include <utility>

IniSettings::IniSettings(const QString &file)
    : m_settings(file, QSettings::IniFormat)
    , m_isKept(m_settings.isWritable())
{ }

QByteArray IniSettings::value(const QString &key) const
{
    return m_settings.value(key).toByteArray();
}

void IniSettings::setValue(const QString &key, const QByteArray &value)
{
    m_settings.setValue(key, value);
    store();
}

void IniSettings::remove(const QString &key)
{
    m_settings.remove(key);
    store();
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
    store();
}

QString IniSettings::fileName() const
{
    return m_settings.fileName();
}

bool IniSettings::isKept() const
{
    return m_isKept;
}

void IniSettings::store()
{
    m_settings.sync();
    // A status of QSettings never heals. A new one on the same file tries what is not written yet.
    const bool isKept = m_settings.status() == QSettings::NoError
            || QSettings(fileName(), QSettings::IniFormat).status() == QSettings::NoError;
    if (std::exchange(m_isKept, isKept) != isKept)
        Q_EMIT isKeptChanged();
}
