// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/datafolder.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QStandardPaths>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype keySize = 32;

QByteArray randomBytes()
{
    std::array<quint32, keySize / sizeof(quint32)> words;
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return {reinterpret_cast<const char *>(words.data()), keySize};
}

/// False when it could not be written whole.
bool writePrivately(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly)
            && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
            && file.write(bytes) == bytes.size() && file.commit();
}
} // namespace

DataFolder::DataFolder(const QString &settings, const QString &data)
    : m_settings(settings)
    , m_data(data)
{ }

DataFolder DataFolder::platform()
{
    return {QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation),
            QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)};
}

DataFolder DataFolder::at(const QString &path)
{
    const QString absolute = QDir(path).absolutePath();
    return {absolute, absolute};
}

DataFolder DataFolder::temporary()
{
    auto folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/sourcedesk-demo-XXXXXX"_s);
    DataFolder made = at(folder->path());
    made.m_temporary = std::move(folder);
    return made;
}

DigestKey DataFolder::digestKey() const
{
    const QString path = m_data + u"/digest.key"_s;
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray stored = file.readAll();
        if (stored.size() == keySize)
            return DigestKey(stored);
    }
    const QByteArray fresh = randomBytes();
    if (QDir().mkpath(m_data))
        writePrivately(path, fresh); // not writable: the key lasts for this run
    return DigestKey(fresh);
}
