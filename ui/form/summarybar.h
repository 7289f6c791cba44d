// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "summary.h"

#include <QFrame>
#include <QList>

class QGridLayout;
class QHBoxLayout;
class QPlainTextEdit;

// One message above the form: bar, sign, bold sentence, entries that lead to their fields, buttons.
// Server text in it is plain text. Made anew when its summary changes. GUI thread.
class SummaryBlock final : public QFrame
{
    Q_OBJECT
public:
    SummaryBlock(const Summary &summary, bool canClose, QWidget *parent = nullptr);

Q_SIGNALS:
    void fieldRequested(Fields::Field field, std::optional<int> item);
    void copyRequested(const QString &text);
    void actionRequested(Summary::Action action);
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addTitle(QGridLayout &grid);
    void addEntries(QGridLayout &grid);
    void addButtons(QHBoxLayout &row, bool canClose);
    void showDetails();

    Summary m_summary;
    QPlainTextEdit *m_details = nullptr;
};

// Everything there is to say about an edit, the most urgent first. Closing hides it until there is
// something else to say. GUI thread.
class SummaryBar final : public QWidget
{
    Q_OBJECT
public:
    explicit SummaryBar(QWidget *parent = nullptr);

    void setSummaries(const QList<Summary> &summaries);
    /// Opens again what was closed.
    void reopen();
    bool isOpen() const { return !m_shown.isEmpty(); }
    void close();

Q_SIGNALS:
    void fieldRequested(Fields::Field field, std::optional<int> item);
    void copyRequested(const QString &text);
    void actionRequested(Summary::Action action);
    /// Opened, closed or changed.
    void openChanged();

private:
    void rebuild(const QList<Summary> &summaries);

    QList<Summary> m_summaries;
    QList<Summary> m_shown;
    QStringList m_closedTitles;
};
