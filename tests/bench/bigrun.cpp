// SPDX-License-Identifier: GPL-3.0-or-later
#include "bigrun.h"

#include "editpage.h"
#include "form/formrow.h"
#include "form/sourceform.h"

#include <QCoreApplication>
#include <QLineEdit>
#include <QListView>
#include <QTimer>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr auto stagePause = 150ms; // between two stages, so that what a stage began also ends in it
const QString searched = u"plex 47"_s;
} // namespace

BigRun::BigRun(BenchDesk &desk)
    : m_desk(desk)
{
    // The window alone first: its memory is not the list's.
    desk.window().show();
    QTimer::singleShot(300ms, this, [this] {
        m_residentBefore = residentBytes();
        m_heartbeat.begin("reading");
        m_sinceStart.start();
        m_desk.start();
        connect(&m_desk.server(), &ServerSession::listChanged, this, &BigRun::listChanged);
        const auto hasRows = [this] { return m_desk.list().model()->rowCount() > 0; };
        afterPaint(*m_desk.list().viewport(), hasRows, [this] { firstRows(); });
    });
}

void BigRun::later(void (BigRun::*step)())
{
    QTimer::singleShot(stagePause, this, [this, step] { (this->*step)(); });
}

void BigRun::firstRows()
{
    tell("first_rows_ms", double(m_sinceStart.nsecsElapsed()) / 1e6);
}

void BigRun::listChanged()
{
    if (m_desk.server().isListLoading() || !m_desk.server().wasListRead())
        return;
    if (m_isReadingAgain)
        return later(&BigRun::finish);
    if (m_isListTold)
        return;
    m_isListTold = true;
    tell("all_rows_ms", double(m_sinceStart.nsecsElapsed()) / 1e6);
    later(&BigRun::filter);
}

void BigRun::filter()
{
    const int rows = m_desk.server().sources().rowCount();
    tell("rows", rows);
    tell("row_bytes", double(residentBytes() - m_residentBefore) / rows);
    m_search = m_desk.window().findChild<QLineEdit *>(u"search"_s);
    const auto edits = m_desk.window().findChildren<QLineEdit *>();
    for (QLineEdit *edit : edits) {
        if (edit->accessibleName() == "Search sources"_L1)
            m_search = edit;
    }
    m_heartbeat.begin("filtering");
    m_search->setFocus();
    filterNext();
}

void BigRun::filterNext()
{
    const qsizetype typed = qsizetype(m_keystrokes.size());
    const qsizetype letters = searched.size();
    if (typed == 2 * letters) {
        tell("keystroke_ms", *std::max_element(m_keystrokes.begin(), m_keystrokes.end()));
        return later(&BigRun::walk);
    }
    QElapsedTimer sinceKey;
    sinceKey.start();
    if (typed < letters)
        typeKey(*m_search, Qt::Key_A, searched.mid(typed, 1)); // the text counts, not the key
    else
        typeKey(*m_search, Qt::Key_Backspace);
    m_search->repaint();
    m_desk.list().viewport()->repaint();
    m_keystrokes.push_back(double(sinceKey.nsecsElapsed()) / 1e6);
    QTimer::singleShot(60ms, this, &BigRun::filterNext);
}

void BigRun::walk()
{
    m_heartbeat.begin("scrolling");
    m_desk.list().scrollToBottom();
    QTimer::singleShot(50ms, this, [this] { m_desk.list().scrollToTop(); });
    later(&BigRun::openOne);
}

void BigRun::openOne()
{
    m_heartbeat.begin("opening");
    m_desk.window().openFirstSource();
    EditSession *edit = m_desk.window().page()->edit();
    if (edit->isLoaded())
        return later(&BigRun::typeInForm);
    connect(edit, &EditSession::loaded, this, [this] { later(&BigRun::typeInForm); });
}

void BigRun::typeInForm()
{
    m_heartbeat.begin("typing");
    QWidget *name = m_desk.window().page()->form()->rowFor(Field::Name)->editor()->inner();
    name->setFocus();
    const QString added = u" Family"_s;
    for (const QChar letter : added)
        typeKey(*name, Qt::Key_A, letter);
    later(&BigRun::readAgain);
}

void BigRun::readAgain()
{
    m_heartbeat.begin("reading again");
    m_isReadingAgain = true;
    m_desk.server().refreshList();
}

void BigRun::finish()
{
    m_heartbeat.begin("end");
    QCoreApplication::exit(0);
}
