// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics.h"

#include "requestlogmodel.h"

#include <QHash>
#include <QRegularExpression>
#include <QSysInfo>
#include <QUrl>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
/// Stands for real names, the same for the same.
class Aliases
{
public:
    explicit Aliases(const QString &word)
        : m_word(word)
    { }

    QString of(const QString &name)
    {
        const QString key = name.toLower();
        if (!m_aliases.contains(key))
            m_aliases.insert(key, u"%1-%2"_s.arg(m_word).arg(m_aliases.size() + 1));
        return m_aliases.value(key);
    }
    const QHash<QString, QString> &all() const { return m_aliases; }

private:
    QString m_word;
    QHash<QString, QString> m_aliases;
};

/// The segments of the API's paths that name no object.
bool isOfTheApi(const QString &segment)
{
    static const QStringList known{u"admin"_s,
                                   u"all"_s,
                                   u"api"_s,
                                   u"config"_s,
                                   u"core"_s,
                                   u"events"_s,
                                   u"flows"_s,
                                   u"instances"_s,
                                   u"me"_s,
                                   u"plex"_s,
                                   u"propertymappings"_s,
                                   u"root"_s,
                                   u"schema"_s,
                                   u"set_icon"_s,
                                   u"set_icon_url"_s,
                                   u"source"_s,
                                   u"sources"_s,
                                   u"used_by"_s,
                                   u"users"_s,
                                   u"v3"_s,
                                   u"version"_s};
    return known.contains(segment);
}

// Writes one document; knows which host and which source got which stand-in.
class Document
{
public:
    explicit Document(const DiagnosticsFacts &facts)
        : m_facts(facts)
    {
        for (const DiagnosedConnection &connection : facts.connections)
            learn(connection.entry);
        for (const LoggedRequest &request : facts.requests)
            host(request.connection);
    }

    QByteArray write()
    {
        line(u"# Sourcedesk diagnostics"_s);
        line({});
        item(u"made"_s, m_facts.at.toUTC().toString(Qt::ISODate));
        item(u"program"_s, m_facts.program);
        item(u"Qt"_s, u"built with %1, runs with %2"_s.arg(m_facts.qtBuilt, m_facts.qtRun));
        item(u"system"_s, m_facts.system);
        item(u"keychain"_s, blanked(m_facts.keychain));
        item(u"store"_s, blanked(m_facts.store));
        writeConnections();
        writeSettings();
        writeRequests();
        return m_text.toUtf8();
    }

private:
    void learn(const ConnectionEntry &entry)
    {
        host(entry.address);
        if (!entry.proxy.host.isEmpty())
            m_hosts.of(entry.proxy.host);
        for (const QString &said : {entry.name, entry.proxy.username, entry.id}) {
            if (said.size() > 2)
                m_unsaid.append(said);
        }
    }

    QString host(const QString &address)
    {
        const QString name = QUrl(address).host();
        return m_hosts.of(name.isEmpty() ? address : name);
    }

    void line(const QString &text) { m_text += text + u'\n'; }
    void item(const QString &name, const QString &value)
    {
        line(u"- %1: %2"_s.arg(name, value.isEmpty() ? u"not known"_s : value));
    }

    /// Words from elsewhere without hosts, names and folders, in one line.
    QString blanked(QString text) const
    {
        QStringList hosts = m_hosts.all().keys();
        // The longest first: one host may be the end of another.
        std::sort(hosts.begin(), hosts.end(),
                  [](const QString &a, const QString &b) { return a.size() > b.size(); });
        for (const QString &name : std::as_const(hosts))
            text.replace(name, m_hosts.all().value(name), Qt::CaseInsensitive);
        for (const QString &said : m_unsaid)
            text.replace(said, u"…"_s, Qt::CaseInsensitive);
        static const QRegularExpression folder(u"(file:)?/[^\\s,;()“”\"']*[^\\s,;()“”\"'.]"_s);
        static const QRegularExpression mail(u"[^\\s@]+@[^\\s@]+"_s);
        text.replace(folder, u"(folder)"_s).replace(mail, u"…"_s);
        return text.simplified();
    }

    /// A release as authentik writes it; anything else is not repeated.
    static QString release(const QString &said)
    {
        static const QRegularExpression usual(u"^\\d{1,4}\\.\\d{1,3}[0-9A-Za-z.-]{0,20}$"_s);
        if (said.isEmpty())
            return {};
        return usual.match(said).hasMatch() ? said : u"unusual text"_s;
    }

    void writeConnections()
    {
        line({});
        line(u"## Connections"_s);
        line({});
        if (m_facts.connections.isEmpty())
            line(u"None."_s);
        for (const DiagnosedConnection &connection : m_facts.connections)
            writeConnection(connection);
    }

    void writeConnection(const DiagnosedConnection &connection)
    {
        const ConnectionEntry &entry = connection.entry;
        const QUrl url(entry.address);
        QStringList set{kind(entry.kind), url.scheme() == "http"_L1 ? u"http"_s : u"https"_s};
        const QList<std::pair<bool, QString>> traits{
                {url.port() >= 0, u"own port"_s},
                {url.path().size() > 1, u"sub-path"_s},
                {!entry.caFile.isEmpty(), u"CA file"_s},
                {!entry.clientCertificate.isEmpty(), u"client certificate"_s},
                {!entry.clientKey.isEmpty(), u"client key in a file of its own"_s},
                {!entry.acceptedCertificates.isEmpty(), u"accepted certificate"_s},
                {!entry.proxy.username.isEmpty(), u"login at the proxy"_s},
                {entry.isReadOnly, u"read-only"_s},
                {entry.asksBeforeSave, u"asks before saving"_s},
                {entry.isDeployed, u"deployed"_s}};
        for (const auto &[isSet, word] : traits) {
            if (isSet)
                set.append(word);
        }
        set.append(u"proxy: "_s + proxy(entry.proxy.mode));
        set.append(u"timeout: %1 s"_s.arg(entry.timeout.count()));
        item(host(entry.address), set.join(u", "_s));
        line(u"  release %1, %2"_s.arg(orUnknown(release(connection.release)),
                                       orUnknown(blanked(connection.reachability))));
    }

    static QString orUnknown(const QString &text) { return text.isEmpty() ? u"not known"_s : text; }

    static QString kind(ConnectionKind kind)
    {
        switch (kind) {
        case ConnectionKind::Production:
            return u"production"_s;
        case ConnectionKind::Staging:
            return u"staging"_s;
        case ConnectionKind::Test:
            return u"test"_s;
        case ConnectionKind::Demo:
            return u"demo"_s;
        case ConnectionKind::Unknown:
            break;
        }
        return u"no kind"_s;
    }

    static QString proxy(ProxyChoice::Mode mode)
    {
        switch (mode) {
        case ProxyChoice::Mode::System:
            return u"system"_s;
        case ProxyChoice::Mode::None:
            return u"none"_s;
        case ProxyChoice::Mode::Http:
            return u"HTTP"_s;
        case ProxyChoice::Mode::Socks5:
            return u"SOCKS5"_s;
        }
        return {};
    }

    void writeSettings()
    {
        line({});
        line(u"## Settings (keys only)"_s);
        line({});
        if (m_facts.settingsKeys.isEmpty())
            line(u"None."_s);
        for (const QString &key : m_facts.settingsKeys)
            line(u"- "_s + blankedKey(key));
    }

    /// A key has slashes of its own, so it is no folder.
    QString blankedKey(const QString &key) const
    {
        QStringList parts;
        const QStringList segments = key.split(u'/', Qt::SkipEmptyParts);
        for (const QString &segment : segments)
            parts.append(blanked(segment));
        return parts.join(u'/');
    }

    void writeRequests()
    {
        line({});
        line(u"## Requests"_s);
        line({});
        if (m_facts.requests.empty())
            line(u"None."_s);
        for (const LoggedRequest &request : m_facts.requests) {
            line(u"- #%1 %2 %3 %4 %5: %6, %7 ms, %8 bytes%9"_s.arg(
                    QString::number(request.number), request.at.toUTC().toString(Qt::ISODateWithMs),
                    host(request.connection), request.method, path(request.path),
                    requestOutcome(request), QString::number(request.duration.count()),
                    QString::number(request.received),
                    request.requestId.isEmpty() ? QString() : u", "_s + request.requestId));
        }
    }

    /// From /api/v3/ on, with stand-ins for whatever names an object.
    QString path(const QString &whole)
    {
        const qsizetype api = whole.indexOf("/api/v3/"_L1);
        QStringList shown;
        if (api != 0)
            shown.append(u"(sub-path)"_s);
        const QStringList segments =
                whole.mid(std::max<qsizetype>(api, 0)).split(u'/', Qt::SkipEmptyParts);
        const bool isOfSources = segments.value(2) == "sources"_L1;
        for (qsizetype at = 0; at < segments.size(); ++at) {
            const QString &segment = segments.at(at);
            const bool isSlug = isOfSources && at == 4; // api/v3/sources/plex/<slug>/
            if (isSlug)
                shown.append(m_sources.of(segment));
            else
                shown.append(isOfTheApi(segment) ? segment : m_objects.of(segment));
        }
        return u'/' + shown.join(u'/') + u'/';
    }

    const DiagnosticsFacts &m_facts;
    Aliases m_hosts{u"host"_s};
    Aliases m_sources{u"source"_s};
    Aliases m_objects{u"object"_s};
    QStringList m_unsaid; ///< names that may stand in words from elsewhere
    QString m_text;
};
} // namespace

DiagnosticsFacts DiagnosticsFacts::ofThisProgram()
{
    DiagnosticsFacts facts;
    facts.program = QLatin1StringView(SOURCEDESK_VERSION);
    facts.qtBuilt = QLatin1StringView(QT_VERSION_STR);
    facts.qtRun = QLatin1StringView(qVersion());
    facts.system =
            u"%1, %2 %3, %4"_s.arg(QSysInfo::prettyProductName(), QSysInfo::kernelType(),
                                   QSysInfo::kernelVersion(), QSysInfo::currentCpuArchitecture());
    return facts;
}

QByteArray diagnosticsDocument(const DiagnosticsFacts &facts)
{
    return Document(facts).write();
}
