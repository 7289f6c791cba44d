// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <QHash>

// SettingsPort in memory, in no order.
class MemorySettings final : public SettingsPort
{
public:
    QByteArray value(const QString &key) const override { return m_values.value(key); }
    void setValue(const QString &key, const QByteArray &value) override
    {
        m_values.insert(key, value);
    }
    void remove(const QString &key) override { m_values.remove(key); }
    QStringList keys(const QString &group) override
    {
        QStringList names;
        for (auto it = m_values.cbegin(); it != m_values.cend(); ++it) {
            if (it.key().startsWith(group + u'/'))
                names.append(it.key().sliced(group.size() + 1));
        }
        return names;
    }

private:
    QHash<QString, QByteArray> m_values;
};
