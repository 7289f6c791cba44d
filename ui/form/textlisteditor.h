// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/fieldeditor.h"
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
    void setDescription(const QString &text);

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
    QString m_description;
    Sign *m_sign;
    PlainTextLabel *m_name;
    LineEdit *m_edit;
    QToolButton *m_remove;
    QVBoxLayout *m_layout;
    QHBoxLayout *m_line;
    QWidget *m_problemLine = nullptr;
    PlainTextLabel *m_problemText = nullptr;
};

// Edits a TextList field: keeps order and repetitions, and every element apart. An element that was
// added and is still empty is an element, so validation can name it.
class TextListEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit TextListEditor(const FieldRow &row, QWidget *parent = nullptr);

    bool canShow(const FieldValue &value) const override;
    QWidget *inner() const override;
    void focusEditor(std::optional<int> item, Qt::FocusReason reason) override;
    QList<FieldProblem> placeProblems(const QList<FieldProblem> &problems) override;

protected:
    void putValue(const FieldValue &value) override;
    FieldValue readEditor() const override;

private:
    TextItemRow *appendRow();
    void removeRow(TextItemRow *row);
    void addElement();
    void removeElement(TextItemRow *row);
    void renumber();

    ItemFrame *m_frame;
    QList<TextItemRow *> m_rows;
};
