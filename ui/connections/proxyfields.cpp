// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/proxyfields.h"

#include "common/plaintextlabel.h"
#include "common/wheelguard.h"
#include "connections/fieldgrid.h"
#include "connections/secretline.h"
#include "connections/secretsafteredit.h"

#include <QVBoxLayout>

#include <limits>

using namespace Qt::Literals::StringLiterals;

ProxyFields::ProxyFields(QWidget *parent)
    : QWidget(parent)
    , m_mode(new QComboBox)
    , m_manual(new FieldGrid(this))
    , m_host(new QLineEdit)
    , m_port(new QSpinBox)
    , m_user(new QLineEdit)
    , m_login(new FieldGrid(this))
    , m_password(new SecretLine(tr("proxy password")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(Space::small);
    auto *mode = new FieldGrid(this);
    m_mode->addItem(tr("As the system says"), int(ProxyChoice::Mode::System));
    m_mode->addItem(tr("No proxy"), int(ProxyChoice::Mode::None));
    m_mode->addItem(tr("HTTP proxy"), int(ProxyChoice::Mode::Http));
    m_mode->addItem(tr("SOCKS5 proxy"), int(ProxyChoice::Mode::Socks5));
    new WheelGuard(m_mode);
    mode->addRow(tr("Proxy"), m_mode);
    m_note = mode->addNote({});
    column->addWidget(mode);
    makeManual();
    column->addWidget(m_manual);
    m_login->addRow(tr("Password"), m_password, m_password->edit());
    m_password->edit()->setAccessibleName(tr("Proxy password"));
    column->addWidget(m_login);
    QWidget::setTabOrder(m_mode, m_host);
    QWidget::setTabOrder(m_host, m_port);
    QWidget::setTabOrder(m_port, m_user);

    const auto takeEdit = [this] {
        updateParts();
        Q_EMIT edited();
    };
    connect(m_mode, &QComboBox::currentIndexChanged, this, takeEdit);
    connect(m_host, &QLineEdit::textChanged, this, takeEdit);
    connect(m_port, &QSpinBox::valueChanged, this, takeEdit);
    connect(m_user, &QLineEdit::textChanged, this, takeEdit);
    connect(m_password, &SecretLine::edited, this, takeEdit);
    updateParts();
}

void ProxyFields::makeManual()
{
    m_port->setRange(0, std::numeric_limits<quint16>::max());
    m_port->setSpecialValueText(tr("not given"));
    m_port->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_port->setGroupSeparatorShown(false);
    m_port->setFrame(false); // it looks like the other editors
    m_port->findChild<QLineEdit *>()->setFrame(true);
    m_port->setMinimumHeight(Size::editor);
    new WheelGuard(m_port);
    m_host->setPlaceholderText(u"proxy.example.org"_s);
    m_user->setPlaceholderText(tr("no login"));
    m_manual->addRow(tr("Host"), m_host);
    m_manual->addRow(tr("Port"), m_port);
    m_manual->addRow(tr("User"), m_user);
    m_host->setAccessibleName(tr("Proxy host"));
    m_port->setAccessibleName(tr("Proxy port"));
    m_user->setAccessibleName(tr("Proxy user"));
}

void ProxyFields::setProxy(const ProxyChoice &proxy, bool hasPassword)
{
    m_stored = proxy;
    m_hasPassword = hasPassword;
    m_mode->setCurrentIndex(m_mode->findData(int(proxy.mode)));
    m_hostText.put(*m_host, proxy.host);
    m_port->setValue(proxy.port);
    m_userText.put(*m_user, proxy.username);
    m_password->clear();
    updateParts();
}

bool ProxyFields::isManual() const
{
    const auto mode = ProxyChoice::Mode(m_mode->currentData().toInt());
    return mode == ProxyChoice::Mode::Http || mode == ProxyChoice::Mode::Socks5;
}

ProxyChoice ProxyFields::proxy() const
{
    ProxyChoice proxy = m_stored;
    proxy.mode = ProxyChoice::Mode(m_mode->currentData().toInt());
    proxy.port = quint16(m_port->value());
    proxy.host = m_hostText.read(*m_host);
    proxy.username = m_userText.read(*m_user);
    return proxy;
}

Secret ProxyFields::typedPassword() const
{
    return isManual() && !m_user->text().trimmed().isEmpty() ? m_password->typed() : Secret();
}

WrongField ProxyFields::problem() const
{
    if (!isManual())
        return {};
    if (m_host->text().trimmed().isEmpty())
        return {m_host, tr("The proxy needs a host.")};
    if (m_port->value() == 0)
        return {m_port->findChild<QLineEdit *>(), tr("The proxy needs a port.")};
    return {};
}

void ProxyFields::setLocked(bool isLocked)
{
    m_mode->setEnabled(!isLocked);
    m_manual->setEnabled(!isLocked);
}

void ProxyFields::updateParts()
{
    const auto mode = ProxyChoice::Mode(m_mode->currentData().toInt());
    const QString noScripts = tr("Scripts for automatic configuration (PAC) are not supported.");
    m_note->setText(mode == ProxyChoice::Mode::System
                            ? tr("Also heeds NO_PROXY.") + u' ' + noScripts
                            : noScripts);
    const QString user = m_user->text().trimmed();
    m_manual->setVisible(isManual());
    m_login->setVisible(isManual() && !user.isEmpty());
    const bool isStored = m_hasPassword && isSameProxyLogin(m_stored, proxy());
    m_password->setHint(isStored ? tr("stored, not shown") : tr("password of %1").arg(user));
}
