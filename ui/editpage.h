// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionstrip.h"
#include "core/clock.h"
#include "editsession.h"
#include "source/plexsource.h"
#include "storageports.h"
#include "summary.h"

#include <QPointer>
#include <QWidget>

#include <map>
#include <memory>

class ConflictDesk;
class DraftKeeper;
class EditExporter;
class FormHeader;
class Inspector;
class QPushButton;
class QStackedWidget;
class ReferenceLoader;
class QUndoStack;
class ReviewPage;
class SaveBar;
class SaveGate;
enum class SaveQueue : quint8;
class SectionList;
class ServerSession;
class SourceForm;
class SummaryBar;
class UndoBridge;

// Everything right of the source list: header, summary, form or review, sections, save bar, for one
// edit at a time. It keeps the undo stack of each edit it has shown. GUI thread.
class EditPage final : public QWidget
{
    Q_OBJECT
public:
    /// Borrows both, which must outlive it.
    EditPage(Clock &clock, FilePort &files, QWidget *parent = nullptr);
    ~EditPage() override;

    /// Borrows `server`, which must outlive this page or be replaced first.
    void setServer(ServerSession &server, const ConnectionLook &look);
    /// The connection is called something else now, or asks otherwise.
    void setLook(const ConnectionLook &look);
    void showEdit(EditSession &edit);
    EditSession *edit() const { return m_edit; }
    /// The undo stack of the edit shown; null without one.
    QUndoStack *undoStack() const;

    SourceForm *form() const { return m_form; }
    Inspector *inspector() const { return m_inspector; }
    QPushButton *saveButton() const;
    bool isReviewOpen() const;
    bool canSave() const;
    /// Whether the changes may wait for the server, or do.
    SaveQueue queue() const;

    /// What everything takes that is sent over this connection; owned by this page.
    SaveGate &gate() const { return *m_gate; }
    /// Saves, after a question where the connection asks before each save.
    void save();
    /// Lets the changes wait for the server, or takes them out of the queue again. Asks first when
    /// the draft is another user's, and where the connection asks before each save.
    void setQueued(bool on);
    /// Brings up to date what is said of the draft.
    void updateDraft();
    /// Asks for a file and writes the unsent changes into it.
    void exportEdit();
    /// Brings what is said up to date: of lost changes, of who changed a source.
    void updateSummary();
    /// Reads again the names behind ids that were read before.
    void refreshReferences();
    /// Takes what stands in the focused editor and is told only when the focus leaves it.
    void commitEditor();
    void discard();
    void setReviewOpen(bool open);
    /// Below 1100 px the window hides the sections' column.
    void setNarrow(bool narrow);

Q_SIGNALS:
    /// What Save, Discard and Review may do, or the edit, has changed.
    void stateChanged();
    /// Something to be said in the status line.
    void said(const QString &sentence);
    /// Text for the clipboard.
    void copyRequested(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void connectParts();
    UndoBridge &bridgeOf(EditSession &edit);
    void connectEdit(EditSession &edit);
    void updateAll();
    void updateHeader();
    void updateSaveBar();
    void updateSections();
    void updateReview();
    void saveEnded();
    void saveNow();
    void saveAgain();
    void queueNow();
    void sayDecideFirst();
    void sendRefused();
    void act(Summary::Action action);
    DraftKeeper *keeper() const;
    QString noRightWhy() const;
    QString cannotSaveWhy() const;
    bool wasTypedWhileSaving() const;

    Clock &m_clock;
    ServerSession *m_server = nullptr;
    ConnectionLook m_look;
    std::unique_ptr<ReferenceLoader> m_references;
    QPointer<EditSession> m_edit;
    std::map<EditSession *, std::unique_ptr<UndoBridge>> m_bridges;
    FormHeader *m_header = nullptr;
    SummaryBar *m_summary = nullptr;
    QStackedWidget *m_pages = nullptr;
    SourceForm *m_form = nullptr;
    ReviewPage *m_review = nullptr;
    Inspector *m_inspector = nullptr;
    SectionList *m_sections = nullptr;
    SaveBar *m_saveBar = nullptr;
    ConflictDesk *m_conflicts;
    EditExporter *m_exporter;
    SaveGate *m_gate;
    bool m_isNarrow = false;
    PlexSource m_atSave; ///< what was current when Save was clicked, to see whether somebody typed
                         ///< since
};
