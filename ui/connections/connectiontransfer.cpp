// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectiontransfer.h"

#include "common/strangertext.h"
#include "connection/connectionfile.h"
#include "connections/importreport.h"

#include <QDir>
#include <QFileDialog>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

ConnectionTransfer::ConnectionTransfer(ConnectionBook &book, FilePort &files, QWidget *window)
    : QObject(window)
    , m_book(book)
    , m_files(files)
    , m_window(window)
{ }

void ConnectionTransfer::askImport()
{
    auto *dialog = new QFileDialog(m_window, tr("Import connections"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setNameFilters({tr("Sourcedesk connections (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &ConnectionTransfer::importFile);
    dialog->open();
}

void ConnectionTransfer::importFile(const QString &path)
{
    m_reading = m_files.readFile(path, [this, path](const Result<QByteArray> &file) {
        const CallHandle finished = std::move(m_reading);
        if (file) {
            takeFile(path, *file);
            return;
        }
        const QString name = QDir::toNativeSeparators(path);
        Q_EMIT said(file.error().kind == ErrorKind::TooLarge
                            ? tr("%1 is too large for a file of connections. Nothing was imported.")
                                      .arg(name)
                            : tr("%1 could not be read: %2. Nothing was imported.")
                                      .arg(name, file.error().detail));
    });
}

void ConnectionTransfer::takeFile(const QString &path, const QByteArray &content)
{
    const Result<ConnectionFile> file = readConnectionFile(content, m_book.entries());
    if (!file) {
        Q_EMIT said(tr("%1: %2 Nothing was imported.")
                            .arg(QDir::toNativeSeparators(path), file.error().detail));
        return;
    }
    QStringList added;
    for (const ConnectionEntry &entry : file->connections) {
        const QString id = m_book.add(entry);
        const std::optional<ConnectionEntry> stored = m_book.entry(id);
        const QString name = stored ? stored->displayName() : entry.displayName();
        added.append(tr("%1, %2", "name, address").arg(name.simplified(), entry.address));
    }
    (new ImportReport(added, file->left, file->remarks, m_window))->open();
}

void ConnectionTransfer::askExport(const QList<ConnectionEntry> &entries)
{
    const QString title = entries.size() == 1
            ? tr("Export %1").arg(entries.constFirst().displayName().simplified())
            : tr("Export %n connections", nullptr, int(entries.size()));
    auto *dialog = new QFileDialog(m_window, StrangerText::title(title));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setNameFilter(tr("Sourcedesk connections (*.json)"));
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(u"sourcedesk-connections.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, entries](const QString &path) { write(path, entries); });
    dialog->open();
}

void ConnectionTransfer::write(const QString &path, const QList<ConnectionEntry> &entries)
{
    const auto count = int(entries.size());
    m_writing = m_files.writeFile(
            path, connectionFile(entries), [this, path, count](const Result<void> &result) {
                const CallHandle finished = std::move(m_writing);
                const QString name = QDir::toNativeSeparators(path);
                if (!result)
                    Q_EMIT said(tr("The connections were not exported to %1: %2.")
                                        .arg(name, result.error().detail));
                else if (count == 1)
                    Q_EMIT said(tr("The connection is in %1, without its token.").arg(name));
                else
                    Q_EMIT said(
                            tr("%n connections are in %1, without their tokens.", nullptr, count)
                                    .arg(name));
            });
}
