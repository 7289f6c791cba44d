// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/connections.h"

#include "connection/baseurl.h"
#include "connectionbook.h"
#include "connectionkeys.h"
#include "desks.h"
#include "editsession.h"
#include "requestlog.h"
#include "source/errortext.h"

#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
const QString shownKey = u"connections/shown"_s;

/// What the connection that is shown first has before the others are opened.
constexpr auto longestHeadStart = 2s;

/// Whether a session has to be made anew for the change.
bool needsAnotherSession(ConnectionEntry before, const ConnectionEntry &after)
{
    before.name = after.name;
    before.kind = after.kind;
    before.asksBeforeSave = after.asksBeforeSave;
    before.isDeployed = after.isDeployed;
    return before != after;
}
} // namespace

ConnectionLook lookOf(const ConnectionEntry &entry)
{
    const QString host = QUrl(entry.address).host(QUrl::PrettyDecoded);
    return {entry.kind, host, entry.name, entry.asksBeforeSave};
}

Connections::Connections(const Ports &ports, QObject *parent)
    : QObject(parent)
    , m_ports(ports)
{
    connect(&m_ports.desks, &Desks::sessionWanted, this, &Connections::wanted);
    connect(&m_ports.desks, &Desks::shownChanged, this, &Connections::rememberShown);
}

Connections::~Connections()
{
    for (auto &[id, live] : m_live)
        m_ports.desks.detach(id);
}

// Those of the book

void Connections::openBook(const QString &first, bool isShowing)
{
    follow();
    QList<ConnectionEntry> entries = m_ports.book.entries();
    const QString last = QString::fromUtf8(m_ports.settings.value(shownKey));
    const auto isNamed = [&first](const ConnectionEntry &entry) {
        return !first.isEmpty() && entry.name == first;
    };
    const bool hasNamed = std::any_of(entries.cbegin(), entries.cend(), isNamed);
    const auto isLast = [&](const ConnectionEntry &entry) {
        return hasNamed ? isNamed(entry) : entry.id == last;
    };
    std::stable_partition(entries.begin(), entries.end(), isLast);
    updateTabs();
    for (const ConnectionEntry &entry : std::as_const(entries))
        m_toOpen.append(entry.id);
    if (!isShowing || m_toOpen.isEmpty())
        return openNext();
    const QString shown = m_toOpen.takeFirst();
    m_ports.desks.show(shown);
    add(*m_ports.book.entry(shown));
    m_headStart = m_ports.clock.callAfter(longestHeadStart, [this] { openNext(); });
}

/// One after another, with turns of the event loop between them: the window stays usable.
void Connections::openNext()
{
    m_headStart.reset();
    if (m_toOpen.isEmpty())
        return;
    if (const auto entry = m_ports.book.entry(m_toOpen.takeFirst()))
        add(*entry);
    QMetaObject::invokeMethod(this, &Connections::openNext, Qt::QueuedConnection);
}

void Connections::follow()
{
    const ConnectionBook &book = m_ports.book;
    connect(&book, &ConnectionBook::added, this, [this](const QString &id) {
        updateTabs();
        if (const auto entry = m_ports.book.entry(id))
            add(*entry);
    });
    connect(&book, &ConnectionBook::changed, this, &Connections::entryChanged);
    connect(&book, &ConnectionBook::removed, this, &Connections::entryRemoved);
    connect(&book, &ConnectionBook::reordered, this, &Connections::updateTabs);
}

void Connections::add(const ConnectionEntry &entry)
{
    if (find(entry.id) || findAt(entry.address))
        return; // waits until it is wanted
    auto live = std::make_unique<LiveConnection>();
    live->entry = entry;
    LiveConnection &added = *live;
    m_live[entry.id] = std::move(live);
    readKeys(added);
}

void Connections::entryChanged(const QString &id)
{
    const auto entry = m_ports.book.entry(id);
    LiveConnection *live = find(id);
    if (!entry || !live)
        return updateTabs();
    const bool isOther = needsAnotherSession(live->entry, *entry);
    live->entry = *entry;
    if (live->isOpen() && entry->isReadOnly)
        live->client->becomeReadOnly(); // a session that ends its save must not begin another one
    updateTabs();
    if (isOther)
        reopenWhenQuiet(id);
}

void Connections::entryRemoved(const QString &id)
{
    if (LiveConnection *live = find(id))
        close(*live);
    updateTabs();
}

// Those for this run

bool Connections::openForRun(const ConnectionEntry &entry, const Secret &token)
{
    // The book's own is meant, with its proxy and whether it is read-only; it may wait to be
    // opened.
    if (const auto stored = m_ports.book.entryAt(entry.address))
        add(*stored);
    LiveConnection *live = findAt(entry.address);
    if (live && live->entry.address != entry.address)
        return false; // it is about to lead elsewhere
    if (live && live->isOpen() && live->secrets.token == token) {
        m_ports.desks.show(live->id());
        return true;
    }
    if (live && live->hasSomethingToLose())
        return false;
    if (!live) {
        auto made = std::make_unique<LiveConnection>();
        made->entry = entry;
        made->isForThisRun = true;
        live = made.get();
        m_live[entry.id] = std::move(made);
        m_runOrder.append(entry.id);
        updateTabs();
    }
    live->tokenForRun = token;
    live->areStoredKnown = false; // this one is not to be stored
    if (!live->keys) {            // what else is stored of it is needed too
        live->secrets.token = token;
        live->areKeysUnreadable = live->areKeysUnreadable && live->needsMoreThanToken();
        tellToken(*live, {});
        open(*live);
        Q_EMIT keysChanged();
    }
    m_ports.desks.show(live->id());
    return true;
}

void Connections::acceptForRun(const QString &id, const QByteArray &fingerprint)
{
    LiveConnection *live = find(id);
    if (!live)
        return;
    live->entry.acceptedCertificates.append(fingerprint);
    reopenWhenQuiet(id);
}

void Connections::closeAll()
{
    const auto live = std::exchange(m_live, {});
    m_runOrder.clear();
    m_toOpen.clear();
    for (const auto &[id, closed] : live)
        m_ports.desks.detach(id);
    updateTabs();
}

// Opening and closing

void Connections::open(LiveConnection &live)
{
    const Result<BaseUrl> base = BaseUrl::fromUserInput(live.entry.address);
    if (!base) {
        tellToken(live, base.error().detail);
        return; // an entry that somebody wrote by hand
    }
    ++live.timesOpened;
    live.isStale = false;
    live.waits.reset();
    m_ports.desks.detach(live.id());
    live.session.reset();
    const SessionPorts ports = m_ports.sessionPorts(live.entry.kind);
    live.client = std::make_unique<AuthentikClient>(
            TransportSetup{*base, live.entry, live.secrets, ports.clock, &m_ports.log},
            ports.digests);
    live.session = std::make_unique<ServerSession>(*live.client, ports);
    rememberUser(live);
    m_ports.desks.attach(live.id(), *live.session, lookOf(live.entry));
    connect(live.session.get(), &ServerSession::listChanged, this,
            [this, session = live.session.get()] {
                if (!m_headStart || (!session->wasListRead() && !session->listError()))
                    return;
                m_headStart.reset();
                QMetaObject::invokeMethod(this, &Connections::openNext, Qt::QueuedConnection);
            });
    live.session->start();
}

void Connections::reopen(const QString &id)
{
    LiveConnection *live = find(id);
    if (!live)
        return;
    if (live->keys) {
        live->isStale = true; // opened with what is being read
        return;
    }
    if (const LiveConnection *other = otherAt(live->entry.address, id)) {
        Q_EMIT said(tr("%1 leads to the same server as %2. One of them is open at a time; choose "
                       "its tab to open the other one.")
                            .arg(live->entry.displayName(), other->entry.displayName()));
        close(*live);
        return updateTabs();
    }
    const bool wasShown = m_ports.desks.shownId() == id;
    open(*live);
    if (wasShown)
        m_ports.desks.show(id);
}

bool Connections::isQuiet(const LiveConnection &live)
{
    return !live.isOpen() || (live.session->areDraftsStored() && !live.hasSomethingToLose());
}

/// Not while something is on its way, or typed and not stored: that would go with the session.
void Connections::reopenWhenQuiet(const QString &id)
{
    LiveConnection *live = find(id);
    if (!live || live->waits)
        return;
    if (live->isOpen())
        live->session->flushDrafts();
    if (isQuiet(*live))
        return reopen(id);
    Q_EMIT said(tr("%1 takes its new settings once what you are sending or typing there is stored.")
                        .arg(live->entry.displayName()));
    live->waits = std::make_unique<QObject>();
    const auto again = [this, id] {
        LiveConnection *waiting = find(id);
        if (!waiting || !waiting->waits || !isQuiet(*waiting))
            return;
        waiting->waits.release()->deleteLater(); // it is being told
        reopen(id);
    };
    connect(live->session.get(), &ServerSession::saveEnded, live->waits.get(), again,
            Qt::QueuedConnection);
    connect(live->session.get(), &ServerSession::draftsChanged, live->waits.get(), again,
            Qt::QueuedConnection);
}

void Connections::wanted(const QString &id)
{
    const auto entry = m_ports.book.entry(id);
    LiveConnection *live = find(id);
    if (!entry || live)
        return; // its keys are being read
    if (LiveConnection *other = findAt(entry->address)) {
        if (other->hasSomethingToLose()) {
            Q_EMIT said(tr("%1 leads to the same server. It can be opened once what you are "
                           "sending or typing there is stored.")
                                .arg(entry->displayName()));
            return;
        }
        close(*other);
        updateTabs();
    }
    add(*entry);
}

void Connections::close(LiveConnection &live)
{
    const QString id = live.id();
    m_ports.desks.detach(id);
    m_runOrder.removeAll(id);
    m_live.erase(id);
}

LiveConnection *Connections::find(const QString &id)
{
    const auto found = m_live.find(id);
    return found == m_live.end() ? nullptr : found->second.get();
}

LiveConnection *Connections::findAt(const QString &address)
{
    return otherAt(address, {});
}

/// Open to this address, or about to be, but for the one with this id.
LiveConnection *Connections::otherAt(const QString &address, const QString &id)
{
    const auto found = std::find_if(m_live.begin(), m_live.end(), [&](const auto &entry) {
        const LiveConnection &live = *entry.second;
        return entry.first != id
                && (live.entry.address == address
                    || (live.isOpen() && live.client->address() == address));
    });
    return found == m_live.end() ? nullptr : found->second.get();
}

LiveConnection *Connections::shown()
{
    return find(m_ports.desks.shownId());
}

QList<DiagnosedConnection> Connections::diagnosed() const
{
    QList<DiagnosedConnection> all;
    for (const auto &[id, live] : m_live) {
        DiagnosedConnection made{live->entry, {}, {}};
        if (live->isOpen()) {
            made.release = live->session->release();
            const std::optional<Error> &error = live->session->reachability().error();
            if (error)
                made.reachability = describe(*error, {Situation::Connect, {}, {}, 0}).what;
        }
        all.append(made);
    }
    return all;
}

// What is shown and remembered

void Connections::updateTabs()
{
    QList<ConnectionTab> tabs;
    const QList<ConnectionEntry> entries = m_ports.book.entries();
    for (const ConnectionEntry &entry : entries)
        tabs.append({entry.id, lookOf(entry)});
    for (const QString &id : std::as_const(m_runOrder)) {
        if (const LiveConnection *live = find(id))
            tabs.append({id, lookOf(live->entry)});
    }
    m_ports.desks.setTabs(tabs);
}

void Connections::rememberShown()
{
    const QString id = m_ports.desks.shownId();
    if (m_ports.book.entry(id))
        m_ports.settings.setValue(shownKey, id.toUtf8());
}

/// A token's user does not change: a draft made without a network has its name all the same. While
/// there is no token, it is the last one who was here; what is queued then goes out with a token of
/// the same user only.
void Connections::rememberUser(LiveConnection &live)
{
    if (live.entry.kind == ConnectionKind::Demo)
        return;
    const DigestKey &digests = m_ports.sessionPorts(live.entry.kind).digests;
    const auto keyOf = [&digests](const QString &text) {
        return u"user/"_s + QString::fromLatin1(digests.digest(text).left(8).toHex());
    };
    const QString atAddress = keyOf(live.client->address());
    const QString ofToken =
            live.secrets.token.isEmpty() ? atAddress : keyOf(live.secrets.token.reveal());
    ServerSession *session = live.session.get();
    session->expectUser(QString::fromUtf8(m_ports.settings.value(ofToken)));
    connect(session, &ServerSession::accountChanged, this, [this, session, atAddress, ofToken] {
        for (const QString &key : {atAddress, ofToken}) {
            if (!session->username().isEmpty())
                m_ports.settings.setValue(key, session->username().toUtf8());
        }
    });
}
