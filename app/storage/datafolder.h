// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secret.h"

#include <QString>
#include <QTemporaryDir>

#include <memory>

// Where this run keeps what it keeps: settings, data, cache. Three kinds: the platform's places,
// one folder a person named (everything in it), or a folder of the demo's own that goes with it.
// Made once by the composition.
class DataFolder
{
public:
    static DataFolder platform();
    static DataFolder at(const QString &path);
    static DataFolder temporary();

    QString settingsFile() const { return m_settings + QStringLiteral("/sourcedesk.ini"); }
    QString dataPath() const { return m_data; }

    /// The key of this installation's digests: 32 random bytes in the data folder, mode 0600, made
    /// on first use. Without a writable folder a new one for this run.
    DigestKey digestKey() const;

private:
    DataFolder(const QString &settings, const QString &data);

    QString m_settings;
    QString m_data;
    std::unique_ptr<QTemporaryDir> m_temporary;
};
