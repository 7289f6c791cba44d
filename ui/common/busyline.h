// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QTimer;

// A thin line that moves while something is read, after a moment of patience: most reads are over
// before. Its height is always reserved. GUI thread.
class BusyLine final : public QWidget
{
    Q_OBJECT
public:
    explicit BusyLine(QWidget *parent = nullptr);

    void setBusy(bool busy);
    bool isMoving() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QTimer *m_patience; ///< before the line shows
    QTimer *m_motion;
    int m_phase = 0;
};
