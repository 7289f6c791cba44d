// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

// Outside of any namespace, as Q_INIT_RESOURCE needs it: resources of a static library are dropped
// by the linker unless somebody asks for them.
static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace {

using namespace Qt::Literals::StringLiterals;

// QtSvg takes `currentColor` from the root's color attribute only; a white inside a filled sign
// stands for the ground.
QByteArray colouredSvg(const QString &name, const QColor &colour, const QColor &ground)
{
    static const bool ready = [] {
        initIcons();
        return true;
    }();
    Q_UNUSED(ready)
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("there is no icon %s", qPrintable(name));
        return {};
    }
    QByteArray svg = file.readAll();
    svg.replace("#FFFFFF", ground.name().toLatin1());
    const qsizetype attribute = svg.indexOf(" color=\"");
    const qsizetype close = svg.indexOf('"', attribute + 8);
    if (attribute > 0 && close > 0)
        svg.replace(attribute, close - attribute + 1, " color=\"" + colour.name().toLatin1() + '"');
    return svg;
}

QPixmap signPixmap(const QString &name, const QSize &pixels, const QColor &colour,
                   const QColor &ground)
{
    const QString key = u"sign/%1/%2/%3/%4x%5"_s.arg(name, colour.name(), ground.name())
                                .arg(pixels.width())
                                .arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(colouredSvg(name, colour, ground));
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(QPointF(0, 0), QSizeF(pixels)));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class SignEngine final : public QIconEngine
{
public:
    SignEngine(const QString &name, Tone tone)
        : m_name(name)
        , m_tone(tone)
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        paintSign(*painter, rect, m_name, colour(mode), ground());
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return signPixmap(m_name, size, colour(mode), ground());
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        // Qt 6.4 hands in pixels, 6.8 the size in the window.
        constexpr bool isInPixels = QT_VERSION < QT_VERSION_CHECK(6, 8, 0);
        return signPixmap(m_name, isInPixels ? size : size * scale, colour(mode), ground());
    }

    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override { return size; }
    QIconEngine *clone() const override { return new SignEngine(m_name, m_tone); }

private:
    static const Tokens &tokens() { return tokensFor(QGuiApplication::palette()); }
    static QColor ground() { return tokens().dark ? tokens().chrome : tokens().surface; }
    QColor colour(QIcon::Mode mode) const
    {
        return mode == QIcon::Disabled ? tokens().ink3 : colourOf(m_tone, tokens());
    }

    QString m_name;
    Tone m_tone;
};

} // namespace

QIcon icon(const QString &name, Tone tone)
{
    return QIcon(new SignEngine(name, tone));
}

void paintSign(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour,
               const QColor &ground)
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QPixmap pixmap = signPixmap(name, (rect.size() * ratio).toSize(), colour, ground);
    painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()));
}
