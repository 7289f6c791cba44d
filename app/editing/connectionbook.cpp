// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionbook.h"

#include "connection/connectionfile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto entryGroup = "connection"_L1;
constexpr auto deployedGroup = "deployed"_L1;
constexpr auto orderKey = "connections/order"_L1;
constexpr auto acceptedKey = "accepted_certificates"_L1;
constexpr qsizetype fingerprintSize = 32;
constexpr qsizetype idSize = 32;

QString keyIn(QLatin1StringView group, const QString &id)
{
    return group + u'/' + id;
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool isId(const QString &text)
{
    return text.size() == idSize && std::all_of(text.cbegin(), text.cend(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

QJsonArray acceptedToJson(const QList<QByteArray> &fingerprints)
{
    QJsonArray array;
    for (const QByteArray &fingerprint : fingerprints)
        array.append(QString::fromLatin1(fingerprint.toHex()));
    return array;
}

QList<QByteArray> acceptedFromJson(const QJsonObject &object)
{
    QList<QByteArray> fingerprints;
    const QJsonArray array = object.value(acceptedKey).toArray();
    for (const QJsonValue &value : array) {
        const QByteArray fingerprint = QByteArray::fromHex(value.toString().toLatin1());
        if (fingerprint.size() == fingerprintSize && !fingerprints.contains(fingerprint))
            fingerprints.append(fingerprint);
    }
    return fingerprints;
}

std::optional<ConnectionEntry> readEntry(const QString &id, const QByteArray &stored)
{
    const QJsonDocument document = QJsonDocument::fromJson(stored);
    if (!isId(id) || !document.isObject())
        return {};
    QStringList remarks; // nobody asked for them: this program wrote it
    QJsonObject object = document.object();
    const QList<QByteArray> accepted = acceptedFromJson(object);
    object.remove(acceptedKey);
    const Result<ConnectionEntry> entry = connectionFromJson(object, remarks);
    if (!entry)
        return {};
    ConnectionEntry read = *entry;
    read.id = id;
    read.acceptedCertificates = accepted;
    return read;
}

QStringList orderIn(const QByteArray &stored)
{
    QStringList ids;
    const QJsonArray array = QJsonDocument::fromJson(stored).array();
    for (const QJsonValue &value : array)
        ids.append(value.toString());
    return ids;
}

} // namespace

ConnectionBook::ConnectionBook(SettingsPort &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    load();
}

void ConnectionBook::load()
{
    QStringList stored = m_settings.keys(entryGroup);
    stored.sort();
    QStringList ids = orderIn(m_settings.value(orderKey));
    ids.removeIf([&stored](const QString &id) { return !stored.contains(id); });
    ids += stored;
    ids.removeDuplicates();
    for (const QString &id : std::as_const(ids)) {
        if (const auto entry = readEntry(id, m_settings.value(keyIn(entryGroup, id))))
            m_own.append(*entry);
    }
}

void ConnectionBook::setDeployed(const QList<ConnectionEntry> &entries)
{
    const QList<ConnectionEntry> before = std::exchange(m_deployed, entries);
    for (ConnectionEntry &entry : m_deployed) {
        const QByteArray decided = m_settings.value(keyIn(deployedGroup, entry.id));
        entry.isDeployed = true;
        entry.acceptedCertificates = acceptedFromJson(QJsonDocument::fromJson(decided).object());
    }
    for (const ConnectionEntry &entry : before)
        Q_EMIT removed(entry.id);
    for (const ConnectionEntry &entry : entries)
        Q_EMIT added(entry.id);
}

QList<ConnectionEntry> ConnectionBook::entries() const
{
    return m_deployed + m_own;
}

std::optional<ConnectionEntry> ConnectionBook::entry(const QString &id) const
{
    const QList<ConnectionEntry> all = entries();
    for (const ConnectionEntry &entry : all) {
        if (entry.id == id)
            return entry;
    }
    return {};
}

std::optional<ConnectionEntry> ConnectionBook::entryAt(const QString &address) const
{
    const QList<ConnectionEntry> all = entries();
    for (const ConnectionEntry &entry : all) {
        if (entry.address == address)
            return entry;
    }
    return {};
}

qsizetype ConnectionBook::placeOf(const QString &id) const
{
    const auto found = std::find_if(m_own.cbegin(), m_own.cend(),
                                    [&id](const ConnectionEntry &own) { return own.id == id; });
    return found == m_own.cend() ? -1 : found - m_own.cbegin();
}

QString ConnectionBook::freeName(const ConnectionEntry &entry) const
{
    const QList<ConnectionEntry> all = entries();
    const auto isTaken = [&all](const QString &name) {
        return std::any_of(all.cbegin(), all.cend(), [&name](const ConnectionEntry &other) {
            return other.displayName().compare(name, Qt::CaseInsensitive) == 0;
        });
    };
    const QString wanted = entry.displayName();
    if (!isTaken(wanted))
        return entry.name;
    int number = 2;
    while (isTaken(u"%1 %2"_s.arg(wanted).arg(number)))
        ++number;
    return u"%1 %2"_s.arg(wanted).arg(number);
}

void ConnectionBook::insert(qsizetype place, const ConnectionEntry &entry)
{
    m_own.insert(place, entry);
    store(entry);
    storeOrder();
    Q_EMIT added(entry.id);
}

QString ConnectionBook::add(ConnectionEntry entry)
{
    if (!isId(entry.id) || this->entry(entry.id))
        entry.id = newConnectionId();
    entry.isDeployed = false;
    entry.name = freeName(entry);
    const QString id = entry.id;
    insert(m_own.size(), entry);
    return id;
}

void ConnectionBook::update(const ConnectionEntry &entry)
{
    const qsizetype place = placeOf(entry.id);
    if (place < 0)
        return;
    ConnectionEntry updated = entry;
    updated.isDeployed = false;
    if (m_own.at(place) == updated)
        return;
    m_own[place] = updated;
    store(updated);
    Q_EMIT changed(updated.id);
}

QString ConnectionBook::duplicate(const QString &id)
{
    std::optional<ConnectionEntry> copy = entry(id);
    if (!copy)
        return {};
    const qsizetype place = placeOf(id);
    copy->id = newConnectionId();
    copy->isDeployed = false;
    copy->acceptedCertificates.clear();
    copy->name = freeName(*copy);
    const QString made = copy->id;
    insert(place + 1, *copy); // after the last deployed one when that is what was copied
    return made;
}

void ConnectionBook::remove(const QString &id)
{
    const qsizetype place = placeOf(id);
    if (place < 0)
        return;
    const QString known = id; // the caller's may be of the entry that goes now
    m_own.removeAt(place);
    m_settings.remove(keyIn(entryGroup, known));
    storeOrder();
    Q_EMIT removed(known);
}

void ConnectionBook::move(const QString &id, int place)
{
    const qsizetype from = placeOf(id);
    const qsizetype to = std::clamp<qsizetype>(place, 0, std::max<qsizetype>(0, m_own.size() - 1));
    if (from < 0 || from == to)
        return;
    m_own.move(from, to);
    storeOrder();
    Q_EMIT reordered();
}

void ConnectionBook::acceptCertificate(const QString &id, const QByteArray &fingerprint)
{
    std::optional<ConnectionEntry> accepting = entry(id);
    if (!accepting || fingerprint.size() != fingerprintSize
        || accepting->acceptedCertificates.contains(fingerprint))
        return;
    accepting->acceptedCertificates.append(fingerprint);
    if (!accepting->isDeployed)
        return update(*accepting);
    for (ConnectionEntry &deployed : m_deployed) {
        if (deployed.id == accepting->id)
            deployed = *accepting;
    }
    m_settings.setValue(
            keyIn(deployedGroup, accepting->id),
            compact({{QString(acceptedKey), acceptedToJson(accepting->acceptedCertificates)}}));
    Q_EMIT changed(accepting->id);
}

QStringList ConnectionBook::storedIds()
{
    QStringList ids = m_settings.keys(entryGroup) + m_settings.keys(deployedGroup);
    const QList<ConnectionEntry> all = entries(); // a deployed one may have secrets of its own
    for (const ConnectionEntry &entry : all)
        ids.append(entry.id);
    ids.removeDuplicates();
    return ids;
}

void ConnectionBook::forgetAll()
{
    const QStringList stored = m_settings.keys(entryGroup);
    for (const QString &id : stored)
        m_settings.remove(keyIn(entryGroup, id));
    const QStringList decided = m_settings.keys(deployedGroup);
    for (const QString &id : decided)
        m_settings.remove(keyIn(deployedGroup, id));
    m_settings.remove(orderKey);
    const QList<ConnectionEntry> gone = std::exchange(m_own, {});
    for (ConnectionEntry &entry : m_deployed)
        entry.acceptedCertificates.clear();
    for (const ConnectionEntry &entry : gone)
        Q_EMIT removed(entry.id);
    const QList<ConnectionEntry> deployed = m_deployed;
    for (const ConnectionEntry &entry : deployed)
        Q_EMIT changed(entry.id);
}

void ConnectionBook::store(const ConnectionEntry &entry)
{
    QJsonObject object = connectionToJson(entry);
    if (!entry.acceptedCertificates.isEmpty())
        object.insert(acceptedKey, acceptedToJson(entry.acceptedCertificates));
    m_settings.setValue(keyIn(entryGroup, entry.id), compact(object));
}

void ConnectionBook::storeOrder()
{
    const QStringList stored = m_settings.keys(entryGroup); // reads anew
    QStringList ids;
    for (const ConnectionEntry &entry : std::as_const(m_own))
        ids.append(entry.id);
    const QStringList before = orderIn(m_settings.value(orderKey));
    for (const QString &id : before) {
        if (stored.contains(id) && !ids.contains(id))
            ids.append(id);
    }
    m_settings.setValue(
            orderKey,
            QJsonDocument(QJsonArray::fromStringList(ids)).toJson(QJsonDocument::Compact));
}
