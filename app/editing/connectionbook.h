// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"
#include "ports.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <optional>

// The connections that a person made on this machine, in their order, and those that the machine's
// settings deploy, which come first and cannot be edited. Stored at once through SettingsPort, each
// under a key of its own, without any secret. GUI thread.
class ConnectionBook final : public QObject
{
    Q_OBJECT
public:
    /// Reads what is stored; what cannot be read is left in its place and is not shown. Borrows
    /// `settings`, which must outlive it.
    explicit ConnectionBook(SettingsPort &settings, QObject *parent = nullptr);

    /// From the settings of the machine, once at the start. What a person decided of one of them
    /// (accepted certificates) is kept beside it.
    void setDeployed(const QList<ConnectionEntry> &entries);

    QList<ConnectionEntry> entries() const;
    std::optional<ConnectionEntry> entry(const QString &id) const;
    /// The first with this address (BaseUrl::address()).
    std::optional<ConnectionEntry> entryAt(const QString &address) const;

    /// Appends it and returns its id, which is made when it has none. A taken name gets a number.
    QString add(ConnectionEntry entry);
    /// Nothing happens for one that is not here or deployed.
    void update(const ConnectionEntry &entry);
    /// A copy after it, without secrets and without accepted certificates; its id. A deployed one
    /// becomes an own one.
    QString duplicate(const QString &id);
    void remove(const QString &id);
    /// To this place among the own ones, counted from 0.
    void move(const QString &id, int place);
    /// A person accepted this certificate (SHA-256 of its DER) for this connection only.
    void acceptCertificate(const QString &id, const QByteArray &fingerprint);
    /// The ids of all that is stored here, also of what cannot be read: what forgetAll() removes.
    QStringList storedIds();
    /// Removes all own ones, also what cannot be read, and what was decided of deployed ones.
    void forgetAll();

Q_SIGNALS:
    void added(const QString &id);
    void changed(const QString &id);
    void removed(const QString &id);
    void reordered();

private:
    void load();
    void store(const ConnectionEntry &entry);
    /// Those of another program that uses the same settings keep their place at the end.
    void storeOrder();
    void insert(qsizetype place, const ConnectionEntry &entry);
    QString freeName(const ConnectionEntry &entry) const;
    qsizetype placeOf(const QString &id) const;

    SettingsPort &m_settings;
    QList<ConnectionEntry> m_deployed;
    QList<ConnectionEntry> m_own;
};
