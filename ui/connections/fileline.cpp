// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/fileline.h"

#include "common/tokens.h"
#include "form/lineedit.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>

FileLine::FileLine(const QString &what, const QString &filter, QWidget *parent)
    : QWidget(parent)
    , m_what(what)
    , m_filter(filter)
    , m_edit(new LineEdit(this))
    , m_choose(new QPushButton(tr("Choose…"), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(Space::small);
    row->addWidget(m_edit, 1);
    row->addWidget(m_choose);
    m_edit->setAccessibleName(what);
    m_edit->setElideMode(Qt::ElideLeft); // the name of the file says most
    m_edit->setPlaceholderText(tr("none"));
    m_choose->setAutoDefault(false);
    m_choose->setAccessibleName(tr("Choose %1").arg(what));
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &FileLine::edited);
    connect(m_choose, &QPushButton::clicked, this, &FileLine::choose);
}

QString FileLine::path() const
{
    return m_edit->text();
}

void FileLine::setPath(const QString &path)
{
    m_edit->setText(path);
    m_edit->setCursorPosition(0);
}

void FileLine::choose()
{
    auto *dialog = new QFileDialog(this, m_what);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({m_filter, tr("All files (*)")});
    const QString now = path();
    dialog->setDirectory(now.isEmpty() ? QDir::homePath() : QFileInfo(now).absolutePath());
    connect(dialog, &QFileDialog::fileSelected, this, &FileLine::setPath);
    dialog->open();
}
