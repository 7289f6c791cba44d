// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/forgetquestion.h"

#include "common/plaintextlabel.h"

#include <QBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int dialogWidth = 520;

QStringList whatGoes(int own, int drafts)
{
    return {own == 1 ? ForgetQuestion::tr("1 connection, with its settings")
                     : ForgetQuestion::tr("%n connections, with their settings", nullptr, own),
            ForgetQuestion::tr("tokens, proxy passwords and passphrases in the keychain"),
            drafts < 0 ? ForgetQuestion::tr("all drafts, also those that wait to be sent")
                    : drafts == 1 ? ForgetQuestion::tr("1 draft")
                                  : ForgetQuestion::tr("%n drafts, also those that wait to be sent",
                                                       nullptr, drafts),
            ForgetQuestion::tr("the history of saves and the snapshots from before"),
            ForgetQuestion::tr("the sources as they were read last, and accepted certificates")};
}

PlainTextLabel *note(Type type, Tone tone, const QString &text, QWidget *parent)
{
    auto *label = new PlainTextLabel(type, tone, parent);
    label->makeNote();
    label->setText(text);
    return label;
}
} // namespace

ForgetQuestion::ForgetQuestion(int own, int deployed, int drafts, QWidget *parent)
    : QDialog(parent)
    , m_sure(new QCheckBox(tr("I want all of this to be gone"), this))
    , m_forget(new QPushButton(tr("Forget everything"), this))
    , m_keep(new QPushButton(tr("Keep everything"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setBackgroundRole(QPalette::Light);
    setAutoFillBackground(true);
    setWindowTitle(tr("Forget everything on this machine"));
    auto *body = new QVBoxLayout;
    body->setContentsMargins(Space::pane, Space::pane, Space::pane, Space::large);
    body->setSpacing(Space::small);
    body->addWidget(note(Type::Title, Tone::Ink, tr("Forget everything?"), this));
    body->addWidget(note(Type::Body, Tone::Secondary,
                         tr("This goes from this machine, and no one can bring it back. Nothing "
                            "changes on the servers."),
                         this));
    const QStringList lines = whatGoes(own, drafts);
    for (const QString &line : lines)
        body->addWidget(note(Type::Body, Tone::Ink, u"– "_s + line, this));
    if (deployed > 0)
        body->addWidget(note(Type::Body, Tone::Secondary,
                             tr("What your organisation set stays, without its tokens."), this));
    body->addSpacing(Space::small);
    body->addWidget(m_sure);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(body);
    column->addWidget(makeFooter());
    const int room = parent ? parent->window()->width() - Space::pane : dialogWidth;
    resize(qMin(dialogWidth, room), heightForWidth(qMin(dialogWidth, room)));
}

QWidget *ForgetQuestion::makeFooter()
{
    auto *footer = new QWidget(this);
    footer->setBackgroundRole(QPalette::AlternateBase);
    footer->setAutoFillBackground(true);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(Space::pane, Space::medium, Space::pane, Space::medium);
    row->setSpacing(Space::small);
    row->addStretch(1);
    row->addWidget(m_forget);
    row->addWidget(m_keep);
    m_forget->setProperty("kind", u"danger"_s);
    m_forget->setAutoDefault(false); // never by Return
    m_forget->setEnabled(false);
    m_keep->setProperty("kind", u"strong"_s);
    m_keep->setFont(fontOf(Type::Strong));
    m_keep->setDefault(true);
    m_keep->setFocus(Qt::OtherFocusReason);
    connect(m_sure, &QCheckBox::toggled, m_forget, &QWidget::setEnabled);
    connect(m_keep, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_forget, &QPushButton::clicked, this, [this] {
        Q_EMIT forgetAgreed();
        accept();
    });
    return footer;
}
