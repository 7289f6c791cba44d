// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QWidget>

class LineEdit;

// The path of a file, to be typed or chosen. The file itself is not touched. GUI thread.
class FileLine final : public QWidget
{
    Q_OBJECT
public:
    /// `what` for the dialog's title and the button's name: *CA file*.
    FileLine(const QString &what, const QString &filter, QWidget *parent = nullptr);

    QString path() const;
    void setPath(const QString &path);
    LineEdit *edit() const { return m_edit; }
    QPushButton *button() const { return m_choose; }

Q_SIGNALS:
    void edited();

private:
    void choose();

    QString m_what;
    QString m_filter;
    LineEdit *m_edit;
    QPushButton *m_choose;
};
