// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/formrow.h"

#include "common/icon.h"
#include "common/sign.h"
#include "core/showntext.h"
#include "form/caption.h"
#include "form/flageditor.h"
#include "form/readonlytext.h"
#include "form/secreteditor.h"
#include "moment.h"
#include "source/errortext.h"

#include <QGridLayout>
#include <QPainter>
#include <QToolButton>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int markSize = 13;

enum Column
{
    LabelColumn,
    EditorColumn,
    MarkColumn,
    RevertColumn
};

// The last widget inside `container` that Tab stops at; the container when there is none.
QWidget *lastTabStop(QWidget *container)
{
    QWidget *last = container;
    QWidget *const window = container->window(); // Tab begins there
    for (QWidget *at = window->nextInFocusChain(); at != window; at = at->nextInFocusChain()) {
        if (container->isAncestorOf(at) && at->focusPolicy() & Qt::TabFocus)
            last = at;
    }
    return last;
}

int lineHeight(const QWidget &widget)
{
    return qMax(Size::editor, widget.fontMetrics().height() + Space::medium);
}

} // namespace

FormRow::FormRow(Field field, QWidget *parent)
    : QWidget(parent)
    , m_row(rowOf(field))
    , m_grid(new QGridLayout(this))
    , m_below(new QVBoxLayout)
    , m_label(new PlainTextLabel(Type::Label))
    , m_caption(new Caption)
{
    m_grid->setContentsMargins(Space::pane, 0, Space::small, 0);
    m_grid->setSpacing(0);
    m_grid->setColumnStretch(EditorColumn, 1);
    m_grid->setColumnMinimumWidth(MarkColumn, Size::markColumn);
    m_grid->setColumnMinimumWidth(RevertColumn, Size::markColumn);
    m_below->setContentsMargins({});
    m_below->setSpacing(0);
    m_label->setText(labelOf(field));
    m_label->setWordWrap(true);
    m_label->setMinimumHeight(lineHeight(*this));
    m_grid->addWidget(m_label, 0, LabelColumn, Qt::AlignTop);
    m_grid->addLayout(m_below, 1, EditorColumn);
    m_below->addWidget(m_caption);
    setLabelWidth(Size::labelColumn);
    if (!m_row.readOnly)
        makeEditor();
    m_label->setToolTip(Qt::convertFromPlainText(helpOf(field)));
    m_label->setAccessibleDescription(helpOf(field)); // or it would be the tooltip with its markup
    updateCaption();
}

void FormRow::makeEditor()
{
    m_editor = makeFieldEditor(m_row).release();
    if (!m_editor)
        return;
    m_grid->addWidget(m_editor, 0, EditorColumn);
    m_editor->inner()->setToolTip(Qt::convertFromPlainText(helpOf(m_row.field)));
    m_label->setBuddy(m_editor->inner());
    connect(m_editor, &FieldEditor::edited, this,
            [this](const FieldValue &value) { Q_EMIT valueEdited(m_row.field, value); });
    connect(m_editor, &FieldEditor::referencesWanted, this, &FormRow::referencesWanted);
}

SecretEditor *FormRow::secretEditor() const
{
    return qobject_cast<SecretEditor *>(m_editor);
}

void FormRow::reset()
{
    if (m_editor)
        m_editor->reset();
    setProblems({});
    setMark(false, {}, {});
}

void FormRow::showValue(const FieldValue &value, bool writable)
{
    m_value = value;
    const bool hasHidden = m_row.kind == FieldKind::Text && !isShownAsIs(value.toText());
    if (std::exchange(m_hasHidden, hasHidden) || hasHidden) // what is spelled out changes with it
        updateCaption();
    if (value.isUnreadable())
        return showReadOnly(value, tr("Another type of value than expected; it is never sent."));
    if (m_row.readOnly || !m_editor)
        return showReadOnly(value, {});
    if (!writable && m_isHeldByAnother)
        return showReadOnly(value, {});
    if (!writable)
        return showReadOnly(value, tr("This server does not let one change it."));
    if (!m_editor->canShow(value) && m_editor->value() != value) {
        return showReadOnly(value,
                            tr("Holds line breaks or other characters that this editor would "
                               "change, so it is read-only here."));
    }
    m_editor->showValue(value);
    m_reason.clear();
    if (!m_isReadOnly)
        return;
    m_isReadOnly = false;
    m_readOnly->hide();
    m_editor->show();
    m_label->setBuddy(m_editor->inner());
    updateCaption();
}

void FormRow::showReadOnly(const FieldValue &value, const QString &reason)
{
    if (!m_readOnly)
        makeReadOnlyText();
    const bool isText = m_row.kind == FieldKind::Text && FieldValue::text(value.toText()) == value;
    QString text = isText ? value.toText() : valueText(m_row.field, value);
    if (m_row.kind == FieldKind::TextList && !value.isUnreadable() && !value.toList().isEmpty())
        text = value.toList().join(u'\n');
    m_readOnly->setText(text);
    m_reason = reason;
    m_label->setBuddy(m_readOnly->inner());
    if (!m_isReadOnly) {
        m_isReadOnly = true;
        if (m_editor)
            m_editor->hide();
        m_readOnly->show();
    }
    updateCaption();
}

void FormRow::makeReadOnlyText()
{
    m_readOnly = new ReadOnlyText(labelOf(m_row.field), m_row.monospace);
    m_grid->addWidget(m_readOnly, 0, EditorColumn);
    if (m_editor)
        setTabOrder(lastTabStop(m_editor), m_readOnly->inner());
}

QWidget *FormRow::shownEditor() const
{
    if (m_isReadOnly)
        return m_readOnly;
    return m_editor;
}

void FormRow::setMark(bool changed, const FieldValue &baseline, const FieldNote &note)
{
    if (m_changed == changed && m_baseline == baseline && m_note == note)
        return;
    m_changed = changed;
    m_baseline = baseline;
    m_note = note;
    if (m_editor)
        m_editor->setChangedLook(changed);
    updateMark();
    updateCaption();
    update(); // the bar
}

void FormRow::updateMark()
{
    const bool conflict = m_note.kind == FieldNote::Kind::Conflict;
    const bool theirs =
            m_note.kind == FieldNote::Kind::TakenOver || m_note.kind == FieldNote::Kind::Adjusted;
    if (!m_mark && (m_changed || conflict || theirs)) {
        m_mark = new Sign(markSize);
        m_mark->setFixedSize(Size::markColumn, lineHeight(*this));
        m_grid->addWidget(m_mark, 0, MarkColumn, Qt::AlignTop);
    }
    if (m_mark) {
        if (conflict)
            m_mark->setSign(u"conflict"_s, Tone::Mine, tr("Changed here and on the server"));
        else if (m_changed)
            m_mark->setSign(u"changed"_s, Tone::Mine, tr("Changed here"));
        else if (theirs)
            m_mark->setSign(u"theirs"_s, Tone::Theirs, tr("Changed on the server"));
        m_mark->setVisible(m_changed || conflict || theirs);
    }
    if (!m_revert && m_changed)
        makeRevertButton();
    if (m_revert)
        m_revert->setVisible(m_changed);
}

void FormRow::makeRevertButton()
{
    const QString text = tr("Revert %1").arg(labelOf(m_row.field));
    m_revert = new QToolButton;
    m_revert->setIcon(icon(u"revert"_s, Tone::Ink));
    m_revert->setAccessibleName(text);
    m_revert->setToolTip(text);
    m_revert->setFocusPolicy(Qt::TabFocus);
    m_revert->setFixedSize(Size::markColumn, lineHeight(*this));
    m_grid->addWidget(m_revert, 0, RevertColumn, Qt::AlignTop);
    if (QWidget *before = shownEditor())
        setTabOrder(lastTabStop(before), m_revert);
    connect(m_revert, &QToolButton::clicked, this, [this] {
        // The button goes with the change; the focus stays in the row.
        if (m_revert->hasFocus())
            focusEditor({}, Qt::OtherFocusReason);
        Q_EMIT revertRequested(m_row.field);
    });
}

void FormRow::setProblems(const QList<FieldProblem> &problems)
{
    if (m_problems == problems && problems.isEmpty())
        return;
    m_problems = problems;
    const QList<FieldProblem> mine = m_editor ? m_editor->placeProblems(problems) : problems;
    QStringList lines;
    for (const FieldProblem &problem : mine)
        lines.append(problemLine(problem));
    m_problemLines = lines.join(u'\n');
    if (m_editor)
        m_editor->setErrorLook(!mine.isEmpty());
    updateProblems();
    updateCaption();
}

void FormRow::updateProblems()
{
    if (!m_problemLine && !m_problemLines.isEmpty()) {
        m_problemLine = new QWidget;
        auto *layout = new QHBoxLayout(m_problemLine);
        layout->setContentsMargins(0, 2, 0, 2);
        layout->setSpacing(5);
        auto *sign = new Sign(Size::captionIcon);
        sign->setSign(u"error"_s, Tone::Error, {});
        m_problemText = new PlainTextLabel(Type::Caption, Tone::Error);
        m_problemText->makeNote();
        sign->setFixedHeight(m_problemText->fontMetrics().height());
        layout->addWidget(sign, 0, Qt::AlignTop);
        layout->addWidget(m_problemText, 1);
        m_below->insertWidget(0, m_problemLine);
    }
    if (m_problemLine) {
        m_problemText->setText(m_problemLines);
        m_problemLine->setVisible(!m_problemLines.isEmpty());
    }
}

QString FormRow::quoted(const FieldValue &value) const
{
    const QString words = m_editor ? m_editor->wordsFor(value) : valueText(m_row.field, value);
    if (words.isEmpty())
        return tr("empty");
    const bool isList = m_row.kind == FieldKind::TextList || m_row.kind == FieldKind::ReferenceSet;
    const bool bare = m_row.kind == FieldKind::Flag || value.isNull() || value.isTypedSecret()
            || value.state() != FieldValue::State::Held || (isList && value.toList().isEmpty());
    return bare ? words : tr("“%1”").arg(words);
}

QString FormRow::wasText() const
{
    if (m_row.kind == FieldKind::Secret)
        return tr("Changed, not shown");
    return tr("Was %1").arg(quoted(m_baseline));
}

/// " by bert at 02:09", once that is known.
QString FormRow::byWhom() const
{
    return m_note.by ? u' ' + byWhomAndWhen(*m_note.by) : QString();
}

QString FormRow::noteText() const
{
    switch (m_note.kind) {
    case FieldNote::Kind::None:
        return {};
    case FieldNote::Kind::TakenOver:
        // What the server has now is said as the edit's *Was*.
        if (m_row.kind == FieldKind::Secret || m_changed)
            return tr("Changed on the server%1 and taken over.").arg(byWhom());
        return tr("Changed on the server%1 and taken over. Was %2.")
                .arg(byWhom(), quoted(m_note.before));
    case FieldNote::Kind::Conflict:
        if (m_row.kind == FieldKind::Secret)
            return tr("Changed on the server too%1.").arg(byWhom());
        return tr("Changed on the server too%1, to %2.").arg(byWhom(), quoted(m_note.theirs));
    case FieldNote::Kind::Adjusted:
        if (m_row.kind == FieldKind::Secret)
            return tr("The server stored another value than was sent.");
        return tr("The server stored this instead of %1.").arg(quoted(m_note.before));
    case FieldNote::Kind::Ignored:
        return tr("The server answered that it saved, but kept its old value.");
    }
    return {};
}

void FormRow::updateCaption()
{
    const bool isFlag = m_row.kind == FieldKind::Flag;
    const QString note = noteText();
    QString text;
    Tone tone = Tone::Secondary;
    if (m_changed && note.isEmpty()) {
        text = wasText();
        tone = Tone::Mine;
    } else if (m_changed) {
        text = tr("%1 %2", "two sentences").arg(wasText() + u'.', note);
        tone = Tone::Mine;
    } else if (!note.isEmpty()) {
        text = note;
        tone = Tone::Theirs;
    } else if (m_problemLines.isEmpty()) {
        text = m_isReadOnly && !m_reason.isEmpty() ? m_reason : helpOf(m_row.field);
    }
    if (m_hasHidden && !m_isReadOnly) {
        const QString hidden =
                tr("Holds hidden characters. They are spelled out when you leave the field.");
        text = tone == Tone::Secondary ? hidden : tr("%1 %2", "two sentences").arg(hidden, text);
        tone = Tone::Warning;
    }
    bool beside = false;
    if (auto *flag = qobject_cast<FlagEditor *>(m_editor)) {
        // A check box says its sentence itself; what was stands beside it.
        beside = !m_isReadOnly && note.isEmpty();
        flag->setRemark(beside && m_changed ? text : QString());
    }
    const bool onlyHelp = tone == Tone::Secondary && m_reason.isEmpty();
    m_caption->setReserve(m_isReadOnly && !m_reason.isEmpty() ? m_reason
                                  : isFlag                    ? QString()
                                                              : helpOf(m_row.field));
    m_caption->setTone(tone);
    m_caption->setText(text);
    m_caption->setVisible(!beside && !text.isEmpty() && !(isFlag && onlyHelp));
    updateDescription();
}

void FormRow::updateDescription()
{
    QStringList parts{helpOf(m_row.field)};
    if (m_isReadOnly)
        parts.append(m_reason);
    if (m_changed)
        parts.append(wasText());
    parts.append(noteText());
    if (m_hasHidden)
        parts.append(tr("Holds hidden characters: %1").arg(shownLine(m_value.toText().left(200))));
    parts.append(m_problemLines);
    parts.removeAll(QString());
    const QString text = parts.join(u' ');
    if (m_isReadOnly)
        m_readOnly->setDescription(text);
    else if (m_editor)
        m_editor->setDescription(text);
}

void FormRow::setReferences(const ReferenceChoices &choices)
{
    if (!m_editor)
        return;
    m_editor->setReferences(choices);
    updateCaption(); // *Was …* may know a name now
}

void FormRow::setLabelWidth(int width)
{
    m_label->setFixedWidth(width);
    m_grid->setColumnMinimumWidth(LabelColumn, width + Space::medium);
}

void FormRow::focusEditor(std::optional<int> item, Qt::FocusReason reason)
{
    if (m_isReadOnly)
        m_readOnly->inner()->setFocus(reason);
    else if (m_editor)
        m_editor->focusEditor(item, reason);
}

void FormRow::paintEvent(QPaintEvent *)
{
    if (!m_changed)
        return;
    QPainter painter(this);
    painter.fillRect(QRect(Size::gutterBarLeft, 0, Size::gutterBar, height()),
                     tokensFor(palette()).mine);
}
