// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/formheader.h"

#include "common/elidedlabel.h"
#include "common/sign.h"
#include "common/wheelguard.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QPainter>
#include <QTimer>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr auto patience = 300ms;
constexpr auto frame = 33ms;
constexpr int lineHeight = 2;
constexpr int phases = 100;
} // namespace

FormHeader::FormHeader(QWidget *parent)
    : QWidget(parent)
    , m_name(new ElidedLabel(Type::Title, Tone::Ink, this))
    , m_slug(new ElidedLabel(Type::MonoSmall, Tone::Secondary, this))
    , m_sign(new Sign(Size::captionIcon, this))
    , m_word(new PlainTextLabel(Type::Caption, Tone::Secondary, this))
    , m_lock(new Sign(Size::captionIcon, this))
    , m_reason(new ElidedLabel(Type::Caption, Tone::Warning, this))
    , m_sections(new QComboBox(this))
    , m_patience(new QTimer(this))
    , m_motion(new QTimer(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::pane, Space::small, Space::large, Space::small);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(m_name);
    auto *below = new QHBoxLayout;
    below->setSpacing(Space::small);
    for (QWidget *part : std::initializer_list<QWidget *>{m_slug, m_sign, m_word, m_lock, m_reason})
        below->addWidget(part);
    below->setStretchFactor(m_reason, 1);
    m_slug->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    texts->addLayout(below);
    row->addLayout(texts, 1);

    for (int section = 0; section < sectionCount; ++section)
        m_sections->addItem(sectionTitle(Section(section)));
    m_sections->setAccessibleName(tr("Sections"));
    m_sections->hide();
    new WheelGuard(m_sections);
    row->addWidget(m_sections);
    connect(m_sections, &QComboBox::activated, this,
            [this](int section) { Q_EMIT sectionRequested(Section(section)); });

    m_patience->setSingleShot(true);
    m_patience->setInterval(patience);
    m_motion->setInterval(frame);
    connect(m_patience, &QTimer::timeout, m_motion, qOverload<>(&QTimer::start));
    connect(m_motion, &QTimer::timeout, this, [this] {
        m_phase = (m_phase + 2) % phases;
        update(0, height() - lineHeight, width(), lineHeight);
    });
    setMinimumHeight(Size::formHeader);
    m_lock->setSign(u"lock"_s, Tone::Warning, tr("Read-only"));
    m_lock->hide();
}

void FormHeader::setState(const FormHeaderState &state)
{
    if (state == m_state)
        return;
    m_state = state;
    m_name->setText(state.name);
    m_slug->setText(state.slug);
    m_sign->setVisible(state.hasSource);
    m_word->setVisible(state.hasSource);
    const QString word = state.enabled ? tr("enabled") : tr("disabled");
    m_sign->setSign(state.enabled ? u"enabled"_s : u"disabled"_s,
                    state.enabled ? Tone::Ok : Tone::Secondary, word);
    m_word->setText(state.readAt.isEmpty() ? word
                                           : tr("%1 · as read at %2").arg(word, state.readAt));
    m_lock->setVisible(!state.lockReason.isEmpty());
    m_reason->setText(state.lockReason);
    updateBusy();
}

void FormHeader::updateBusy()
{
    if (m_state.isBusy) {
        if (!m_patience->isActive() && !m_motion->isActive())
            m_patience->start();
        return;
    }
    m_patience->stop();
    m_motion->stop();
    update();
}

void FormHeader::setSectionsShown(bool shown)
{
    m_sections->setVisible(shown);
}

void FormHeader::setCurrentSection(Section section)
{
    m_sections->setCurrentIndex(int(section));
}

void FormHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.line);
    if (!m_motion->isActive())
        return;
    const int length = width() / 4;
    const int left = m_phase * (width() + length) / phases - length;
    painter.fillRect(QRect(left, height() - lineHeight, length, lineHeight), tokens.focus);
}
