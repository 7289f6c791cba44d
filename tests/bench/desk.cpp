// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk.h"

#include "connection/baseurl.h"

#include <QApplication>
#include <QFile>
#include <QKeyEvent>
#include <QListView>
#include <QTimer>

#include <cstdio>
#include <unistd.h>
#include <utility>

namespace {
class PaintWatch final : public QObject
{
public:
    PaintWatch(QWidget &widget, std::function<bool()> ready, std::function<void()> then)
        : QObject(&widget)
        , m_ready(std::move(ready))
        , m_then(std::move(then))
    {
        widget.installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::Paint || !m_then || !m_ready())
            return false;
        // This filter comes before the paint.
        QTimer::singleShot(0, this, [this, then = std::exchange(m_then, nullptr)] {
            deleteLater();
            then();
        });
        return false;
    }

private:
    std::function<bool()> m_ready;
    std::function<void()> m_then;
};
} // namespace

std::unique_ptr<BenchDesk> BenchDesk::connectedTo(const QString &url, const Secret &token)
{
    const auto base = BaseUrl::fromUserInput(url);
    return base ? std::unique_ptr<BenchDesk>(new BenchDesk(*base, token)) : nullptr;
}

BenchDesk::BenchDesk(const BaseUrl &base, const Secret &token)
    : m_digests(DigestKey::random())
    , m_store({m_folder.path()}, m_clock)
    , m_history(m_store)
    , m_drafts(m_store)
    , m_sources(m_store)
    , m_draftDesk(m_drafts, m_secrets, m_clock)
    , m_client(base, token, m_digests, m_clock)
    , m_server(m_client,
               SessionPorts{m_digests, m_clock, m_secrets, m_history, &m_drafts, &m_sources})
    , m_window(WindowPorts{m_clock, m_settings, m_history, m_files, m_draftDesk, m_log})
{ }

void BenchDesk::start()
{
    m_window.show();
    m_window.desks().attach(m_client.address(), m_server,
                            {ConnectionKind::Unknown, m_client.host()});
    m_window.desks().show(m_client.address());
    m_server.start();
}

QListView &BenchDesk::list()
{
    return *m_window.findChild<QListView *>();
}

void afterPaint(QWidget &widget, std::function<bool()> ready, std::function<void()> then)
{
    new PaintWatch(widget, std::move(ready), std::move(then)); // owned by the widget
    widget.update();
}

qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> pages = file.readAll().split(' ');
    return pages.size() > 1 ? pages.at(1).toLongLong() * sysconf(_SC_PAGESIZE) : 0;
}

void typeKey(QWidget &widget, Qt::Key key, const QString &text)
{
    QKeyEvent down(QEvent::KeyPress, key, Qt::NoModifier, text);
    QApplication::sendEvent(&widget, &down);
    QKeyEvent up(QEvent::KeyRelease, key, Qt::NoModifier, text);
    QApplication::sendEvent(&widget, &up);
}

void tell(const char *name, double value)
{
    std::printf("%s %.3f\n", name, value);
    std::fflush(stdout);
}
