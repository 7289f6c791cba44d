// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/draftspanel.h"

#include "changes/editexporter.h"
#include "common/busyline.h"
#include "common/pageheader.h"
#include "common/plaintextlabel.h"
#include "drafts/draftdetail.h"
#include "drafts/draftimporter.h"
#include "drafts/draftsbar.h"
#include "drafts/drafttable.h"
#include "items/historylistmodel.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr int tableShare = 320; // of the height, beside the detail's
constexpr int detailShare = 220;
constexpr int leastDetail = 110;
constexpr int wideSearch = 200;
constexpr int narrowSearch = 140;
constexpr auto ageStep = 20s; // what counts in minutes is never wrong for long
} // namespace

DraftsPanel::DraftsPanel(DraftDesk &desk, FilePort &files, Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_submission(new DraftSubmission(desk, this))
    , m_clock(clock)
    , m_exporter(new EditExporter(files, this))
    , m_importer(new DraftImporter(files, this))
{
    setBackgroundRole(QPalette::Light);
    setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    m_busy = new BusyLine(this);
    column->addWidget(m_busy);
    column->addWidget(makeHint());
    column->addWidget(makeBody(), 1);
    column->addStretch();
    m_bar = new DraftsBar(this);
    column->addWidget(m_bar);
    connectParts();
    connectBar();
    updateState();
}

QWidget *DraftsPanel::makeHeader()
{
    m_header = new PageHeader(tr("Drafts"), this);
    m_search = m_header->addSearch(tr("Search drafts"));
    m_search->installEventFilter(this);
    m_importButton = m_header->addQuietButton(tr("Import…"), u"import"_s);
    m_exportAll = m_header->addQuietButton(tr("Export all…"), u"export"_s);
    return m_header;
}

QWidget *DraftsPanel::makeHint()
{
    m_hint = new QWidget(this);
    auto *column = new QVBoxLayout(m_hint);
    column->setContentsMargins(Space::pane, Space::large, Space::pane, Space::large);
    column->setSpacing(Space::medium);
    m_hintText = new PlainTextLabel(Type::Body, Tone::Secondary, m_hint);
    m_hintText->makeNote();
    m_hintButton = new QPushButton(m_hint);
    column->addWidget(m_hintText);
    column->addWidget(m_hintButton, 0, Qt::AlignLeft);
    m_hint->hide();
    connect(m_hintButton, &QPushButton::clicked, this, &DraftsPanel::clearOrRetry);
    return m_hint;
}

QSplitter *DraftsPanel::makeBody()
{
    m_body = new QSplitter(Qt::Vertical, this);
    m_body->setChildrenCollapsible(false);
    m_table = new DraftTable(m_model, m_body);
    m_detail = new DraftDetail(m_body);
    m_detail->setMinimumHeight(leastDetail);
    m_body->addWidget(m_table);
    m_body->addWidget(m_detail);
    m_body->setSizes({tableShare, detailShare});
    m_body->setStretchFactor(0, tableShare);
    m_body->setStretchFactor(1, detailShare);
    m_body->hide();
    return m_body;
}

void DraftsPanel::connectParts()
{
    connect(&m_desk, &DraftDesk::changed, this, [this] {
        if (isVisible())
            takeRows();
    });
    connect(&m_desk, &DraftDesk::ended, this, &DraftsPanel::tell);
    connect(m_search, &QLineEdit::textChanged, this, [this] {
        m_model.setFilter(m_search->text());
        updateState();
    });
    connect(m_importButton, &QPushButton::clicked, m_importer, &DraftImporter::ask);
    connect(m_importer, &DraftImporter::fileRead, &m_desk, &DraftDesk::import);
    connect(m_importer, &DraftImporter::said, this, &DraftsPanel::said);
    connect(m_exporter, &EditExporter::said, this, &DraftsPanel::said);
    connect(m_exportAll, &QPushButton::clicked, this, [this] { exportDrafts(m_desk.keys()); });
    connect(m_table, &DraftTable::selectedChanged, this, [this] {
        updateBar();
        updateDetail();
    });
    connect(m_table, &DraftTable::openWanted, this, &DraftsPanel::openSelected);
    connect(m_table, &DraftTable::discardWanted, this, &DraftsPanel::discardSelected);
    connect(m_table, &DraftTable::copyWanted, this, [this] {
        if (const QString text = m_detail->text(); !text.isEmpty())
            Q_EMIT copyRequested(text);
    });
    connect(m_detail, &DraftDetail::copyRequested, this, &DraftsPanel::copyRequested);
}

void DraftsPanel::connectBar()
{
    connect(m_bar, &DraftsBar::openClicked, this, &DraftsPanel::openSelected);
    connect(m_bar, &DraftsBar::submitClicked, this,
            [this] { m_submission->submit(m_table->selectedKeys()); });
    connect(m_bar, &DraftsBar::takeOutClicked, this,
            [this] { m_desk.takeOut(m_table->selectedKeys()); });
    connect(m_bar, &DraftsBar::discardClicked, this, &DraftsPanel::discardSelected);
    connect(m_bar, &DraftsBar::exportClicked, this,
            [this] { exportDrafts(m_table->selectedKeys()); });
    connect(m_bar, &DraftsBar::undoClicked, this, &DraftsPanel::undoDiscard);
}

// What is shown

void DraftsPanel::takeRows()
{
    m_model.setNow(m_clock.now());
    m_model.setConnections(m_desk.connections());
    if (m_desk.wasRead())
        m_model.setRows(m_desk.rows());
    updateState();
    updateDetail();
    m_submission->update();
}

void DraftsPanel::tick()
{
    m_model.setNow(m_clock.now());
    m_minute = m_clock.callAfter(ageStep, [this] { tick(); });
}

void DraftsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (event->spontaneous())
        return;
    takeRows();
    tick();
    m_desk.refresh();
}

void DraftsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_isNarrow = width() < Size::narrowForm;
    m_search->setMinimumWidth(m_isNarrow ? narrowSearch : wideSearch);
    m_search->setMaximumWidth(m_isNarrow ? narrowSearch : QWIDGETSIZE_MAX);
    m_header->setSentence(countText());
}

void DraftsPanel::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous())
        m_minute.reset();
    QWidget::hideEvent(event);
}

QString DraftsPanel::countText() const
{
    const int total = m_model.total();
    if (!m_desk.wasRead())
        return m_desk.isReading() ? tr("Reading the drafts…") : QString();
    if (!m_model.filter().isEmpty())
        return tr("%1 of %2 drafts with “%3”")
                .arg(m_model.rowCount())
                .arg(total)
                .arg(m_model.filter());
    if (total == 0)
        return {}; // a sentence says so
    const QString count = total == 1 ? tr("1 draft on this machine.")
                                     : tr("%n drafts on this machine.", nullptr, total);
    return m_isNarrow ? count : count + u' ' + tr("Nothing leaves it until you say so.");
}

void DraftsPanel::updateHint()
{
    QString hint;
    QString button;
    const int rows = m_model.rowCount();
    if (const std::optional<Error> &error = m_desk.error()) {
        hint = tr("The drafts on this machine could not be read. Nothing of them is lost by that. "
                  "Check the free space and the rights of the data folder, then try again.");
        if (!error->detail.isEmpty())
            hint += u' ' + tr("It was: “%1”").arg(error->detail);
        button = tr("Try again");
    } else if (rows == 0 && !m_model.filter().isEmpty() && m_model.total() > 0) {
        hint = tr("No draft has “%1” in it.").arg(m_model.filter());
        button = tr("Clear search");
    } else if (rows == 0 && m_desk.wasRead()) {
        hint = tr("No drafts. What you change and do not save yet is kept here, and stays when the "
                  "program ends.");
    }
    m_hintText->setText(hint);
    m_hintButton->setText(button);
    m_hintButton->setVisible(!button.isEmpty());
    m_hint->setVisible(!hint.isEmpty());
    m_body->setVisible(rows > 0);
}

void DraftsPanel::updateState()
{
    m_header->setSentence(countText());
    m_busy->setBusy(m_desk.isReading());
    m_exportAll->setEnabled(m_model.total() > 0);
    updateHint();
    updateBar();
}

QString DraftsPanel::selectionText(const QList<DraftKey> &keys) const
{
    if (keys.isEmpty())
        return {};
    if (keys.size() > 1)
        return tr("%n drafts selected", nullptr, int(keys.size()));
    return tr("%1 selected").arg(m_model.rowOf(keys.constFirst())->draft.name.simplified());
}

QString DraftsPanel::whyNoOpen(const QList<DraftKey> &keys) const
{
    if (keys.size() != 1)
        return tr("Select one draft to open it.");
    const QString server = keys.constFirst().server;
    return m_desk.sessionOf(server) ? QString()
                                    : tr("Connect to %1 to open it.").arg(hostOf(server));
}

QString DraftsPanel::whyNoSubmit(const QList<DraftKey> &keys) const
{
    const auto isOpen = [this](const DraftKey &key) { return m_desk.sessionOf(key.server); };
    if (keys.isEmpty() || std::none_of(keys.cbegin(), keys.cend(), isOpen))
        return keys.size() == 1
                ? tr("Connect to %1 to submit it.").arg(hostOf(keys.constFirst().server))
                : tr("None of them belongs to the connection that is open.");
    const auto isConflict = [this](const DraftKey &key) {
        return m_model.rowOf(key)->draft.state == DraftState::Conflict;
    };
    if (std::all_of(keys.cbegin(), keys.cend(), isConflict))
        return tr("Open it and choose first: it was changed on the server too.");
    return {};
}

bool DraftsPanel::isQueued(const QList<DraftKey> &keys) const
{
    return !keys.isEmpty() && std::all_of(keys.cbegin(), keys.cend(), [this](const DraftKey &key) {
        return m_model.rowOf(key)->draft.state == DraftState::Queued;
    });
}

void DraftsPanel::updateBar()
{
    const QList<DraftKey> keys = m_table->selectedKeys();
    if (keys != m_remarkKeys)
        m_remark.clear();
    m_remarkKeys = keys;
    DraftsBarState state;
    state.hasSelection = !keys.isEmpty();
    state.title = selectionText(keys);
    state.note = m_remark;
    state.undo = m_desk.undoText();
    if (state.hasSelection) {
        state.whyNoOpen = whyNoOpen(keys);
        state.whyNoSubmit = whyNoSubmit(keys);
        state.isQueued = isQueued(keys);
    }
    m_bar->setState(state);
}

void DraftsPanel::updateDetail()
{
    const DraftKey key = m_table->currentKey();
    if (key.pk.isEmpty()) {
        m_detailCall.reset();
        m_detail->clear();
        return;
    }
    m_detailCall = m_desk.load(key, [this](const Result<std::optional<DraftRecord>> &read) {
        const CallHandle finished = std::move(m_detailCall);
        if (read && *read)
            m_detail->show(**read, nextText());
        else
            m_detail->clear();
    });
}

QString DraftsPanel::nextText() const
{
    return m_table->currentIndex().siblingAtColumn(DraftListModel::NextColumn).data().toString();
}

// What is done

void DraftsPanel::openSelected()
{
    const QList<DraftKey> keys = m_table->selectedKeys();
    if (!whyNoOpen(keys).isEmpty())
        return;
    const DraftSummary draft = m_model.rowOf(keys.constFirst())->draft;
    Q_EMIT openRequested(draft.server, draft.pk, draft.slug);
}

void DraftsPanel::discardSelected()
{
    if (const QList<DraftKey> keys = m_table->selectedKeys(); !keys.isEmpty())
        m_desk.discard(keys);
}

void DraftsPanel::undoDiscard()
{
    m_desk.undoDiscard();
}

void DraftsPanel::exportDrafts(const QList<DraftKey> &keys)
{
    m_desk.exportable(keys, [panel = QPointer(this)](const QList<ExportedEdit> &edits) {
        if (panel && !edits.isEmpty())
            panel->m_exporter->exportEdits(edits);
    });
}

void DraftsPanel::tell(const DraftReport &report)
{
    m_remark = report.remarks.join(u' ');
    updateBar();
    if (const QString sentence = report.sentence(); !sentence.isEmpty())
        Q_EMIT said(sentence);
}

void DraftsPanel::clearOrRetry()
{
    if (m_desk.error())
        m_desk.refresh();
    else
        m_search->clear();
}

// Keys

void DraftsPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void DraftsPanel::focusTable()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

bool DraftsPanel::event(QEvent *event)
{
    // Before the window's own Ctrl+Z, which is for the form.
    if (event->type() == QEvent::ShortcutOverride && m_desk.canUndoDiscard()
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Undo))
        event->accept();
    return QWidget::event(event);
}

void DraftsPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Undo) && m_desk.canUndoDiscard())
        undoDiscard();
    else
        QWidget::keyPressEvent(event);
}

bool DraftsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down && m_body->isVisible()) {
            focusTable();
            return true;
        }
        if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}
