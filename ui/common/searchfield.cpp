// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/searchfield.h"

#include "common/icon.h"

#include <QAction>
#include <QCoreApplication>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int leastWidth = 200;

class Texts
{
    Q_DECLARE_TR_FUNCTIONS(SearchField)
};
} // namespace

QLineEdit *makeSearchField(const QString &name, QWidget *parent)
{
    auto *field = new QLineEdit(parent);
    field->setPlaceholderText(name);
    field->setAccessibleName(name);
    field->setClearButtonEnabled(true);
    field->findChild<QToolButton *>()->setAccessibleName(Texts::tr("Clear search"));
    field->addAction(icon(u"search"_s), QLineEdit::LeadingPosition)->setText(Texts::tr("Search"));
    field->setMinimumWidth(leastWidth);
    return field;
}
