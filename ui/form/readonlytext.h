// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class LineEdit;
class QPlainTextEdit;

// Shows a value that is not edited: sunken, to be selected and copied; one line, or several when a
// line would not show all of it. GUI thread.
class ReadOnlyText final : public QWidget
{
    Q_OBJECT
public:
    ReadOnlyText(const QString &name, bool monospace, QWidget *parent = nullptr);

    void setText(const QString &text);
    QString text() const { return m_text; }
    QWidget *inner() const;
    void setDescription(const QString &text);

private:
    void makeLines();

    QString m_text;
    QString m_name;
    bool m_monospace;
    LineEdit *m_line;
    QPlainTextEdit *m_lines = nullptr;
};
