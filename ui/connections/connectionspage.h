// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionbook.h"
#include "connections/connectiondialog.h"
#include "connections/connectionlistmodel.h"
#include "storageports.h"

#include <QHash>
#include <QWidget>

#include <functional>

class ConnectionTable;
class ConnectionTransfer;
class ConnectionsBar;
class PageHeader;
class QPushButton;

// The page of the connections, in the place of the form: all of them in their order, and what can
// be done with them. Order, duplicates and imports it does itself in the book; whatever concerns
// secrets, drafts or the connection that is open is only asked for. GUI thread.
class ConnectionsPage final : public QWidget
{
    Q_OBJECT
public:
    /// How many drafts there are of a connection; of all with an empty id; -1 = not known.
    using DraftCount = std::function<int(const QString &id)>;

    /// Borrows both, which must outlive it.
    ConnectionsPage(ConnectionBook &book, FilePort &files, QWidget *parent = nullptr);

    void setDraftCount(DraftCount count);
    void setTokenState(const QString &id, TokenState state);
    /// Besides the token, which setTokenState() tells.
    void setStoredSecrets(const QString &id, const StoredSecrets &stored);
    /// Where a token goes: a keychain, or only the memory of the program.
    void setKeychain(bool isLasting);
    /// Without a connection the button that adds one.
    void focusTable();

public Q_SLOTS:
    void addConnection();
    /// Nothing happens when it is not here.
    void editConnection(const QString &id);
    /// Reads a file of connections, adds them and reports.
    void importFile(const QString &path);

Q_SIGNALS:
    /// To be stored in the book and the keychain. What is empty in `secrets` was not typed: see
    /// secretsAfterEdit(). For one that the organisation set only the secrets are to be stored.
    void saveRequested(const ConnectionEntry &entry, const ConnectionSecrets &secrets, bool isNew);
    void testRequested(const ConnectionEntry &entry, const ConnectionSecrets &secrets);
    /// A person agreed.
    void removeRequested(const QString &id, bool keepDrafts);
    void exportDraftsRequested(const QString &id);
    void openRequested(const QString &id);
    /// A person agreed.
    void forgetRequested();
    void openUrlRequested(const QUrl &url);
    /// A person has done here.
    void closeRequested();
    /// A dialog opens; how tests go can be put into it.
    void dialogOpened(ConnectionDialog *dialog);
    /// Something to be said in the status line.
    void said(const QString &sentence);

protected:
    /// Escape closes the page.
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeHint();
    void connectParts();
    void connectBar();
    void takeEntries();
    void updateState();
    void updateBar();
    QString whyNotOne(const QStringList &ids) const;
    int ownCount() const;
    int placeOf(const QString &id) const;
    void openDialog(const ConnectionEntry &entry);
    void duplicate(const QString &id);
    void moveBy(int by);
    void askRemove();
    void askForget();
    int draftsOf(const QString &id) const;

    ConnectionBook &m_book;
    ConnectionListModel m_model;
    ConnectionTransfer *m_transfer;
    DraftCount m_draftCount;
    QHash<QString, StoredSecrets> m_stored;
    bool m_isLasting = true;
    PageHeader *m_header = nullptr;
    QPushButton *m_import = nullptr;
    QPushButton *m_exportAll = nullptr;
    QPushButton *m_add = nullptr;
    QWidget *m_hint = nullptr;
    ConnectionTable *m_table;
    ConnectionsBar *m_bar;
};
