// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QWidget>

class ElidedLabel;
class PlainTextLabel;
class QBoxLayout;
class QPushButton;
class Sign;

// What dialogs that ask for a decision have in common: a head with sign, title and a sentence of
// facts, and a foot with the buttons. GUI thread.

/// The head. All texts are plain text and may hold words of a server.
class DialogHead final : public QWidget
{
    Q_OBJECT
public:
    explicit DialogHead(QWidget *parent);

    /// `meaning` of the sign is for a screen reader; empty for a mere decoration.
    void setSign(const QString &name, Tone tone, const QString &meaning);
    void setTexts(const QString &title, const QString &sentence);
    QString title() const;

private:
    Sign *m_sign;
    PlainTextLabel *m_title;
    PlainTextLabel *m_sentence;
};

/// The foot: buttons at the right, in the order in which they were added.
class DialogFoot final : public QWidget
{
    Q_OBJECT
public:
    explicit DialogFoot(QWidget *parent);

    /// Not the default button, and Enter elsewhere does not press it. `kind` as in DeskStyle, or
    /// empty.
    QPushButton *addButton(const QString &text, const QString &kind = {});
    /// To add what stands left of the buttons: before the first of them.
    QBoxLayout &row() const { return *m_row; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QBoxLayout *m_row;
};

/// The ground of such a dialog.
void setDialogGround(QWidget &dialog);
/// As tall as its words need at this width, at most as tall as the window below it.
void fitDialog(QWidget &dialog, int width);
