// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/fieldtable.h"

#include <QWidget>

class ElidedLabel;
class PlainTextLabel;
class QComboBox;
class QTimer;
class Sign;

/// What stands above a form. A plain value.
struct FormHeaderState
{
    QString name; ///< as stored on the server, not as edited
    QString slug;
    bool enabled = true;
    bool hasSource = false;
    bool isBusy = false; ///< reading or saving
    QString readAt;      ///< "02:09" while the server does not answer; else empty
    QString lockReason;  ///< why nothing can be saved; empty = it can

    friend bool operator==(const FormHeaderState &, const FormHeaderState &) = default;
};

// Stored name, slug and state of the open source; a thin moving line under it while something is
// read or saved for more than 300 ms; in a narrow window the sections as a combo box. GUI thread.
class FormHeader final : public QWidget
{
    Q_OBJECT
public:
    explicit FormHeader(QWidget *parent = nullptr);

    void setState(const FormHeaderState &state);
    void setSectionsShown(bool shown);
    void setCurrentSection(Section section);

Q_SIGNALS:
    void sectionRequested(Section section);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void updateBusy();

    FormHeaderState m_state;
    ElidedLabel *m_name;
    ElidedLabel *m_slug;
    Sign *m_sign;
    PlainTextLabel *m_word;
    Sign *m_lock;
    ElidedLabel *m_reason;
    QComboBox *m_sections;
    QTimer *m_patience; ///< before the line shows
    QTimer *m_motion;
    int m_phase = 0; ///< where the moving line is, 0 to 99
};
