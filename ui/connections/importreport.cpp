// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/importreport.h"

#include "common/plaintextlabel.h"

#include <QBoxLayout>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int dialogWidth = 520;
constexpr int dialogHeight = 400;

PlainTextLabel *note(Type type, Tone tone, const QString &text, QWidget *parent)
{
    auto *label = new PlainTextLabel(type, tone, parent);
    label->makeNote();
    label->setText(text);
    return label;
}

QString titleOf(const QStringList &added)
{
    if (added.isEmpty())
        return ImportReport::tr("Nothing was imported");
    return added.size() == 1
            ? ImportReport::tr("1 connection was imported")
            : ImportReport::tr("%n connections were imported", nullptr, int(added.size()));
}

void addLines(QVBoxLayout &column, const QString &title, const QStringList &lines, QWidget *body)
{
    if (lines.isEmpty())
        return;
    column.addSpacing(Space::small);
    column.addWidget(note(Type::Strong, Tone::Ink, title, body));
    for (const QString &line : lines)
        column.addWidget(note(Type::Body, Tone::Ink, u"– "_s + line, body));
}

QWidget *makeBody(const QStringList &added, const QStringList &left, const QStringList &remarks)
{
    auto *body = new QWidget;
    body->setBackgroundRole(QPalette::Light);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(Space::pane, Space::pane, Space::pane, Space::large);
    column->setSpacing(Space::small);
    column->addWidget(note(Type::Title, Tone::Ink, titleOf(added), body));
    if (!added.isEmpty()) {
        column->addWidget(note(Type::Body, Tone::Secondary,
                               ImportReport::tr("They have no token yet: edit each to give it "
                                                "yours."),
                               body));
        for (const QString &name : added)
            column->addWidget(note(Type::Body, Tone::Ink, u"– "_s + name, body));
    }
    addLines(*column, ImportReport::tr("Not imported"), left, body);
    addLines(*column, ImportReport::tr("To know"), remarks, body);
    column->addStretch(1);
    return body;
}
} // namespace

ImportReport::ImportReport(const QStringList &added, const QStringList &left,
                           const QStringList &remarks, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Import connections"));
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Report"));
    scroll->setBackgroundRole(QPalette::Light);
    scroll->viewport()->setBackgroundRole(QPalette::Light);
    scroll->setWidget(makeBody(added, left, remarks));
    auto *footer = new QWidget(this);
    footer->setBackgroundRole(QPalette::AlternateBase);
    footer->setAutoFillBackground(true);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(Space::pane, Space::medium, Space::pane, Space::medium);
    row->addStretch(1);
    auto *close = new QPushButton(tr("Close report"), footer);
    close->setDefault(true);
    row->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(scroll, 1);
    column->addWidget(footer);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    close->setFocus(Qt::OtherFocusReason);
    const QSize room = parent ? parent->window()->size() - QSize(Space::pane, Space::pane)
                              : QSize(dialogWidth, dialogHeight);
    resize(QSize(dialogWidth, dialogHeight).boundedTo(room));
}
