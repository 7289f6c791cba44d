// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/busyline.h"

#include "common/tokens.h"

#include <QPainter>
#include <QTimer>

#include <chrono>

using namespace std::chrono_literals;

namespace {
constexpr auto patience = 300ms;
constexpr auto frame = 33ms;
constexpr int thickness = 2;
constexpr int phases = 100;
} // namespace

BusyLine::BusyLine(QWidget *parent)
    : QWidget(parent)
    , m_patience(new QTimer(this))
    , m_motion(new QTimer(this))
{
    setFixedHeight(thickness);
    m_patience->setSingleShot(true);
    m_patience->setInterval(patience);
    m_motion->setInterval(frame);
    connect(m_patience, &QTimer::timeout, m_motion, qOverload<>(&QTimer::start));
    connect(m_motion, &QTimer::timeout, this, [this] {
        m_phase = (m_phase + 2) % phases;
        update();
    });
}

void BusyLine::setBusy(bool busy)
{
    if (!busy) {
        m_patience->stop();
        m_motion->stop();
        update();
    } else if (!m_patience->isActive() && !m_motion->isActive()) {
        m_patience->start();
    }
}

bool BusyLine::isMoving() const
{
    return m_motion->isActive();
}

void BusyLine::paintEvent(QPaintEvent *)
{
    if (!isMoving())
        return;
    QPainter painter(this);
    const int length = width() / 4;
    const int left = m_phase * (width() + length) / phases - length;
    painter.fillRect(QRect(left, 0, length, thickness), tokensFor(palette()).focus);
}
