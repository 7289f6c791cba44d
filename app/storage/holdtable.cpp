// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/holdtable.h"

#include "drafthold.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSysInfo>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int inMemoryOnly = -1;

Failure failed(int code)
{
    Error error;
    error.kind = ErrorKind::Storage;
    error.detail = qt_error_string(code);
    return failure(error);
}

/// Whether the path still names the open file: whoever gives a hold back removes its file, perhaps
/// between another's opening and locking.
bool isStillThere(int file, const QByteArray &path)
{
    struct stat opened = {};
    struct stat named = {};
    return fstat(file, &opened) == 0 && stat(path.constData(), &named) == 0
            && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

void tellWho(int file)
{
    const QString program = QFileInfo(QCoreApplication::applicationFilePath()).fileName();
    const QByteArray text = u"%1\n%2\n%3\n"_s.arg(QCoreApplication::applicationPid())
                                    .arg(program, QSysInfo::machineHostName())
                                    .toUtf8();
    if (ftruncate(file, 0) != 0 || pwrite(file, text.constData(), size_t(text.size()), 0) < 0)
        return; // a full disk: then it is not said who
}

DraftHolder whoHolds(int file)
{
    std::array<char, 512> text{};
    const ssize_t size = pread(file, text.data(), text.size(), 0);
    DraftHolder holder;
    if (size <= 0)
        return holder;
    const QStringList lines = QString::fromUtf8(text.data(), int(size)).split(u'\n');
    holder.process = lines.value(0).toLongLong();
    holder.program = lines.value(1);
    holder.host = lines.value(2);
    return holder;
}
} // namespace

HoldTable::HoldTable(QString folder)
    : m_folder(std::move(folder))
{ }

HoldTable::~HoldTable()
{
    while (!m_held.empty()) {
        const Key key = m_held.begin()->first;
        giveBack(key.first, key.second);
    }
}

QString HoldTable::path(const Key &key) const
{
    const QByteArray name = QString(key.first + u'|' + key.second).toUtf8();
    const QByteArray hash = QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex();
    return u"%1/%2.lock"_s.arg(m_folder, QString::fromLatin1(hash.left(32)));
}

Result<std::optional<DraftHolder>> HoldTable::take(const QString &server, const QString &pk,
                                                   bool inMemory)
{
    const Key key(server, pk);
    if (m_borrowed == key)
        m_borrowed.reset();
    if (m_held.contains(key))
        return std::optional<DraftHolder>();
    if (!inMemory)
        return lock(key);
    m_held.emplace(key, inMemoryOnly);
    return std::optional<DraftHolder>();
}

Result<std::optional<DraftHolder>> HoldTable::lock(const Key &key)
{
    if (!QDir().mkpath(m_folder))
        return failed(errno);
    const QByteArray file = QFile::encodeName(path(key));
    for (;;) {
        const int opened = open(file.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (opened < 0)
            return failed(errno);
        if (flock(opened, LOCK_EX | LOCK_NB) != 0) {
            const int code = errno;
            const DraftHolder holder = whoHolds(opened);
            close(opened);
            if (code == EINTR)
                continue;
            return code == EWOULDBLOCK ? Result<std::optional<DraftHolder>>(holder)
                                       : Result<std::optional<DraftHolder>>(failed(code));
        }
        if (!isStillThere(opened, file)) {
            close(opened);
            continue;
        }
        tellWho(opened);
        m_held.emplace(key, opened);
        return std::optional<DraftHolder>();
    }
}

void HoldTable::giveBack(const QString &server, const QString &pk)
{
    const auto held = m_held.extract(Key(server, pk));
    if (held.empty() || held.mapped() == inMemoryOnly)
        return;
    QFile::remove(path(held.key())); // while it is locked
    close(held.mapped());
}

Result<void> HoldTable::borrow(const QString &server, const QString &pk, bool inMemory)
{
    const Key key(server, pk);
    const bool isHeld = m_held.contains(key);
    const auto taken = take(server, pk, inMemory);
    if (!taken)
        return failure(taken.error());
    if (*taken) {
        Error error;
        error.kind = ErrorKind::Storage;
        error.detail = heldSentence(**taken);
        return failure(error);
    }
    if (!isHeld)
        m_borrowed = key;
    return {};
}

void HoldTable::giveBackBorrowed()
{
    if (const auto key = std::exchange(m_borrowed, {}))
        giveBack(key->first, key->second);
}
