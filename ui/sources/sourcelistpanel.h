// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/sourcelistmodel.h"
#include "sources/panelentries.h"

#include <QWidget>

#include <optional>

class PlainTextLabel;
class QLineEdit;
class QPushButton;
class QToolButton;
class ServerSession;
class SourceListView;

// The left side: search as one types, refresh, count, the sources of one connection, and below them
// the pages that are not of one source. It tells what a person wants to see; whether the form may
// be left is the window's question. GUI thread.
class SourceListPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit SourceListPanel(QWidget *parent = nullptr);

    /// Borrows `session`, which must outlive this panel or be replaced first.
    void setSession(ServerSession &session);
    /// Shows the row of this pk as the open one, without asking for it.
    void showOpen(const QString &pk);
    /// Of the first row as it is sorted and filtered now; empty without rows.
    QString firstSlug() const;
    void focusSearch();
    void focusList();
    /// Shows which page stands in the place of the form; none when the form is there.
    void showOpenPage(std::optional<PanelEntry> page);
    /// Of all connections; 0 shows none.
    void setDraftCount(int count);

Q_SIGNALS:
    /// A person chose this source.
    void sourceChosen(const QString &pk, const QString &slug);
    void refreshRequested();
    void copyRequested(const QString &text);
    /// A person chose a page, also when it is open already.
    void pageRequested(PanelEntry page);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void makeTop();
    void makeList();
    void makeHint();
    void makeEntries();
    void choose(const QModelIndex &index);
    void updateState();
    QString countText() const;

    ServerSession *m_session = nullptr;
    SourceFilterModel m_filter;
    QLineEdit *m_search = nullptr;
    QToolButton *m_refresh = nullptr;
    PlainTextLabel *m_count = nullptr;
    SourceListView *m_list = nullptr;
    QWidget *m_hint = nullptr;
    PlainTextLabel *m_hintText = nullptr;
    QPushButton *m_hintButton = nullptr;
    QPushButton *m_copyDetails = nullptr;
    PanelEntries *m_entries = nullptr;
    QString m_openPk;
};
