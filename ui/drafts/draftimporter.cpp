// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/draftimporter.h"

#include <QDir>
#include <QFileDialog>
#include <QStandardPaths>

DraftImporter::DraftImporter(FilePort &files, QWidget *window)
    : QObject(window)
    , m_files(files)
    , m_window(window)
{ }

void DraftImporter::ask()
{
    auto *dialog = new QFileDialog(m_window, tr("Import drafts"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setNameFilters({tr("Sourcedesk edit (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &DraftImporter::read);
    dialog->open();
}

void DraftImporter::read(const QString &path)
{
    m_call = m_files.readFile(path, [this, path](const Result<QByteArray> &file) {
        const CallHandle finished = std::move(m_call);
        if (file) {
            Q_EMIT fileRead(*file);
            return;
        }
        const QString name = QDir::toNativeSeparators(path);
        Q_EMIT said(
                file.error().kind == ErrorKind::TooLarge
                        ? tr("%1 is too large for a file of edits. Nothing was imported.").arg(name)
                        : tr("%1 could not be read: %2. Nothing was imported.")
                                  .arg(name, file.error().detail));
    });
}
