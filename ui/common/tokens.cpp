// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/tokens.h"

#include <QApplication>
#include <QFontDatabase>

#include <algorithm>
#include <cmath>

namespace {

Tokens makeLight()
{
    Tokens t;
    t.surface = QColor(0xFFFFFF);
    t.chrome = QColor(0xF2F3F5);
    t.sunken = QColor(0xF7F8FA);
    t.raised = QColor(0xFFFFFF);
    t.field = QColor(0xFFFFFF);
    t.hover = QColor(0xE8EAEF);
    t.selected = QColor(0xDDE1E9);
    t.line = QColor(0xDEE1E7);
    t.border = QColor(0x7F8898);
    t.ink = QColor(0x1A202B);
    t.ink2 = QColor(0x4A5465);
    t.ink3 = QColor(0x5D6778);
    t.onFill = QColor(0xFFFFFF);
    t.onFocus = QColor(0xFFFFFF);
    t.focus = QColor(0x27344A);
    t.mine = QColor(0x4D3BC9);
    t.mineFill = QColor(0x5443D1);
    t.mineFillHover = QColor(0x4635BA);
    t.mineSoft = QColor(0xEEECFB);
    t.theirs = QColor(0x0A6375);
    t.theirsSoft = QColor(0xE0F1F4);
    t.error = QColor(0xB3261E);
    t.errorSoft = QColor(0xFCEEEC);
    t.warn = QColor(0x7C4A00);
    t.warnSoft = QColor(0xFDF3DC);
    t.ok = QColor(0x1C6B3C);
    t.okSoft = QColor(0xE6F4EB);
    t.link = QColor(0x1756A9);
    t.production = QColor(0xA3173F);
    t.productionMark = QColor(0xA3173F);
    t.staging = QColor(0x8A5200);
    t.stagingMark = QColor(0x8A5200);
    t.test = QColor(0x2B6A2E);
    t.testMark = QColor(0x2B6A2E);
    t.selection = QColor(0xC4D3EC);
    t.tip = QColor(0x27303F);
    t.onTip = QColor(0xFFFFFF);
    t.scrollHandle = QColor(0xB4BBC7);
    return t;
}

Tokens makeDark()
{
    Tokens t;
    t.dark = true;
    t.surface = QColor(0x1B1F26);
    t.chrome = QColor(0x15181D);
    t.sunken = QColor(0x181C22);
    t.raised = QColor(0x232831);
    t.field = QColor(0x14171C);
    t.hover = QColor(0x262C36);
    t.selected = QColor(0x303845);
    t.line = QColor(0x2E343E);
    t.border = QColor(0x6B7585);
    t.ink = QColor(0xE7EAEF);
    t.ink2 = QColor(0xB4BCC8);
    t.ink3 = QColor(0x9BA4B2);
    t.onFill = QColor(0xFFFFFF);
    t.onFocus = QColor(0x15181D);
    t.focus = QColor(0xD5DCE8);
    t.mine = QColor(0xB4ACFF);
    t.mineFill = QColor(0x6354DD);
    t.mineFillHover = QColor(0x5748CC);
    t.mineSoft = QColor(0x2A2649);
    t.theirs = QColor(0x6FCBDD);
    t.theirsSoft = QColor(0x14323A);
    t.error = QColor(0xFF9E94);
    t.errorSoft = QColor(0x3B2020);
    t.warn = QColor(0xF0BE66);
    t.warnSoft = QColor(0x362A14);
    t.ok = QColor(0x84D49E);
    t.okSoft = QColor(0x1A3224);
    t.link = QColor(0x8FBCFF);
    t.production = QColor(0xB8325A);
    t.productionMark = QColor(0xF07C98);
    t.staging = QColor(0x8F5C10);
    t.stagingMark = QColor(0xE0A94A);
    t.test = QColor(0x2F7434);
    t.testMark = QColor(0x7CC681);
    t.selection = QColor(0x3C4A63);
    t.tip = QColor(0xE7EAEF);
    t.onTip = QColor(0x1A202B);
    t.scrollHandle = QColor(0x4A5362);
    return t;
}

double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * linear(double(colour.redF())) + 0.7152 * linear(double(colour.greenF()))
            + 0.0722 * linear(double(colour.blueF()));
}

QFont scaled(QFont font, double factor, QFont::Weight weight)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(std::max(1, int(std::lround(font.pixelSize() * factor))));
    font.setWeight(weight);
    return font;
}

QFont fixedFont(double factor)
{
    const QFont base = QApplication::font();
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (base.pointSizeF() > 0)
        font.setPointSizeF(base.pointSizeF());
    else
        font.setPixelSize(base.pixelSize());
    font.setHintingPreference(base.hintingPreference());
    return scaled(font, factor, QFont::Normal);
}

} // namespace

const Tokens &lightTokens()
{
    static const Tokens tokens = makeLight();
    return tokens;
}

const Tokens &darkTokens()
{
    static const Tokens tokens = makeDark();
    return tokens;
}

const Tokens &tokensFor(const QPalette &palette)
{
    const bool dark = palette.color(QPalette::Active, QPalette::Window).lightness()
            < palette.color(QPalette::Active, QPalette::Text).lightness();
    return dark ? darkTokens() : lightTokens();
}

QPalette paletteOf(const Tokens &t)
{
    QPalette p;
    p.setColor(QPalette::Window, t.chrome);
    p.setColor(QPalette::Light, t.surface);
    p.setColor(QPalette::AlternateBase, t.sunken);
    p.setColor(QPalette::Base, t.field);
    p.setColor(QPalette::Button, t.raised);
    p.setColor(QPalette::WindowText, t.ink);
    p.setColor(QPalette::Text, t.ink);
    p.setColor(QPalette::ButtonText, t.ink);
    p.setColor(QPalette::BrightText, t.onFill);
    p.setColor(QPalette::PlaceholderText, t.ink3);
    p.setColor(QPalette::Highlight, t.selection);
    p.setColor(QPalette::HighlightedText, t.ink);
    p.setColor(QPalette::Link, t.link);
    p.setColor(QPalette::LinkVisited, t.link);
    p.setColor(QPalette::ToolTipBase, t.tip);
    p.setColor(QPalette::ToolTipText, t.onTip);
    p.setColor(QPalette::Midlight, t.hover);
    p.setColor(QPalette::Mid, t.line);
    p.setColor(QPalette::Dark, t.border);
    p.setColor(QPalette::Shadow, t.dark ? QColor(Qt::black) : t.ink3);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, t.ink3);
    p.setColor(QPalette::Disabled, QPalette::Base, t.sunken);
    return p;
}

double contrastOf(const QColor &a, const QColor &b)
{
    const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

QColor colourOf(Tone tone, const Tokens &t)
{
    switch (tone) {
    case Tone::Ink:
        return t.ink;
    case Tone::Secondary:
        return t.ink2;
    case Tone::Faint:
        return t.ink3;
    case Tone::Mine:
        return t.mine;
    case Tone::Theirs:
        return t.theirs;
    case Tone::Error:
        return t.error;
    case Tone::Warning:
        return t.warn;
    case Tone::Ok:
        return t.ok;
    case Tone::Link:
        return t.link;
    case Tone::OnFill:
        return t.onFill;
    case Tone::OnFocus:
        return t.onFocus;
    case Tone::Production:
        return t.productionMark;
    case Tone::Staging:
        return t.stagingMark;
    case Tone::Test:
        return t.testMark;
    }
    return t.ink;
}

QFont fontOf(Type type)
{
    const QFont base = QApplication::font();
    switch (type) {
    case Type::Caption:
        return scaled(base, 0.9, QFont::Normal);
    case Type::Body:
        return base;
    case Type::Label:
        return scaled(base, 1.0, QFont::Medium);
    case Type::Strong:
        return scaled(base, 1.0, QFont::DemiBold);
    case Type::Section:
        return scaled(base, 1.1, QFont::DemiBold);
    case Type::Title:
        return scaled(base, 1.45, QFont::DemiBold);
    case Type::Hero:
        return scaled(base, 2.0, QFont::DemiBold);
    case Type::Mono:
        return fixedFont(0.95);
    case Type::MonoSmall:
        return fixedFont(0.88);
    }
    return base;
}
