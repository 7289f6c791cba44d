// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historypanel.h"

#include "common/band.h"
#include "common/busyline.h"
#include "common/elidedlabel.h"
#include "common/pageheader.h"
#include "common/wheelguard.h"
#include "history/historybar.h"
#include "history/historydetail.h"
#include "history/historyexport.h"
#include "history/historytable.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>

using namespace Qt::Literals::StringLiterals;

namespace {
const QString keepKey = u"history/keepDays"_s;
constexpr int keepDefault = 365;
constexpr int tableShare = 300; // of the height, beside the detail's
constexpr int detailShare = 200;
constexpr int leastDetail = 110;
} // namespace

HistoryPanel::HistoryPanel(HistoryPort &history, FilePort &files, SettingsPort &settings,
                           QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_reader(history)
    , m_export(new HistoryExport(history, files, this))
{
    setBackgroundRole(QPalette::Light);
    setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(makeFilterRow());
    m_busy = new BusyLine(this);
    column->addWidget(m_busy);
    column->addWidget(makeHint());
    column->addWidget(makeBody(), 1);
    column->addStretch();
    m_bar = new HistoryBar(this);
    column->addWidget(m_bar);
    connectParts();
    updateState();
}

QWidget *HistoryPanel::makeHeader()
{
    auto *header = new PageHeader(tr("History"), this);
    header->setSentence(tr("Saved from this machine, newest first."));
    header->setOpen(true); // the row of the filters follows
    m_search = header->addSearch(tr("Search history"));
    m_search->installEventFilter(this);
    m_exportButton = header->addQuietButton(tr("Export…"), u"export"_s);
    return header;
}

QWidget *HistoryPanel::makeFilterRow()
{
    auto *band = new Band(this);
    auto *row = new QHBoxLayout(band);
    row->setContentsMargins(Space::pane, 0, Space::large, Space::small);
    row->setSpacing(Space::small);
    m_count = new ElidedLabel(Type::Caption, Tone::Secondary, band);
    row->addWidget(m_count, 1);
    m_all = new QCheckBox(tr("All connections"), band);
    row->addWidget(m_all);
    row->addSpacing(Space::small);
    makeKeep(*row);
    return band;
}

void HistoryPanel::makeKeep(QBoxLayout &row)
{
    auto *label = new PlainTextLabel(Type::Body, Tone::Secondary, this);
    label->setText(tr("Keep for"));
    m_keep = new QComboBox(this);
    m_keep->addItem(tr("30 days"), 30);
    m_keep->addItem(tr("1 year"), keepDefault);
    m_keep->addItem(tr("for ever"), 0);
    m_keep->setCurrentIndex(m_keep->findData(keepDays(m_settings)));
    m_keep->setMinimumWidth(fontMetrics().horizontalAdvance(tr("for ever")) + 2 * Space::pane);
    m_keep->setAccessibleName(tr("Keep for"));
    m_keep->setToolTip(tr("Older saves are removed from this machine. The server is not touched."));
    label->setBuddy(m_keep);
    new WheelGuard(m_keep);
    row.addWidget(label);
    row.addWidget(m_keep);
    connect(m_keep, &QComboBox::activated, this, [this] {
        const int days = m_keep->currentData().toInt();
        if (days == keepDays(m_settings))
            return;
        m_settings.setValue(keepKey, QByteArray::number(days));
        Q_EMIT keepDaysChanged(days);
    });
}

QWidget *HistoryPanel::makeHint()
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
    connect(m_hintButton, &QPushButton::clicked, this, &HistoryPanel::clearOrRetry);
    return m_hint;
}

QSplitter *HistoryPanel::makeBody()
{
    m_body = new QSplitter(Qt::Vertical, this);
    m_body->setChildrenCollapsible(false);
    m_table = new HistoryTable(m_reader.model(), m_body);
    m_detail = new HistoryDetail(m_body);
    m_detail->setMinimumHeight(leastDetail);
    m_body->addWidget(m_table);
    m_body->addWidget(m_detail);
    m_body->setSizes({tableShare, detailShare});
    m_body->setStretchFactor(0, tableShare);
    m_body->setStretchFactor(1, detailShare);
    m_body->hide();
    return m_body;
}

void HistoryPanel::connectParts()
{
    connect(m_search, &QLineEdit::textChanged, this, &HistoryPanel::ask);
    connect(m_all, &QCheckBox::toggled, this, &HistoryPanel::ask);
    connect(m_exportButton, &QPushButton::clicked, this,
            [this] { m_export->exportSaves(m_reader.query()); });
    connect(&m_reader, &HistoryReader::rowsComing, m_table, &HistoryTable::keepPlace);
    connect(&m_reader, &HistoryReader::rowsCame, m_table, &HistoryTable::restorePlace);
    connect(&m_reader, &HistoryReader::changed, this, &HistoryPanel::updateState);
    connect(m_table, &HistoryTable::selectedChanged, this, [this] {
        if (m_table->selectedId() != m_failedAt)
            m_failure.clear();
        updateBar();
    });
    connect(m_table, &HistoryTable::openWanted, this, &HistoryPanel::openSelected);
    connect(m_table, &HistoryTable::copyWanted, this, [this] {
        if (const SaveRecord *record = selected())
            Q_EMIT copyRequested(historyDetails(*record));
    });
    connect(m_detail, &HistoryDetail::copyRequested, this, &HistoryPanel::copyRequested);
    connect(m_bar, &HistoryBar::openClicked, this, &HistoryPanel::openSelected);
    connect(m_bar, &HistoryBar::undoClicked, this, [this] {
        if (const SaveRecord *record = selected())
            Q_EMIT undoRequested(SaveRecord(*record));
    });
    connect(m_bar, &HistoryBar::snapshotClicked, this, [this] {
        if (const SaveRecord *record = selected())
            m_export->exportSnapshot(*record);
    });
    connect(m_export, &HistoryExport::said, this, &HistoryPanel::said);
    connect(m_export, &HistoryExport::failed, this, [this](const QString &sentence) {
        m_failure = sentence;
        m_failedAt = m_table->selectedId();
        updateBar();
    });
    connect(m_export, &HistoryExport::changed, this, [this] {
        m_failure.clear();
        updateState();
    });
}

void HistoryPanel::setServer(const QString &address)
{
    m_server = address;
    m_all->setVisible(!address.isEmpty());
    if (isVisible())
        ask();
    updateBar();
}

void HistoryPanel::ask()
{
    m_reader.ask(m_all->isChecked() ? QString() : m_server, m_search->text().trimmed());
}

void HistoryPanel::refresh()
{
    if (isVisible())
        m_reader.refresh();
}

void HistoryPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (event->spontaneous())
        return;
    const bool wasRead = m_reader.wasRead();
    ask();
    if (wasRead && !m_reader.isReading())
        m_reader.refresh();
}

int HistoryPanel::keepDays(const SettingsPort &settings)
{
    const QByteArray stored = settings.value(keepKey);
    for (const int days : {30, keepDefault, 0}) {
        if (stored == QByteArray::number(days))
            return days;
    }
    return keepDefault;
}

void HistoryPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void HistoryPanel::focusTable()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

const SaveRecord *HistoryPanel::selected() const
{
    const HistoryRow *row = m_reader.model().rowOfId(m_table->selectedId());
    return row ? &row->record : nullptr;
}

bool HistoryPanel::isElsewhere(const SaveRecord &record) const
{
    return record.server != m_server;
}

void HistoryPanel::openSelected()
{
    const SaveRecord *record = selected();
    if (record && !isElsewhere(*record))
        Q_EMIT openRequested(QString(record->pk), QString(record->slug));
}

void HistoryPanel::clearOrRetry()
{
    if (m_reader.error())
        m_reader.refresh();
    else
        m_search->clear();
}

QString HistoryPanel::countText() const
{
    const int total = m_reader.total();
    const QString term = m_reader.shown().text;
    if (!m_reader.wasRead())
        return m_reader.isReading() ? tr("Reading the history…") : QString();
    if (!term.isEmpty())
        return total == 1 ? tr("1 save with “%1”").arg(term)
                          : tr("%n saves with “%1”", nullptr, total).arg(term);
    if (total == 0)
        return {}; // a sentence says so
    return total == 1 ? tr("1 save") : tr("%n saves", nullptr, total);
}

QString HistoryPanel::emptyText() const
{
    const HistoryQuery &shown = m_reader.shown();
    if (!shown.text.isEmpty())
        return tr("No save has “%1” in it.").arg(shown.text);
    if (shown.server.isEmpty())
        return tr("Nothing was saved from this machine yet.");
    return tr("Nothing was saved from this machine to %1 yet.").arg(hostOf(shown.server));
}

void HistoryPanel::updateHint()
{
    QString hint;
    QString button;
    const int rows = m_reader.model().rowCount();
    if (const std::optional<Error> &error = m_reader.error()) {
        hint = tr("The history on this machine could not be read. Nothing on the server is "
                  "changed by that. Check the free space and the rights of the data folder, then "
                  "try again.");
        if (!error->detail.isEmpty())
            hint += u' ' + tr("It was: “%1”").arg(error->detail);
        button = tr("Try again");
    } else if (rows == 0 && m_reader.wasRead() && !m_reader.isReading()) {
        hint = emptyText();
        button = m_reader.shown().text.isEmpty() ? QString() : tr("Clear search");
    }
    m_hintText->setText(hint);
    m_hintButton->setText(button);
    m_hintButton->setVisible(!button.isEmpty());
    m_hint->setVisible(!hint.isEmpty());
    m_body->setVisible(rows > 0);
}

void HistoryPanel::updateState()
{
    m_count->setText(countText());
    m_busy->setBusy(m_reader.isReading());
    m_exportButton->setEnabled(m_reader.model().rowCount() > 0 && !m_export->isBusy());
    updateHint();
    updateBar();
}

void HistoryPanel::updateBar()
{
    const HistoryRow *row = m_reader.model().rowOfId(m_table->selectedId());
    HistoryBarState state;
    if (row) {
        const SaveRecord &record = row->record;
        m_detail->show(record);
        state.title = tr("%1 selected").arg(record.name.simplified());
        state.hasRow = true;
        state.hasSnapshot = row->hasSnapshot;
        state.undo = undoOfferOf(record);
        state.note = state.undo.isPossible ? state.undo.left : state.undo.why;
        if (isElsewhere(record))
            state.elsewhere = tr("This was saved on %1. Open that connection first.")
                                      .arg(hostOf(record.server));
    }
    if (m_export->isBusy()) {
        state.note = tr("Exporting…");
    } else if (!m_failure.isEmpty()) {
        state.note = m_failure;
        state.noteTone = Tone::Error;
    }
    m_bar->setState(state);
}

bool HistoryPanel::eventFilter(QObject *watched, QEvent *event)
{
    // From the search box, up, down and Enter go to the table; Escape clears it.
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Down:
        case Qt::Key_Up:
        case Qt::Key_Return:
        case Qt::Key_Enter:
            focusTable();
            return true;
        case Qt::Key_Escape:
            if (m_search->text().isEmpty())
                break;
            m_search->clear();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}
