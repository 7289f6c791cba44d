// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/secret.h"
#include "items/reference.h"
#include "source/auditevent.h"
#include "source/plexsource.h"
#include "source/schematraits.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

// The interfaces that editing needs and services implement. Everything here lives on the thread
// that made it (the GUI thread); nothing blocks.

/// A running operation. Destroying it, or cancel(), reaches the socket.
///
/// The `done` of the operation comes exactly once and never inside the call that started it: with
/// the outcome, or after cancel() with ErrorKind::Cancelled. After the handle is destroyed it does
/// not come at all.
class Call
{
public:
    virtual ~Call() = default;
    virtual void cancel() = 0;

protected:
    Call() = default;
    Q_DISABLE_COPY_MOVE(Call)
};
using CallHandle = std::unique_ptr<Call>;

template <typename T>
using Done = std::function<void(Result<T>)>;

struct SourcePage
{
    QList<SourceSummary> sources;
    int total = 0; ///< as the server counts
    bool isLast = true;
    /// Those of the first 1,000 of a list that can be read; secrets as digests.
    QList<PlexSource> whole = {};
};

/// What a write was answered with.
struct WriteAnswer
{
    // Not explicit: where nobody asks for the id, a source is the answer.
    WriteAnswer(PlexSource stored, QString id = {})
        : source(std::move(stored))
        , requestId(std::move(id))
    { }

    PlexSource source; ///< the full object
    QString requestId; ///< X-authentik-id; the audit event of the write names it too
};

struct Account
{
    QString username;
    QString name;
};

/// The typed calls of one authentik connection. Every failure says in Error::arrival whether a
/// write may have arrived.
class SourceApi
{
public:
    virtual ~SourceApi() = default;

    /// All pages of `sources/plex/`; `page` comes for each as it arrives, `done` after the last. A
    /// list that loops (a page number that does not grow, more than 1,000 pages) ends with
    /// EndlessList.
    [[nodiscard]] virtual CallHandle listSources(std::function<void(const SourcePage &)> page,
                                                 Done<void> done) = 0;
    [[nodiscard]] virtual CallHandle getSource(const QString &slug, Done<PlexSource> done) = 0;
    /// OPTIONS of the object (contract §1.3).
    [[nodiscard]] virtual CallHandle sourceOptions(const QString &slug,
                                                   Done<SourceOptions> done) = 0;
    /// PATCH with exactly this body, sent once. The answer is the full object.
    [[nodiscard]] virtual CallHandle patchSource(const QString &slug, const QByteArray &body,
                                                 Done<WriteAnswer> done) = 0;
    /// Where the source with this pk is now, from `sources/plex/?pbm_uuid=…` (2025.2 and later); an
    /// older server ignores that filter and answers the whole list, which is then searched. Empty
    /// when there is none.
    [[nodiscard]] virtual CallHandle findSource(const QString &pk,
                                                Done<std::optional<SourceSummary>> done) = 0;
    /// The newest audit events of writes to Plex sources, newest first, at most `count` (contract
    /// §8); of one source, or with an empty `pk` of all. Forbidden without the right to view
    /// events.
    [[nodiscard]] virtual CallHandle recentEvents(const QString &pk, int count,
                                                  Done<QList<AuditEvent>> done) = 0;
    /// How many Plex sources there are: the list with `page_size=1`, the smallest thing to ask for.
    [[nodiscard]] virtual CallHandle countSources(Done<int> done) = 0;
    /// The Secret field `field` in clear, from a fresh GET; fails with NotFound when another pk has
    /// the address.
    [[nodiscard]] virtual CallHandle revealSecret(const QString &slug, const QString &pk,
                                                  Field field, Done<Secret> done) = 0;
    /// All pages of `flows/instances/`, ordered by slug.
    [[nodiscard]] virtual CallHandle listFlows(Done<QList<Reference>> done) = 0;
    /// All pages of `propertymappings/source/plex/` (2024.8 and later; NoSuchPage before).
    [[nodiscard]] virtual CallHandle listPlexMappings(Done<QList<Reference>> done) = 0;
    /// `core/users/me/`: any valid key gets 200 there.
    [[nodiscard]] virtual CallHandle currentUser(Done<Account> done) = 0;
    /// `admin/version/`, e.g. "2025.12.4".
    [[nodiscard]] virtual CallHandle serverVersion(Done<QString> done) = 0;

    /// A person said that nothing may be sent over this connection: patchSource() fails with
    /// ReadOnly and sends nothing.
    virtual bool isReadOnly() const { return false; }
    /// The address as a person knows it: scheme, host, sub-path; and the host alone for sentences.
    virtual QString address() const = 0;
    virtual QString host() const = 0;
    /// The path of `sources/plex/{slug}/` on this server, for showing the exact request:
    /// "/api/v3/sources/plex/home/".
    virtual QString displayPath(const QString &slug) const = 0;

protected:
    SourceApi() = default;
    Q_DISABLE_COPY_MOVE(SourceApi)
};

/// Where secrets are kept. Not found is an answer (an empty optional), not an error.
class SecretPort
{
public:
    virtual ~SecretPort() = default;

    [[nodiscard]] virtual CallHandle read(const QString &key, Done<std::optional<Secret>> done) = 0;
    [[nodiscard]] virtual CallHandle write(const QString &key, const Secret &secret,
                                           Done<void> done) = 0;
    [[nodiscard]] virtual CallHandle remove(const QString &key, Done<void> done) = 0;
    /// What is written outlives the program.
    virtual bool isLasting() const { return true; }
    /// What was last written under this key outlives the program.
    virtual bool isKept(const QString & /*key*/) const { return isLasting(); }

protected:
    SecretPort() = default;
    Q_DISABLE_COPY_MOVE(SecretPort)
};

/// Small things a person would want to find again: window size, column widths. Reads and writes at
/// once.
class SettingsPort
{
public:
    virtual ~SettingsPort() = default;

    /// The stored bytes, or an empty array.
    virtual QByteArray value(const QString &key) const = 0;
    virtual void setValue(const QString &key, const QByteArray &value) = 0;
    virtual void remove(const QString &key) = 0;
    /// The names of the values below `group`, without it: "a" for "group/a". What another program
    /// wrote meanwhile counts, also for the calls of value() that follow.
    virtual QStringList keys(const QString &group) = 0;

protected:
    SettingsPort() = default;
    Q_DISABLE_COPY_MOVE(SettingsPort)
};
