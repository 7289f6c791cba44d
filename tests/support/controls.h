// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QApplication>
#include <QRadioButton>
#include <QSet>
#include <QStringList>
#include <QTest>
#include <QWidget>

// What somebody meets on a page who sees or points at nothing.
namespace Controls {

/// Whatever takes the keyboard on `page` now, without the parts of Qt's own controls.
inline QList<QWidget *> on(const QWidget &page)
{
    QList<QWidget *> controls;
    const QList<QWidget *> widgets = page.findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        const bool takesKeys = (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy();
        if (takesKeys && widget->isVisible() && widget->isEnabled()
            && !widget->objectName().startsWith(QStringLiteral("qt_")))
            controls.append(widget);
    }
    return controls;
}

/// How it is called in a failed test: class, and name as far as it has one.
inline QString described(QWidget &widget)
{
    QAccessibleInterface *face = QAccessible::queryAccessibleInterface(&widget);
    const QString name = face ? face->text(QAccessible::Name) : QString();
    return QString::fromLatin1(widget.metaObject()->className()) + u' ' + name;
}

/// Those that a screen reader could not name, or not say what they are.
inline QStringList nameless(const QWidget &page)
{
    QStringList found;
    const QList<QWidget *> controls = on(page);
    for (QWidget *control : controls) {
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(control);
        const bool isTold = face && !face->text(QAccessible::Name).trimmed().isEmpty()
                && face->role() != QAccessible::NoRole && face->role() != QAccessible::Client;
        if (!isTold)
            found.append(described(*control));
    }
    return found;
}

/// Those that Tab does not come to, begun at the one that has the focus.
inline QStringList unreached(const QWidget &page)
{
    const QList<QWidget *> controls = on(page);
    QSet<QWidget *> reached;
    for (qsizetype step = 0; step < 4 * controls.size() && QApplication::focusWidget(); ++step) {
        reached.insert(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QStringList found;
    for (QWidget *control : controls) {
        const auto *radio = qobject_cast<QRadioButton *>(control);
        if (radio && !radio->isChecked())
            continue; // of the radios only the chosen one is a stop
        if (!reached.contains(control))
            found.append(described(*control));
    }
    return found;
}

} // namespace Controls
