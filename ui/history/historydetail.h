// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/saverecord.h"

#include <QScrollArea>

class ElidedLabel;
class PlainTextLabel;
class QGridLayout;
class QPushButton;

// All that is known of one save: what became of it, when, where, old → new of each field, the
// request id. Every text can be selected. GUI thread.
class HistoryDetail final : public QScrollArea
{
    Q_OBJECT
public:
    explicit HistoryDetail(QWidget *parent = nullptr);

    void show(const SaveRecord &record);

Q_SIGNALS:
    void copyRequested(const QString &text);

private:
    void addFact(QGridLayout &grid, const QString &label, const QString &value, bool isId);

    SaveRecord m_record;
    ElidedLabel *m_name;
    ElidedLabel *m_facts;
    QPushButton *m_copy;
    QWidget *m_table = nullptr; ///< made anew for each save
};

/// One sentence on what became of a save, with its time in the system's format.
QString historySentence(const SaveRecord &record);
/// The save as lines of text, for the clipboard; a secret is only named.
QString historyDetails(const SaveRecord &record);
