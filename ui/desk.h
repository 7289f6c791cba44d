// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionstrip.h"
#include "core/clock.h"
#include "drafts/draftspanel.h"
#include "ports.h"
#include "requestlog.h"
#include "sources/panelentries.h"
#include "storageports.h"

#include <QPointer>
#include <QWidget>

#include <utility>

class ConnectionNews;
class DraftDesk;
class DraftNews;
class EditPage;
class EditSession;
class HistoryPanel;
class LogPanel;
class NoticeBar;
class QStackedWidget;
class ServerSession;
class SourceListPanel;
class StatusLine;

/// What the window needs of this machine. All of it must outlive the window.
struct WindowPorts
{
    Clock &clock;
    SettingsPort &settings;
    HistoryPort &history;
    FilePort &files;
    DraftDesk &drafts;
    RequestLog &log;
};

// Everything of one connection below the strip: list, form, drafts, history, and what is said of
// it. It joins the widgets below it and remembers which source was open. Made by the window for one
// session; the session's edits outlive it. GUI thread.
class Desk final : public QWidget
{
    Q_OBJECT
public:
    /// Borrows all of them, which must outlive it.
    Desk(const WindowPorts &ports, ServerSession &server, const ConnectionLook &look,
         StatusLine &status, QWidget *parent = nullptr);
    ~Desk() override;

    ServerSession &server() const { return m_server; }
    EditPage *page() const { return m_page; }
    /// Made when it is first wanted.
    HistoryPanel *history();
    /// The same.
    DraftsPanel *drafts();

    /// Opens a listed source; false when the list has none of this slug.
    bool openSource(const QString &slug);
    /// The same for the first row of the list; false when it is empty.
    bool openFirstSource();
    /// Opens it as soon as the list, which is being read, has it.
    void openSourceWhenListed(const QString &slug);
    /// Opens what was open when the program was last used, with the cursor where it was.
    void reopen();

    /// The page that stands in the place of the form; none when the form is there.
    void showPage(std::optional<PanelEntry> entry);
    std::optional<PanelEntry> shownPage() const;
    bool isFormShown() const { return !shownPage(); }
    /// Puts the cursor into the search of what is shown.
    void focusSearch();
    void focusList();
    void refresh();
    /// Takes what stands in the focused editor and stores all drafts at once.
    void flush();
    /// Below 1100 px.
    void setNarrow(bool narrow);
    void setLook(const ConnectionLook &look);
    /// Tells the looks of all open connections by their address: their drafts are listed here too.
    void setLooks(LookOf looks) { m_looks = std::move(looks); }
    /// Says over the width of the window why there is no token; empty hides it.
    void setTokenNotice(const QString &why);
    /// Opens the source with this pk, of a draft for instance, which need not be listed.
    void open(const QString &pk, const QString &slug);

Q_SIGNALS:
    /// The edit that is shown, or what may be done with it, has changed.
    void stateChanged();
    /// Something to be said in the status line.
    void said(const QString &sentence);
    /// Text for the clipboard.
    void copyRequested(const QString &text);
    /// A person opens a draft of another connection.
    void otherDraftWanted(const QString &server, const QString &pk, const QString &slug);
    void diagnosticsRequested();
    /// A person wants to give the connection its token.
    void tokenWanted();
    void certificateOffered(const CertificateFacts &facts);

private:
    void build(const ConnectionLook &look);
    void connectParts();
    void connectServer();
    void makeHistory();
    void makeDrafts();
    void makeLog();
    QWidget *pageOf(std::optional<PanelEntry> entry);
    void showDrafts();
    void openDraft(const QString &server, const QString &pk, const QString &slug);
    void openAgain();
    void rememberField();
    bool isShown(const EditSession *edit) const;
    void sayUndo(const QString &name, const FieldSet &proposed, const FieldSet &left);
    void sayBackgroundSave(const EditSession &edit);
    /// Removes the saves that are older than they are to be kept.
    void forgetOldSaves();
    void undoOnServer(const SaveRecord &record);
    QString settingsKey(const QString &name) const;

    WindowPorts m_ports;
    ServerSession &m_server;
    NoticeBar *m_offline;
    NoticeBar *m_token;
    SourceListPanel *m_list;
    QStackedWidget *m_body; ///< the form's page, the drafts, the history
    EditPage *m_page;
    DraftsPanel *m_drafts = nullptr;
    LogPanel *m_log = nullptr;
    LookOf m_looks;
    HistoryPanel *m_history = nullptr;
    ConnectionNews *m_news;
    DraftNews *m_draftNews;
    QString m_wantedPk; ///< of an earlier run, to be opened once it is listed
    std::optional<Field> m_wantedField;
};
