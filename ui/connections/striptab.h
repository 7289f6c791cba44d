// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionlook.h"

#include <QAbstractButton>

/// What a tab tells of its connection besides where it leads.
struct ConnectionBadge
{
    enum class Reach : quint8
    {
        Unknown, ///< nothing was heard yet
        Reachable,
        Unreachable,
        NoToken ///< it is not asked: its token is missing
    };

    Reach reach = Reach::Unknown;
    int drafts = 0;
    bool changedOnServer = false; ///< somebody else changed a source that was seen

    friend bool operator==(const ConnectionBadge &, const ConnectionBadge &) = default;
};

// One connection in the strip: its shape, word and host, and a badge. The open one is filled and
// joined to the strip's line. GUI thread.
class StripTab final : public QAbstractButton
{
    Q_OBJECT
public:
    StripTab(const QString &id, QWidget *parent);

    const QString &id() const { return m_id; }
    void setLook(const ConnectionLook &look);
    const ConnectionLook &look() const { return m_look; }
    void setBadge(const ConnectionBadge &badge);
    const ConnectionBadge &badge() const { return m_badge; }
    /// So many pixels its host may take at most; 0 = none: when the strip gets tight.
    void setHostRoom(int room);
    int widthFor(int hostRoom) const;
    static constexpr int widestHost = 260;
    static constexpr int leastHost = 64; ///< less of it tells nothing
    QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    bool hasHost(int hostRoom) const;
    QString draftsText() const;
    QString reachSign() const;
    void updateTexts();
    void measure();
    void paintGround(QPainter &painter, const Tokens &tokens) const;
    int paintSignAt(QPainter &painter, int left, const QString &name, const QColor &colour,
                    const QColor &ground) const;

    QString m_id;
    ConnectionLook m_look;
    ConnectionBadge m_badge;
    int m_hostRoom = widestHost;
    bool m_hasHost = false;
    int m_wordWidth = 0;
    int m_hostWidth = 0; ///< of the whole host
    int m_signsWidth = 0;
};
