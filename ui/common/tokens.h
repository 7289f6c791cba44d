// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

// Measures, colours and type of the program: the one place that has numbers and colours. The two
// sets of colours are constants; which one is in force is read from a palette, so a theme change at
// run time needs no state of ours. GUI thread.

namespace Space {
inline constexpr int tiny = 4;
inline constexpr int small = 8;
inline constexpr int medium = 12;
inline constexpr int large = 16;
inline constexpr int pane = 24;
inline constexpr int huge = 32;
} // namespace Space

namespace Radius {
inline constexpr int small = 4;
inline constexpr int control = 6;
inline constexpr int card = 8;
} // namespace Radius

namespace Size {
inline constexpr int editor = 30;
inline constexpr int button = 32;
inline constexpr int smallButton = 28;
inline constexpr int iconButton = 30;
inline constexpr int icon = 16;
inline constexpr int captionIcon = 12;
inline constexpr int listRow = 52;
inline constexpr int strip = 40;
inline constexpr int stripLine = 3;
inline constexpr int formHeader = 60;
inline constexpr int saveBar = 60;
inline constexpr int statusLine = 28;
inline constexpr int scrollBar = 10;
inline constexpr int sourceList = 300;
inline constexpr int narrowSourceList = 240;
inline constexpr int inspector = 276;
inline constexpr int labelColumn = 164;
inline constexpr int narrowLabelColumn = 132;
inline constexpr int markColumn = 28;
inline constexpr int caption = 18;
inline constexpr int gutterBar = 3;
inline constexpr int gutterBarLeft = 10;
inline constexpr int rowGap = 6;
inline constexpr int widestForm = 960;
/// Below this width of the form labels take the narrow column.
inline constexpr int narrowForm = 700;
} // namespace Size

struct Tokens
{
    bool dark = false;
    QColor surface, chrome, sunken, raised, field, hover, selected;
    QColor line, border, ink, ink2, ink3, onFill, onFocus, focus;
    QColor mine, mineFill, mineFillHover, mineSoft, theirs, theirsSoft;
    QColor error, errorSoft, warn, warnSoft, ok, okSoft, link;
    QColor production, productionMark, staging, stagingMark, test, testMark;
    QColor selection, tip, onTip, scrollHandle;
};

const Tokens &lightTokens();
const Tokens &darkTokens();
/// The set that goes with `palette`: dark when its window ground is darker than its text.
const Tokens &tokensFor(const QPalette &palette);
/// The palette of a set. Grounds by role: chrome is Window, surface is Light, sunken is
/// AlternateBase, field is Base, raised is Button.
QPalette paletteOf(const Tokens &tokens);

/// Contrast of two opaque colours after WCAG 2, 1 to 21.
double contrastOf(const QColor &a, const QColor &b);

/// A colour of text and signs by its meaning; the colour itself depends on the set in force.
enum class Tone : quint8
{
    Ink,
    Secondary,
    Faint,
    Mine,
    Theirs,
    Error,
    Warning,
    Ok,
    Link,
    OnFill,
    OnFocus,
    Production,
    Staging,
    Test,
};
QColor colourOf(Tone tone, const Tokens &tokens);

/// Type by role, in proportion to the application's font.
enum class Type : quint8
{
    Caption,
    Body,
    Label,
    Strong,
    Section,
    Title,
    Hero,
    Mono,
    MonoSmall,
};
QFont fontOf(Type type);
