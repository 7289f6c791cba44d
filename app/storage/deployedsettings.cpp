// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/deployedsettings.h"

#include "connection/connectionfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

QString say(const char *sentence)
{
    return QCoreApplication::translate("DeployedSettings", sentence);
}

Result<QByteArray> bytesOf(const QString &path)
{
    QFile file(path);
    Error error;
    error.kind = ErrorKind::Storage;
    if (!QFileInfo(path).isFile()) {
        error.detail = say(QT_TRANSLATE_NOOP("DeployedSettings", "This is not a file."));
        return failure(error);
    }
    if (file.open(QIODevice::ReadOnly))
        return file.read(largestConnectionFile + 1); // one more is refused
    error.detail = file.errorString() + u'.';
    return failure(error);
}

bool holds(const QList<ConnectionEntry> &entries, const QString &id)
{
    return std::any_of(entries.cbegin(), entries.cend(),
                       [&id](const ConnectionEntry &entry) { return entry.id == id; });
}

void readConnections(const QString &path, DeployedSettings &settings)
{
    if (!QFileInfo::exists(path))
        return;
    const Result<QByteArray> bytes = bytesOf(path);
    const Result<ConnectionFile> file = bytes ? readConnectionFile(*bytes) : failure(bytes.error());
    const QString sentence = u"%1: %2"_s;
    if (!file) {
        settings.problems.append(sentence.arg(path, file.error().detail));
        return;
    }
    const QStringList said = file->left + file->remarks;
    for (const QString &problem : said)
        settings.problems.append(sentence.arg(path, problem));
    for (ConnectionEntry entry : file->connections) {
        entry.id = deployedId(entry);
        entry.isDeployed = true;
        if (!holds(settings.connections, entry.id))
            settings.connections.append(entry);
    }
}

std::optional<bool> flagIn(const QString &text)
{
    if (text.compare("true"_L1, Qt::CaseInsensitive) == 0 || text == "1"_L1)
        return true;
    if (text.compare("false"_L1, Qt::CaseInsensitive) == 0 || text == "0"_L1)
        return false;
    return {};
}

void readStart(const QString &path, DeployedSettings &settings)
{
    if (!QFileInfo(path).isFile())
        return;
    const QSettings file(path, QSettings::IniFormat);
    // A comma makes a list of it.
    const auto text = [&file](QLatin1StringView key) {
        return file.value(key).toStringList().join(", "_L1).trimmed();
    };
    const QString connection = text("start/connection"_L1);
    const QString source = text("start/source"_L1);
    const QString demo = text("start/demo"_L1);
    StartDefaults &start = settings.start;
    if (start.connection.isEmpty())
        start.connection = connection;
    if (start.source.isEmpty())
        start.source = source;
    const std::optional<bool> isDemo = flagIn(demo);
    if (!start.demo)
        start.demo = isDemo;
    if (file.status() != QSettings::NoError)
        settings.problems.append(
                say(QT_TRANSLATE_NOOP("DeployedSettings", "%1: The file cannot be read."))
                        .arg(path));
    else if (!demo.isEmpty() && !isDemo)
        settings.problems.append(
                say(QT_TRANSLATE_NOOP("DeployedSettings", "%1: “demo” is neither true nor false."))
                        .arg(path));
}

} // namespace

QStringList deployedFolders()
{
    // The first one is the user's own.
    QStringList folders =
            QStandardPaths::standardLocations(QStandardPaths::GenericConfigLocation).mid(1);
    for (QString &folder : folders)
        folder += "/sourcedesk"_L1;
    return folders;
}

DeployedSettings readDeployedSettings(const QStringList &folders, const QString &userSettings)
{
    DeployedSettings settings;
    readStart(userSettings, settings);
    for (const QString &folder : folders) {
        readConnections(folder + "/connections.json"_L1, settings);
        readStart(folder + "/sourcedesk.ini"_L1, settings);
    }
    return settings;
}

QString deployedId(const ConnectionEntry &entry)
{
    constexpr qsizetype idSize = 32;
    const QByteArray text = entry.address.toUtf8() + '\n' + entry.name.toUtf8();
    return QString::fromLatin1(
            QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().left(idSize));
}
