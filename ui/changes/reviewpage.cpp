// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/reviewpage.h"

#include "common/icon.h"
#include "common/plaintextlabel.h"
#include "common/sign.h"
#include "common/stylepaint.h"
#include "core/showntext.h"
#include "editsession.h"
#include "source/fieldtable.h"
#include "source/patch.h"
#include "summary.h"

#include <QBoxLayout>
#include <QFrame>
#include <QGridLayout>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int requestLines = 9;

// The sunken ground of code.
class CodeBox final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &tokens = tokensFor(palette());
        StylePaint::box(painter, rect(), Radius::control, tokens.sunken, tokens.line);
    }
};

QFrame *hairline(QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(QFrame::NoFrame);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    return line;
}

PlainTextLabel *label(Type type, Tone tone, const QString &text, QWidget *parent)
{
    auto *made = new PlainTextLabel(type, tone, parent);
    made->setText(text);
    return made;
}

/// "Name", "Name or Slug", "Name, Slug or Icon".
QString anyOf(const QStringList &names)
{
    if (names.size() < 2)
        return names.join(QString());
    return ReviewPage::tr("%1 or %2")
            .arg(names.mid(0, names.size() - 1).join(u", "_s), names.last());
}

int writableCount(const EditSession &edit)
{
    int count = 0;
    for (const FieldRow &row : fieldTable())
        count += edit.traits().of(row.field).writable ? 1 : 0;
    return count;
}
} // namespace

ReviewPage::ReviewPage(QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(this);
    page->setBackgroundRole(QPalette::Light);
    page->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(Space::pane, Space::large, Space::pane, Space::pane);
    column->setSpacing(Space::medium);
    setWidget(page);
    makeChanges();
    makeRequest();
    column->addStretch();
}

void ReviewPage::makeChanges()
{
    auto *column = static_cast<QVBoxLayout *>(widget()->layout());
    auto *title = new QHBoxLayout;
    m_title = new PlainTextLabel(Type::Section, Tone::Ink, widget());
    m_rest = new PlainTextLabel(Type::Body, Tone::Secondary, widget());
    title->addWidget(m_title);
    title->addWidget(m_rest, 1);
    column->addLayout(title);

    m_table = new QWidget(widget());
    new QGridLayout(m_table);
    column->addWidget(m_table);

    m_finding = new QWidget(widget());
    auto *row = new QHBoxLayout(m_finding);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::small);
    auto *sign = new Sign(Size::icon, m_finding);
    sign->setSign(u"warning"_s, Tone::Warning, tr("Warning"));
    m_findingText = new PlainTextLabel(Type::Body, Tone::Warning, m_finding);
    m_findingText->makeNote();
    row->addWidget(sign, 0, Qt::AlignTop);
    row->addWidget(m_findingText, 1);
    column->addWidget(m_finding);
}

void ReviewPage::makeRequest()
{
    auto *column = static_cast<QVBoxLayout *>(widget()->layout());
    auto *title = new QHBoxLayout;
    title->addWidget(label(Type::Section, Tone::Ink, tr("The exact request"), widget()));
    m_size = new PlainTextLabel(Type::Body, Tone::Secondary, widget());
    title->addWidget(m_size, 1);
    auto *copy = new QPushButton(icon(u"copy"_s), tr("Copy request"), widget());
    copy->setProperty("kind", u"quiet"_s);
    title->addWidget(copy);
    column->addSpacing(Space::small);
    column->addLayout(title);

    m_request = new QPlainTextEdit(widget());
    m_request->setReadOnly(true);
    m_request->setAccessibleName(tr("The exact request"));
    m_request->setFont(fontOf(Type::Mono));
    m_request->setFrameShape(QFrame::NoFrame);
    m_request->viewport()->setAutoFillBackground(false);
    m_request->setTabChangesFocus(true);
    m_request->document()->setDocumentMargin(Space::medium);
    m_request->setFixedHeight(requestLines * QFontMetrics(fontOf(Type::Mono)).lineSpacing());
    connect(copy, &QPushButton::clicked, this, [this] { Q_EMIT copyRequested(m_copied); });
    auto *box = new CodeBox(widget());
    auto *inside = new QVBoxLayout(box);
    inside->setContentsMargins(2, 2, 2, 2);
    inside->addWidget(m_request);
    column->addWidget(box);

    m_promise = new PlainTextLabel(Type::Body, Tone::Secondary, widget());
    m_promise->makeNote();
    column->addWidget(m_promise);
}

void ReviewPage::show(const EditSession &edit)
{
    const int count = edit.changed().size();
    m_title->setText(count == 1 ? tr("1 change will be sent")
                                : tr("%n changes will be sent", nullptr, count));
    const int rest = writableCount(edit) - count;
    m_rest->setText(
            rest == 1 ? tr("The other field stays on the server as it is.")
                      : tr("The other %n fields stay on the server as they are.", nullptr, rest));
    const auto finding = nobodyCanLogInFinding(edit);
    m_finding->setVisible(finding.has_value());
    m_findingText->setText(finding ? finding->title + u' ' + finding->next : QString());
    showChanges(edit);
    showRequest(edit);
}

void ReviewPage::showChanges(const EditSession &edit)
{
    m_changes.setChanges(edit.server(), edit.current(), edit.changed());
    delete m_table->layout();
    const auto old = m_table->findChildren<QWidget *>(Qt::FindDirectChildrenOnly);
    for (QWidget *child : old) {
        child->hide();
        child->deleteLater(); // a revert button may be asking
    }
    auto *grid = new QGridLayout(m_table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(Space::small);
    grid->setHorizontalSpacing(Space::medium);
    grid->setColumnMinimumWidth(0, Size::labelColumn);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    const std::array heads{tr("Field"), tr("On the server"), QString(), tr("After saving")};
    for (int column = 0; column < int(heads.size()); ++column)
        grid->addWidget(label(Type::Caption, Tone::Secondary, heads[std::size_t(column)], m_table),
                        0, column);
    grid->addWidget(hairline(m_table), 1, 0, 1, 5);

    for (int change = 0; change < m_changes.rowCount(); ++change) {
        const QModelIndex at = m_changes.index(change, ChangeListModel::FieldColumn);
        const auto text = [&](int column) {
            return at.siblingAtColumn(column).data(Qt::DisplayRole).toString();
        };
        const Field field = at.data(ChangeListModel::FieldRole).value<Field>();
        const int line = 2 + 2 * change;
        grid->addWidget(label(Type::Label, Tone::Ink, text(ChangeListModel::FieldColumn), m_table),
                        line, 0, Qt::AlignTop);
        auto *before =
                label(Type::Body, Tone::Secondary, text(ChangeListModel::OldColumn), m_table);
        before->makeNote();
        grid->addWidget(before, line, 1, Qt::AlignTop);
        auto *arrow = new Sign(Size::icon, m_table);
        arrow->setSign(u"arrow-right"_s, Tone::Secondary, {});
        grid->addWidget(arrow, line, 2, Qt::AlignTop);
        auto *after = label(Type::Strong, Tone::Ink, text(ChangeListModel::NewColumn), m_table);
        after->makeNote();
        grid->addWidget(after, line, 3, Qt::AlignTop);
        auto *revert = new QToolButton(m_table);
        revert->setIcon(icon(u"revert"_s));
        revert->setAutoRaise(true);
        revert->setAccessibleName(tr("Revert %1").arg(labelOf(field)));
        revert->setToolTip(revert->accessibleName());
        connect(revert, &QToolButton::clicked, this,
                [this, field] { Q_EMIT revertRequested(field); });
        revert->setFixedSize(Size::icon + Space::small, Size::icon + Space::small);
        grid->addWidget(revert, line, 4, Qt::AlignTop);
        grid->addWidget(hairline(m_table), line + 1, 0, 1, 5);
    }
}

QString ReviewPage::requestText(const EditSession &edit) const
{
    const QString hidden = u"(changed, not shown)"_s;
    return edit.previewRequestLine() + u"\nHost: "_s + edit.api().host()
            + u"\nAuthorization: Bearer "_s + hidden + u"\nContent-Type: application/json\n\n"_s
            + QString::fromUtf8(edit.previewBody());
}

void ReviewPage::showRequest(const EditSession &edit)
{
    const auto bytes = int(patchBody(edit.current(), edit.changed()).size());
    m_size->setText(bytes == 1 ? tr("body 1 byte") : tr("body %n bytes", nullptr, bytes));
    m_copied = requestText(edit);
    m_request->setPlainText(shownText(m_copied)); // what is copied is exact
    QStringList names;
    for (const Field field : edit.changed())
        names.append(labelOf(field));
    m_promise->setText(
            tr("Just before sending, %1 is read again. If somebody else changed %2 in the "
               "meantime, nothing is sent and you decide.")
                    .arg(edit.server().name(), anyOf(names)));
}
