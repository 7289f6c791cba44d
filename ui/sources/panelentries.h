// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>

#include <optional>

class PanelEntryButton;

/// A page of the window beside the form.
enum class PanelEntry : quint8
{
    Drafts,
    History,
    Log ///< the requests of this run
};

// The entries below the source list: each opens a page, may show a count, and is
// drawn filled while its page is open. GUI thread.
class PanelEntries final : public QWidget
{
    Q_OBJECT
public:
    explicit PanelEntries(QWidget *parent = nullptr);

    /// Entries stand in the order in which they were added.
    void addEntry(PanelEntry entry, const QString &iconName, const QString &text);
    /// 0 shows none.
    void setCount(PanelEntry entry, int count);
    /// Shows which page is open; none when the form is.
    void showOpen(std::optional<PanelEntry> entry);

Q_SIGNALS:
    /// A person chose it, also when its page is open already.
    void chosen(PanelEntry entry);

private:
    QHash<PanelEntry, PanelEntryButton *> m_buttons;
};
