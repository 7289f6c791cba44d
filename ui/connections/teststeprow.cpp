// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/teststeprow.h"

#include "common/accessiblerole.h"
#include "common/plaintextlabel.h"
#include "common/sign.h"
#include "common/strangertext.h"
#include "common/stylepaint.h"
#include "connection/testtext.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {

struct StateLook
{
    QString sign;
    Tone tone;
};

StateLook lookOf(TestState state)
{
    switch (state) {
    case TestState::Waiting:
        return {u"base"_s, Tone::Faint};
    case TestState::Running:
        return {u"refresh"_s, Tone::Ink};
    case TestState::Passed:
        return {u"ok"_s, Tone::Ok};
    case TestState::Warned:
        return {u"warning"_s, Tone::Warning};
    case TestState::Failed:
        return {u"error"_s, Tone::Error};
    case TestState::Skipped:
        break;
    }
    return {u"partly"_s, Tone::Faint};
}

bool isQuiet(TestState state)
{
    return state == TestState::Waiting || state == TestState::Skipped;
}

} // namespace

QString testStateWord(TestState state)
{
    switch (state) {
    case TestState::Waiting:
        return TestStepRow::tr("waiting");
    case TestState::Running:
        return TestStepRow::tr("running");
    case TestState::Passed:
        return TestStepRow::tr("ok");
    case TestState::Warned:
        return TestStepRow::tr("warning");
    case TestState::Failed:
        return TestStepRow::tr("failed");
    case TestState::Skipped:
        break;
    }
    return TestStepRow::tr("skipped");
}

std::optional<CertificateFacts> refusedCertificate(const TestStepResult &result)
{
    if (result.step != TestStep::Tls || result.state != TestState::Failed)
        return {};
    if (result.certificate)
        return result.certificate;
    return result.error ? result.error->certificate : std::nullopt;
}

TestStepRow::TestStepRow(TestStep step, QWidget *parent)
    : QWidget(parent)
    , m_sign(new Sign(Size::icon, this))
    , m_title(new PlainTextLabel(Type::Label, Tone::Ink, this))
    , m_word(new PlainTextLabel(Type::Caption, Tone::Secondary, this))
    , m_what(new PlainTextLabel(Type::Body, Tone::Ink, this))
    , m_next(new PlainTextLabel(Type::Body, Tone::Secondary, this))
    , m_certificate(new QPushButton(tr("Show the certificate…"), this))
{
    giveAccessibleRole(*this, QAccessible::ListItem);
    setFocusPolicy(Qt::TabFocus);
    m_sign->setFixedHeight(m_title->fontMetrics().lineSpacing());
    for (PlainTextLabel *note : {m_what, m_next}) {
        note->makeNote();
        note->setTextInteractionFlags(Qt::TextSelectableByMouse); // the row is the stop
    }
    m_certificate->setAutoDefault(false);
    auto *first = new QHBoxLayout;
    first->setSpacing(Space::small);
    first->addWidget(m_title, 1);
    first->addWidget(m_word);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addLayout(first);
    texts->addWidget(m_what);
    texts->addWidget(m_next);
    texts->addWidget(m_certificate, 0, Qt::AlignLeft);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::medium, Space::small, Space::medium, Space::small);
    row->setSpacing(Space::medium);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    connect(m_certificate, &QPushButton::clicked, this, [this] {
        if (const auto facts = refusedCertificate(m_result))
            Q_EMIT certificateWanted(*facts);
    });
    TestStepResult waiting;
    waiting.step = step;
    show(waiting, {});
}

void TestStepRow::show(const TestStepResult &result, const QString &host)
{
    m_result = result;
    const StateLook look = lookOf(result.state);
    const QString word = testStateWord(result.state);
    const QString title = testStepTitle(result.step);
    const bool isTold = result.state != TestState::Waiting && result.state != TestState::Running;
    const TestSentence sentence = isTold ? describeTest(result, host) : TestSentence();
    m_sign->setSign(look.sign, look.tone, word);
    m_title->setText(title);
    m_title->setTone(isQuiet(result.state) ? Tone::Secondary : Tone::Ink);
    m_word->setText(word);
    m_word->setTone(look.tone);
    m_what->setText(sentence.what);
    m_what->setTone(result.state == TestState::Failed ? Tone::Error : Tone::Secondary);
    m_what->setVisible(!sentence.what.isEmpty());
    m_next->setText(sentence.next);
    m_next->setTone(Tone::Ink);
    m_next->setVisible(!sentence.next.isEmpty());
    m_certificate->setVisible(refusedCertificate(result).has_value());
    setAccessibleName(tr("%1: %2", "step: state").arg(title, word));
    StrangerText::setDescription(*this, sentence.both());
}

QString TestStepRow::text() const
{
    const QString words = accessibleDescription();
    return words.isEmpty() ? accessibleName() : accessibleName() + u". "_s + words;
}

void TestStepRow::paintEvent(QPaintEvent *)
{
    if (!hasFocus())
        return;
    QPainter painter(this);
    StylePaint::box(painter, rect(), Radius::control, Qt::NoBrush, tokensFor(palette()).focus, 2);
}

void TestStepRow::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void TestStepRow::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}
