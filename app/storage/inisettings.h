// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <QObject>
#include <QSettings>

// SettingsPort on one ini file. What cannot be written stays in memory, and is tried again with
// every change. GUI thread.
class IniSettings final : public QObject, public SettingsPort
{
    Q_OBJECT
public:
    explicit IniSettings(const QString &file);

    QByteArray value(const QString &key) const override;
    void setValue(const QString &key, const QByteArray &value) override;
    void remove(const QString &key) override;
    QStringList keys(const QString &group) override;

    /// Forgets everything.
    void clear();

    QString fileName() const;
    /// False while something is only in memory, or where the file cannot be written at all.
    bool isKept() const;

Q_SIGNALS:
    void isKeptChanged();

private:
    void store();

    QSettings m_settings;
    bool m_isKept;
};
