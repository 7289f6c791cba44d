// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <QSettings>

// SettingsPort on one ini file. GUI thread.
class IniSettings final : public SettingsPort
{
public:
    explicit IniSettings(const QString &file);

    QByteArray value(const QString &key) const override;
    void setValue(const QString &key, const QByteArray &value) override;
    void remove(const QString &key) override;
    QStringList keys(const QString &group) override;

    /// Forgets everything.
    void clear();

private:
    QSettings m_settings;
};
