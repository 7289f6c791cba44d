// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/certificatefacts.h"

#include <QDialog>

class DialogFoot;
class PlainTextLabel;
class QCheckBox;
class QGridLayout;
class QPushButton;
class QVBoxLayout;

/// Why it is asked. A plain value.
enum class CertificateNews : quint8
{
    Untrusted, ///< nobody this machine trusts vouches for it
    Changed    ///< the server had another one before, which a person accepted
};

// Shows the certificate of a server that is not trusted, why it is not, and what accepting means.
// Accepting needs a tick that the fingerprint was compared; *Do not connect* is the default button,
// and what Escape and closing do. It stores nothing: certificateAccepted() is for the connection
// that the certificate was met on. All of the certificate is server text, shown plain.
// Window-modal, never waited for; deletes itself when it is closed. GUI thread.
class CertificateQuestion final : public QDialog
{
    Q_OBJECT
public:
    /// `host` is the server that showed it.
    CertificateQuestion(const QString &host, const CertificateFacts &facts, CertificateNews news,
                        QWidget *parent);

Q_SIGNALS:
    /// SHA-256 of the certificate, 32 bytes.
    void certificateAccepted(const QByteArray &fingerprint);
    /// Text for the clipboard.
    void copyRequested(const QString &text);

private:
    QString title(const QString &host, CertificateNews news) const;
    QString sentence(CertificateNews news) const;
    void makeFacts(QVBoxLayout &column);
    void addFact(QGridLayout &grid, const QString &name, const QString &value);
    void makeFingerprint(QGridLayout &grid);
    void makeProblems(QVBoxLayout &column);
    void makeMeaning(QVBoxLayout &column, const QString &host);
    void makeFoot(QVBoxLayout &column);
    void accept() override;

    CertificateFacts m_facts;
    QCheckBox *m_compared = nullptr;
    QPushButton *m_accept = nullptr;
    QPushButton *m_refuse = nullptr;
};
