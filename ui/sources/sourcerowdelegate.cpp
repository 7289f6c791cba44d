// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcerowdelegate.h"

#include "common/icon.h"
#include "common/stylepaint.h"
#include "common/tokens.h"
#include "core/showntext.h"
#include "items/sourcelistmodel.h"

#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int leftOfText = 34; // sign and its gaps
constexpr int rightMargin = Space::medium;

QRect upperLine(const QRect &row)
{
    return {row.left(), row.top() + Space::tiny, row.width(), row.height() / 2 - Space::tiny};
}

QRect lowerLine(const QRect &row)
{
    return {row.left(), row.top() + row.height() / 2, row.width(), row.height() / 2 - Space::tiny};
}

void drawElided(QPainter &painter, const QRect &rect, const QString &text, const QFont &font,
                const QColor &colour, Qt::Alignment alignment)
{
    painter.setFont(font);
    painter.setPen(colour);
    const QString shown = QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width());
    painter.drawText(rect, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
}

Tone phraseTone(const QModelIndex &index)
{
    if (index.data(SourceListModel::RejectedRole).toBool())
        return Tone::Error;
    if (index.data(SourceListModel::ConflictRole).toBool())
        return Tone::Warning;
    if (index.data(SourceListModel::ChangedFieldsRole).toInt() > 0)
        return Tone::Mine;
    if (index.data(SourceListModel::ChangedOnServerRole).toBool())
        return Tone::Theirs;
    return Tone::Secondary;
}
} // namespace

QSize SourceRowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {Size::narrowSourceList - 2 * Space::small,
            qMax(Size::listRow, 2 * option.fontMetrics.height() + Space::large)};
}

void SourceRowDelegate::paintGround(QPainter &painter, const QStyleOptionViewItem &option) const
{
    const Tokens &tokens = tokensFor(option.palette);
    const QRect box = option.rect.adjusted(0, 1, 0, -1);
    if (option.state & QStyle::State_Selected)
        StylePaint::box(painter, box, Radius::control, tokens.selected, {});
    else if (option.state & QStyle::State_MouseOver)
        StylePaint::box(painter, box, Radius::control, tokens.hover, {});
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_Selected)
        StylePaint::box(painter, box, Radius::control, Qt::NoBrush, tokens.focus, 2);
}

int SourceRowDelegate::paintSigns(QPainter &painter, const QStyleOptionViewItem &option,
                                  const QRect &line, const QModelIndex &index) const
{
    const Tokens &tokens = tokensFor(option.palette);
    const QColor ground = tokens.chrome;
    int right = line.right() - rightMargin;
    const auto sign = [&](const QString &name, Tone tone) {
        const QRectF rect(right - Size::icon, line.center().y() - Size::icon / 2.0, Size::icon,
                          Size::icon);
        paintSign(painter, rect, name, colourOf(tone, tokens), ground);
        right -= Size::icon + Space::tiny;
    };
    if (const int changed = index.data(SourceListModel::ChangedFieldsRole).toInt(); changed > 0) {
        const QFont font = fontOf(Type::Strong);
        const QString count = QString::number(changed);
        const int width = QFontMetrics(font).horizontalAdvance(count);
        drawElided(painter, {right - width, line.top(), width + 1, line.height()}, count, font,
                   tokens.mine, Qt::AlignRight);
        right -= width + Space::tiny;
        sign(u"changed"_s, Tone::Mine);
    }
    if (index.data(SourceListModel::QueuedRole).toBool())
        sign(u"queued"_s, Tone::Mine);
    if (index.data(SourceListModel::RejectedRole).toBool())
        sign(u"error"_s, Tone::Error);
    if (index.data(SourceListModel::ConflictRole).toBool())
        sign(u"conflict"_s, Tone::Warning);
    else if (index.data(SourceListModel::ChangedOnServerRole).toBool())
        sign(u"theirs"_s, Tone::Theirs);
    if (index.data(SourceListModel::ManagedRole).toBool())
        sign(u"blueprint"_s, Tone::Secondary);
    return right - Space::tiny;
}

void SourceRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Tokens &tokens = tokensFor(option.palette);
    painter->save();
    paintGround(*painter, option);
    const QRect upper = upperLine(option.rect);
    const QRect lower = lowerLine(option.rect);
    const bool enabled = index.data(SourceListModel::EnabledRole).toBool();
    const bool selected = option.state & QStyle::State_Selected;

    const QRectF stateSign(option.rect.left() + Space::medium - 3,
                           upper.center().y() - Size::icon / 2.0 + 1, Size::icon, Size::icon);
    paintSign(*painter, stateSign, enabled ? u"enabled"_s : u"disabled"_s,
              enabled ? tokens.ok : tokens.ink2, tokens.chrome);

    const int nameEnd = paintSigns(*painter, option, upper, index);
    const QRect name(upper.left() + leftOfText, upper.top(), nameEnd - upper.left() - leftOfText,
                     upper.height());
    drawElided(*painter, name, index.data(Qt::DisplayRole).toString(),
               fontOf(selected ? Type::Strong : Type::Label), enabled ? tokens.ink : tokens.ink2,
               Qt::AlignLeft);

    const QString phrase = index.data(SourceListModel::PhraseRole).toString();
    const QFont caption = fontOf(Type::Caption);
    const int width = lower.width() - leftOfText - rightMargin;
    const int phraseWidth = qMin(QFontMetrics(caption).horizontalAdvance(phrase), width * 2 / 3);
    drawElided(*painter,
               {lower.right() - rightMargin - phraseWidth, lower.top(), phraseWidth + 1,
                lower.height()},
               phrase, caption, colourOf(phraseTone(index), tokens), Qt::AlignRight);
    drawElided(*painter,
               {lower.left() + leftOfText, lower.top(), width - phraseWidth - Space::small,
                lower.height()},
               shownLine(index.data(SourceListModel::SlugRole).toString()), fontOf(Type::MonoSmall),
               tokens.ink2, Qt::AlignLeft);
    painter->restore();
}
