// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/referenceitemrow.h"

#include "common/elidedlabel.h"
#include "common/sign.h"
#include "common/strangertext.h"

#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

ReferenceItemRow::ReferenceItemRow(const QString &id, QWidget *parent)
    : ItemRow(parent)
    , m_id(id)
    , m_title(new ElidedLabel(Type::Label, Tone::Ink, this))
    , m_remark(new ElidedLabel(Type::Caption, Tone::Secondary, this))
    , m_remove(makeRemoveButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 1, Space::small - 3, 2);
    layout->setSpacing(Space::small);
    auto *sign = new Sign;
    sign->setSign(u"log"_s, Tone::Secondary, {});
    layout->addWidget(sign);
    layout->addWidget(m_title);
    layout->addWidget(m_remark, 1);
    layout->addWidget(m_remove);
    connect(m_remove, &QToolButton::clicked, this, &ReferenceItemRow::removeRequested);
}

QList<QWidget *> ReferenceItemRow::tabStops() const
{
    return {m_remove};
}

void ReferenceItemRow::setTexts(const QString &title, const QString &remark)
{
    const QString name = title.isEmpty() ? m_id : title;
    m_title->setFont(fontOf(title.isEmpty() ? Type::MonoSmall : Type::Label));
    m_title->setText(name);
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
    StrangerText::setName(*this, name);
    const QString removeText = tr("Remove %1").arg(name);
    StrangerText::setName(*m_remove, removeText);
    m_remove->setToolTip(StrangerText::toolTip(removeText));
    StrangerText::setDescription(*m_remove,
                                 removeText); // or it would be the tooltip with its markup
}
