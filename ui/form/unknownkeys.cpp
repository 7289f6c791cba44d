// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/unknownkeys.h"

#include "common/elidedlabel.h"
#include "form/readonlytext.h"
#include "source/fieldtable.h"
#include "source/fieldvalue.h"

#include <QGridLayout>

UnknownKeys::UnknownKeys(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_labelWidth(Size::labelColumn)
{
    m_grid->setContentsMargins(Space::pane, 0, Space::small + 2 * Size::markColumn, 0);
    m_grid->setHorizontalSpacing(Space::medium);
    m_grid->setVerticalSpacing(Size::rowGap);
    m_grid->setColumnStretch(1, 1);
}

void UnknownKeys::setKeys(const QJsonObject &keys)
{
    if (m_keys == keys)
        return;
    m_keys = keys;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int line = 0;
    for (auto key = keys.begin(); key != keys.end(); ++key, ++line) {
        auto *label = new ElidedLabel(Type::MonoSmall, Tone::Secondary, this, Qt::ElideMiddle);
        label->setText(key.key());
        label->setFixedWidth(m_labelWidth);
        auto *value = new ReadOnlyText(key.key(), true);
        // Any opaque field says a received value in words.
        value->setText(valueText(Field::IconThemedUrls, FieldValue::opaque(key.value())));
        value->setDescription(tr("Sourcedesk does not know this field and never sends it."));
        value->inner()->setToolTip(tr("Sourcedesk does not know this field and never sends it."));
        label->setBuddy(value->inner());
        m_grid->addWidget(label, line, 0);
        m_grid->addWidget(value, line, 1);
    }
    setVisible(!keys.isEmpty());
}

void UnknownKeys::setLabelWidth(int width)
{
    m_labelWidth = width;
    for (int line = 0; line < m_grid->rowCount(); ++line) {
        if (QLayoutItem *item = m_grid->itemAtPosition(line, 0))
            item->widget()->setFixedWidth(width);
    }
}
