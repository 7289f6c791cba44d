// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QWidget>

class PlainTextLabel;
class QGridLayout;

// Rows of a label, an editor and notes below it. Grids below each other stand in line. GUI thread.
class FieldGrid final : public QWidget
{
    Q_OBJECT
public:
    explicit FieldGrid(QWidget *parent = nullptr);

    /// `named` is what the label names and what its mnemonic goes to; `editor` itself when null.
    void addRow(const QString &label, QWidget *editor, QWidget *named = nullptr);
    /// A wrapping line below the last editor.
    PlainTextLabel *addNote(const QString &text, Tone tone = Tone::Secondary);
    /// Something else in the column of the editors.
    void addBelow(QWidget *widget);

private:
    QGridLayout *m_grid;
    int m_row = 0;
};
