// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/fieldeditor.h"

#include <functional>

class LineEdit;
class QToolButton;

// Edits a Secret field, the one exception to the law: its editor is empty with the placeholder
// *stored, not shown*, and empty means untouched. Typing replaces the secret. A fetched one is
// shown without being an edit and dropped when it is masked again or the editor is left, unless it
// was edited; so a stored secret is in no widget unless somebody asked for it.
class SecretEditor final : public FieldEditor
{
    Q_OBJECT
public:
    /// Makes the value of a typed text; see EditSession::secretValue().
    using Maker = std::function<FieldValue(const QString &)>;

    explicit SecretEditor(const FieldRow &row, QWidget *parent = nullptr);

    void setMaker(Maker maker);
    bool canShow(const FieldValue &value) const override;
    QWidget *inner() const override;
    /// Shows the fetched secret, if the person has not gone elsewhere or typed meanwhile.
    void showRevealed(const Secret &secret);
    bool isRevealed() const { return m_revealed; }

Q_SIGNALS:
    /// *Reveal* was pressed while nothing was typed: the stored secret is wanted.
    void revealRequested();

protected:
    void putValue(const FieldValue &value) override;
    FieldValue readEditor() const override;
    void dropTraces() override;
    bool alreadyShows(const FieldValue &value) const override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void toggleMask();
    void mask();
    void leave();
    void takeTyped();
    void setOwnText(const QString &text);
    void updateButton();

    Maker m_maker;
    LineEdit *m_edit;
    QToolButton *m_button;
    FieldValue m_stored;     ///< what an empty editor stands for
    bool m_revealed = false; ///< the text is a fetched secret, not an edit
    bool m_typing = false;
    bool m_ownText = false; ///< the text is being set by this class, not by somebody
    bool m_waiting = false; ///< a reveal was asked for and did not come yet
};
