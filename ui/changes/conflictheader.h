// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"

#include <QWidget>

class PlainTextLabel;
class Tag;
class WrappedLabel;
struct ConflictView;

// The top of the conflict dialog: what happened in one sentence, the facts, where it goes, and
// after a third change what to look at again. ConflictDialog owns it. GUI thread.
class ConflictHeader final : public QWidget
{
    Q_OBJECT
public:
    explicit ConflictHeader(QWidget *parent = nullptr);

    void show(const ConflictView &view);
    /// A third change came; `fields` need another look.
    void showAgain(const FieldSet &fields);
    void hideAgain();

private:
    WrappedLabel *m_title;
    PlainTextLabel *m_facts;
    WrappedLabel *m_again;
    Tag *m_target;
};
