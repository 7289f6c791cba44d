// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/secretclipboard.h"

#include <QApplication>
#include <QLineEdit>
#include <QMimeData>
#include <QVariant>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto holdsSecret = "holdsSecret";

/// What clipboard managers look for before they keep something.
QString secretHint()
{
    return u"x-kde-passwordManagerHint"_s;
}

/// The watched editor that somebody may copy from now: one copies while it has the focus.
const QLineEdit *secretWithFocus()
{
    const auto *edit = qobject_cast<const QLineEdit *>(QApplication::focusWidget());
    return edit && edit->property(holdsSecret).toBool() && edit->hasSelectedText() ? edit : nullptr;
}

} // namespace

SecretClipboard::SecretClipboard(Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
    connect(QGuiApplication::clipboard(), &QClipboard::changed, this, &SecretClipboard::look);
}

SecretClipboard::~SecretClipboard()
{
    empty(); // or a clipboard manager would be given it as the program's last
}

void SecretClipboard::watch(QLineEdit &edit)
{
    edit.setProperty(holdsSecret, true);
}

void SecretClipboard::look(QClipboard::Mode mode)
{
    if (m_isChanging)
        return;
    if (mode == QClipboard::Clipboard)
        m_stay.reset(); // something else is there now
    const QLineEdit *edit = secretWithFocus();
    if (!edit)
        return;
    QClipboard *clipboard = QGuiApplication::clipboard();
    const QString text = clipboard->text(mode);
    if (text != edit->selectedText())
        return;
    if (mode == QClipboard::Clipboard)
        return keep(text);
    m_isChanging = true;
    clipboard->clear(mode);
    m_isChanging = false;
}

void SecretClipboard::keep(const QString &secret)
{
    auto *data = new QMimeData; // the clipboard's
    data->setText(secret);
    data->setData(secretHint(), "secret"_ba);
    m_isChanging = true;
    QGuiApplication::clipboard()->setMimeData(data);
    m_isChanging = false;
    m_stay = m_clock.callAfter(longestStay, [this] { empty(); });
    Q_EMIT copied();
}

void SecretClipboard::empty()
{
    if (!m_stay)
        return;
    m_stay.reset();
    QClipboard *clipboard = QGuiApplication::clipboard();
    const QMimeData *data = clipboard->mimeData();
    if (data && data->hasFormat(secretHint())) // else it is another's and its notice is on its way
        clipboard->clear();
}
