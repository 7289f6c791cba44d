// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageports.h"

#include <QObject>

class QWidget;

// Reads a file of edits that a person chooses. GUI thread.
class DraftImporter final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `files`; the dialog belongs to `window`.
    DraftImporter(FilePort &files, QWidget *window);

    /// Asks for a file and reads it.
    void ask();

Q_SIGNALS:
    void fileRead(const QByteArray &file);
    /// It could not be read; why.
    void said(const QString &sentence);

private:
    void read(const QString &path);

    FilePort &m_files;
    QWidget *m_window;
    CallHandle m_call;
};
