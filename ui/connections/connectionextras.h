// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"
#include "connectionports.h"
#include "connections/showntext.h"
#include "connections/wrongfield.h"

#include <QCheckBox>
#include <QSpinBox>
#include <QWidget>

class FieldGrid;
class FileLine;
class LineEdit;
class PlainTextLabel;
class ProxyFields;
class SecretLine;

/// Which secrets of a connection are stored. A plain value.
struct StoredSecrets
{
    bool token = false;
    bool proxyPassword = false;
    bool passphrase = false;

    friend bool operator==(const StoredSecrets &, const StoredSecrets &) = default;
};

// What most connections do not need: name, read-only, certificates, proxy, timeout. GUI thread.
class ConnectionExtras final : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionExtras(QWidget *parent = nullptr);

    /// Fields that are not shown here are not looked at.
    void setEntry(const ConnectionEntry &entry, const StoredSecrets &stored);
    /// Writes what is shown into `entry`; what was not edited stays exactly as it was.
    void writeInto(ConnectionEntry &entry) const;
    void typedInto(ConnectionSecrets &secrets) const;
    /// The first, from top to bottom.
    WrongField problem() const;
    /// True when `entry` has anything here that is not as it is by default.
    static bool isUsedBy(const ConnectionEntry &entry);
    /// Only secrets can be typed.
    void setLocked(bool isLocked);
    /// What an empty name stands for.
    void setHost(const QString &host);

Q_SIGNALS:
    void edited();

private:
    void makeFiles(FieldGrid &grid);
    void makeTimeout(FieldGrid &grid);
    void updateParts();

    ConnectionEntry m_stored;
    bool m_hasPassphrase = false;
    ShownText m_nameText;
    ShownText m_caText;
    ShownText m_certificateText;
    ShownText m_keyText;
    LineEdit *m_name;
    QCheckBox *m_readOnly;
    FileLine *m_caFile;
    FileLine *m_certificate;
    FileLine *m_key;
    FieldGrid *m_keyPart;
    SecretLine *m_passphrase;
    ProxyFields *m_proxy;
    QSpinBox *m_timeout;
};
