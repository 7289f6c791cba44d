// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/draftrowdelegate.h"

#include "common/tablerow.h"
#include "items/draftlistmodel.h"

#include <QPainter>
#include <QTextLayout>

using namespace Qt::Literals::StringLiterals;

namespace {
/// Two lines, the second elided; a single one is in the middle.
void paintSentence(QPainter &painter, const QRect &cell, const QString &text, const Tokens &tokens)
{
    const QFont font = fontOf(Type::Body);
    const QFontMetrics metrics(font);
    const QRect inner =
            cell.adjusted(TableRow::leftOfText, Space::tiny, -Space::large, -Space::tiny);
    painter.setFont(font);
    painter.setPen(tokens.ink);
    QTextLayout layout(text, font);
    layout.beginLayout();
    QTextLine first = layout.createLine();
    first.setLineWidth(inner.width());
    layout.endLayout();
    const QString upper = text.left(first.textLength()).trimmed();
    const QString lower =
            metrics.elidedText(text.mid(first.textLength()), Qt::ElideRight, inner.width());
    const int lines = lower.isEmpty() ? 1 : 2;
    const int top = inner.center().y() + 1 - lines * metrics.height() / 2;
    const QRect line(inner.left(), top, inner.width(), metrics.height());
    const int flags = int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine;
    painter.drawText(line, flags, metrics.elidedText(upper, Qt::ElideRight, inner.width()));
    painter.drawText(line.translated(0, metrics.height()), flags, lower);
}
} // namespace

QString draftSign(DraftState state)
{
    switch (state) {
    case DraftState::Draft:
        return u"changed"_s;
    case DraftState::Queued:
        return u"queued"_s;
    case DraftState::Conflict:
        return u"conflict"_s;
    case DraftState::Rejected:
        return u"error"_s;
    case DraftState::CannotTell:
        break;
    }
    return u"unclear"_s;
}

Tone draftTone(DraftState state)
{
    switch (state) {
    case DraftState::Draft:
    case DraftState::Queued:
        return Tone::Mine;
    case DraftState::Rejected:
        return Tone::Error;
    case DraftState::Conflict:
    case DraftState::CannotTell:
        break;
    }
    return Tone::Warning;
}

void DraftRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const Tokens &tokens = tokensFor(option.palette);
    const QString text = index.data().toString();
    painter->save();
    TableRow::paintGround(*painter, option, index);
    if (index.column() == DraftListModel::StateColumn) {
        const auto state = DraftState(index.data(DraftListModel::StateRole).toInt());
        TableRow::paintSignAndWord(*painter, option.rect, draftSign(state), text, draftTone(state),
                                   tokens);
    } else if (index.column() == DraftListModel::NextColumn) {
        paintSentence(*painter, option.rect, text, tokens);
    } else {
        const bool isSource = index.column() == DraftListModel::SourceColumn;
        TableRow::paintLines(*painter, option.rect, text, isSource ? Type::Label : Type::Body,
                             index.data(DraftListModel::SecondLineRole).toString(),
                             isSource ? Type::MonoSmall : Type::Caption, tokens);
    }
    painter->restore();
}
