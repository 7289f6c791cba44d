// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/lineedit.h"

#include "core/showntext.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFrame>

#include <algorithm>
#include <memory>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestLine = 32767; // QLineEdit cuts there, setMaxLength or not
constexpr int textMargin = 2;            // the horizontal margin inside QLineEdit

bool isUndoOrRedo(const QKeyEvent &event)
{
    return event.matches(QKeySequence::Undo) || event.matches(QKeySequence::Redo);
}

QAction *windowAction(const QWidget &widget, QKeySequence::StandardKey key)
{
    const QKeySequence wanted(key);
    const auto actions = widget.window()->findChildren<QAction *>();
    for (QAction *action : actions) {
        if (action->shortcuts().contains(wanted))
            return action;
    }
    return nullptr;
}

// Swaps QLineEdit's own undo and redo for those of the window, or leaves them out. On 6.4 the
// actions have no names; their texts are QLineEdit's own, perhaps with the key behind a tabulator.
void replaceHistoryActions(QMenu &menu, const QWidget &widget)
{
    const auto replace = [&menu, &widget](const QString &text, QKeySequence::StandardKey key) {
        const QList<QAction *> actions = menu.actions();
        for (QAction *own : actions) {
            if (own->text().section(u'\t', 0, 0) != text)
                continue;
            if (QAction *action = windowAction(widget, key))
                menu.insertAction(own, action);
            menu.removeAction(own);
            return;
        }
    };
    replace(QLineEdit::tr("&Undo"), QKeySequence::Undo);
    replace(QLineEdit::tr("&Redo"), QKeySequence::Redo);
    const QList<QAction *> left = menu.actions();
    if (!left.isEmpty() && left.constFirst()->isSeparator())
        menu.removeAction(left.constFirst());
}

} // namespace

LineEdit::LineEdit(QWidget *parent)
    : QLineEdit(parent)
{ }

bool LineEdit::holds(const QString &text)
{
    if (text.size() > longestLine)
        return false;
    return std::none_of(text.begin(), text.end(), [](QChar c) {
        const QChar::Category category = c.category();
        return category == QChar::Other_Control || category == QChar::Separator_Line
                || category == QChar::Separator_Paragraph
                || c == QChar(QChar::ObjectReplacementCharacter);
    });
}

bool LineEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && isUndoOrRedo(*static_cast<QKeyEvent *>(event))) {
        event->ignore(); // so that the window's action gets it
        return true;
    }
    return QLineEdit::event(event);
}

void LineEdit::keyPressEvent(QKeyEvent *event)
{
    if (isUndoOrRedo(*event)) {
        event->ignore();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void LineEdit::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = createStandardContextMenu();
    if (!menu)
        return;
    menu->setAttribute(Qt::WA_DeleteOnClose);
    replaceHistoryActions(*menu, *this);
    menu->popup(event->globalPos());
}

void LineEdit::focusInEvent(QFocusEvent *event)
{
    QLineEdit::focusInEvent(event);
    update();
}

void LineEdit::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    update();
}

bool LineEdit::paintsItself() const
{
    if (hasFocus() || echoMode() != Normal || text().isEmpty())
        return false;
    if (!isShownAsIs(text()))
        return true;
    QStyleOptionFrame option;
    initStyleOption(&option);
    const int room = style()->subElementRect(QStyle::SE_LineEditContents, &option, this).width()
            - 2 * textMargin;
    return fontMetrics().horizontalAdvance(text()) > room;
}

void LineEdit::paintEvent(QPaintEvent *event)
{
    if (!paintsItself()) {
        QLineEdit::paintEvent(event);
        return;
    }
    QStyleOptionFrame option;
    initStyleOption(&option);
    QPainter painter(this);
    style()->drawPrimitive(QStyle::PE_PanelLineEdit, &option, &painter, this);
    const QRect room = style()->subElementRect(QStyle::SE_LineEditContents, &option, this)
                               .adjusted(textMargin, 0, -textMargin, 0);
    const QString line = shownLine(text());
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     fontMetrics().elidedText(line, m_elideMode, room.width()));
}
