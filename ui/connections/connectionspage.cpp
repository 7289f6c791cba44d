// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionspage.h"

#include "common/pageheader.h"
#include "common/plaintextlabel.h"
#include "connections/connectionsbar.h"
#include "connections/connectiontable.h"
#include "connections/connectiontransfer.h"
#include "connections/forgetquestion.h"
#include "connections/removeconnectionquestion.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

ConnectionsPage::ConnectionsPage(ConnectionBook &book, FilePort &files, QWidget *parent)
    : QWidget(parent)
    , m_book(book)
    , m_transfer(new ConnectionTransfer(book, files, this))
    , m_table(new ConnectionTable(m_model))
    , m_bar(new ConnectionsBar)
{
    setBackgroundRole(QPalette::Light);
    setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(makeHint());
    column->addWidget(m_table, 1);
    column->addStretch();
    column->addWidget(m_bar);
    connectParts();
    connectBar();
    takeEntries();
}

void ConnectionsPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closeRequested();
    else
        QWidget::keyPressEvent(event);
}

QWidget *ConnectionsPage::makeHeader()
{
    m_header = new PageHeader(tr("Connections"), this);
    m_import = m_header->addQuietButton(tr("Import…"), u"import"_s);
    m_exportAll = m_header->addQuietButton(tr("Export all…"), u"export"_s);
    m_add = m_header->addButton(tr("Add connection"), u"plus"_s);
    const QPushButton *done = m_header->addButton(tr("Done"));
    connect(done, &QPushButton::clicked, this, &ConnectionsPage::closeRequested);
    return m_header;
}

QWidget *ConnectionsPage::makeHint()
{
    m_hint = new QWidget(this);
    auto *column = new QVBoxLayout(m_hint);
    column->setContentsMargins(Space::pane, Space::large, Space::pane, Space::large);
    auto *text = new PlainTextLabel(Type::Body, Tone::Secondary, m_hint);
    text->makeNote();
    text->setText(
            tr("No connection is stored yet. Add one with the address of an authentik server, "
               "or import a file that a colleague exported."));
    column->addWidget(text);
    return m_hint;
}

void ConnectionsPage::connectParts()
{
    connect(&m_book, &ConnectionBook::added, this, &ConnectionsPage::takeEntries);
    connect(&m_book, &ConnectionBook::changed, this, &ConnectionsPage::takeEntries);
    connect(&m_book, &ConnectionBook::removed, this, &ConnectionsPage::takeEntries);
    connect(&m_book, &ConnectionBook::reordered, this, &ConnectionsPage::takeEntries);
    connect(m_add, &QPushButton::clicked, this, &ConnectionsPage::addConnection);
    connect(m_import, &QPushButton::clicked, m_transfer, &ConnectionTransfer::askImport);
    connect(m_exportAll, &QPushButton::clicked, this,
            [this] { m_transfer->askExport(m_model.entries()); });
    connect(m_transfer, &ConnectionTransfer::said, this, &ConnectionsPage::said);
    connect(m_table, &ConnectionTable::selectedChanged, this, &ConnectionsPage::updateBar);
    connect(m_table, &ConnectionTable::editWanted, this,
            [this] { editConnection(m_table->currentId()); });
    connect(m_table, &ConnectionTable::removeWanted, this, &ConnectionsPage::askRemove);
    connect(m_table, &ConnectionTable::moveWanted, this, &ConnectionsPage::moveBy);
    connect(m_table, &ConnectionTable::placeWanted, this, [this](const QString &id, int row) {
        m_book.move(id, placeOf(m_model.entries().at(row).id));
    });
}

void ConnectionsPage::connectBar()
{
    connect(m_bar, &ConnectionsBar::openClicked, this,
            [this] { Q_EMIT openRequested(m_table->currentId()); });
    connect(m_bar, &ConnectionsBar::editClicked, this,
            [this] { editConnection(m_table->currentId()); });
    connect(m_bar, &ConnectionsBar::duplicateClicked, this,
            [this] { duplicate(m_table->currentId()); });
    connect(m_bar, &ConnectionsBar::removeClicked, this, &ConnectionsPage::askRemove);
    connect(m_bar, &ConnectionsBar::upClicked, this, [this] { moveBy(-1); });
    connect(m_bar, &ConnectionsBar::downClicked, this, [this] { moveBy(1); });
    connect(m_bar, &ConnectionsBar::exportClicked, this, [this] {
        const QStringList ids = m_table->selectedIds();
        QList<ConnectionEntry> chosen;
        for (const QString &id : ids)
            chosen.append(m_model.entries().at(m_model.rowOf(id)));
        if (!chosen.isEmpty())
            m_transfer->askExport(chosen);
    });
    connect(m_bar, &ConnectionsBar::forgetClicked, this, &ConnectionsPage::askForget);
}

// What is shown

void ConnectionsPage::takeEntries()
{
    m_model.setEntries(m_book.entries());
    updateState();
}

void ConnectionsPage::updateState()
{
    const int count = m_model.rowCount();
    m_header->setSentence(count == 0           ? QString()
                                  : count == 1 ? tr("1 connection")
                                               : tr("%n connections", nullptr, count));
    m_hint->setVisible(count == 0);
    m_table->setVisible(count > 0);
    m_exportAll->setEnabled(count > 0);
    updateBar();
}

QString ConnectionsPage::whyNotOne(const QStringList &ids) const
{
    return ids.size() == 1 ? QString() : tr("Select one connection.");
}

int ConnectionsPage::ownCount() const
{
    return int(std::count_if(m_model.entries().cbegin(), m_model.entries().cend(),
                             [](const ConnectionEntry &entry) { return !entry.isDeployed; }));
}

int ConnectionsPage::placeOf(const QString &id) const
{
    int place = 0;
    for (const ConnectionEntry &entry : m_model.entries()) {
        if (entry.id == id)
            return entry.isDeployed ? -1 : place;
        if (!entry.isDeployed)
            ++place;
    }
    return -1;
}

void ConnectionsPage::updateBar()
{
    const QStringList ids = m_table->selectedIds();
    const QString notOne = whyNotOne(ids);
    ConnectionsBarState state;
    state.whyNoOpen = notOne;
    state.whyNoEdit = notOne;
    state.whyNoDuplicate = notOne;
    state.whyNoRemove = notOne;
    state.whyNoUp = notOne;
    state.whyNoDown = notOne;
    state.whyNoExport = ids.isEmpty() ? tr("Select a connection.") : QString();
    if (ids.size() > 1)
        state.title = tr("%n connections selected", nullptr, int(ids.size()));
    if (notOne.isEmpty()) {
        const ConnectionEntry &entry = m_model.entries().at(m_model.rowOf(ids.constFirst()));
        state.title = tr("%1 selected").arg(entry.displayName().simplified());
        state.isLocked = entry.isDeployed;
        const QString locked = entry.isDeployed ? tr("Your organisation set it.") : QString();
        state.whyNoRemove = locked;
        const int place = placeOf(entry.id);
        state.whyNoUp = place == 0 ? tr("It is the first.") : locked;
        state.whyNoDown = place == ownCount() - 1 ? tr("It is the last.") : locked;
    }
    m_bar->setState(state);
}

void ConnectionsPage::setDraftCount(DraftCount count)
{
    m_draftCount = std::move(count);
}

int ConnectionsPage::draftsOf(const QString &id) const
{
    return m_draftCount ? m_draftCount(id) : -1;
}

void ConnectionsPage::setTokenState(const QString &id, TokenState state)
{
    m_model.setTokenState(id, state);
}

void ConnectionsPage::setStoredSecrets(const QString &id, const StoredSecrets &stored)
{
    m_stored.insert(id, stored);
}

void ConnectionsPage::setKeychain(bool isLasting)
{
    m_isLasting = isLasting;
}

void ConnectionsPage::focusTable()
{
    if (m_model.rowCount() == 0)
        return m_add->setFocus(Qt::OtherFocusReason);
    m_table->setFocus(Qt::OtherFocusReason);
    if (!m_table->currentIndex().isValid() && m_model.rowCount() > 0)
        m_table->setCurrentIndex(m_model.index(0, 0));
}

// What is done

void ConnectionsPage::addConnection()
{
    ConnectionEntry entry;
    // Until a person says otherwise: taking a real server for a test is the worse mistake.
    entry.kind = ConnectionKind::Production;
    openDialog(entry);
}

void ConnectionsPage::editConnection(const QString &id)
{
    if (const std::optional<ConnectionEntry> entry = m_book.entry(id))
        openDialog(*entry);
}

void ConnectionsPage::openDialog(const ConnectionEntry &entry)
{
    StoredSecrets stored = m_stored.value(entry.id);
    const TokenState token = m_model.tokenState(entry.id);
    stored.token = token == TokenState::Kept || token == TokenState::UntilEnd
            || (token == TokenState::Unknown && stored.token);
    auto *dialog = new ConnectionDialog(entry, stored, m_isLasting, this);
    connect(dialog, &ConnectionDialog::saveRequested, this, &ConnectionsPage::saveRequested);
    connect(dialog, &ConnectionDialog::testRequested, this, &ConnectionsPage::testRequested);
    connect(dialog, &ConnectionDialog::duplicateRequested, this, &ConnectionsPage::duplicate);
    connect(dialog, &ConnectionDialog::openUrlRequested, this, &ConnectionsPage::openUrlRequested);
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

void ConnectionsPage::duplicate(const QString &id)
{
    const QString copy = m_book.duplicate(id);
    if (copy.isEmpty())
        return;
    m_table->setCurrentId(copy);
    Q_EMIT said(tr("Duplicated. The copy has no token yet: edit it to give it one."));
}

void ConnectionsPage::moveBy(int by)
{
    const QString id = m_table->currentId();
    const int place = placeOf(id);
    if (place >= 0 && place + by >= 0 && place + by < ownCount())
        m_book.move(id, place + by);
}

void ConnectionsPage::askRemove()
{
    const QStringList ids = m_table->selectedIds();
    if (ids.size() != 1)
        return;
    const std::optional<ConnectionEntry> entry = m_book.entry(ids.constFirst());
    if (!entry || entry->isDeployed)
        return;
    auto *question = new RemoveConnectionQuestion(*entry, draftsOf(entry->id), this);
    const QString id = entry->id;
    connect(question, &RemoveConnectionQuestion::removeAgreed, this,
            [this, id](bool keepDrafts) { Q_EMIT removeRequested(id, keepDrafts); });
    connect(question, &RemoveConnectionQuestion::exportRequested, this,
            [this, id] { Q_EMIT exportDraftsRequested(id); });
    question->open();
}

void ConnectionsPage::askForget()
{
    const int own = ownCount();
    auto *question = new ForgetQuestion(own, m_model.rowCount() - own, draftsOf({}), this);
    connect(question, &ForgetQuestion::forgetAgreed, this, &ConnectionsPage::forgetRequested);
    question->open();
}

void ConnectionsPage::importFile(const QString &path)
{
    m_transfer->importFile(path);
}
