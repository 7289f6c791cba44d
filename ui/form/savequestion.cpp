// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/savequestion.h"

#include "common/dialogparts.h"
#include "common/plaintextlabel.h"
#include "common/strangertext.h"
#include "common/tag.h"
#include "source/fieldtable.h"

#include <QBoxLayout>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int dialogWidth = 520;
constexpr int longestTarget = 320;

QString changesText(int count)
{
    return count == 1 ? SaveQuestion::tr("1 change")
                      : SaveQuestion::tr("%n changes", nullptr, count);
}

QString amountOf(const SendPlan &plan)
{
    if (plan.areDrafts)
        return plan.items.size() == 1
                ? SaveQuestion::tr("1 draft")
                : SaveQuestion::tr("%n drafts", nullptr, int(plan.items.size()));
    int count = 0;
    for (const SendItem &item : plan.items)
        count += item.fields;
    return changesText(count);
}

QString lineOf(const SendItem &item)
{
    const QString what =
            item.labels.isEmpty() ? changesText(item.fields) : item.labels.join(u", "_s);
    return SaveQuestion::tr("%1: %2", "source: its fields").arg(item.source.simplified(), what);
}

QString linesOf(const SendPlan &plan)
{
    QStringList lines;
    for (const SendItem &item : plan.items) {
        if (lines.size() == namedSources) {
            lines.append(SaveQuestion::tr("and %n more", nullptr,
                                          int(plan.items.size()) - namedSources));
            break;
        }
        lines.append(lineOf(item));
    }
    return lines.join(u'\n');
}

/// Empty where all are one's own.
QString whoseText(const SendPlan &plan)
{
    if (plan.maker.isEmpty())
        return {};
    if (plan.items.size() == 1)
        return SaveQuestion::tr("This draft was made with %1’s token. It goes out as %2: with your "
                                "right to change sources, and the server logs it as yours.")
                .arg(plan.maker, plan.sender);
    return SaveQuestion::tr("Not all of these drafts were made with your token; one was with %1’s. "
                            "They go out as %2: with your right to change sources, and the server "
                            "logs them as yours.")
            .arg(plan.maker, plan.sender);
}

QString placeOf(const ConnectionLook &look)
{
    if (look.name.isEmpty() || look.name == look.host)
        return look.host;
    return SaveQuestion::tr("%1, %2", "connection, host").arg(look.name, look.host);
}

QString meaningOf(const SendPlan &plan, const ConnectionLook &look)
{
    if (plan.isLater)
        return SaveQuestion::tr("They go out as soon as %1 answers, without another question. If "
                                "somebody else changed the same fields by then, nothing is sent "
                                "and you decide.")
                .arg(look.host);
    return SaveQuestion::tr("Just before sending, each source is read again. If somebody else "
                            "changed the same fields in the meantime, nothing is sent and you "
                            "decide.");
}

} // namespace

SendItem sendItem(const QString &source, const FieldSet &fields)
{
    SendItem item{source, {}, 0};
    for (const Field field : fields) {
        item.labels.append(labelOf(field));
        ++item.fields;
    }
    return item;
}

SaveQuestion::SaveQuestion(const ConnectionLook &look, QWidget *parent)
    : QDialog(parent)
    , m_look(look)
    , m_head(new DialogHead(this))
    , m_what(new PlainTextLabel(Type::Label, Tone::Ink, this))
    , m_whose(new PlainTextLabel(Type::Body, Tone::Warning, this))
    , m_means(new PlainTextLabel(Type::Body, Tone::Secondary, this))
{
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setDialogGround(*this);
    m_head->setSign(look.sign(), look.tone(), {});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_head);
    auto *content = new QVBoxLayout;
    content->setContentsMargins(Space::pane, 0, Space::pane, Space::large);
    content->setSpacing(Space::medium);
    auto *target = new Tag(this);
    const QString word = look.word();
    target->setTag(
            look.sign(),
            QFontMetrics(fontOf(Type::Strong)).elidedText(word, Qt::ElideMiddle, longestTarget),
            look.tone());
    StrangerText::setName(*target, word);
    content->addWidget(target, 0, Qt::AlignLeft);
    for (PlainTextLabel *part : {m_what, m_whose, m_means}) {
        part->makeNote();
        content->addWidget(part);
    }
    column->addLayout(content);
    column->addStretch(1);
    makeFoot(*column);
}

void SaveQuestion::makeFoot(QVBoxLayout &column)
{
    auto *foot = new DialogFoot(this);
    foot->row().addStretch(1);
    m_notNow = foot->addButton(tr("Not now"));
    m_send = foot->addButton({}, u"primary"_s);
    m_send->setFont(fontOf(Type::Strong));
    m_notNow->setDefault(true);
    m_notNow->setFocus();
    column.addWidget(foot);
    connect(m_notNow, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_send, &QPushButton::clicked, this, &SaveQuestion::agreed);
}

void SaveQuestion::show(const SendPlan &plan)
{
    m_plan = plan;
    const QString amount = amountOf(plan);
    const QString title = tr("Send %1 to %2?", "amount, production").arg(amount, m_look.word());
    QString windowTitle = title;
    setWindowTitle(StrangerText::title(windowTitle));
    m_head->setTexts(title, placeOf(m_look));
    m_what->setText(linesOf(plan));
    const QString whose = whoseText(plan);
    m_whose->setText(whose);
    m_whose->setVisible(!whose.isEmpty());
    m_means->setText(meaningOf(plan, m_look));
    m_send->setText(tr("Send %1").arg(amount));
    QString facts = placeOf(m_look) + u'\n' + linesOf(plan);
    if (!whose.isEmpty())
        facts += u'\n' + whose;
    StrangerText::setDescription(*this, facts);
    StrangerText::setDescription(*m_send, facts);
    fitDialog(*this, dialogWidth);
    if (isVisible())
        return;
    m_notNow->setFocus(Qt::OtherFocusReason);
    open();
}
