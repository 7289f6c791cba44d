// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/readonlytext.h"

#include "common/strangertext.h"
#include "common/tokens.h"
#include "core/showntext.h"
#include "form/lineedit.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>

namespace {

constexpr int shownLines = 4;

} // namespace

ReadOnlyText::ReadOnlyText(const QString &name, bool monospace, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_monospace(monospace)
    , m_line(new LineEdit)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_line);
    m_line->setReadOnly(true);
    m_line->setProperty("readOnlyLook", true);
    StrangerText::setName(*m_line, name);
    m_line->setElideMode(Qt::ElideMiddle);
    m_line->setFont(fontOf(monospace ? Type::Mono : Type::Body));
}

void ReadOnlyText::setText(const QString &text)
{
    m_text = text;
    const bool oneLine = LineEdit::holds(text);
    if (!oneLine && !m_lines)
        makeLines();
    m_line->setVisible(oneLine);
    m_line->setText(oneLine ? shownText(text) : QString());
    m_line->setCursorPosition(0);
    if (!m_lines)
        return;
    m_lines->setVisible(!oneLine);
    m_lines->setPlainText(oneLine ? QString() : shownText(text));
}

QWidget *ReadOnlyText::inner() const
{
    if (m_lines && !LineEdit::holds(m_text))
        return m_lines;
    return m_line;
}

void ReadOnlyText::setDescription(const QString &text)
{
    StrangerText::setDescription(*inner(), text);
}

void ReadOnlyText::makeLines()
{
    m_lines = new QPlainTextEdit;
    m_lines->setReadOnly(true);
    m_lines->setProperty("readOnlyLook", true);
    StrangerText::setName(*m_lines, m_name);
    m_lines->setFont(fontOf(m_monospace ? Type::Mono : Type::Body));
    m_lines->setTabChangesFocus(true);
    m_lines->document()->setDocumentMargin(Space::small - 1);
    m_lines->viewport()->setAutoFillBackground(false);
    m_lines->setFixedHeight(shownLines * m_lines->fontMetrics().lineSpacing() + Space::large);
    layout()->addWidget(m_lines);
}
