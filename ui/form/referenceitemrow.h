// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/itemframe.h"

// One object of a set: its name, or its id with the reason why the name is not known.
class ReferenceItemRow final : public ItemRow
{
    Q_OBJECT
public:
    ReferenceItemRow(const QString &id, QWidget *parent = nullptr);

    QList<QWidget *> tabStops() const override;
    QString id() const { return m_id; }
    /// `title` may be empty; then the id is shown with `remark`.
    void setTexts(const QString &title, const QString &remark);

Q_SIGNALS:
    void removeRequested();

private:
    QString m_id;
    PlainTextLabel *m_title;
    PlainTextLabel *m_remark;
    QToolButton *m_remove;
};
