// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QString>

// A text that is shown in a line edit, which may cut it or show it otherwise. What nobody edited is
// read back exactly as it was. A plain value.
class ShownText
{
public:
    void put(QLineEdit &edit, const QString &text)
    {
        edit.setText(text);
        edit.setCursorPosition(0);
        m_text = text;
        m_shown = edit.text();
    }
    bool isEdited(const QLineEdit &edit) const { return edit.text() != m_shown; }
    /// An edited one without the blanks around it, which nobody means to paste.
    QString read(const QLineEdit &edit) const
    {
        return isEdited(edit) ? edit.text().trimmed() : m_text;
    }

private:
    QString m_text;
    QString m_shown;
};
