// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionextras.h"

#include "common/plaintextlabel.h"
#include "common/wheelguard.h"
#include "connections/fieldgrid.h"
#include "connections/fileline.h"
#include "connections/proxyfields.h"
#include "connections/secretline.h"
#include "connections/secretsafteredit.h"
#include "form/lineedit.h"

#include <QVBoxLayout>

namespace {
int shownTimeout(std::chrono::seconds timeout)
{
    return int(qBound(shortestTimeout, timeout, longestTimeout).count());
}
} // namespace

ConnectionExtras::ConnectionExtras(QWidget *parent)
    : QWidget(parent)
    , m_name(new LineEdit)
    , m_readOnly(new QCheckBox(tr("Read-only")))
    , m_keyPart(new FieldGrid)
    , m_passphrase(new SecretLine(tr("passphrase")))
    , m_proxy(new ProxyFields)
    , m_timeout(new QSpinBox)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(Space::small);
    auto *upper = new FieldGrid(this);
    upper->addRow(tr("Name"), m_name);
    upper->addRow(tr("Sending"), m_readOnly);
    m_readOnly->setAccessibleName({}); // its own words
    m_readOnly->setMinimumHeight(Size::editor);
    upper->addNote(tr("Edits and drafts, nothing is sent."));
    makeFiles(*upper);
    column->addWidget(upper);
    column->addWidget(m_keyPart);
    column->addWidget(m_proxy);
    auto *lower = new FieldGrid(this);
    makeTimeout(*lower);
    column->addWidget(lower);

    const auto takeEdit = [this] {
        updateParts();
        Q_EMIT edited();
    };
    connect(m_name, &QLineEdit::textChanged, this, takeEdit);
    connect(m_readOnly, &QCheckBox::toggled, this, takeEdit);
    for (FileLine *file : {m_caFile, m_certificate, m_key})
        connect(file, &FileLine::edited, this, takeEdit);
    connect(m_passphrase, &SecretLine::edited, this, takeEdit);
    connect(m_proxy, &ProxyFields::edited, this, takeEdit);
    connect(m_timeout, &QSpinBox::valueChanged, this, takeEdit);
    updateParts();
}

void ConnectionExtras::makeFiles(FieldGrid &grid)
{
    const QString certificates = tr("Certificates (*.pem *.crt *.cer)");
    m_caFile = new FileLine(tr("CA file"), certificates);
    grid.addRow(tr("CA file"), m_caFile, m_caFile->edit());
    grid.addNote(tr("PEM. Trusted for this connection, besides the system’s."));
    m_certificate = new FileLine(tr("client certificate"),
                                 tr("Certificates (*.pem *.crt *.cer *.p12 *.pfx)"));
    grid.addRow(tr("Client certificate"), m_certificate, m_certificate->edit());
    grid.addNote(tr("PEM or PKCS #12. Only for a server that asks for one."));
    m_key = new FileLine(tr("client key"), tr("Keys (*.pem *.key)"));
    m_key->edit()->setPlaceholderText(tr("in the file of the certificate"));
    m_keyPart->addRow(tr("Client key"), m_key, m_key->edit());
    m_keyPart->addRow(tr("Passphrase"), m_passphrase, m_passphrase->edit());
}

void ConnectionExtras::makeTimeout(FieldGrid &grid)
{
    m_timeout->setRange(int(shortestTimeout.count()), int(longestTimeout.count()));
    m_timeout->setSuffix(tr(" s"));
    m_timeout->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_timeout->setFrame(false); // it looks like the other editors
    m_timeout->findChild<QLineEdit *>()->setFrame(true);
    m_timeout->setMinimumHeight(Size::editor);
    new WheelGuard(m_timeout);
    grid.addRow(tr("Timeout"), m_timeout);
    grid.addNote(tr("Of one call as a whole: %1 to %2 seconds.")
                         .arg(shortestTimeout.count())
                         .arg(longestTimeout.count()));
}

void ConnectionExtras::setEntry(const ConnectionEntry &entry, const StoredSecrets &stored)
{
    m_stored = entry;
    m_hasPassphrase = stored.passphrase;
    m_nameText.put(*m_name, entry.name);
    m_readOnly->setChecked(entry.isReadOnly);
    m_caText.put(*m_caFile->edit(), entry.caFile);
    m_certificateText.put(*m_certificate->edit(), entry.clientCertificate);
    m_keyText.put(*m_key->edit(), entry.clientKey);
    m_passphrase->clear();
    m_proxy->setProxy(entry.proxy, stored.proxyPassword);
    m_timeout->setValue(shownTimeout(entry.timeout));
    updateParts();
}

void ConnectionExtras::writeInto(ConnectionEntry &entry) const
{
    entry.name = m_nameText.read(*m_name);
    entry.isReadOnly = m_readOnly->isChecked();
    entry.caFile = m_caText.read(*m_caFile->edit());
    entry.clientCertificate = m_certificateText.read(*m_certificate->edit());
    entry.clientKey = m_keyText.read(*m_key->edit());
    entry.proxy = m_proxy->proxy();
    const bool isEdited = m_timeout->value() != shownTimeout(m_stored.timeout);
    entry.timeout = isEdited ? std::chrono::seconds(m_timeout->value()) : m_stored.timeout;
}

void ConnectionExtras::typedInto(ConnectionSecrets &secrets) const
{
    secrets.proxyPassword = m_proxy->typedPassword();
    if (!m_certificate->path().isEmpty())
        secrets.passphrase = m_passphrase->typed();
}

WrongField ConnectionExtras::problem() const
{
    return m_proxy->problem();
}

bool ConnectionExtras::isUsedBy(const ConnectionEntry &entry)
{
    ConnectionEntry plain;
    plain.id = entry.id;
    plain.address = entry.address;
    plain.kind = entry.kind;
    plain.asksBeforeSave = entry.asksBeforeSave;
    plain.acceptedCertificates = entry.acceptedCertificates;
    plain.isDeployed = entry.isDeployed;
    return plain != entry;
}

void ConnectionExtras::setLocked(bool isLocked)
{
    for (QWidget *editor : std::initializer_list<QWidget *>{m_name, m_readOnly, m_caFile,
                                                            m_certificate, m_key, m_timeout})
        editor->setEnabled(!isLocked);
    m_proxy->setLocked(isLocked);
}

void ConnectionExtras::setHost(const QString &host)
{
    m_name->setPlaceholderText(host.isEmpty() ? tr("the host of the address") : host);
}

void ConnectionExtras::updateParts()
{
    m_keyPart->setVisible(!m_certificate->path().isEmpty());
    ConnectionEntry shown = m_stored;
    writeInto(shown);
    const bool isStored = m_hasPassphrase && isSameClientKey(m_stored, shown);
    m_passphrase->setHint(isStored ? tr("stored, not shown") : tr("if the key has one"));
}
