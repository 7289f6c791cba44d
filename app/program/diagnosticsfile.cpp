// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/diagnosticsfile.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include <utility>

using namespace Qt::Literals::StringLiterals;

DiagnosticsFile::DiagnosticsFile(QWidget &window, FilePort &files,
                                 std::function<DiagnosticsFacts()> facts, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_files(files)
    , m_facts(std::move(facts))
{ }

void DiagnosticsFile::ask()
{
    auto *dialog = new QFileDialog(&m_window, tr("Save diagnostics"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"md"_s);
    dialog->selectFile(u"sourcedesk-diagnostics.md"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &DiagnosticsFile::write);
    dialog->open();
}

void DiagnosticsFile::write(const QString &path)
{
    m_call = m_files.writeFile(
            path, diagnosticsDocument(m_facts()), [this, path](const Result<void> &result) {
                const CallHandle finished = std::move(m_call);
                const QString file = QFileInfo(path).fileName();
                Q_EMIT said(result ? tr("%1 is written. Read it before you pass it on.").arg(file)
                                   : tr("%1 could not be written: %2")
                                             .arg(file, result.error().detail));
            });
}
