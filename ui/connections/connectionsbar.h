// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QWidget>

class ElidedLabel;

/// What the bar of the connections shows. A plain value; a reason forbids, empty = allowed.
struct ConnectionsBarState
{
    QString title; ///< what is selected
    QString whyNoOpen;
    QString whyNoEdit;
    QString whyNoDuplicate;
    QString whyNoRemove;
    QString whyNoUp;
    QString whyNoDown;
    QString whyNoExport;
    bool isLocked = false; ///< it can be looked at, not edited

    friend bool operator==(const ConnectionsBarState &, const ConnectionsBarState &) = default;
};

// The lowest lines of the page of the connections: what is selected and what can be done with it.
// GUI thread.
class ConnectionsBar final : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionsBar(QWidget *parent = nullptr);

    void setState(const ConnectionsBarState &state);

Q_SIGNALS:
    void openClicked();
    void editClicked();
    void duplicateClicked();
    void removeClicked();
    void upClicked();
    void downClicked();
    void exportClicked();
    void forgetClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void makeButtons();

    ElidedLabel *m_title;
    QPushButton *m_export;
    QPushButton *m_forget;
    QPushButton *m_up;
    QPushButton *m_down;
    QPushButton *m_remove;
    QPushButton *m_duplicate;
    QPushButton *m_edit;
    QPushButton *m_open;
};
