// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/sectionlist.h"

#include "common/icon.h"
#include "common/stylepaint.h"
#include "common/tokens.h"

#include <QPainter>
#include <QStyledItemDelegate>

using namespace Qt::Literals::StringLiterals;

namespace {
enum Role
{
    TitleRole = Qt::UserRole + 1,
    ChangedRole,
    WrongRole
};
constexpr int rowHeight = 28;

class SectionDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {100, qMax(rowHeight, option.fontMetrics.height() + Space::medium)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Tokens &tokens = tokensFor(option.palette);
        const bool selected = option.state & QStyle::State_Selected;
        painter->save();
        if (selected)
            StylePaint::box(*painter, option.rect, Radius::small, tokens.hover, {});
        if (selected && option.state & QStyle::State_HasFocus)
            StylePaint::box(*painter, option.rect, Radius::small, Qt::NoBrush, tokens.focus, 2);
        int right = option.rect.right() - Space::small;
        right = paintCount(*painter, option, right, index.data(ChangedRole).toInt(), u"changed"_s,
                           tokens.mine);
        right = paintCount(*painter, option, right, index.data(WrongRole).toInt(), u"error"_s,
                           tokens.error);
        painter->setFont(fontOf(selected ? Type::Label : Type::Body));
        painter->setPen(selected ? tokens.ink : tokens.ink2);
        const QRect text(option.rect.left() + Space::small, option.rect.top(),
                         right - option.rect.left() - Space::small, option.rect.height());
        painter->drawText(text, Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetrics(painter->font())
                                  .elidedText(index.data(TitleRole).toString(), Qt::ElideRight,
                                              text.width()));
        painter->restore();
    }

private:
    int paintCount(QPainter &painter, const QStyleOptionViewItem &option, int right, int count,
                   const QString &sign, const QColor &colour) const
    {
        if (count == 0)
            return right;
        const QString text = QString::number(count);
        painter.setFont(fontOf(Type::Label));
        painter.setPen(colour);
        const int width = painter.fontMetrics().horizontalAdvance(text);
        const QRect box(right - width, option.rect.top(), width + 1, option.rect.height());
        painter.drawText(box, Qt::AlignVCenter | Qt::TextSingleLine, text);
        const QRectF at(box.left() - Space::tiny - Size::icon,
                        option.rect.center().y() - Size::icon / 2.0 + 1, Size::icon, Size::icon);
        paintSign(painter, at, sign, colour, tokensFor(option.palette).sunken);
        return int(at.left()) - Space::small;
    }
};

QString spoken(const QString &title, const SectionCounts &counts)
{
    QStringList parts{title};
    if (counts.wrong > 0)
        parts.append(counts.wrong == 1 ? SectionList::tr("1 error")
                                       : SectionList::tr("%n errors", nullptr, counts.wrong));
    if (counts.changed > 0)
        parts.append(counts.changed == 1 ? SectionList::tr("1 change")
                                         : SectionList::tr("%n changes", nullptr, counts.changed));
    return parts.join(u", "_s);
}
} // namespace

SectionList::SectionList(QWidget *parent)
    : QListView(parent)
{
    for (int section = 0; section < sectionCount; ++section) {
        auto *item = new QStandardItem(sectionTitle(Section(section)));
        item->setData(sectionTitle(Section(section)), TitleRole);
        m_model.appendRow(item);
    }
    setModel(&m_model);
    setItemDelegate(new SectionDelegate(this));
    setAccessibleName(tr("Sections"));
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setBackgroundRole(QPalette::AlternateBase);
    setBackgroundRole(QPalette::AlternateBase);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    const auto request = [this](const QModelIndex &index) {
        Q_EMIT sectionRequested(Section(index.row()));
    };
    connect(this, &QListView::clicked, this, request);
    connect(this, &QListView::activated, this, request);
}

void SectionList::setCounts(const std::array<SectionCounts, sectionCount> &counts)
{
    if (counts == m_counts)
        return;
    m_counts = counts;
    for (int section = 0; section < sectionCount; ++section) {
        const SectionCounts &of = counts[std::size_t(section)];
        QStandardItem *item = m_model.item(section);
        item->setData(of.changed, ChangedRole);
        item->setData(of.wrong, WrongRole);
        item->setText(spoken(sectionTitle(Section(section)), of));
        setRowHidden(section, !of.present);
    }
}

void SectionList::setCurrentSection(Section section)
{
    setCurrentIndex(m_model.index(int(section), 0));
}

QSize SectionList::sizeHint() const
{
    return {Size::inspector, sectionCount * sizeHintForRow(0) + 2 * frameWidth()};
}
