// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"

#include "common/icon.h"
#include "common/stylepaint.h"
#include "common/tokens.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace {

bool isComboPopup(const QWidget *widget)
{
    return widget && widget->inherits("QComboBoxPrivateContainer");
}

bool isBox(const QWidget *widget)
{
    const auto *frame = qobject_cast<const QFrame *>(widget);
    return frame && frame->frameShape() == QFrame::StyledPanel;
}

// A text editor or a list that fills its frame: the frame is that of an editor.
bool drawsOwnFocus(const QWidget *widget)
{
    return qobject_cast<const QPushButton *>(widget) || qobject_cast<const QToolButton *>(widget)
            || qobject_cast<const QAbstractItemView *>(widget);
}

int heightFor(int least, const QFontMetrics &metrics, int padding)
{
    return qMax(least, metrics.height() + padding);
}

QSize buttonSize(const QStyleOptionButton &option, const QWidget *widget)
{
    int width = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    if (!option.icon.isNull())
        width += option.iconSize.width() + (option.text.isEmpty() ? 0 : 7);
    const QString kind = StylePaint::kindOf(widget);
    const int padding = kind == "link"_L1 ? 2 : kind == "quiet"_L1 ? 10 : 14;
    const int height = kind == "link"_L1 ? option.fontMetrics.height() + 2
                                         : heightFor(Size::button, option.fontMetrics, 14);
    return {width + 2 * padding, height};
}

// The frame around the list of servers: an editor with the state of its row.
void drawFrame(QPainter &painter, const QStyleOption &option, const QWidget *widget)
{
    if (isComboPopup(widget)) {
        const Tokens &t = tokensFor(option.palette);
        painter.fillRect(option.rect, t.border);
        painter.fillRect(option.rect.adjusted(1, 1, -1, -1), t.field);
        return;
    }
    StylePaint::editorFrame(painter, option, widget);
}

QRect comboPart(const QStyleOption &option, QStyle::SubControl part)
{
    const QRect r = option.rect;
    switch (part) {
    case QStyle::SC_ComboBoxArrow:
        return QStyle::visualRect(option.direction, r, {r.right() - 27, r.top(), 24, r.height()});
    case QStyle::SC_ComboBoxEditField:
        return QStyle::visualRect(
                option.direction, r,
                {r.left() + Space::small, r.top() + 1, r.width() - 37, r.height() - 2});
    case QStyle::SC_ComboBoxListBoxPopup:
        return r.adjusted(0, r.height(), 0, 0);
    default:
        return r;
    }
}

QRect scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part)
{
    constexpr int shortest = 32;
    const bool vertical = option.orientation == Qt::Vertical;
    const QRect r = option.rect;
    const int length = vertical ? r.height() : r.width();
    const int range = option.maximum - option.minimum;
    const int fitting =
            range > 0 ? int(qint64(option.pageStep) * length / (range + option.pageStep)) : length;
    const int handle = qMin(length, qMax(fitting, shortest));
    const int at =
            QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                            length - handle, option.upsideDown);
    const auto span = [vertical, r](int from, int size) {
        return vertical ? QRect(r.x(), r.y() + from, r.width(), size)
                        : QRect(r.x() + from, r.y(), size, r.height());
    };
    switch (part) {
    case QStyle::SC_ScrollBarSlider:
        return span(at, handle);
    case QStyle::SC_ScrollBarSubPage:
        return span(0, at);
    case QStyle::SC_ScrollBarAddPage:
        return span(at + handle, length - at - handle);
    case QStyle::SC_ScrollBarGroove:
        return r;
    default:
        return {};
    }
}

} // namespace

void setLook(QWidget *widget, const char *property, const QVariant &value)
{
    if (widget->property(property) == value)
        return;
    widget->setProperty(property, value);
    widget->update();
}

DeskStyle::DeskStyle()
    : QProxyStyle(u"Fusion"_s)
{ }

void DeskStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                              QPainter *painter, const QWidget *widget) const
{
    const Tokens &t = tokensFor(option->palette);
    switch (element) {
    case PE_PanelLineEdit: {
        if (widget && qobject_cast<const QComboBox *>(widget->parentWidget()))
            return;
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (!frame || frame->lineWidth > 0)
            StylePaint::editorFrame(*painter, *option, widget);
        return;
    }
    case PE_FrameLineEdit:
    case PE_FrameMenu:
    case PE_FrameStatusBarItem:
    case PE_FrameTabBarBase:
        return;
    case PE_Frame:
        if (!isComboPopup(widget) && !isBox(widget))
            break;
        drawFrame(*painter, *option, widget);
        return;
    case PE_FrameFocusRect:
        if (!drawsOwnFocus(widget))
            StylePaint::box(*painter, option->rect, Radius::small, Qt::NoBrush, t.focus, 1.5);
        return;
    case PE_IndicatorCheckBox:
        StylePaint::checkBox(*painter, *option);
        return;
    case PE_IndicatorRadioButton:
        StylePaint::radioButton(*painter, *option);
        return;
    case PE_PanelButtonTool:
        StylePaint::toolButton(*painter, *option);
        return;
    case PE_PanelItemViewItem:
        if (option->state & State_Selected)
            painter->fillRect(option->rect, t.selected);
        else if (option->state & State_MouseOver)
            painter->fillRect(option->rect, t.hover);
        return;
    case PE_PanelItemViewRow:
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, t.line);
        painter->fillRect(option->rect.adjusted(1, 1, -1, -1), t.raised);
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, t.tip);
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void DeskStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                            const QWidget *widget) const
{
    const Tokens &t = tokensFor(option->palette);
    switch (element) {
    case CE_PushButtonBevel:
        StylePaint::pushButton(*painter, *option, StylePaint::kindOf(widget));
        return;
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            StylePaint::pushButtonLabel(*painter, *button, StylePaint::kindOf(widget));
            return;
        }
        break;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, t.chrome);
        return;
    case CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            StylePaint::menuBarItem(*painter, *item);
            return;
        }
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, t.sunken);
        painter->fillRect(
                QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.line);
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, t.line);
        return;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            // Fusion cuts a long text off without a sign.
            QStyleOptionComboBox elided = *combo;
            const int room = comboPart(*option, SC_ComboBoxEditField).width() - 2 * Space::tiny;
            elided.currentText =
                    combo->fontMetrics.elidedText(combo->currentText, Qt::ElideRight, room);
            QProxyStyle::drawControl(element, &elided, painter, widget);
            return;
        }
        break;
    case CE_ShapedFrame:
        if (!isComboPopup(widget) && !isBox(widget))
            break;
        drawFrame(*painter, *option, widget);
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void DeskStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                   QPainter *painter, const QWidget *widget) const
{
    const Tokens &t = tokensFor(option->palette);
    if (control == CC_ComboBox) {
        StylePaint::editorFrame(*painter, *option, widget);
        QRectF arrow(0, 0, 14, 14);
        arrow.moveCenter(QRectF(comboPart(*option, SC_ComboBoxArrow)).center());
        const bool enabled = option->state & State_Enabled;
        paintSign(*painter, arrow, u"chevron-down"_s, enabled ? t.ink2 : t.ink3, t.field);
        return;
    }
    const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (control == CC_ScrollBar && slider) {
        // A scroll bar is opaque: its groove has the ground of what it scrolls.
        if (widget)
            painter->fillRect(option->rect, widget->palette().color(widget->backgroundRole()));
        if (slider->maximum > slider->minimum)
            StylePaint::scrollBar(*painter, *option, scrollBarPart(*slider, SC_ScrollBarSlider),
                                  slider->orientation);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect DeskStyle::subElementRect(SubElement element, const QStyleOption *option,
                                const QWidget *widget) const
{
    if (element == SE_LineEditContents) {
        const bool inCombo = widget && qobject_cast<const QComboBox *>(widget->parentWidget());
        return inCombo ? option->rect.adjusted(-1, 0, 0, 0)
                       : option->rect.adjusted(Space::small - 1, 1, -Space::tiny - 1, -1);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect DeskStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                SubControl part, const QWidget *widget) const
{
    if (control == CC_ComboBox)
        return comboPart(*option, part);
    if (control == CC_ScrollBar) {
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option))
            return scrollBarPart(*slider, part);
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QSize DeskStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                  const QWidget *widget) const
{
    QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
    const QFontMetrics &metrics = option->fontMetrics;
    switch (type) {
    case CT_LineEdit:
    case CT_ComboBox:
        wanted.setHeight(heightFor(Size::editor, metrics, 12));
        break;
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return buttonSize(*button, widget);
        break;
    case CT_ToolButton: {
        const int side = heightFor(Size::iconButton, metrics, 12);
        return {qMax(side, wanted.width()), side};
    }
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
            item && item->menuItemType != QStyleOptionMenuItem::Separator)
            wanted.setHeight(heightFor(Size::smallButton, metrics, 11));
        break;
    case CT_MenuBarItem:
        return {size.width() + 18, heightFor(26, metrics, 10)};
    case CT_HeaderSection:
        wanted.setHeight(heightFor(Size::editor, metrics, 12));
        break;
    case CT_ItemViewItem:
        wanted.setHeight(qMax(wanted.height(), Size::editor));
        break;
    default:
        break;
    }
    return wanted;
}

int DeskStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                           const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return Size::scrollBar;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
    case PM_LineEditIconSize:
        return Size::icon;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return Space::small;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_MenuBarPanelWidth:
    case PM_MenuBarItemSpacing:
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    case PM_DefaultFrameWidth:
    case PM_SplitterWidth:
    case PM_TextCursorWidth:
    case PM_MenuBarVMargin:
        return 1;
    case PM_MenuBarHMargin:
    case PM_ToolTipLabelFrameWidth:
        return 6;
    case PM_MenuVMargin:
    case PM_MenuHMargin:
        return Space::tiny;
    // The text of a combo's popup starts where the text of its field does.
    case PM_FocusFrameHMargin:
        return qobject_cast<const QAbstractItemView *>(widget) ? 7 : 2;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int DeskStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                         QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ComboBox_Popup:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_FormLayoutLabelAlignment:
    case SH_FormLayoutFormAlignment:
        return int(Qt::AlignLeft | Qt::AlignTop);
    case SH_FormLayoutFieldGrowthPolicy:
        return QFormLayout::AllNonFixedFieldsGrow;
    case SH_FormLayoutWrapPolicy:
        return QFormLayout::DontWrapRows;
    case SH_LineEdit_PasswordCharacter:
        return 0x2022;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QIcon DeskStyle::standardIcon(StandardPixmap which, const QStyleOption *option,
                              const QWidget *widget) const
{
    if (which == SP_LineEditClearButton)
        return icon(u"close"_s);
    return QProxyStyle::standardIcon(which, option, widget);
}

void DeskStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget)
        || qobject_cast<QComboBox *>(widget))
        widget->setAttribute(Qt::WA_Hover);
}
