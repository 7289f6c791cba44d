// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/textitemrow.h"

#include "common/deskstyle.h"
#include "common/plaintextlabel.h"
#include "common/sign.h"
#include "common/strangertext.h"
#include "core/showntext.h"
#include "form/lineedit.h"

#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

TextItemRow::TextItemRow(QWidget *parent)
    : ItemRow(parent)
    , m_sign(new Sign)
    , m_name(new PlainTextLabel(Type::Label, Tone::Ink))
    , m_edit(new LineEdit)
    , m_remove(makeRemoveButton(this))
    , m_layout(new QVBoxLayout(this))
    , m_line(new QHBoxLayout)
{
    m_layout->setContentsMargins(10, 1, Space::small - 3, 2);
    m_layout->setSpacing(0);
    m_line->setSpacing(Space::small);
    m_line->addWidget(m_sign);
    m_line->addWidget(m_name);
    m_line->addWidget(m_edit, 1);
    m_line->addWidget(m_remove);
    m_layout->addLayout(m_line);
    m_name->setBuddy(m_edit);
    m_name->hide();
    m_edit->setFont(fontOf(Type::Mono));
    m_edit->setElideMode(Qt::ElideMiddle);
    m_edit->setProperty("bare", true);
    m_edit->setPlaceholderText(tr("Machine identifier"));
    m_edit->setFixedHeight(qMax(28, m_edit->fontMetrics().height() + 10));
    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        if (m_showing)
            return;
        updateNames();
        Q_EMIT textChanged();
    });
    connect(m_remove, &QToolButton::clicked, this, &TextItemRow::removeRequested);
}

QList<QWidget *> TextItemRow::tabStops() const
{
    return {m_edit, m_remove};
}

void TextItemRow::setNumber(int number)
{
    if (m_number == number)
        return;
    m_number = number;
    updateNames();
}

void TextItemRow::setText(const QString &text)
{
    if (this->text() == text && m_number > 0 && !m_shown.isNull())
        return;
    m_showing = true;
    m_shown = text.isNull() ? u""_s : text;
    const bool editable = LineEdit::holds(text);
    m_edit->setText(editable ? text : shownLine(text));
    m_edit->setReadOnly(!editable);
    m_readBack = m_edit->text();
    m_showing = false;
    updateNames();
}

QString TextItemRow::text() const
{
    return m_edit->text() == m_readBack ? m_shown : m_edit->text();
}

void TextItemRow::updateNames()
{
    const QString numbered = tr("Server %1").arg(m_number);
    const bool named = m_edit->text().isEmpty() || !m_problem.isEmpty();
    m_name->setText(numbered);
    m_name->setVisible(named);
    const Tone tone = m_problem.isEmpty() ? Tone::Ink : Tone::Error;
    m_name->setTone(tone);
    m_sign->setSign(u"server"_s, m_problem.isEmpty() ? Tone::Secondary : tone, {});
    m_edit->setAccessibleName(numbered);
    QStringList description{m_problem};
    if (m_edit->isReadOnly())
        description.append(tr("Holds line breaks or other characters that a line cannot show."));
    else if (!isShownAsIs(m_edit->text()))
        description.append(tr("Holds hidden characters: %1").arg(m_edit->text().left(200)));
    description.removeAll(QString());
    StrangerText::setDescription(*m_edit, description.join(u' '));
    const bool isOdd = m_edit->isReadOnly() || !isShownAsIs(m_edit->text());
    m_edit->setToolTip(isOdd ? StrangerText::toolTip(description.constLast()) : QString());
    setLook(m_edit, "bare", !m_edit->text().isEmpty() && m_problem.isEmpty());
    setLook(m_edit, "error", !m_problem.isEmpty());
    const QString remove = tr("Remove server %1").arg(m_number);
    m_remove->setAccessibleName(remove);
    m_remove->setToolTip(remove);
    setAccessibleName(m_edit->text().isEmpty() ? tr("Server %1, empty").arg(m_number)
                                               : shownLine(text().left(200)));
}

void TextItemRow::setProblem(const QString &line)
{
    if (m_problem == line)
        return;
    m_problem = line;
    if (!m_problemLine && !line.isEmpty()) {
        m_problemLine = new QWidget(this);
        auto *layout = new QHBoxLayout(m_problemLine);
        layout->setContentsMargins(Space::pane, 0, 0, 2);
        layout->setSpacing(5);
        auto *sign = new Sign(Size::captionIcon);
        sign->setSign(u"error"_s, Tone::Error, {});
        m_problemText = new PlainTextLabel(Type::Caption, Tone::Error);
        m_problemText->makeNote();
        sign->setFixedHeight(m_problemText->fontMetrics().height());
        layout->addWidget(sign, 0, Qt::AlignTop);
        layout->addWidget(m_problemText, 1);
        m_layout->addWidget(m_problemLine);
    }
    if (m_problemLine) {
        m_problemText->setText(line);
        m_problemLine->setVisible(!line.isEmpty());
    }
    updateNames();
}

void TextItemRow::focusText(Qt::FocusReason reason)
{
    m_edit->setFocus(reason);
}
