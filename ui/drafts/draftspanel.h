// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftdesk.h"
#include "drafts/draftsubmission.h"
#include "storageports.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

class BusyLine;
class DraftDetail;
class DraftImporter;
class DraftTable;
class DraftsBar;
class EditExporter;
class PageHeader;
class PlainTextLabel;
class QLineEdit;
class QPushButton;
class QSplitter;

// The page of the drafts, in the place of the form: the drafts of all connections, the details of
// one, and what can be done with them. It reads the list when it is shown and follows it while it
// is. What it does goes through DraftDesk; opening is only asked for, the window does it. Ctrl+Z
// takes the last discard back while the focus is on the page and not in the search. GUI thread.
class DraftsPanel final : public QWidget
{
    Q_OBJECT
public:
    /// Borrows all three, which must outlive it. Which connection is open says the desk.
    DraftsPanel(DraftDesk &desk, FilePort &files, Clock &clock, QWidget *parent = nullptr);

    /// What submitted drafts of the connection that is open must pass, which may ask; null = they
    /// go at once. It may end before this page.
    void setGate(SaveGate *gate) { m_submission->setGate(gate); }
    /// Tells the looks of open connections by their address: a draft of one that asks is asked
    /// about, wherever the page is shown.
    void setLooks(LookOf looks) { m_submission->setLooks(std::move(looks)); }
    void focusSearch();
    void focusTable();

public Q_SLOTS:
    /// Takes the last discard back; nothing happens when there is none.
    void undoDiscard();

Q_SIGNALS:
    /// Of the connection that is open.
    void openRequested(const QString &server, const QString &pk, const QString &slug);
    /// Something to be said in the status line.
    void said(const QString &sentence);
    /// Text for the clipboard.
    void copyRequested(const QString &text);

protected:
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeHint();
    QSplitter *makeBody();
    void connectParts();
    void connectBar();
    void takeRows();
    void tick();
    void updateState();
    void updateHint();
    void updateBar();
    void updateDetail();
    QString countText() const;
    QString nextText() const;
    QString whyNoOpen(const QList<DraftKey> &keys) const;
    QString whyNoSubmit(const QList<DraftKey> &keys) const;
    bool isQueued(const QList<DraftKey> &keys) const;
    QString selectionText(const QList<DraftKey> &keys) const;
    void openSelected();
    void discardSelected();
    void exportDrafts(const QList<DraftKey> &keys);
    void tell(const DraftReport &report);
    void clearOrRetry();

    DraftDesk &m_desk;
    DraftSubmission *m_submission;
    Clock &m_clock;
    DraftListModel m_model;
    EditExporter *m_exporter;
    DraftImporter *m_importer;
    std::unique_ptr<Clock::Timer> m_minute; ///< ages grow
    CallHandle m_detailCall;
    QString m_remark;             ///< of what was done last, until another draft is selected
    QList<DraftKey> m_remarkKeys; ///< what was selected then
    bool m_isNarrow = false;
    QLineEdit *m_search = nullptr;
    QPushButton *m_importButton = nullptr;
    QPushButton *m_exportAll = nullptr;
    PageHeader *m_header = nullptr;
    BusyLine *m_busy = nullptr;
    QWidget *m_hint = nullptr;
    PlainTextLabel *m_hintText = nullptr;
    QPushButton *m_hintButton = nullptr;
    QSplitter *m_body = nullptr;
    DraftTable *m_table = nullptr;
    DraftDetail *m_detail = nullptr;
    DraftsBar *m_bar = nullptr;
};
