// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/itemframe.h"

class LineEdit;
class QHBoxLayout;
class QVBoxLayout;

// One element of a list of texts: an editor without a frame, *Remove server N*, and below it what
// is wrong with it. An element that a line cannot hold is shown as it is and not edited.
class TextItemRow final : public ItemRow
{
    Q_OBJECT
public:
    explicit TextItemRow(QWidget *parent = nullptr);

    QList<QWidget *> tabStops() const override;
    void setNumber(int number);
    void setText(const QString &text);
    QString text() const;
    void setProblem(const QString &line);
    void focusText(Qt::FocusReason reason);

Q_SIGNALS:
    void textChanged();
    void removeRequested();

private:
    void updateNames();

    int m_number = 0;
    bool m_showing = false;
    QString m_shown;
    QString m_readBack;
    QString m_problem;
    Sign *m_sign;
    PlainTextLabel *m_name;
    LineEdit *m_edit;
    QToolButton *m_remove;
    QVBoxLayout *m_layout;
    QHBoxLayout *m_line;
    QWidget *m_problemLine = nullptr;
    PlainTextLabel *m_problemText = nullptr;
};
