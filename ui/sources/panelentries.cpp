// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/panelentries.h"

#include "common/icon.h"
#include "common/stylepaint.h"
#include "common/tokens.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

// One entry: icon, word, count at the right. What is checked is the window's to say.
class PanelEntryButton final : public QPushButton
{
public:
    PanelEntryButton(const QString &iconName, const QString &text, QWidget *parent)
        : QPushButton(text, parent)
        , m_iconName(iconName)
    {
        setCheckable(true);
        setAutoDefault(false);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        setCount(0);
    }

    void setCount(int count)
    {
        m_count = count;
        setAccessibleName(count > 0 ? u"%1, %2"_s.arg(text()).arg(count) : text());
        update();
    }

    QSize sizeHint() const override
    {
        const int height = qMax(Size::button, fontMetrics().height() + Space::medium);
        return {QPushButton::sizeHint().width() + Space::pane, height};
    }

protected:
    // A click asks for the page; the mark comes when it is open.
    void nextCheckState() override { }

    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &tokens = tokensFor(palette());
        const bool isFilled = isChecked() || isDown();
        if (isFilled || underMouse())
            StylePaint::box(painter, rect(), Radius::control,
                            isFilled ? tokens.selected : tokens.hover, {});
        if (hasFocus())
            StylePaint::box(painter, rect(), Radius::control, Qt::NoBrush, tokens.focus, 2);
        const QRectF sign(Space::medium - 2, (height() - Size::icon) / 2.0, Size::icon, Size::icon);
        paintSign(painter, sign, m_iconName, tokens.ink2, tokens.chrome);
        const QRect line = rect().adjusted(leftOfText, 0, -Space::medium, 0);
        painter.setPen(tokens.ink);
        painter.setFont(fontOf(isChecked() ? Type::Strong : Type::Label));
        painter.drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, text());
        if (m_count == 0)
            return;
        painter.setPen(tokens.ink2);
        painter.setFont(fontOf(Type::Body));
        painter.drawText(line, int(Qt::AlignRight | Qt::AlignVCenter) | Qt::TextSingleLine,
                         QString::number(m_count));
    }

private:
    static constexpr int leftOfText = 34; // as in the list above

    QString m_iconName;
    int m_count = 0;
};

PanelEntries::PanelEntries(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, Space::small + 1, 0, Space::small);
    column->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PanelEntries::addEntry(PanelEntry entry, const QString &iconName, const QString &text)
{
    auto *button = new PanelEntryButton(iconName, text, this);
    m_buttons.insert(entry, button);
    layout()->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, entry] { Q_EMIT chosen(entry); });
}

void PanelEntries::setCount(PanelEntry entry, int count)
{
    if (PanelEntryButton *button = m_buttons.value(entry))
        button->setCount(count);
}

void PanelEntries::showOpen(std::optional<PanelEntry> entry)
{
    for (auto it = m_buttons.cbegin(); it != m_buttons.cend(); ++it)
        it.value()->setChecked(entry == it.key());
}
