// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changes/conflictcolumns.h"
#include "common/tokens.h"

#include <QList>
#include <QWidget>

class QGridLayout;
class WrappedLabel;
struct ConflictView;

// The headings of the conflict dialog's columns, with whose value stands below and of when. They do
// not scroll. ConflictDialog owns them. GUI thread.
class ConflictHeads final : public QWidget
{
    Q_OBJECT
public:
    explicit ConflictHeads(QWidget *parent = nullptr);

    void show(const ConflictView &view);
    void setColumns(const ConflictColumns &columns);

private:
    WrappedLabel *addHead(int column, const QString &sign, Tone tone, const QString &title);

    QGridLayout *m_grid;
    QList<QWidget *> m_heads;
    WrappedLabel *m_opened = nullptr;
    WrappedLabel *m_who = nullptr;
};
