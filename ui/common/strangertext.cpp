// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/strangertext.h"

#include "core/showntext.h"

#include <QTextDocument>
#include <QWidget>

using namespace Qt::Literals::StringLiterals;

QString StrangerText::toolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    return Qt::convertFromPlainText(shownText(text), Qt::WhiteSpaceNormal);
}

QString StrangerText::caption(const QString &text)
{
    return shownLine(text).replace(u'&', "&&"_L1);
}

QString StrangerText::title(const QString &text)
{
    return shownLine(text).replace("[*]"_L1, "[*][*]"_L1);
}

void StrangerText::setName(QWidget &widget, const QString &text)
{
    widget.setAccessibleName(shownText(text));
}

void StrangerText::setDescription(QWidget &widget, const QString &text)
{
    widget.setAccessibleDescription(shownText(text));
}
