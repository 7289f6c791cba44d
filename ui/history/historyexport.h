// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/historyfile.h"
#include "storageports.h"

#include <QObject>

#include <optional>

class QFileDialog;
class QWidget;

// Takes saves or a snapshot out of the history into a file that a person chooses. Long histories
// are read piece by piece. One export at a time. GUI thread.
class HistoryExport final : public QObject
{
    Q_OBJECT
public:
    /// Borrows both ports; its dialogs belong to `window`.
    HistoryExport(HistoryPort &history, FilePort &files, QWidget *window);

    bool isBusy() const { return bool(m_call); }
    /// Asks for a file and writes every save of `query` into it.
    void exportSaves(const HistoryQuery &query);
    /// Asks for a file and writes the source of this save as it was before its first change.
    void exportSnapshot(const SaveRecord &record);

Q_SIGNALS:
    void changed();
    void said(const QString &sentence);
    void failed(const QString &sentence);

private:
    QFileDialog *makeDialog(const QString &title, const QString &name);
    void readPiece();
    void takePiece(Result<HistoryPage> page);
    void readSnapshot(const SaveRecord &record);
    void write(const QByteArray &content, const QString &done);
    void fail(const Error &error);

    HistoryPort &m_history;
    FilePort &m_files;
    QWidget *m_window;
    CallHandle m_call;
    HistoryQuery m_query;
    std::optional<HistoryFile> m_file;
    QString m_path;
};
