// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/maskedtextfilter.h"

#include <QAccessible>
#include <QByteArray>
#include <QByteArrayList>
#include <QHash>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <memory>

class QUndoStack;
class QWidget;

/// Where no secret may be.
enum class LeakPlace : quint8
{
    Settings,
    Database,
    DatabaseLog, ///< what SQLite keeps beside a database
    OtherFile,   ///< anything else in the data folder, and temporary files
    Diagnostics,
    Export,
    Log, ///< at debug level, Qt's own too
    WindowTitle,
    ShownText, ///< labels, buttons, tooltips, rows of item views
    UndoText,
    AccessibleTree,
    AccessibleEvent,
    Clipboard,
    Arguments,   ///< of this process and of those it started
    Environment, ///< the same
    Crash,       ///< what a program that was aborted said and left
};
constexpr int leakPlaces = int(LeakPlace::Crash) + 1;
QString nameOf(LeakPlace place);

// Looks for secrets, each also in base64, percent-encoded and in UTF-16, wherever they must not
// be. From its making on it hears the log and the accessibility events of this process; the rest it
// takes when it is told to. One at a time, for those hooks are plain functions. GUI thread.
class LeakHunt
{
public:
    LeakHunt();
    ~LeakHunt();
    Q_DISABLE_COPY_MOVE(LeakHunt)

    void addSecret(const QString &name, const QString &secret);
    /// While somebody looks at a revealed secret, events of it are wanted.
    void setListening(bool on) { m_isListening = on; }

    /// What the windows show now, the accessible tree, the clipboard, the log, and the arguments
    /// and environments of this process and its children.
    void look();
    void takeTitles();
    void takeWidget(const QWidget &widget);
    void takeUndo(const QUndoStack &stack);
    void takeProcesses();
    /// All files below a folder, by what they are.
    void takeFiles(const QString &folder);
    void take(LeakPlace place, const QByteArray &bytes, const QString &where);
    void take(LeakPlace place, const QString &text, const QString &where);

    /// What was found: place, secret, its form, where; sorted, each once.
    QStringList findings() const;
    void forgetFindings() { m_findings.clear(); }
    /// The places that had anything in them to be searched.
    const QSet<LeakPlace> &searched() const { return m_searched; }

private:
    struct Form
    {
        QString name;
        QByteArray bytes;
    };

    void addForm(const QString &name, const QByteArray &bytes);
    void takeRows(const QWidget &view);
    void takeAccessible(QAccessibleInterface *interface, int depth);
    void takeClipboard();
    void takeLog();
    void takeTyped();
    void hearEvent(QAccessibleEvent *event);

    static void hearEventOfAny(QAccessibleEvent *event);
    static void hearLog(QtMsgType type, const QMessageLogContext &context, const QString &text);

    QList<Form> m_forms;
    QSet<QString> m_findings;
    QSet<LeakPlace> m_searched;
    QHash<const QObject *, QByteArray> m_typed; ///< not searched yet
    QByteArrayList m_log;                       ///< not searched yet: searching may log
    QtMessageHandler m_logBefore = nullptr;
    QAccessible::UpdateHandler m_eventsBefore = nullptr;
    std::unique_ptr<MaskedTextFilter>
            m_filter; ///< as the composition has one, in front of the hook
    bool m_isListening = true;
};
