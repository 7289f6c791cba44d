// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/secreteditor.h"

#include "common/icon.h"
#include "common/secretclipboard.h"
#include "core/secret.h"
#include "form/lineedit.h"

#include <QFocusEvent>
#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

SecretEditor::SecretEditor(const FieldRow &row, QWidget *parent)
    : FieldEditor(row, parent)
    , m_edit(new LineEdit)
    , m_button(new QToolButton)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Space::small);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_button);
    m_edit->setFont(fontOf(row.monospace ? Type::Mono : Type::Body));
    m_edit->setEchoMode(QLineEdit::Password);
    m_edit->setPlaceholderText(tr("stored, not shown"));
    m_edit->setAccessibleName(labelOf(row.field));
    m_edit->installEventFilter(this);
    SecretClipboard::watch(*m_edit);
    m_button->setFocusPolicy(Qt::TabFocus);
    m_button->installEventFilter(this);
    updateButton();
    connect(m_edit, &QLineEdit::textChanged, this, &SecretEditor::takeTyped);
    connect(m_button, &QToolButton::clicked, this, &SecretEditor::toggleMask);
}

void SecretEditor::setMaker(Maker maker)
{
    m_maker = std::move(maker);
}

bool SecretEditor::canShow(const FieldValue &value) const
{
    return value.state() == FieldValue::State::Digest || value.isTypedSecret();
}

void SecretEditor::dropTraces()
{
    putValue({});
}

QWidget *SecretEditor::inner() const
{
    return m_edit;
}

void SecretEditor::showRevealed(const Secret &secret)
{
    const bool wanted = std::exchange(m_waiting, false);
    const bool here = m_edit->hasFocus() || m_button->hasFocus();
    if (!wanted || !here || !m_edit->text().isEmpty())
        return;
    m_revealed = true;
    m_edit->setEchoMode(QLineEdit::Normal);
    setOwnText(secret.reveal());
    updateButton();
}

void SecretEditor::putValue(const FieldValue &value)
{
    m_waiting = false;
    m_revealed = false;
    if (!value.isTypedSecret())
        m_stored = value;
    m_edit->setEchoMode(QLineEdit::Password); // first, so that no event carries the text in clear
    m_edit->setText(value.toSecret().reveal());
    updateButton();
}

FieldValue SecretEditor::readEditor() const
{
    const QString text = m_edit->text();
    if (text.isEmpty() && isShowing())
        return m_stored;
    return m_revealed || !m_maker ? m_stored : m_maker(text);
}

bool SecretEditor::alreadyShows(const FieldValue &value) const
{
    if (value.isTypedSecret())
        return FieldEditor::alreadyShows(value);
    // A typed text that was saved, or equals what is stored, goes; but not under the typing hand.
    return m_typing || (value == m_stored && (m_edit->text().isEmpty() || m_revealed));
}

void SecretEditor::takeTyped()
{
    if (isShowing() || m_ownText)
        return;
    m_revealed = false; // edited, so it is typed from now on
    m_typing = true;
    takeEdit();
    m_typing = false;
}

void SecretEditor::setOwnText(const QString &text)
{
    m_ownText = true;
    m_edit->setText(text);
    m_ownText = false;
}

void SecretEditor::toggleMask()
{
    m_edit->setFocus(Qt::OtherFocusReason); // leaving it is what drops a revealed secret
    if (m_edit->echoMode() == QLineEdit::Normal) {
        mask();
        return;
    }
    if (!m_edit->text().isEmpty()) {
        m_edit->setEchoMode(QLineEdit::Normal);
        updateButton();
        return;
    }
    m_waiting = true;
    Q_EMIT revealRequested();
}

void SecretEditor::mask()
{
    m_edit->setEchoMode(QLineEdit::Password);
    if (m_revealed) {
        setOwnText({});
        m_revealed = false;
    }
    updateButton();
}

void SecretEditor::leave()
{
    m_waiting = false;
    if (m_edit->echoMode() == QLineEdit::Normal)
        mask();
}

bool SecretEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::FocusOut)
        return FieldEditor::eventFilter(watched, event);
    const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
    // A context menu or another window is no leaving of the row.
    if (reason == Qt::PopupFocusReason || reason == Qt::ActiveWindowFocusReason)
        return false;
    QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_edit->hasFocus() && !m_button->hasFocus())
                    leave();
            },
            Qt::QueuedConnection);
    return false;
}

void SecretEditor::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous())
        leave();
    FieldEditor::hideEvent(event);
}

void SecretEditor::updateButton()
{
    const bool masked = m_edit->echoMode() != QLineEdit::Normal;
    const QString text =
            masked ? tr("Reveal %1").arg(labelOf(field())) : tr("Hide %1").arg(labelOf(field()));
    m_button->setIcon(icon(u"eye"_s, masked ? Tone::Secondary : Tone::Ink));
    m_button->setAccessibleName(text);
    m_button->setToolTip(text);
}
