// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagnostics.h"
#include "ports.h"
#include "storageports.h"

#include <QObject>
#include <QString>

#include <functional>

class QWidget;

// Writes the diagnostics bundle where a person wants it. GUI thread.
class DiagnosticsFile final : public QObject
{
    Q_OBJECT
public:
    /// `facts` is asked when a person has chosen a file. Borrows all, which must outlive it.
    DiagnosticsFile(QWidget &window, FilePort &files, std::function<DiagnosticsFacts()> facts,
                    QObject *parent = nullptr);

    /// Asks for a file, then writes it.
    void ask();

Q_SIGNALS:
    /// Something to be said in the status line.
    void said(const QString &sentence);

private:
    void write(const QString &path);

    QWidget &m_window;
    FilePort &m_files;
    std::function<DiagnosticsFacts()> m_facts;
    CallHandle m_call;
};
