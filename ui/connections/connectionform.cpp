// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionform.h"

#include "common/deskstyle.h"
#include "common/elidedlabel.h"
#include "common/icon.h"
#include "common/strangertext.h"
#include "connection/baseurl.h"
#include "connections/disclosure.h"
#include "connections/fieldgrid.h"
#include "connections/kindchoice.h"
#include "connections/secretline.h"
#include "connections/tokenhelp.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
bool isOwnMachine(const QString &host)
{
    const auto isNumber = [](QChar sign) { return sign.isDigit() || sign == u'.'; };
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1) || host == "::1"_L1
            || (host.startsWith("127."_L1) && std::all_of(host.begin(), host.end(), isNumber));
}

/// In clear to another machine: the token can be read on its way.
bool isInClear(const BaseUrl &base)
{
    return base.address().startsWith("http://"_L1) && !isOwnMachine(base.host());
}

/// What a certificate was accepted for: scheme, host, port.
QString originOf(const QString &address)
{
    const Result<BaseUrl> base = BaseUrl::fromUserInput(address);
    return base ? QUrl(base->address()).adjusted(QUrl::RemovePath).toString() : QString();
}

/// A key is sent in a header; nothing but these signs can be in one.
bool canBeSent(const QString &token)
{
    return std::all_of(token.begin(), token.end(),
                       [](QChar sign) { return sign > u' ' && sign < u'\x7f'; });
}
} // namespace

ConnectionForm::ConnectionForm(QWidget *parent)
    : QWidget(parent)
    , m_grid(new FieldGrid(this))
    , m_problem(new PlainTextLabel(Type::Body, Tone::Error, this))
{
    makeAddress();
    makeToken();
    makeKind();
    makeParts();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(Space::medium);
    column->addWidget(m_grid);
    column->addWidget(m_help);
    column->addWidget(m_more);
    column->addWidget(m_problem);
    m_problem->makeNote();
    m_problem->hide();
    connectParts();
    setFocusProxy(m_address);
    setEntry({});
}

void ConnectionForm::makeAddress()
{
    m_address = new QLineEdit;
    m_address->setPlaceholderText(u"auth.example.org"_s);
    m_address->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_grid->addRow(tr("Address"), m_address);
    m_readAs = new ElidedLabel(Type::Caption, Tone::Secondary, m_grid, Qt::ElideMiddle);
    m_grid->addBelow(m_readAs);
    m_warning = m_grid->addNote({}, Tone::Warning);
    m_warning->setText(tr("Not encrypted: whoever is on the way to that machine can read the "
                          "token. Use https unless you trust every part of the way."));
}

void ConnectionForm::makeToken()
{
    m_token = new SecretLine(tr("token"));
    m_grid->addRow(tr("Token"), m_token, m_token->edit());
    m_tokenNote = m_grid->addNote({});
}

void ConnectionForm::makeKind()
{
    m_kind = new KindChoice;
    m_grid->addRow(tr("Kind"), m_kind);
    m_grid->addNote(tr("Gives the window its colour. Production can ask once more before each "
                       "save."));
    m_asks = new QCheckBox(tr("Ask before each save"));
    m_grid->addBelow(m_asks);
    m_asks->setMinimumHeight(Size::editor);
}

void ConnectionForm::makeParts()
{
    m_help = new Disclosure(tr("How to get a token"), new TokenHelp, this);
    m_extras = new ConnectionExtras;
    m_more = new Disclosure(tr("More settings"), m_extras, this);
    m_tokenPage = new QPushButton(icon(u"external"_s, Tone::Link), tr("Open the token page"), this);
    m_tokenPage->setProperty("kind", u"link"_s);
    m_tokenPage->setAutoDefault(false);
    m_tokenPage->hide(); // until somebody places it
}

void ConnectionForm::connectParts()
{
    connect(m_address, &QLineEdit::textChanged, this, &ConnectionForm::takeEdit);
    connect(m_token, &SecretLine::edited, this, &ConnectionForm::takeEdit);
    connect(m_kind, &KindChoice::edited, this, &ConnectionForm::takeEdit);
    connect(m_asks, &QCheckBox::toggled, this, &ConnectionForm::takeEdit);
    connect(m_extras, &ConnectionExtras::edited, this, &ConnectionForm::takeEdit);
    connect(m_address, &QLineEdit::returnPressed, this, &ConnectionForm::submitted);
    connect(m_token->edit(), &QLineEdit::returnPressed, this, &ConnectionForm::submitted);
    connect(m_tokenPage, &QPushButton::clicked, this, &ConnectionForm::openTokenPage);
    for (Disclosure *part : {m_help, m_more}) {
        connect(part, &Disclosure::toggled, this, [this, part](bool isOpen) {
            if (isOpen)
                Q_EMIT partOpened(part);
        });
    }
}

// Values

void ConnectionForm::setEntry(const ConnectionEntry &entry, const StoredSecrets &stored)
{
    m_isShowing = true;
    m_stored = entry;
    m_storedSecrets = stored;
    m_addressText.put(*m_address, entry.address);
    m_token->clear();
    m_kind->setKind(entry.kind);
    m_asks->setChecked(entry.asksBeforeSave);
    m_extras->setEntry(entry, stored);
    m_more->setOpen(ConnectionExtras::isUsedBy(entry));
    m_isShowing = false;
    m_problem->hide();
    updateAddress();
    updateToken();
    updateKind();
}

ConnectionEntry ConnectionForm::entry() const
{
    ConnectionEntry entry = m_stored;
    if (m_addressText.isEdited(*m_address)) {
        const QString typed = m_addressText.read(*m_address);
        const Result<BaseUrl> base = BaseUrl::fromUserInput(typed);
        entry.address = base ? base->address() : typed;
        if (originOf(entry.address) != originOf(m_stored.address))
            entry.acceptedCertificates.clear();
    }
    entry.kind = m_kind->kind();
    entry.asksBeforeSave = m_asks->isChecked();
    m_extras->writeInto(entry);
    return entry;
}

ConnectionSecrets ConnectionForm::typedSecrets() const
{
    ConnectionSecrets secrets;
    // A copied key easily has a line end behind it; no key has blanks.
    secrets.token = Secret(m_token->typed().reveal().trimmed());
    m_extras->typedInto(secrets);
    return secrets;
}

bool ConnectionForm::isEdited() const
{
    return entry() != m_stored || typedSecrets() != ConnectionSecrets();
}

// What is wrong

WrongField ConnectionForm::problem() const
{
    const Result<BaseUrl> base = BaseUrl::fromUserInput(m_address->text());
    if (!base)
        return {m_address, base.error().detail};
    if (const WrongField problem = tokenProblem(); problem.where)
        return problem;
    return m_extras->problem();
}

WrongField ConnectionForm::tokenProblem() const
{
    const QString token = typedSecrets().token.reveal();
    if (token.isEmpty() && m_isTokenNeeded && !m_storedSecrets.token)
        return {m_token->edit(), tr("A token is needed to connect.")};
    if (!canBeSent(token))
        return {m_token->edit(),
                tr("The token holds blanks or signs that no key of authentik has. Copy it again.")};
    return {};
}

void ConnectionForm::showProblem()
{
    const WrongField wrong = problem();
    const bool isSaidThere = wrong.where == m_address && m_readAs->text() == wrong.sentence;
    m_problem->setText(wrong.sentence);
    m_problem->setVisible(wrong.where && !isSaidThere);
    if (!wrong.where)
        return;
    if (m_extras->isAncestorOf(wrong.where))
        m_more->setOpen(true);
    setLook(wrong.where, "error", true);
    StrangerText::setDescription(*wrong.where, wrong.sentence);
    wrong.where->setFocus(Qt::OtherFocusReason);
}

// What is shown

void ConnectionForm::takeEdit()
{
    if (m_isShowing)
        return;
    const QList<QWidget *> editors = findChildren<QWidget *>();
    for (QWidget *editor : editors) {
        if (!editor->property("error").toBool())
            continue;
        setLook(editor, "error", false);
        editor->setAccessibleDescription({});
    }
    m_problem->hide();
    updateAddress();
    updateToken();
    updateKind();
    Q_EMIT edited();
}

void ConnectionForm::updateAddress()
{
    const QString typed = m_address->text();
    const Result<BaseUrl> base = BaseUrl::fromUserInput(typed);
    m_tokenPage->setEnabled(bool(base));
    m_warning->setVisible(base && isInClear(*base));
    m_extras->setHost(base ? base->host() : QString());
    if (typed.trimmed().isEmpty()) {
        m_readAs->setTone(Tone::Secondary);
        m_readAs->setText(tr("As it stands in the browser."));
        return;
    }
    m_readAs->setTone(base ? Tone::Secondary : Tone::Error);
    m_readAs->setText(base ? tr("Read as %1").arg(base->api({}).toString()) : base.error().detail);
}

void ConnectionForm::updateToken()
{
    m_token->setHint(m_storedSecrets.token ? tr("stored, not shown") : tr("Paste an API token"));
    const QString origin = originOf(m_address->text()); // empty while it is being typed
    const bool isMoved = m_storedSecrets.token && m_token->isEmpty() && !origin.isEmpty()
            && origin != originOf(m_stored.address);
    m_tokenNote->setTone(isMoved ? Tone::Warning : Tone::Secondary);
    if (isMoved) {
        m_tokenNote->setText(tr("The stored token was typed for another address. Left empty, it "
                                "goes to this one."));
        return;
    }
    const QString where = m_isLasting
            ? tr("Kept in the keychain.")
            : tr("This computer has no keychain: the token lives until Sourcedesk ends and is "
                 "never written to a file.");
    const QString what =
            tr("It needs the intent API and the rights to view and change Plex sources.");
    m_tokenNote->setText(where + u' '
                         + (m_storedSecrets.token ? tr("Empty keeps the stored one.") : what));
}

void ConnectionForm::updateKind()
{
    // Only production asks; one that asks already shows it, whatever it is.
    const bool isWanted = m_kind->kind() == ConnectionKind::Production || m_asks->isChecked();
    m_asks->setEnabled(isWanted && !m_isLocked);
}

void ConnectionForm::setKeychain(bool isLasting)
{
    m_isLasting = isLasting;
    updateToken();
}

void ConnectionForm::setLocked(bool isLocked)
{
    m_isLocked = isLocked;
    m_address->setReadOnly(isLocked);
    setLook(m_address, "readOnlyLook", isLocked);
    m_kind->setEnabled(!isLocked);
    m_extras->setLocked(isLocked);
    updateKind();
}

void ConnectionForm::openTokenPage()
{
    if (const Result<BaseUrl> base = BaseUrl::fromUserInput(m_address->text()))
        Q_EMIT openUrlRequested(tokenPage(*base));
}
