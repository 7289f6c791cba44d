// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionbook.h"
#include "storageports.h"

#include <QObject>

// Writes connections into a file that a person chooses, and adds those of such a file to the book,
// with a report. Secrets are in neither. GUI thread.
class ConnectionTransfer final : public QObject
{
    Q_OBJECT
public:
    /// Borrows the first two; the dialogs belong to `window`.
    ConnectionTransfer(ConnectionBook &book, FilePort &files, QWidget *window);

    void askImport();
    void importFile(const QString &path);
    /// `entries` is not empty.
    void askExport(const QList<ConnectionEntry> &entries);

Q_SIGNALS:
    /// Something to be said: it is written, or why a file was not read or written.
    void said(const QString &sentence);

private:
    void takeFile(const QString &path, const QByteArray &content);
    void write(const QString &path, const QList<ConnectionEntry> &entries);

    ConnectionBook &m_book;
    FilePort &m_files;
    QWidget *m_window;
    CallHandle m_reading;
    CallHandle m_writing;
};
