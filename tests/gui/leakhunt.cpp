// SPDX-License-Identifier: GPL-3.0-or-later
#include "leakhunt.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QLoggingCategory>
#include <QMimeData>
#include <QMutex>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTextEdit>
#include <QUndoStack>
#include <QUrl>
#include <QWidget>

#include <algorithm>
#include <array>
#include <iterator>
#include <unistd.h>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {

LeakHunt *hunter = nullptr; // the hooks of Qt are plain functions
QBasicMutex logMutex;       // every thread logs

constexpr std::array names{
        "settings"_L1,   "database"_L1,        "log of the database"_L1,
        "other file"_L1, "diagnostics"_L1,     "exported file"_L1,
        "log"_L1,        "window title"_L1,    "shown text"_L1,
        "undo text"_L1,  "accessible tree"_L1, "accessible event"_L1,
        "clipboard"_L1,  "arguments"_L1,       "environment"_L1,
        "crash"_L1,
};
static_assert(names.size() == leakPlaces);

LeakPlace placeOf(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    if (name.contains(".sqlite-"_L1))
        return LeakPlace::DatabaseLog;
    if (name.endsWith(".sqlite"_L1))
        return LeakPlace::Database;
    if (name.endsWith(".ini"_L1))
        return LeakPlace::Settings;
    if (path.contains("/diagnostics/"_L1))
        return LeakPlace::Diagnostics;
    if (path.contains("/exports/"_L1))
        return LeakPlace::Export;
    return path.contains("/crash/"_L1) ? LeakPlace::Crash : LeakPlace::OtherFile;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The fields of /proc/PID/stat behind the name, which may have blanks in it.
QByteArrayList statOf(const QString &pid)
{
    const QByteArray line = contentOf(u"/proc/%1/stat"_s.arg(pid));
    return line.mid(line.lastIndexOf(')') + 2).split(' ');
}

/// This process and those that it, or one of them, started.
QStringList ourProcesses()
{
    QStringList ours{QString::number(QCoreApplication::applicationPid())};
    const QStringList all = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
    for (qsizetype at = 0; at < ours.size(); ++at) {
        const QByteArray parent = ours.at(at).toLatin1();
        std::copy_if(all.begin(), all.end(), std::back_inserter(ours),
                     [&parent](const QString &pid) { return statOf(pid).value(1) == parent; });
    }
    return ours;
}

QString eventText(QAccessibleEvent *event)
{
    switch (event->type()) {
    case QAccessible::TextInserted:
        return static_cast<QAccessibleTextInsertEvent *>(event)->textInserted();
    case QAccessible::TextRemoved:
        return static_cast<QAccessibleTextRemoveEvent *>(event)->textRemoved();
    case QAccessible::TextUpdated: {
        auto *update = static_cast<QAccessibleTextUpdateEvent *>(event);
        return update->textInserted() + u'\n' + update->textRemoved();
    }
    case QAccessible::ValueChanged:
        return static_cast<QAccessibleValueChangeEvent *>(event)->value().toString();
    default: {
        QAccessibleInterface *interface = event->accessibleInterface();
        return interface ? interface->text(QAccessible::Name) : QString();
    }
    }
}

} // namespace

QString nameOf(LeakPlace place)
{
    return names.at(size_t(place));
}

LeakHunt::LeakHunt()
{
    hunter = this;
    m_eventsBefore = QAccessible::installUpdateHandler(hearEventOfAny);
    m_filter = std::make_unique<MaskedTextFilter>();
    QLoggingCategory::setFilterRules(u"*=true"_s);
    m_logBefore = qInstallMessageHandler(hearLog);
}

LeakHunt::~LeakHunt()
{
    qInstallMessageHandler(m_logBefore);
    QLoggingCategory::setFilterRules({});
    m_filter.reset();
    QAccessible::installUpdateHandler(m_eventsBefore);
    hunter = nullptr;
}

void LeakHunt::addSecret(const QString &name, const QString &secret)
{
    const QByteArray bytes = secret.toUtf8();
    addForm(name, bytes);
    addForm(name + ", percent-encoded"_L1, QUrl::toPercentEncoding(secret));
    addForm(name + ", in UTF-16"_L1,
            QByteArray(reinterpret_cast<const char *>(secret.utf16()), secret.size() * 2));
    // Somewhere in a longer text its base64 has one of three forms; the ends depend on the
    // neighbours.
    for (int before = 0; before < 3; ++before) {
        const QByteArray whole =
                (QByteArray(before, ' ') + bytes)
                        .toBase64(QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals);
        const int fromNeighbour = before == 0 ? 0 : before + 1;
        const QByteArray own = whole.mid(fromNeighbour, whole.size() - fromNeighbour - 1);
        addForm(name + ", in base64"_L1, own);
        addForm(name + ", in base64url"_L1, QByteArray(own).replace('+', '-').replace('/', '_'));
    }
}

void LeakHunt::addForm(const QString &name, const QByteArray &bytes)
{
    m_forms.append({name, bytes});
}

void LeakHunt::take(LeakPlace place, const QByteArray &bytes, const QString &where)
{
    if (bytes.isEmpty())
        return;
    m_searched.insert(place);
    for (const Form &form : std::as_const(m_forms)) {
        if (bytes.contains(form.bytes))
            m_findings.insert(u"%1: %2 (%3)"_s.arg(nameOf(place), form.name, where));
    }
}

void LeakHunt::take(LeakPlace place, const QString &text, const QString &where)
{
    take(place, text.toUtf8(), where);
}

void LeakHunt::takeFiles(const QString &folder)
{
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        take(placeOf(path), contentOf(path) + '\n' + path.toUtf8(), files.fileName());
    }
}

void LeakHunt::look()
{
    const auto widgets = QApplication::allWidgets();
    for (const QWidget *widget : widgets) {
        takeWidget(*widget);
        if (widget->isWindow())
            takeAccessible(QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget)), 0);
    }
    takeTitles();
    takeClipboard();
    takeProcesses();
    takeLog();
    takeTyped();
}

void LeakHunt::takeTitles()
{
    const auto windows = QApplication::topLevelWidgets();
    for (const QWidget *window : windows)
        take(LeakPlace::WindowTitle, window->windowTitle(),
             QString::fromLatin1(window->metaObject()->className()));
}

void LeakHunt::takeUndo(const QUndoStack &stack)
{
    for (int at = 0; at < stack.count(); ++at)
        take(LeakPlace::UndoText, stack.text(at), u"step %1"_s.arg(at));
}

void LeakHunt::takeLog()
{
    const QByteArrayList lines = [this] {
        const QMutexLocker lock(&logMutex);
        return std::exchange(m_log, {});
    }();
    take(LeakPlace::Log, lines.join('\n'), u"a line"_s);
}

void LeakHunt::takeWidget(const QWidget &widget)
{
    const QString where = QString::fromLatin1(widget.metaObject()->className());
    const auto shown = [this, &where](const QString &text) {
        take(LeakPlace::ShownText, text, where);
    };
    shown(widget.toolTip() + u'\n' + widget.statusTip() + u'\n' + widget.whatsThis());
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        shown(label->text());
    else if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        shown(button->text());
    else if (const auto *line = qobject_cast<const QLineEdit *>(&widget))
        shown(line->displayText() + u'\n' + line->placeholderText());
    else if (const auto *plain = qobject_cast<const QPlainTextEdit *>(&widget))
        shown(plain->toPlainText());
    else if (const auto *rich = qobject_cast<const QTextEdit *>(&widget))
        shown(rich->toPlainText());
    else if (const auto *box = qobject_cast<const QComboBox *>(&widget))
        shown(box->currentText());
    const auto actions = widget.actions();
    for (const QAction *action : actions)
        shown(action->text() + u'\n' + action->toolTip());
    takeRows(widget);
}

void LeakHunt::takeRows(const QWidget &widget)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(&widget);
    if (!view || !view->model())
        return;
    const QAbstractItemModel &model = *view->model();
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int column = 0; column < model.columnCount(); ++column) {
            const auto data = model.itemData(model.index(row, column));
            for (auto it = data.begin(); it != data.end(); ++it)
                take(LeakPlace::ShownText, it.value().toString(), u"a row"_s);
        }
    }
}

void LeakHunt::takeAccessible(QAccessibleInterface *interface, int depth)
{
    constexpr int deepest = 64;
    if (!interface || !interface->isValid() || depth > deepest)
        return;
    const QString where = QString::number(interface->role(), 16);
    constexpr std::array kinds{QAccessible::Name, QAccessible::Description, QAccessible::Value,
                               QAccessible::Help, QAccessible::Accelerator};
    for (const QAccessible::Text kind : kinds)
        take(LeakPlace::AccessibleTree, interface->text(kind), where);
    if (QAccessibleTextInterface *text = interface->textInterface()) {
        take(LeakPlace::AccessibleTree, text->text(0, text->characterCount()), where);
    }
    if (QAccessibleValueInterface *value = interface->valueInterface())
        take(LeakPlace::AccessibleTree, value->currentValue().toString(), where);
    for (int at = 0; at < interface->childCount(); ++at)
        takeAccessible(interface->child(at), depth + 1);
}

void LeakHunt::takeClipboard()
{
    m_searched.insert(LeakPlace::Clipboard); // empty is fine too
    for (const auto mode : {QClipboard::Clipboard, QClipboard::Selection}) {
        const QMimeData *data = QApplication::clipboard()->mimeData(mode);
        const QStringList formats = data ? data->formats() : QStringList();
        for (const QString &format : formats)
            take(LeakPlace::Clipboard, data->data(format), format);
    }
}

void LeakHunt::takeProcesses()
{
    const QStringList pids = ourProcesses();
    for (const QString &pid : pids) {
        const QString name = QString::fromUtf8(contentOf(u"/proc/%1/comm"_s.arg(pid)).trimmed());
        take(LeakPlace::Arguments, contentOf(u"/proc/%1/cmdline"_s.arg(pid)), name);
        take(LeakPlace::Environment, contentOf(u"/proc/%1/environ"_s.arg(pid)), name);
    }
    // What was put into the environment later is not in /proc, and a child gets it.
    for (char **variable = environ; *variable; ++variable)
        take(LeakPlace::Environment, QByteArray(*variable), u"of this process"_s);
}

void LeakHunt::hearEventOfAny(QAccessibleEvent *event)
{
    hunter->hearEvent(event);
}

void LeakHunt::hearEvent(QAccessibleEvent *event)
{
    if (!m_isListening)
        return;
    const QByteArray text = eventText(event).toUtf8();
    if (event->type() == QAccessible::TextInserted)
        m_typed[event->object()] += text; // what is typed comes letter by letter
    take(LeakPlace::AccessibleEvent, text,
         QString::fromLatin1(event->object() ? event->object()->metaObject()->className()
                                             : "no object"));
}

void LeakHunt::takeTyped()
{
    const auto typed = std::exchange(m_typed, {});
    for (const QByteArray &letters : typed)
        take(LeakPlace::AccessibleEvent, letters, u"letter by letter"_s);
}

void LeakHunt::hearLog(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    {
        const QMutexLocker lock(&logMutex);
        hunter->m_log.append(QByteArray(context.category) + ": " + text.toUtf8());
    }
    if (type != QtDebugMsg && type != QtInfoMsg)
        hunter->m_logBefore(type, context, text); // the test's own words
}

QStringList LeakHunt::findings() const
{
    QStringList found(m_findings.begin(), m_findings.end());
    found.sort();
    return found;
}
