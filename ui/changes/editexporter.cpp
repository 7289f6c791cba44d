// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/editexporter.h"

#include "source/fieldtable.h"

#include <QDir>
#include <QFileDialog>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

EditExporter::EditExporter(FilePort &files, QWidget *window)
    : QObject(window)
    , m_files(files)
    , m_window(window)
{ }

void EditExporter::exportEdit(const ExportedEdit &edit)
{
    auto *dialog = new QFileDialog(m_window, tr("Export the edit of %1").arg(edit.name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setNameFilter(tr("Sourcedesk edit (*.json)"));
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(u"sourcedesk-edit.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, edit](const QString &path) { write(path, edit); });
    dialog->open();
}

void EditExporter::write(const QString &path, const ExportedEdit &edit)
{
    m_call = m_files.writeFile(
            path, editFile({edit}), [this, path, edit](const Result<void> &result) {
                const CallHandle finished = std::move(m_call);
                const QString name = QDir::toNativeSeparators(path);
                if (!result) {
                    Q_EMIT said(tr("The edit was not exported to %1: %2. It is still here.")
                                        .arg(name, result.error().detail));
                    return;
                }
                if (edit.notIncluded.isEmpty()) {
                    Q_EMIT said(tr("The edit is in %1.").arg(name));
                    return;
                }
                Q_EMIT said(
                        tr("The edit is in %1, without %2.").arg(name, labelsOf(edit.notIncluded)));
            });
}
