// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/connectionfile.h"

#include "connection/baseurl.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int version = 1;
constexpr auto format = "sourcedesk-connections"_L1;
constexpr int longestName = 200;
constexpr int longestText = 4096;
constexpr int longestKey = 40;

struct KindName
{
    ConnectionKind kind;
    QLatin1StringView name;
};
constexpr std::array kindNames{KindName{ConnectionKind::Production, "production"_L1},
                               KindName{ConnectionKind::Staging, "staging"_L1},
                               KindName{ConnectionKind::Test, "test"_L1}};

struct ModeName
{
    ProxyChoice::Mode mode;
    QLatin1StringView name;
};
constexpr std::array modeNames{ModeName{ProxyChoice::Mode::System, "system"_L1},
                               ModeName{ProxyChoice::Mode::None, "none"_L1},
                               ModeName{ProxyChoice::Mode::Http, "http"_L1},
                               ModeName{ProxyChoice::Mode::Socks5, "socks5"_L1}};

QString say(const char *sentence)
{
    return QCoreApplication::translate("ConnectionFile", sentence);
}

Failure unusable(const QString &why)
{
    Error error;
    error.kind = ErrorKind::BadResponse;
    error.detail = why;
    return failure(error);
}

/// Text of a file, short and in one line, for a sentence.
QString shown(const QString &text)
{
    const QString line = text.left(4 * longestKey).simplified();
    return line.size() > longestKey ? line.left(longestKey) + u'…' : line;
}

bool isSecretKey(const QString &key)
{
    for (const auto word : {"token"_L1, "password"_L1, "passphrase"_L1, "secret"_L1}) {
        if (key.contains(word, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

// Reads the members of one object. After the last one, `problem` says what the first unusable one
// was.
class Members
{
public:
    Members(const QJsonObject &object, QStringList &remarks)
        : m_object(object)
        , m_remarks(remarks)
    { }

    QString text(QLatin1StringView key, int longest = longestText)
    {
        const QJsonValue value = take(key);
        if (value.isUndefined() || value.isNull())
            return {};
        const QString text = value.toString();
        const bool isPlain = std::none_of(text.cbegin(), text.cend(), [](QChar c) {
            return c.category() == QChar::Other_Control;
        });
        if (!value.isString() || text.size() > longest || !isPlain) {
            fail(say(QT_TRANSLATE_NOOP("ConnectionFile", "“%1” is not a text of usable length."))
                         .arg(key));
            return {};
        }
        return text;
    }

    bool flag(QLatin1StringView key)
    {
        const QJsonValue value = take(key);
        if (!value.isUndefined() && !value.isBool())
            fail(say(QT_TRANSLATE_NOOP("ConnectionFile", "“%1” is neither true nor false."))
                         .arg(key));
        return value.toBool();
    }

    /// A whole number of `lowest` and more; nothing when it is not given.
    std::optional<qint64> number(QLatin1StringView key)
    {
        const QJsonValue value = take(key);
        if (value.isUndefined())
            return {};
        constexpr qint64 none = std::numeric_limits<qint64>::min();
        const qint64 number = value.toInteger(none);
        if (number != none)
            return number;
        fail(say(QT_TRANSLATE_NOOP("ConnectionFile", "“%1” is not a whole number.")).arg(key));
        return {};
    }

    std::optional<QJsonObject> object(QLatin1StringView key)
    {
        const QJsonValue value = take(key);
        if (value.isUndefined() || value.isNull())
            return {};
        if (value.isObject())
            return value.toObject();
        fail(say(QT_TRANSLATE_NOOP("ConnectionFile", "“%1” is not an object.")).arg(key));
        return {};
    }

    /// Names what was not asked for.
    void end()
    {
        QStringList unknown;
        QStringList secrets;
        for (auto it = m_object.constBegin(); it != m_object.constEnd(); ++it) {
            if (!m_taken.contains(it.key()))
                (isSecretKey(it.key()) ? secrets : unknown).append(shown(it.key()));
        }
        name(secrets,
             say(QT_TRANSLATE_NOOP("ConnectionFile",
                                   "The file holds a secret (%1). It was not read: type it in.")));
        name(unknown, say(QT_TRANSLATE_NOOP("ConnectionFile", "Not known here and left out: %1.")));
    }

    void fail(const QString &why)
    {
        if (m_problem.isEmpty())
            m_problem = why;
    }
    const QString &problem() const { return m_problem; }

private:
    QJsonValue take(QLatin1StringView key)
    {
        m_taken.append(key);
        return m_object.value(key);
    }

    void name(const QStringList &keys, const QString &sentence)
    {
        constexpr int most = 10;
        QString list = keys.mid(0, most).join(", "_L1);
        if (keys.size() > most)
            list += u", …"_s;
        if (!keys.isEmpty())
            m_remarks.append(sentence.arg(list));
    }

    const QJsonObject &m_object;
    QStringList &m_remarks;
    QStringList m_taken;
    QString m_problem;
};

ConnectionKind kindOf(Members &members)
{
    const QString text = members.text("kind"_L1);
    for (const KindName &known : kindNames) {
        if (text == known.name)
            return known.kind;
    }
    if (!text.isEmpty())
        members.fail(say(QT_TRANSLATE_NOOP("ConnectionFile", "“%1” is no kind of server."))
                             .arg(shown(text)));
    return ConnectionKind::Unknown;
}

std::chrono::seconds timeoutOf(Members &members, QStringList &remarks)
{
    const std::optional<qint64> given = members.number("timeout_seconds"_L1);
    if (!given)
        return defaultTimeout;
    const qint64 used = std::clamp<qint64>(*given, shortestTimeout.count(), longestTimeout.count());
    if (used != *given)
        remarks.append(QCoreApplication::translate(
                "ConnectionFile",
                "Its timeout is set to %n seconds: the file has one that "
                "cannot be used.",
                nullptr, int(used)));
    return std::chrono::seconds(used);
}

void readMode(Members &members, ProxyChoice &proxy)
{
    const QString text = members.text("mode"_L1);
    for (const ModeName &known : modeNames) {
        if (text == known.name)
            proxy.mode = known.mode;
        if (text == known.name || text.isEmpty())
            return;
    }
    members.fail(say(QT_TRANSLATE_NOOP("ConnectionFile", "“%1” is no way to use a proxy."))
                         .arg(shown(text)));
}

void readProxy(Members &whole, ProxyChoice &proxy, QStringList &remarks)
{
    const std::optional<QJsonObject> object = whole.object("proxy"_L1);
    if (!object)
        return;
    Members members(*object, remarks);
    readMode(members, proxy);
    proxy.host = members.text("host"_L1).trimmed();
    proxy.username = members.text("username"_L1);
    const qint64 port = members.number("port"_L1).value_or(0);
    if (port < 0 || port > std::numeric_limits<quint16>::max())
        members.fail(say(QT_TRANSLATE_NOOP("ConnectionFile",
                                           "The port of the proxy is not between 1 and 65535.")));
    proxy.port = quint16(port);
    const bool isManual =
            proxy.mode == ProxyChoice::Mode::Http || proxy.mode == ProxyChoice::Mode::Socks5;
    if (isManual && (proxy.host.isEmpty() || port == 0))
        members.fail(say(QT_TRANSLATE_NOOP("ConnectionFile", "The proxy has no host or no port.")));
    members.end();
    if (!members.problem().isEmpty())
        whole.fail(members.problem());
}

QString nameFor(const QJsonValue &value, int place)
{
    const QJsonObject object = value.toObject();
    for (const auto key : {"name"_L1, "address"_L1}) {
        // An address may hold a password: only a name is shown whole.
        const QString text = shown(object.value(key).toString());
        if (!text.isEmpty() && !text.contains(u'@'))
            return text;
    }
    return QCoreApplication::translate("ConnectionFile", "Connection %1").arg(place);
}

bool isSame(const ConnectionEntry &a, const ConnectionEntry &b)
{
    return a.address == b.address && a.displayName() == b.displayName();
}

bool holds(const QList<ConnectionEntry> &entries, const ConnectionEntry &entry)
{
    return std::any_of(entries.cbegin(), entries.cend(),
                       [&entry](const ConnectionEntry &other) { return isSame(entry, other); });
}

void readOne(const QJsonValue &value, int place, const QList<ConnectionEntry> &known,
             ConnectionFile &file)
{
    const QString called = nameFor(value, place);
    const QString sentence = u"%1: %2"_s;
    if (!value.isObject()) {
        file.left.append(sentence.arg(
                called, say(QT_TRANSLATE_NOOP("ConnectionFile", "This is not a connection."))));
        return;
    }
    QStringList remarks;
    const Result<ConnectionEntry> entry = connectionFromJson(value.toObject(), remarks);
    for (const QString &remark : std::as_const(remarks))
        file.remarks.append(sentence.arg(called, remark));
    if (!entry)
        file.left.append(sentence.arg(called, entry.error().detail));
    else if (holds(file.connections, *entry))
        file.left.append(sentence.arg(
                called,
                say(QT_TRANSLATE_NOOP("ConnectionFile", "It is in the file more than once."))));
    else if (holds(known, *entry))
        file.left.append(sentence.arg(
                called, say(QT_TRANSLATE_NOOP("ConnectionFile", "It is here already."))));
    else
        file.connections.append(*entry);
}

Result<QJsonArray> entriesOf(const QByteArray &bytes, ConnectionFile &file)
{
    if (bytes.size() > largestConnectionFile)
        return unusable(say(QT_TRANSLATE_NOOP(
                "ConnectionFile", "This file is too large to be a file of connections.")));
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    if (object.value("format"_L1).toString() != format)
        return unusable(say(QT_TRANSLATE_NOOP("ConnectionFile",
                                              "This is not a file of connections of Sourcedesk.")));
    if (object.value("version"_L1).toInt() != version)
        return unusable(say(QT_TRANSLATE_NOOP(
                "ConnectionFile",
                "This file was written by another Sourcedesk and is not understood.")));
    if (!object.value("connections"_L1).isArray())
        return unusable(
                say(QT_TRANSLATE_NOOP("ConnectionFile", "There is no list of connections in it.")));
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        const bool isKnown =
                it.key() == "format"_L1 || it.key() == "version"_L1 || it.key() == "connections"_L1;
        if (!isKnown && isSecretKey(it.key()))
            file.remarks.append(say(QT_TRANSLATE_NOOP("ConnectionFile",
                                                      "The file holds a secret (%1). It was not "
                                                      "read: type it in."))
                                        .arg(shown(it.key())));
    }
    return object.value("connections"_L1).toArray();
}

} // namespace

QJsonObject connectionToJson(const ConnectionEntry &entry)
{
    QJsonObject object{{u"name"_s, entry.name},
                       {u"address"_s, entry.address},
                       {u"ask_before_save"_s, entry.asksBeforeSave},
                       {u"read_only"_s, entry.isReadOnly},
                       {u"ca_file"_s, entry.caFile},
                       {u"client_certificate"_s, entry.clientCertificate},
                       {u"client_key"_s, entry.clientKey},
                       {u"timeout_seconds"_s, qint64(entry.timeout.count())}};
    for (const KindName &known : kindNames) {
        if (known.kind == entry.kind)
            object.insert("kind"_L1, QString(known.name));
    }
    QJsonObject proxy;
    for (const ModeName &known : modeNames) {
        if (known.mode == entry.proxy.mode)
            proxy.insert("mode"_L1, QString(known.name));
    }
    if (!entry.proxy.host.isEmpty())
        proxy.insert("host"_L1, entry.proxy.host);
    if (entry.proxy.port != 0)
        proxy.insert("port"_L1, int(entry.proxy.port));
    if (!entry.proxy.username.isEmpty())
        proxy.insert("username"_L1, entry.proxy.username);
    object.insert("proxy"_L1, proxy);
    return object;
}

Result<ConnectionEntry> connectionFromJson(const QJsonObject &object, QStringList &remarks)
{
    Members members(object, remarks);
    ConnectionEntry entry;
    entry.name = members.text("name"_L1, longestName).simplified();
    const Result<BaseUrl> address = BaseUrl::fromUserInput(members.text("address"_L1));
    entry.kind = kindOf(members);
    entry.asksBeforeSave = members.flag("ask_before_save"_L1);
    entry.isReadOnly = members.flag("read_only"_L1);
    entry.caFile = members.text("ca_file"_L1);
    entry.clientCertificate = members.text("client_certificate"_L1);
    entry.clientKey = members.text("client_key"_L1);
    readProxy(members, entry.proxy, remarks);
    entry.timeout = timeoutOf(members, remarks);
    members.end();
    if (!members.problem().isEmpty())
        return unusable(members.problem());
    if (!address)
        return unusable(address.error().detail);
    entry.address = address->address();
    return entry;
}

QByteArray connectionFile(const QList<ConnectionEntry> &entries)
{
    QJsonArray all;
    for (const ConnectionEntry &entry : entries)
        all.append(connectionToJson(entry));
    const QJsonObject file{
            {u"format"_s, QString(format)}, {u"version"_s, version}, {u"connections"_s, all}};
    return QJsonDocument(file).toJson(QJsonDocument::Indented);
}

Result<ConnectionFile> readConnectionFile(const QByteArray &file,
                                          const QList<ConnectionEntry> &known)
{
    ConnectionFile result;
    const Result<QJsonArray> entries = entriesOf(file, result);
    if (!entries)
        return failure(entries.error());
    if (entries->size() > mostConnections)
        return unusable(
                say(QT_TRANSLATE_NOOP("ConnectionFile", "There are too many connections in it.")));
    for (qsizetype i = 0; i < entries->size(); ++i)
        readOne(entries->at(i), int(i) + 1, known, result);
    return result;
}
