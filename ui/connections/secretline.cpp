// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/secretline.h"

#include "common/icon.h"
#include "common/secretclipboard.h"

#include <QFocusEvent>
#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

SecretLine::SecretLine(const QString &what, QWidget *parent)
    : QWidget(parent)
    , m_what(what)
    , m_edit(new QLineEdit(this))
    , m_reveal(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(Space::small);
    row->addWidget(m_edit, 1);
    row->addWidget(m_reveal);
    m_edit->setAccessibleName(what);
    m_edit->installEventFilter(this);
    SecretClipboard::watch(*m_edit);
    m_reveal->setAutoRaise(true);
    m_reveal->setFocusPolicy(Qt::TabFocus);
    m_reveal->installEventFilter(this);
    setFocusProxy(m_edit);
    setMasked(true);
    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        m_reveal->setEnabled(!isEmpty());
        if (isEmpty())
            setMasked(true);
        Q_EMIT edited();
    });
    connect(m_reveal, &QToolButton::clicked, this, [this] {
        m_edit->setFocus(Qt::OtherFocusReason); // leaving it is what masks it again
        setMasked(m_edit->echoMode() == QLineEdit::Normal);
    });
}

Secret SecretLine::typed() const
{
    return Secret(m_edit->text());
}

void SecretLine::clear()
{
    setMasked(true); // first, so that no event carries the text in clear
    m_edit->clear();
}

void SecretLine::setMasked(bool isMasked)
{
    m_edit->setEchoMode(isMasked ? QLineEdit::Password : QLineEdit::Normal);
    m_edit->setInputMethodHints(m_edit->inputMethodHints() | Qt::ImhSensitiveData
                                | Qt::ImhNoPredictiveText);
    const QString text = isMasked ? tr("Reveal %1").arg(m_what) : tr("Hide %1").arg(m_what);
    m_reveal->setIcon(icon(u"eye"_s, isMasked ? Tone::Secondary : Tone::Ink));
    m_reveal->setAccessibleName(text);
    m_reveal->setToolTip(text);
    m_reveal->setEnabled(!isEmpty());
}

bool SecretLine::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::FocusOut)
        return QWidget::eventFilter(watched, event);
    const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
    // A context menu or another window is no leaving of the row.
    if (reason == Qt::PopupFocusReason || reason == Qt::ActiveWindowFocusReason)
        return false;
    QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_edit->hasFocus() && !m_reveal->hasFocus())
                    setMasked(true);
            },
            Qt::QueuedConnection);
    return false;
}

void SecretLine::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous())
        setMasked(true);
    QWidget::hideEvent(event);
}
