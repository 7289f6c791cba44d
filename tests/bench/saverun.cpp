// SPDX-License-Identifier: GPL-3.0-or-later
#include "saverun.h"

#include "editpage.h"

#include <QCoreApplication>
#include <QPushButton>
#include <QTimer>

#include <cstdio>

using namespace std::chrono_literals;

namespace {
constexpr auto rest = 60ms; // between two saves: animations and late answers end
}

SaveRun::SaveRun(BenchDesk &desk, int saves)
    : m_desk(desk)
    , m_left(saves)
{
    connect(&desk.server(), &ServerSession::listChanged, this, &SaveRun::listChanged);
}

void SaveRun::listChanged()
{
    if (m_edit || !m_desk.server().wasListRead() || !m_desk.window().openFirstSource())
        return;
    m_edit = m_desk.window().page()->edit();
    connect(m_edit, &EditSession::saveEnded, this, &SaveRun::saved);
    connect(m_edit, &EditSession::loaded, this,
            [this] { QTimer::singleShot(rest, this, &SaveRun::saveOnce); });
}

void SaveRun::saveOnce()
{
    const QString name = QStringLiteral("Plex Home %1").arg(m_left);
    m_edit->setValue(Field::Name, FieldValue::text(name));
    m_sinceSave.start();
    m_desk.window().page()->saveButton()->click();
}

void SaveRun::saved()
{
    if (m_edit->outcome()->result != SaveResult::Saved) {
        std::fputs("bench_window: a save was not accepted\n", stderr);
        return QCoreApplication::exit(1);
    }
    tell("save_ms", double(m_sinceSave.nsecsElapsed()) / 1e6);
    if (--m_left == 0)
        return QCoreApplication::exit(0);
    QTimer::singleShot(rest, this, &SaveRun::saveOnce);
}
