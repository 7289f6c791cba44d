// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/showntext.h"

#include <QAbstractButton>
#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QStringList>
#include <QTextDocument>
#include <QTextEdit>

#include <type_traits>

// Walks everything that can show a text, in all windows, hidden or not, and tells what would be
// taken for markup or a mnemonic, or steers how it is seen. A stranger's text is known by what
// `evilText()` holds.
namespace StrangerWalk {

/// `host` is where an image would be fetched from. Fits into a line edit.
inline QString evilLine(const QString &host)
{
    return QStringLiteral("Evil <img src=\"HOST/x.png\"> <b>b</b> &Zed &amp; %1 %2 [*] "
                          "\u202egpj\u2066 \u200bend")
            .replace(QLatin1String("HOST"), host);
}

/// The same with what no line edit holds.
inline QString evilText(const QString &host)
{
    return evilLine(host) + QStringLiteral("\u0007\u2028 more\nlines");
}

class Walk
{
public:
    /// What is wrong, a line each.
    QStringList findings;
    /// How many places show a text of a stranger, so that a walk past nothing is noticed.
    int shown = 0;

    void all()
    {
        const auto widgets = QApplication::allWidgets();
        for (const QWidget *widget : widgets)
            look(*widget);
    }

private:
    static QString named(const QObject &object)
    {
        return QString::fromLatin1(object.metaObject()->className());
    }
    void found(const QObject &object, const char *what, const QString &text)
    {
        findings.append(named(object) + QLatin1Char(' ') + QLatin1String(what) + QLatin1String(": ")
                        + text.left(300));
    }
    void lookAtText(const QObject &object, const char *what, const QString &text)
    {
        if (text.contains(QLatin1String("Evil ")))
            ++shown;
        if (!isShownAsIs(text))
            found(object, what, text.toHtmlEscaped());
    }
    /// A tool tip is markup when Qt thinks so; then the stranger's part must be escaped.
    void lookAtToolTip(const QObject &object, const QString &tip)
    {
        lookAtText(object, "tool tip", tip);
        const bool isMarkup = Qt::mightBeRichText(tip);
        if (isMarkup && (tip.contains(QLatin1String("<img")) || tip.contains(QLatin1String("<b>"))))
            found(object, "markup in a tool tip", tip);
    }
    template <typename T>
    void lookAtMnemonic(const T &object)
    {
        lookAtText(object, "text", object.text());
        QString text = object.text();
        text.remove(QLatin1String("&&"));
        const bool isOne = text.contains(QLatin1String("&Zed"));
        if constexpr (std::is_same_v<T, QAction>) {
            if (isOne)
                found(object, "mnemonic", text);
        } else if (isOne && !object.shortcut().isEmpty()) {
            found(object, "mnemonic", text);
        }
    }
    void lookAtLabel(const QLabel &label)
    {
        lookAtText(label, "label", label.text());
        const bool isPlain = label.textFormat() == Qt::PlainText
                || (label.textFormat() == Qt::AutoText && !Qt::mightBeRichText(label.text()));
        if (!isPlain)
            found(label, "markup in a label", label.text());
    }
    void lookAtItems(const QAbstractItemView &view)
    {
        const QAbstractItemModel *model = view.model();
        if (!model)
            return;
        for (int row = 0; row < model->rowCount(); ++row) {
            for (int column = 0; column < model->columnCount(); ++column) {
                const QModelIndex index = model->index(row, column);
                lookAtToolTip(view, index.data(Qt::ToolTipRole).toString());
                for (const int role : {int(Qt::DisplayRole), int(Qt::AccessibleTextRole),
                                       int(Qt::AccessibleDescriptionRole), int(Qt::StatusTipRole)})
                    lookAtText(view, "item", index.data(role).toString());
            }
        }
    }
    void look(const QWidget &widget)
    {
        lookAtText(widget, "accessible name", widget.accessibleName());
        lookAtText(widget, "accessible description", widget.accessibleDescription());
        lookAtText(widget, "status tip", widget.statusTip());
        lookAtText(widget, "what is this", widget.whatsThis());
        lookAtToolTip(widget, widget.toolTip());
        if (widget.isWindow())
            lookAtTitle(widget);
        const auto actions = widget.actions();
        for (const QAction *action : actions)
            lookAtMnemonic(*action);
        if (const auto *label = qobject_cast<const QLabel *>(&widget))
            lookAtLabel(*label);
        else if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
            lookAtMnemonic(*button);
        else if (const auto *view = qobject_cast<const QAbstractItemView *>(&widget))
            lookAtItems(*view);
        else if (const auto *combo = qobject_cast<const QComboBox *>(&widget))
            lookAtItems(*combo->view());
        else if (const auto *lines = qobject_cast<const QPlainTextEdit *>(&widget))
            lookAtText(widget, "lines", lines->toPlainText());
        else if (const auto *edit = qobject_cast<const QLineEdit *>(&widget))
            lookAtEdit(*edit);
        else if (const auto *box = qobject_cast<const QMessageBox *>(&widget))
            lookAtBox(*box);
        else if (qobject_cast<const QTextEdit *>(&widget))
            found(widget, "can hold markup", {});
    }
    void lookAtTitle(const QWidget &window)
    {
        const QString title = window.windowTitle();
        lookAtText(window, "title", title);
        if (title.contains(QLatin1Char('\n')))
            found(window, "lines in a title", title);
        if (title.contains(QLatin1String("%1 %2 [*] ")))
            found(window, "mark of changes in a title", title);
    }
    void lookAtEdit(const QLineEdit &edit)
    {
        lookAtText(edit, "placeholder", edit.placeholderText());
        if (edit.isReadOnly()) // else it holds a value, which stays what it is
            lookAtText(edit, "read-only text", edit.text());
    }
    void lookAtBox(const QMessageBox &box)
    {
        lookAtText(box, "text", box.text() + box.informativeText() + box.detailedText());
        if (box.textFormat() != Qt::PlainText)
            found(box, "markup in a box", box.text());
    }
};

} // namespace StrangerWalk
