// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyrowdelegate.h"

#include "common/tablerow.h"
#include "items/historylistmodel.h"

#include <QPainter>

using namespace Qt::Literals::StringLiterals;

QString fateSign(SaveFate fate)
{
    switch (fate) {
    case SaveFate::Sending:
        return u"queued"_s;
    case SaveFate::Saved:
        return u"check"_s;
    case SaveFate::Confirmed:
        return u"ok"_s;
    case SaveFate::Undone:
        return u"warning"_s;
    case SaveFate::CannotTell:
    case SaveFate::NotStored:
        break;
    }
    return u"unclear"_s;
}

Tone fateTone(SaveFate fate)
{
    switch (fate) {
    case SaveFate::Sending:
        return Tone::Secondary;
    case SaveFate::Saved:
    case SaveFate::Confirmed:
        return Tone::Ok;
    case SaveFate::Undone:
    case SaveFate::CannotTell:
    case SaveFate::NotStored:
        break;
    }
    return Tone::Warning;
}

void HistoryRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Tokens &tokens = tokensFor(option.palette);
    const QString text = index.data().toString();
    painter->save();
    TableRow::paintGround(*painter, option, index);
    if (index.column() == HistoryListModel::StateColumn) {
        const auto fate = SaveFate(index.data(HistoryListModel::FateRole).toInt());
        TableRow::paintSignAndWord(*painter, option.rect, fateSign(fate), text, fateTone(fate),
                                   tokens);
    } else {
        const bool isSource = index.column() == HistoryListModel::SourceColumn;
        TableRow::paintLines(*painter, option.rect, text, isSource ? Type::Label : Type::Body,
                             index.data(HistoryListModel::SecondLineRole).toString(),
                             isSource ? Type::MonoSmall : Type::Caption, tokens);
    }
    painter->restore();
}
