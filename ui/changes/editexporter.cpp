// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/editexporter.h"

#include "common/strangertext.h"
#include "source/fieldtable.h"

#include <QDir>
#include <QFileDialog>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace {
QString writtenText(const QList<ExportedEdit> &edits, const QString &name)
{
    FieldSet left;
    for (const ExportedEdit &edit : edits)
        left = left | edit.notIncluded;
    const QString what = edits.size() == 1
            ? EditExporter::tr("The edit is in %1").arg(name)
            : EditExporter::tr("%n drafts are in %1", nullptr, int(edits.size())).arg(name);
    return left.isEmpty() ? EditExporter::tr("%1.", "a whole sentence").arg(what)
                          : EditExporter::tr("%1, without %2.").arg(what, labelsOf(left));
}
} // namespace

EditExporter::EditExporter(FilePort &files, QWidget *window)
    : QObject(window)
    , m_files(files)
    , m_window(window)
{ }

void EditExporter::exportEdits(const QList<ExportedEdit> &edits)
{
    const bool isOne = edits.size() == 1;
    const QString title = isOne
            ? tr("Export the edit of %1").arg(edits.constFirst().name.simplified())
            : tr("Export %n drafts", nullptr, int(edits.size()));
    auto *dialog = new QFileDialog(m_window, StrangerText::title(title));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setNameFilter(tr("Sourcedesk edit (*.json)"));
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(isOne ? u"sourcedesk-edit.json"_s : u"sourcedesk-drafts.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, edits](const QString &path) { write(path, edits); });
    dialog->open();
}

void EditExporter::write(const QString &path, const QList<ExportedEdit> &edits)
{
    m_call = m_files.writeFile(
            path, editFile(edits), [this, path, edits](const Result<void> &result) {
                const CallHandle finished = std::move(m_call);
                const QString name = QDir::toNativeSeparators(path);
                if (result)
                    Q_EMIT said(writtenText(edits, name));
                else if (edits.size() == 1)
                    Q_EMIT said(tr("The edit was not exported to %1: %2. It is still here.")
                                        .arg(name, result.error().detail));
                else
                    Q_EMIT said(tr("The drafts were not exported to %1: %2. They are still here.")
                                        .arg(name, result.error().detail));
            });
}
