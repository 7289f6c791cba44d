// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/logpanel.h"

#include "common/dialogparts.h"
#include "common/icon.h"
#include "common/pageheader.h"
#include "common/plaintextlabel.h"
#include "log/logtable.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>

#include <utility>

using namespace Qt::Literals::StringLiterals;

LogPanel::LogPanel(RequestLog &log, FilePort &files, QWidget *parent)
    : QWidget(parent)
    , m_log(log)
    , m_files(files)
    , m_model(log)
{
    setBackgroundRole(QPalette::Light);
    setAutoFillBackground(true);
    m_filter.setSourceModel(&m_model);
    m_filter.setFilterKeyColumn(0);
    m_filter.setFilterRole(RequestLogModel::FilterRole);
    m_filter.setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(makeHint());
    m_table = new LogTable(m_filter, this);
    column->addWidget(m_table, 1);
    column->addStretch();
    column->addWidget(makeFoot());
    connectParts();
    updateState();
}

QWidget *LogPanel::makeHeader()
{
    m_header = new PageHeader(tr("Request log"), this);
    m_search = m_header->addSearch(tr("Search requests"));
    m_search->installEventFilter(this);
    return m_header;
}

QWidget *LogPanel::makeHint()
{
    m_hint = new QWidget(this);
    auto *column = new QVBoxLayout(m_hint);
    column->setContentsMargins(Space::pane, Space::large, Space::pane, Space::large);
    column->setSpacing(Space::medium);
    m_hintText = new PlainTextLabel(Type::Body, Tone::Secondary, m_hint);
    m_hintText->makeNote();
    m_hintButton = new QPushButton(tr("Clear search"), m_hint);
    column->addWidget(m_hintText);
    column->addWidget(m_hintButton, 0, Qt::AlignLeft);
    connect(m_hintButton, &QPushButton::clicked, this, [this] { m_search->clear(); });
    return m_hint;
}

QWidget *LogPanel::makeFoot()
{
    auto *foot = new DialogFoot(this);
    m_copy = foot->addButton(tr("Copy log"));
    m_export = foot->addButton(tr("Export log…"));
    m_clear = foot->addButton(tr("Clear"), u"quiet"_s);
    foot->row().addStretch(1);
    m_diagnostics = foot->addButton(tr("Diagnostics…"));
    m_copy->setIcon(icon(u"copy"_s));
    m_export->setIcon(icon(u"export"_s));
    m_diagnostics->setToolTip(tr("What a bug report needs, without tokens and bodies"));
    foot->setMinimumHeight(Size::saveBar);
    return foot;
}

void LogPanel::connectParts()
{
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.setFilterFixedString(text.trimmed());
        updateState();
    });
    connect(&m_filter, &QAbstractItemModel::rowsInserted, this, &LogPanel::updateState);
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this, &LogPanel::updateState);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, &LogPanel::updateState);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &LogPanel::updateState);
    connect(m_table, &LogTable::copyWanted, this, &LogPanel::copySelected);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { Q_EMIT copyRequested(requestLogText(shown())); });
    connect(m_export, &QPushButton::clicked, this, &LogPanel::askForFile);
    connect(m_clear, &QPushButton::clicked, &m_log, &RequestLog::clear);
    connect(m_diagnostics, &QPushButton::clicked, this, &LogPanel::diagnosticsRequested);
}

QString LogPanel::countText() const
{
    const int total = m_model.rowCount();
    const QString term = m_search->text().trimmed();
    if (total == 0)
        return {}; // a sentence says so
    if (!term.isEmpty())
        return tr("%1 of %2 requests with “%3”").arg(m_filter.rowCount()).arg(total).arg(term);
    return total == 1 ? tr("1 request of this run, without bodies and tokens.")
                      : tr("%n requests of this run, without bodies and tokens.", nullptr, total);
}

void LogPanel::updateState()
{
    const int rows = m_filter.rowCount();
    m_header->setSentence(countText());
    const bool isSearch = rows == 0 && m_model.rowCount() > 0;
    m_hintText->setText(isSearch ? tr("No request has “%1” in it.").arg(m_search->text().trimmed())
                                 : tr("No request was made yet. What is asked of a server is "
                                      "listed here until the program ends."));
    m_hintButton->setVisible(isSearch);
    m_hint->setVisible(rows == 0);
    m_table->setVisible(rows > 0);
    m_copy->setEnabled(rows > 0);
    m_export->setEnabled(rows > 0 && !m_call);
    m_clear->setEnabled(m_model.rowCount() > 0);
}

std::deque<LoggedRequest> LogPanel::requestsOf(const QList<quint64> &numbers) const
{
    std::deque<LoggedRequest> requests;
    const std::deque<LoggedRequest> &all = m_log.requests();
    for (const quint64 number : numbers) {
        // Numbers count on without a gap, and the oldest go first.
        if (!all.empty() && number >= all.front().number && number <= all.back().number)
            requests.push_back(all.at(std::size_t(number - all.front().number)));
    }
    return requests;
}

std::deque<LoggedRequest> LogPanel::shown() const
{
    QList<quint64> numbers;
    for (int row = 0; row < m_filter.rowCount(); ++row)
        numbers.append(m_filter.index(row, 0).data(RequestLogModel::NumberRole).toULongLong());
    return requestsOf(numbers);
}

void LogPanel::copySelected()
{
    const std::deque<LoggedRequest> requests = requestsOf(m_table->selectedNumbers());
    if (!requests.empty())
        Q_EMIT copyRequested(requestLogText(requests));
}

void LogPanel::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Export request log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setNameFilter(tr("Text (*.txt)"));
    dialog->setDefaultSuffix(u"txt"_s);
    dialog->selectFile(u"sourcedesk-requests.txt"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &LogPanel::write);
    dialog->open();
}

void LogPanel::write(const QString &path)
{
    const std::deque<LoggedRequest> requests = shown();
    const int count = int(requests.size());
    const QString name = QDir::toNativeSeparators(path);
    const auto written = [this, count, name](const Result<void> &result) {
        const CallHandle finished = std::move(m_call);
        updateState();
        if (!result)
            Q_EMIT said(tr("The log was not exported to %1: %2.").arg(name, result.error().detail));
        else
            Q_EMIT said(count == 1 ? tr("Exported 1 request to %1.").arg(name)
                                   : tr("Exported %n requests to %1.", nullptr, count).arg(name));
    };
    m_call = m_files.writeFile(path, requestLogText(requests).toUtf8(), written);
    updateState();
}

void LogPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LogPanel::focusTable()
{
    if (m_table->isVisibleTo(this))
        m_table->setFocus(Qt::OtherFocusReason);
    else
        m_search->setFocus(Qt::OtherFocusReason);
}

bool LogPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down && m_table->isVisible()) {
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
