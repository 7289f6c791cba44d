// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historydetail.h"

#include "common/changerow.h"
#include "common/elidedlabel.h"
#include "common/icon.h"
#include "items/historylistmodel.h"
#include "source/fieldtable.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLocale>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int widestTable = 820;

PlainTextLabel *note(Type type, Tone tone, const QString &text, QWidget *parent)
{
    auto *made = new PlainTextLabel(type, tone, parent);
    made->setText(text);
    made->makeNote();
    made->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return made;
}

QString secretText()
{
    return HistoryDetail::tr("changed, not shown");
}

QString whenText(const SaveRecord &record)
{
    return QLocale().toString(record.when.toLocalTime(), QLocale::ShortFormat);
}
} // namespace

QString historySentence(const SaveRecord &record)
{
    const QString when = whenText(record);
    switch (record.fate) {
    case SaveFate::Sending:
        return HistoryDetail::tr("sent %1, no answer yet").arg(when);
    case SaveFate::Saved:
        return HistoryDetail::tr("saved %1, not yet confirmed").arg(when);
    case SaveFate::Confirmed:
        return HistoryDetail::tr("saved %1 and confirmed").arg(when);
    case SaveFate::Undone:
        return HistoryDetail::tr("saved %1, overwritten by another save").arg(when);
    case SaveFate::CannotTell:
    case SaveFate::NotStored:
        break;
    }
    return HistoryDetail::tr("sent %1, not known whether it was stored").arg(when);
}

QString historyDetails(const SaveRecord &record)
{
    QStringList lines{HistoryDetail::tr("Source: %1 (%2)").arg(record.name, record.slug),
                      HistoryDetail::tr("Connection: %1").arg(record.server),
                      HistoryDetail::tr("When: %1").arg(record.when.toUTC().toString(Qt::ISODate)),
                      HistoryDetail::tr("Who: %1").arg(
                              record.who.isEmpty() ? HistoryDetail::tr("not known") : record.who),
                      HistoryDetail::tr("State: %1").arg(fateText(record.fate)),
                      HistoryDetail::tr("Request id: %1")
                              .arg(record.requestId.isEmpty() ? HistoryDetail::tr("none")
                                                              : record.requestId)};
    for (const FieldChange &change : record.changes) {
        if (isSecret(change.field))
            lines.append(u"%1: %2"_s.arg(labelOf(change.field), secretText()));
        else
            lines.append(u"%1: %2 → %3"_s.arg(labelOf(change.field),
                                              valueText(change.field, change.before),
                                              valueText(change.field, change.after)));
    }
    return lines.join(u'\n');
}

HistoryDetail::HistoryDetail(QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Details of the save"));
    auto *page = new QWidget(this);
    page->setBackgroundRole(QPalette::Light);
    page->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(Space::pane, Space::medium, Space::large, Space::large);
    column->setSpacing(Space::small);
    m_name = new ElidedLabel(Type::Section, Tone::Ink, page);
    m_name->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_facts = new ElidedLabel(Type::Body, Tone::Secondary, page);
    m_copy = new QPushButton(icon(u"copy"_s), tr("Copy details"), page);
    m_copy->setProperty("kind", u"quiet"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(Space::small);
    top->addWidget(m_name);
    top->addWidget(m_facts, 1);
    top->addWidget(m_copy);
    column->addLayout(top);
    column->addStretch();
    setWidget(page);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { Q_EMIT copyRequested(historyDetails(m_record)); });
}

void HistoryDetail::show(const SaveRecord &record)
{
    if (m_table && record == m_record)
        return;
    m_record = record;
    m_name->setText(record.name.simplified());
    m_facts->setText(historySentence(record));
    delete m_table;
    m_table = new QWidget(widget());
    m_table->setMaximumWidth(widestTable);
    auto *grid = new QGridLayout(m_table);
    ChangeRow::setColumns(*grid);
    for (const FieldChange &change : record.changes)
        ChangeRow::add(*grid, m_table, change,
                       tr("%1; its old value is not kept").arg(secretText()));
    grid->setRowMinimumHeight(grid->rowCount(), Space::tiny);
    const QString who = record.who.isEmpty() ? tr("not known") : record.who;
    addFact(*grid, tr("Who"), who, false);
    addFact(*grid, tr("Connection"), record.server, false);
    addFact(*grid, tr("Request id"), record.requestId.isEmpty() ? tr("none") : record.requestId,
            !record.requestId.isEmpty());
    static_cast<QVBoxLayout *>(widget()->layout())->insertWidget(1, m_table);
    m_table->show();
}

void HistoryDetail::addFact(QGridLayout &grid, const QString &label, const QString &value,
                            bool isId)
{
    const int line = grid.rowCount();
    auto *caption = new PlainTextLabel(Type::Caption, Tone::Secondary, m_table);
    caption->setText(label);
    grid.addWidget(caption, line, ChangeRow::Label, Qt::AlignTop);
    grid.addWidget(note(isId ? Type::MonoSmall : Type::Caption, Tone::Secondary, value, m_table),
                   line, ChangeRow::Old, 1, 3);
}
