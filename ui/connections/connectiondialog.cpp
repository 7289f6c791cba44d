// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectiondialog.h"

#include "common/elidedlabel.h"
#include "common/strangertext.h"
#include "connections/connectionform.h"

#include <QBoxLayout>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int wantedWidth = 640;
constexpr int wantedHeight = 620;
} // namespace

ConnectionDialog::ConnectionDialog(const ConnectionEntry &entry, const StoredSecrets &stored,
                                   bool isLasting, QWidget *parent)
    : QDialog(parent)
    , m_isNew(entry.id.isEmpty())
    , m_isLocked(entry.isDeployed)
    , m_id(entry.id)
    , m_form(new ConnectionForm)
    , m_scroll(new QScrollArea(this))
    , m_hint(new PlainTextLabel(Type::Caption, Tone::Warning, this))
    , m_test(new QPushButton(tr("Test connection")))
    , m_duplicate(new QPushButton(tr("Duplicate")))
    , m_cancel(new QPushButton(tr("Cancel")))
    , m_save(new QPushButton(m_isLocked ? tr("Save token") : tr("Save connection")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setBackgroundRole(QPalette::Light);
    m_form->setKeychain(isLasting);
    m_form->setEntry(entry, stored);
    m_form->setLocked(m_isLocked);
    auto *body = new QWidget;
    body->setBackgroundRole(QPalette::Light);
    m_content = new QVBoxLayout(body);
    m_content->setContentsMargins(Space::pane, Space::small, Space::pane, Space::pane);
    m_content->setSpacing(Space::medium);
    m_content->addWidget(m_form);
    m_content->addStretch(1);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setBackgroundRole(QPalette::Light);
    m_scroll->setBackgroundRole(QPalette::Light);
    m_scroll->setWidget(body);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(makeHeader(entry));
    column->addWidget(m_scroll, 1);
    column->addWidget(makeFooter());
    connectParts();
    fitSize();
    m_form->setFocus(Qt::OtherFocusReason);
}

QWidget *ConnectionDialog::makeHeader(const ConnectionEntry &entry)
{
    auto *header = new QWidget(this);
    header->setBackgroundRole(QPalette::Light);
    header->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(header);
    column->setContentsMargins(Space::pane, Space::pane, Space::pane, Space::small);
    column->setSpacing(Space::tiny);
    const QString title = m_isNew ? tr("Add a connection") : entry.displayName();
    setWindowTitle(StrangerText::title(m_isNew ? title : tr("Connection to %1").arg(title)));
    auto *name = new ElidedLabel(Type::Title, Tone::Ink, header);
    name->setText(title);
    column->addWidget(name);
    if (m_isLocked) {
        auto *why = new PlainTextLabel(Type::Body, Tone::Secondary, header);
        why->makeNote();
        why->setText(
                tr("Set by your organisation: only your token is yours to give. A duplicate can "
                   "be changed."));
        column->addWidget(why);
    }
    return header;
}

QWidget *ConnectionDialog::makeFooter()
{
    auto *footer = new QWidget(this);
    footer->setBackgroundRole(QPalette::AlternateBase);
    footer->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(footer);
    column->setContentsMargins(Space::pane, Space::medium, Space::pane, Space::medium);
    column->setSpacing(Space::small);
    m_hint->makeNote();
    m_hint->hide();
    column->addWidget(m_hint);
    auto *row = new QHBoxLayout;
    row->setSpacing(Space::small);
    row->addWidget(m_form->tokenPageButton());
    m_form->tokenPageButton()->show();
    row->addStretch(1);
    for (QPushButton *button : {m_test, m_duplicate, m_cancel, m_save}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    m_cancel->setProperty("kind", u"quiet"_s);
    m_save->setProperty("kind", u"strong"_s); // it is kept here, nothing is sent
    m_save->setFont(fontOf(Type::Strong));
    m_save->setDefault(true);
    m_duplicate->setVisible(m_isLocked);
    column->addLayout(row);
    return footer;
}

void ConnectionDialog::connectParts()
{
    connect(m_save, &QPushButton::clicked, this, &ConnectionDialog::save);
    connect(m_duplicate, &QPushButton::clicked, this, [this] {
        Q_EMIT duplicateRequested(m_id);
        done(Accepted);
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] { done(Rejected); });
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (isRight())
            Q_EMIT testRequested(m_form->entry(), m_form->typedSecrets());
    });
    connect(m_form, &ConnectionForm::openUrlRequested, this, &ConnectionDialog::openUrlRequested);
    connect(m_form, &ConnectionForm::edited, this, [this] {
        m_isWarned = false;
        m_hint->hide();
    });
    connect(m_form, &ConnectionForm::partOpened, this, [this](QWidget *part) {
        // Once its rows have their places.
        QMetaObject::invokeMethod(
                this, [this, part] { scrollTo(*part); }, Qt::QueuedConnection);
    });
}

void ConnectionDialog::scrollTo(const QWidget &part)
{
    const int top = part.mapTo(m_scroll->widget(), QPoint()).y();
    QScrollBar *bar = m_scroll->verticalScrollBar();
    if (top + part.height() > bar->value() + m_scroll->viewport()->height())
        bar->setValue(top - Space::small);
}

void ConnectionDialog::setTestView(QWidget *view)
{
    m_content->insertWidget(1, view);
}

bool ConnectionDialog::isRight()
{
    m_form->showProblem();
    QWidget *wrong = m_form->problem().where;
    if (wrong)
        m_scroll->ensureWidgetVisible(wrong);
    return !wrong;
}

void ConnectionDialog::save()
{
    if (!isRight())
        return;
    Q_EMIT saveRequested(m_form->entry(), m_form->typedSecrets(), m_isNew);
    done(Accepted);
}

void ConnectionDialog::reject()
{
    if (isVisible() && !m_isWarned && m_form->isEdited()) {
        m_isWarned = true;
        m_hint->setText(tr("Not saved yet. Cancel, or Escape once more, drops what you typed."));
        m_hint->show();
        return;
    }
    QDialog::reject();
}

void ConnectionDialog::fitSize()
{
    const QSize room =
            (parentWidget() ? parentWidget()->window()->size() : screen()->availableSize())
            - QSize(Space::pane, Space::pane);
    resize(std::min(wantedWidth, room.width()), std::min(wantedHeight, room.height()));
}
