// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"
#include "source/plexsource.h"

#include <QAbstractTableModel>
#include <QList>

// Old → new per changed field, for the review page: columns field, on the server, after saving.
// Secrets show only *changed, not shown*. GUI thread.
class ChangeListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        FieldColumn,
        OldColumn,
        NewColumn,
        ColumnCount
    };
    enum Role
    {
        FieldRole = Qt::UserRole + 1
    };

    explicit ChangeListModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setChanges(const PlexSource &baseline, const PlexSource &current, const FieldSet &fields);

private:
    struct Row
    {
        Field field;
        QString before;
        QString after;
    };
    QList<Row> m_rows;
};
