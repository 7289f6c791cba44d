// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyexport.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>
#include <QWidget>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int piece = 1000; // saves read and written down at a time
const QLatin1StringView csvSuffix{"csv"};
const QLatin1StringView jsonSuffix{"json"};

/// A slug comes from a server: only what is harmless in the name of a file.
QString fileNamePart(const QString &slug)
{
    QString part;
    for (const QChar c : slug) {
        const bool isPlain = c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
        if (isPlain)
            part += c;
    }
    return part.isEmpty() ? u"source"_s : part.left(100);
}

HistoryFormat formatOf(const QString &path, const QFileDialog &dialog)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == jsonSuffix)
        return HistoryFormat::Json;
    if (suffix == csvSuffix)
        return HistoryFormat::Csv;
    return dialog.selectedNameFilter().contains(jsonSuffix) ? HistoryFormat::Json
                                                            : HistoryFormat::Csv;
}
} // namespace

HistoryExport::HistoryExport(HistoryPort &history, FilePort &files, QWidget *window)
    : QObject(window)
    , m_history(history)
    , m_files(files)
    , m_window(window)
{ }

QFileDialog *HistoryExport::makeDialog(const QString &title, const QString &name)
{
    auto *dialog = new QFileDialog(m_window, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setDefaultSuffix(QFileInfo(name).suffix());
    dialog->selectFile(name);
    return dialog;
}

void HistoryExport::exportSaves(const HistoryQuery &query)
{
    QFileDialog *dialog = makeDialog(tr("Export history"), u"sourcedesk-history.csv"_s);
    const QString csv = tr("CSV table (*.csv)");
    const QString json = tr("JSON (*.json)");
    dialog->setNameFilters({csv, json});
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, json](const QString &filter) {
        const QLatin1StringView suffix = filter == json ? jsonSuffix : csvSuffix;
        dialog->setDefaultSuffix(suffix);
        const QStringList files = dialog->selectedFiles();
        if (!files.isEmpty())
            dialog->selectFile(QFileInfo(files.constFirst()).completeBaseName() + u'.' + suffix);
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, query](const QString &path) {
        m_path = path;
        m_query = query;
        m_query.before = 0;
        m_query.limit = piece;
        m_file.emplace(formatOf(path, *dialog));
        readPiece();
    });
    dialog->open();
}

void HistoryExport::readPiece()
{
    m_call = m_history.search(m_query, [this](Result<HistoryPage> page) {
        const CallHandle finished = std::move(m_call);
        takePiece(std::move(page));
    });
    Q_EMIT changed();
}

void HistoryExport::takePiece(Result<HistoryPage> page)
{
    if (!page) {
        fail(page.error());
        return;
    }
    const QList<HistoryRow> rows = page->rows;
    m_file->add(rows);
    if (rows.size() >= piece) {
        m_query.before = rows.constLast().number;
        readPiece();
        return;
    }
    const int saves = m_file->saves();
    const QString name = QFileInfo(m_path).fileName();
    write(m_file->content(),
          saves == 1 ? tr("Exported 1 save to %1.").arg(name)
                     : tr("Exported %n saves to %1.", nullptr, saves).arg(name));
    m_file.reset();
}

void HistoryExport::exportSnapshot(const SaveRecord &record)
{
    if (isBusy()) {
        Q_EMIT said(tr("An export is still being written. Try again when it is done."));
        return;
    }
    QFileDialog *dialog =
            makeDialog(tr("Export snapshot"), fileNamePart(record.slug) + u"-snapshot.json"_s);
    dialog->setNameFilter(tr("JSON (*.json)"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, record](const QString &path) {
        m_path = path;
        readSnapshot(record);
    });
    dialog->open();
}

void HistoryExport::readSnapshot(const SaveRecord &record)
{
    const QString server = record.server;
    const auto take = [this, server](Result<std::optional<PlexSource>> snapshot) {
        const CallHandle finished = std::move(m_call);
        if (!snapshot) {
            fail(snapshot.error());
        } else if (const std::optional<PlexSource> &source = *snapshot; !source) {
            Q_EMIT changed();
            Q_EMIT failed(tr("The snapshot is not there any more. Nothing was written."));
        } else {
            write(snapshotFile(*source, server),
                  tr("Exported the snapshot of %1 to %2.")
                          .arg(source->name(), QFileInfo(m_path).fileName()));
        }
    };
    m_call = m_history.snapshot(server, record.pk, take);
    Q_EMIT changed();
}

void HistoryExport::write(const QByteArray &content, const QString &done)
{
    m_call = m_files.writeFile(m_path, content, [this, done](const Result<void> &written) {
        const CallHandle finished = std::move(m_call);
        if (!written) {
            fail(written.error());
            return;
        }
        Q_EMIT changed();
        Q_EMIT said(done);
    });
    Q_EMIT changed();
}

void HistoryExport::fail(const Error &error)
{
    m_file.reset();
    const QString name = QFileInfo(m_path).fileName();
    const QString sentence = error.detail.isEmpty()
            ? tr("%1 was not written.").arg(name)
            : tr("%1 was not written: “%2”").arg(name, error.detail);
    Q_EMIT changed();
    Q_EMIT failed(sentence);
}
