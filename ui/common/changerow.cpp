// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/changerow.h"

#include "common/plaintextlabel.h"
#include "common/sign.h"
#include "source/fieldtable.h"

#include <QCoreApplication>
#include <QGridLayout>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int arrowSize = 14;

class Texts
{
    Q_DECLARE_TR_FUNCTIONS(ChangeRow)
};
} // namespace

void ChangeRow::setColumns(QGridLayout &grid)
{
    grid.setContentsMargins(0, 0, 0, 0);
    grid.setHorizontalSpacing(Space::medium);
    grid.setVerticalSpacing(Space::small);
    grid.setColumnMinimumWidth(Label, Size::narrowLabelColumn - Space::medium);
    grid.setColumnStretch(Old, 2);
    grid.setColumnStretch(New, 3);
}

int ChangeRow::add(QGridLayout &grid, QWidget *owner, const FieldChange &change,
                   const QString &secretText)
{
    const int line = grid.rowCount();
    const QString name = labelOf(change.field);
    auto *label = new PlainTextLabel(Type::Label, Tone::Ink, owner);
    label->setText(name);
    grid.addWidget(label, line, Label, Qt::AlignTop);
    const auto text = [owner](Type type, Tone tone, const QString &words) {
        auto *made = new PlainTextLabel(type, tone, owner);
        made->setText(words);
        made->makeNote();
        return made;
    };
    if (isSecret(change.field)) {
        grid.addWidget(text(Type::Body, Tone::Secondary, secretText), line, Old, 1, 3);
        return line;
    }
    const bool isMono = rowOf(change.field).monospace;
    auto *before = text(isMono ? Type::Mono : Type::Body, Tone::Secondary,
                        valueText(change.field, change.before));
    before->setAccessibleName(Texts::tr("%1 before: %2").arg(name, before->text()));
    auto *arrow = new Sign(arrowSize, owner);
    arrow->setFixedHeight(QFontMetrics(fontOf(Type::Body)).height());
    arrow->setSign(u"arrow-right"_s, Tone::Secondary, {});
    auto *after = text(isMono ? Type::Mono : Type::Strong, Tone::Ink,
                       valueText(change.field, change.after));
    after->setAccessibleName(Texts::tr("%1 after: %2").arg(name, after->text()));
    grid.addWidget(before, line, Old, Qt::AlignTop);
    grid.addWidget(arrow, line, Arrow, Qt::AlignTop);
    grid.addWidget(after, line, New, Qt::AlignTop);
    return line;
}
