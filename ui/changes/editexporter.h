// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/editfile.h"
#include "storageports.h"

#include <QObject>

class QWidget;

// Writes unsent edits into a file that a person chooses (source/editfile). GUI thread.
class EditExporter final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `files`; the dialog belongs to `window`.
    EditExporter(FilePort &files, QWidget *window);

    /// Asks for a file; what is written is `edit` as it is now.
    void exportEdit(const ExportedEdit &edit) { exportEdits({edit}); }
    /// The same for several, in one file; not empty.
    void exportEdits(const QList<ExportedEdit> &edits);

Q_SIGNALS:
    /// Something to be said: it is written, or why not.
    void said(const QString &sentence);

private:
    void write(const QString &path, const QList<ExportedEdit> &edits);

    FilePort &m_files;
    QWidget *m_window;
    CallHandle m_call;
};
