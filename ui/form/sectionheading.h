// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

// The title of a section of the form, with a hairline to the end of the editors' column. GUI
// thread.
class SectionHeading final : public QWidget
{
    Q_OBJECT
public:
    explicit SectionHeading(const QString &title, const QString &remark = {},
                            QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *m_last; ///< the hairline begins behind it
};
