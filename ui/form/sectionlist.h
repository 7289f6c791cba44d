// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/fieldtable.h"

#include <QListView>
#include <QStandardItemModel>

#include <array>

/// What a section holds. A plain value.
struct SectionCounts
{
    int changed = 0;
    int wrong = 0;
    bool present = true; ///< it has a field on this server

    friend bool operator==(const SectionCounts &, const SectionCounts &) = default;
};

// The jump list beside the form: a row per section with its counts of changes and errors, as text
// too. GUI thread.
class SectionList final : public QListView
{
    Q_OBJECT
public:
    explicit SectionList(QWidget *parent = nullptr);

    void setCounts(const std::array<SectionCounts, sectionCount> &counts);
    void setCurrentSection(Section section);
    QSize sizeHint() const override;

Q_SIGNALS:
    void sectionRequested(Section section);

private:
    QStandardItemModel m_model;
    std::array<SectionCounts, sectionCount> m_counts;
};
