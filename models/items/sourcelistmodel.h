// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/plexsource.h"

#include <QAbstractListModel>
#include <QCollator>
#include <QHash>
#include <QList>
#include <QPointer>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QStringList>

/// What this program knows of a source beyond the list, shown as signs in its row.
struct SourceMarks
{
    int changedFields = 0; ///< unsent changes
    bool rejected = false; ///< the last save was refused
    bool conflict = false;
    bool changedOnServer = false;
    bool lostChange = false; ///< a saved change is gone again
    bool queued = false;     ///< the changes wait for the server

    friend bool operator==(const SourceMarks &, const SourceMarks &) = default;
};

// The sources of one connection, for the list on the left. Rows are identified by pk, so a refresh
// keeps selection and marks. Owned by the window's composition; used on the GUI thread.
class SourceListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role
    {
        PkRole = Qt::UserRole + 1,
        SlugRole,
        NameRole,
        EnabledRole,
        ManagedRole,
        ChangedFieldsRole,
        RejectedRole,
        ConflictRole,
        ChangedOnServerRole,
        QueuedRole,
        PhraseRole, ///< "disabled, by blueprint": words for the second line
                    ///< (Qt::AccessibleDescriptionRole: the state and these words)
    };

    explicit SourceListModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    /// Replaces the list by what was read, keeping the rows that stay (by pk).
    void setSources(const QList<SourceSummary> &sources);
    /// Adds a page while a list is still coming.
    void addSources(const QList<SourceSummary> &sources);
    /// Takes over what an opened or saved source says of itself. A pk that is not listed is added.
    void updateSource(const SourceSummary &source);
    void removeSource(const QString &pk);
    void setMarks(const QString &pk, const SourceMarks &marks);

    const QList<SourceSummary> &sources() const { return m_sources; }
    /// Name and slug in folded case, for searching.
    const QString &searchText(int row) const { return m_keys.at(row).searchText; }
    /// Whether row `a` comes before row `b`: by name in the reader's language, then by slug.
    bool isBefore(int a, int b) const;
    QModelIndex indexOfPk(const QString &pk) const;
    QModelIndex indexOfSlug(const QString &slug) const;

private:
    /// What sorting and searching look at, made once per row and change of its name or slug.
    struct Keys
    {
        QString searchText;
        QCollatorSortKey name;
    };

    Keys keysOf(const SourceSummary &source) const;
    QString phrase(const SourceSummary &source) const;
    QString description(const SourceSummary &source) const;
    void append(const QList<SourceSummary> &sources);
    void removeRowsWithout(const QSet<QString> &pks);
    void replaceRow(int row, const SourceSummary &source);
    void countRows();
    void rank() const;

    QCollator m_collator;
    QList<SourceSummary> m_sources;
    QList<Keys> m_keys;         ///< beside m_sources
    mutable QList<int> m_ranks; ///< row → place in the sorted whole; empty = to be made anew
    QHash<QString, int> m_rows; ///< pk → row
    QHash<QString, SourceMarks> m_marks;
};

// Sorts by name (locale aware, then slug) and filters by name or slug as one types. Filtering
// 10,000 rows takes a few milliseconds: the folded text of each row is made once.
class SourceFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit SourceFilterModel(QObject *parent = nullptr);

    /// Every word of `text` must occur in name or slug; case is ignored.
    void setSearch(const QString &text);
    QString search() const { return m_search; }
    /// `model` is a SourceListModel; any other is shown unsorted and unfiltered.
    void setSourceModel(QAbstractItemModel *model) override;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QString m_search;
    QStringList m_words;
    QPointer<SourceListModel> m_list;
};
