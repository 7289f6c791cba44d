// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionextras.h"

#include <QCheckBox>
#include <QPushButton>
#include <QUrl>
#include <QWidget>

class Disclosure;
class ElidedLabel;
class FieldGrid;
class KindChoice;
class PlainTextLabel;
class QLineEdit;
class SecretLine;

// Edits one connection and takes its secrets: address, token, kind; more behind *More settings*.
// The law: after setEntry(e) and before an edit, entry() equals e, whatever the editors show of it.
// A stored secret is in no widget; an empty line keeps it. GUI thread.
class ConnectionForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionForm(QWidget *parent = nullptr);

    /// Forgets what was typed.
    void setEntry(const ConnectionEntry &entry, const StoredSecrets &stored = {});
    /// With an address that cannot be read as it was typed. Certificates that were accepted for
    /// another server do not come along to a new address.
    ConnectionEntry entry() const;
    /// What is empty was not typed.
    ConnectionSecrets typedSecrets() const;
    /// Something was edited since setEntry().
    bool isEdited() const;

    /// The first thing that is wrong; `where` is null when the entry can be used.
    WrongField problem() const;
    /// Marks the first wrong field, says why, and moves the focus there.
    void showProblem();

    /// A connection cannot do without a token here: an empty one is wrong unless one is stored.
    void setTokenNeeded(bool isNeeded) { m_isTokenNeeded = isNeeded; }
    /// Where the token goes: a keychain, or only the memory of the program.
    void setKeychain(bool isLasting);
    /// Shows a connection that cannot be edited; only secrets can be typed.
    void setLocked(bool isLocked);
    /// *Open the token page*, for the owner to place beside its own buttons.
    QPushButton *tokenPageButton() const { return m_tokenPage; }

Q_SIGNALS:
    void edited();
    /// Return was pressed in the address or in the token.
    void submitted();
    /// The token page of the server that was typed.
    void openUrlRequested(const QUrl &url);
    /// A part was opened or closed; it may have to be scrolled to.
    void partOpened(QWidget *part);

private:
    void makeAddress();
    void makeToken();
    void makeKind();
    void makeParts();
    void connectParts();
    void takeEdit();
    void updateAddress();
    void updateToken();
    void updateKind();
    WrongField tokenProblem() const;
    void openTokenPage();

    ConnectionEntry m_stored;
    StoredSecrets m_storedSecrets;
    ShownText m_addressText;
    bool m_isTokenNeeded = false;
    bool m_isLasting = true;
    bool m_isLocked = false;
    bool m_isShowing = false; ///< the editors are being filled, nobody edits
    FieldGrid *m_grid;
    QLineEdit *m_address;
    ElidedLabel *m_readAs;
    PlainTextLabel *m_warning;
    SecretLine *m_token;
    PlainTextLabel *m_tokenNote;
    KindChoice *m_kind;
    QCheckBox *m_asks;
    PlainTextLabel *m_problem;
    ConnectionExtras *m_extras;
    Disclosure *m_help;
    Disclosure *m_more;
    QPushButton *m_tokenPage;
};
