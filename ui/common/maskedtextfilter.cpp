// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/maskedtextfilter.h"

#include <QLineEdit>

namespace {

// QAccessible takes a function without a context, so what was installed before is kept here.
QAccessible::UpdateHandler previousHandler = nullptr;

bool carriesText(const QAccessibleEvent &event)
{
    switch (event.type()) {
    case QAccessible::TextInserted:
    case QAccessible::TextRemoved:
    case QAccessible::TextUpdated:
    case QAccessible::ValueChanged:
        return true;
    default:
        return false;
    }
}

bool isMasked(const QAccessibleEvent &event)
{
    const auto *edit = qobject_cast<QLineEdit *>(event.object());
    return edit && edit->echoMode() != QLineEdit::Normal;
}

void filterUpdate(QAccessibleEvent *event)
{
    if (MaskedTextFilter::drops(*event))
        return;
    // Without a handler QAccessible hands the event to the platform, which has no public way in.
    QAccessible::installUpdateHandler(previousHandler);
    QAccessible::updateAccessibility(event);
    QAccessible::installUpdateHandler(filterUpdate);
}

} // namespace

bool MaskedTextFilter::drops(const QAccessibleEvent &event)
{
    return carriesText(event) && isMasked(event);
}

MaskedTextFilter::MaskedTextFilter()
{
    previousHandler = QAccessible::installUpdateHandler(filterUpdate);
}

MaskedTextFilter::~MaskedTextFilter()
{
    QAccessible::installUpdateHandler(previousHandler);
    previousHandler = nullptr;
}
