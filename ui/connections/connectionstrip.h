// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/striptab.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QWidget>

class ElidedLabel;
class QMenu;
class QToolButton;

/// A connection as the strip shows it. A plain value.
struct ConnectionTab
{
    QString id;
    ConnectionLook look;

    friend bool operator==(const ConnectionTab &, const ConnectionTab &) = default;
};

// The strip under the menu: a tab for each connection, the open one filled, and who is logged in to
// which release. When it gets tight, closed tabs lose their host and then go into a menu. GUI
// thread.
class ConnectionStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionStrip(QWidget *parent = nullptr);

    /// In this order. What is known of those that stay is kept.
    void setTabs(const QList<ConnectionTab> &tabs);
    /// Nothing is open with an id that is not here.
    void setOpen(const QString &id);
    void setBadge(const QString &id, const ConnectionBadge &badge);
    void setAccount(const QString &username, const QString &release);
    StripTab *tab(const QString &id) const;
    /// It never keeps the window from getting narrower.
    QSize minimumSizeHint() const override { return {0, height()}; }

Q_SIGNALS:
    /// A person wants it to be shown.
    void chosen(const QString &id);
    void addRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    StripTab *makeTab(const QString &id);
    void arrange();
    void fillMenu(const QList<StripTab *> &hidden);
    int roomForTabs() const;
    int widthWith(int hostRoom) const;
    int hostRoomIn(int room) const;

    QList<StripTab *> m_tabs;
    QString m_open;
    QWidget *m_row;
    QToolButton *m_more;
    QMenu *m_menu;
    QToolButton *m_add;
    ElidedLabel *m_account;
    bool m_isArranging = false;
};
