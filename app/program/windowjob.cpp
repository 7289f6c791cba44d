// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/windowjob.h"

#include "editpage.h"
#include "editsession.h"
#include "form/formrow.h"
#include "form/sourceform.h"
#include "mainwindow.h"
#include "serversession.h"
#include "source/errortext.h"
#include "summary.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPixmap>
#include <QPushButton>

#include <cstdio>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr auto deadline = 30s;
/// Time for names behind ids to come and for the last layout; a picture does not wait for them
/// longer.
constexpr auto settling = 700ms;

void press(QWidget &widget, Qt::Key key, Qt::KeyboardModifiers modifiers, const QString &text)
{
    QKeyEvent down(QEvent::KeyPress, key, modifiers, text);
    QApplication::sendEvent(&widget, &down);
    QKeyEvent up(QEvent::KeyRelease, key, modifiers, text);
    QApplication::sendEvent(&widget, &up);
}

/// Types as a person would: the events go to the editor itself.
void type(QWidget &editor, const QString &text)
{
    editor.setFocus(Qt::OtherFocusReason);
    press(editor, Qt::Key_A, Qt::ControlModifier, {});
    for (const QChar letter : text)
        press(editor, Qt::Key(letter.toUpper().unicode()), Qt::NoModifier, letter);
}

void click(QWidget &widget)
{
    const QPointF at = QPointF(widget.rect().center());
    const QPointF global = widget.mapToGlobal(at);
    QMouseEvent down(QEvent::MouseButtonPress, at, global, Qt::LeftButton, Qt::LeftButton, {});
    QApplication::sendEvent(&widget, &down);
    QMouseEvent up(QEvent::MouseButtonRelease, at, global, Qt::LeftButton, Qt::NoButton, {});
    QApplication::sendEvent(&widget, &up);
}

QString saidBy(const EditSession &edit)
{
    const QList<Summary> summaries = summariesOf(edit);
    return summaries.isEmpty() ? u"the save ended without a word"_s : summaries.first().title;
}
} // namespace

WindowJob::WindowJob(MainWindow &window, Clock &clock, const StartOptions &options, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_clock(clock)
    , m_options(options)
{
    m_deadline = m_clock.callAfter(deadline, [this] { fail(u"not done within 30 s"_s); });
}

WindowJob::~WindowJob() = default;

void WindowJob::start(ServerSession &server)
{
    m_server = &server;
    connect(&server, &ServerSession::listChanged, this, &WindowJob::listChanged);
    listChanged();
}

void WindowJob::listChanged()
{
    if (m_isOpened || m_server->isListLoading())
        return;
    if (const auto &error = m_server->listError())
        return fail(describe(*error, {Situation::LoadList, m_server->api().host(), {}, 0}).what);
    if (m_server->wasListRead())
        openWanted();
}

void WindowJob::openWanted()
{
    m_isOpened = true;
    const bool found = m_options.source.isEmpty() ? m_window.openFirstSource()
                                                  : m_window.openSource(m_options.source);
    if (!found)
        return fail(m_options.source.isEmpty() ? u"the server has no Plex source"_s
                                               : u"no source has the slug "_s + m_options.source);
    m_edit = m_window.page()->edit();
    connect(m_edit, &EditSession::loaded, this, &WindowJob::editChanged);
    connect(m_edit, &EditSession::readEnded, this, &WindowJob::editChanged);
    editChanged();
}

void WindowJob::editChanged()
{
    if (m_isShown)
        return;
    if (m_edit->phase() == EditSession::Phase::LoadFailed)
        return fail(saidBy(*m_edit));
    if (!m_edit->isLoaded())
        return;
    m_isShown = true;
    // not inside the signal that fills the form
    m_pause = m_clock.callAfter(0ms, [this] { sourceShown(); });
}

void WindowJob::sourceShown()
{
    if (m_options.job == StartOptions::Job::Screenshot)
        return finishSoon();
    typeAndSave();
}

void WindowJob::typeAndSave()
{
    SourceForm *form = m_window.page()->form();
    const auto editorOf = [form](Field field) {
        return qobject_cast<QLineEdit *>(form->rowFor(field)->editor()->inner());
    };
    QLineEdit *name = editorOf(Field::Name);
    QLineEdit *path = editorOf(Field::UserPathTemplate);
    if (!name || !path)
        return fail(u"an editor is missing"_s);
    type(*path, u"plex/%(slug)s"_s);
    type(*name, m_edit->baseline().name() + u" Family"_s);
    if (m_edit->changed().size() != 2)
        return fail(u"typing did not change two fields"_s);
    QPushButton *save = m_window.page()->saveButton();
    if (!save->isEnabled())
        return fail(u"Save is not enabled"_s);
    connect(m_edit, &EditSession::saveEnded, this, &WindowJob::saveEnded);
    click(*save);
}

void WindowJob::saveEnded()
{
    if (m_edit->outcome()->result != SaveResult::Saved)
        return fail(saidBy(*m_edit));
    finishSoon();
}

void WindowJob::finishSoon()
{
    m_pause = m_clock.callAfter(settling, [this] { finish(0); });
}

void WindowJob::fail(const QString &why)
{
    std::fprintf(stderr, "sourcedesk: %s\n", qPrintable(why));
    finish(1);
}

void WindowJob::finish(int exitCode)
{
    if (m_isEnded)
        return;
    m_isEnded = true;
    m_deadline.reset();
    if (!grab()) {
        std::fprintf(stderr, "sourcedesk: cannot write %s\n", qPrintable(m_options.picture));
        exitCode = 1;
    }
    Q_EMIT ended(exitCode);
}

bool WindowJob::grab() const
{
    return m_window.grab().save(m_options.picture, "PNG");
}
