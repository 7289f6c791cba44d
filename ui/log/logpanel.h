// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "requestlog.h"
#include "requestlogmodel.h"
#include "storageports.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class PageHeader;
class LogTable;
class PlainTextLabel;
class QFileDialog;
class QLineEdit;
class QPushButton;

// The page of the request log, in the place of the form: each request of this run as it ended. It
// has no bodies, headers, queries or secrets to show. What a search leaves is what is copied and
// exported. GUI thread.
class LogPanel final : public QWidget
{
    Q_OBJECT
public:
    /// Borrows both, which must outlive it.
    LogPanel(RequestLog &log, FilePort &files, QWidget *parent = nullptr);

    void focusSearch();
    void focusTable();

Q_SIGNALS:
    /// Text for the clipboard.
    void copyRequested(const QString &text);
    /// Something to be said in the status line.
    void said(const QString &sentence);
    /// A person wants what a bug report needs put together.
    void diagnosticsRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeHint();
    QWidget *makeFoot();
    void connectParts();
    void updateState();
    QString countText() const;
    std::deque<LoggedRequest> shown() const;
    std::deque<LoggedRequest> requestsOf(const QList<quint64> &numbers) const;
    void copySelected();
    void askForFile();
    void write(const QString &path);

    RequestLog &m_log;
    FilePort &m_files;
    RequestLogModel m_model;
    QSortFilterProxyModel m_filter;
    CallHandle m_call;
    QLineEdit *m_search = nullptr;
    PageHeader *m_header = nullptr;
    QWidget *m_hint = nullptr;
    PlainTextLabel *m_hintText = nullptr;
    QPushButton *m_hintButton = nullptr;
    LogTable *m_table = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_export = nullptr;
    QPushButton *m_clear = nullptr;
    QPushButton *m_diagnostics = nullptr;
};
