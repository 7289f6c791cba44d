// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyreader.h"
#include "source/saverecord.h"
#include "storageports.h"

#include <QWidget>

class BusyLine;
class ElidedLabel;
class HistoryBar;
class HistoryDetail;
class HistoryExport;
class HistoryTable;
class PlainTextLabel;
class QBoxLayout;
class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QSplitter;

// The page of the history, in the place of the form: what was saved from this machine, newest
// first, the details of one save, and what can be done with it. It reads when it is shown. Undoing
// and opening are only asked for; the window does them. GUI thread.
class HistoryPanel final : public QWidget
{
    Q_OBJECT
public:
    /// Borrows the ports, which must outlive it.
    HistoryPanel(HistoryPort &history, FilePort &files, SettingsPort &settings,
                 QWidget *parent = nullptr);

    /// The connection that is open (SourceApi::address()): its saves are shown, and only they can
    /// be undone. Empty: none, the saves of all are shown.
    void setServer(const QString &address);
    /// Reads the newest saves again; selection and place stay. Does nothing while it is hidden: it
    /// reads when it is shown.
    void refresh();
    /// For how many days saves are kept, as a person chose; 0 = for ever.
    static int keepDays(const SettingsPort &settings);
    void focusSearch();
    void focusTable();

Q_SIGNALS:
    /// A person wants the reverse of this change saved, see reverseOf().
    void undoRequested(const SaveRecord &record);
    void openRequested(const QString &pk, const QString &slug);
    /// Text for the clipboard.
    void copyRequested(const QString &text);
    /// Something to be said in the status line.
    void said(const QString &sentence);
    void keepDaysChanged(int days);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeFilterRow();
    QWidget *makeHint();
    QSplitter *makeBody();
    void makeKeep(QBoxLayout &row);
    void connectParts();
    void ask();
    void updateState();
    void updateHint();
    void updateBar();
    QString countText() const;
    QString emptyText() const;
    const SaveRecord *selected() const;
    bool isElsewhere(const SaveRecord &record) const;
    void openSelected();
    void clearOrRetry();

    SettingsPort &m_settings;
    HistoryReader m_reader;
    HistoryExport *m_export;
    QString m_server;
    QString m_failure;  ///< of the last export, until another save is selected
    QString m_failedAt; ///< the save that was selected then
    QLineEdit *m_search = nullptr;
    QPushButton *m_exportButton = nullptr;
    ElidedLabel *m_count = nullptr;
    QCheckBox *m_all = nullptr;
    QComboBox *m_keep = nullptr;
    BusyLine *m_busy = nullptr;
    QWidget *m_hint = nullptr;
    PlainTextLabel *m_hintText = nullptr;
    QPushButton *m_hintButton = nullptr;
    QSplitter *m_body = nullptr;
    HistoryTable *m_table = nullptr;
    HistoryDetail *m_detail = nullptr;
    HistoryBar *m_bar = nullptr;
};
