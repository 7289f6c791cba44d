// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/testpanel.h"

#include "common/accessiblerole.h"
#include "common/dialogparts.h"
#include "common/icon.h"
#include "common/plaintextlabel.h"
#include "common/strangertext.h"
#include "connection/testtext.h"
#include "connections/teststeprow.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr QSize dialogSize{600, 672};
constexpr QSize smallestDialog{420, 360};

QString hostOf(const ConnectionEntry &entry)
{
    return QUrl(entry.address).host();
}
} // namespace

TestPanel::TestPanel(ConnectionProbe &probe, QWidget *parent)
    : QWidget(parent)
    , m_probe(probe)
    , m_sentence(new PlainTextLabel(Type::Strong, Tone::Ink, this))
    , m_foot(new DialogFoot(this))
{
    m_sentence->makeNote();
    m_sentence->setContentsMargins(Space::pane, 0, Space::pane, Space::small);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_sentence);
    makeRows();
    column->addWidget(m_scroll, 1);
    makeFoot();
    column->addWidget(m_foot);
    updateState();
}

TestPanel::~TestPanel() = default;

void TestPanel::makeRows()
{
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget(m_scroll);
    setDialogGround(*content);
    giveAccessibleRole(*content, QAccessible::List);
    content->setAccessibleName(tr("Steps of the test"));
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(Space::medium, 0, Space::medium, Space::small);
    column->setSpacing(0);
    for (std::size_t i = 0; i < allTestSteps.size(); ++i) {
        m_rows[i] = new TestStepRow(allTestSteps[i], content);
        column->addWidget(m_rows[i]);
        connect(m_rows[i], &TestStepRow::certificateWanted, this, &TestPanel::certificateOffered);
    }
    column->addStretch(1);
    m_scroll->setWidget(content);
}

void TestPanel::makeFoot()
{
    m_copy = m_foot->addButton(tr("Copy result"), u"quiet"_s);
    m_copy->setIcon(icon(u"copy"_s));
    m_foot->row().addStretch(1);
    m_stop = m_foot->addButton(tr("Stop"));
    m_again = m_foot->addButton(tr("Test again"));
    connect(m_copy, &QPushButton::clicked, this, [this] { Q_EMIT copyRequested(resultText()); });
    connect(m_stop, &QPushButton::clicked, this, &TestPanel::stop);
    connect(m_again, &QPushButton::clicked, this, &TestPanel::run);
}

void TestPanel::start(const ConnectionEntry &entry, const ConnectionSecrets &secrets)
{
    m_entry = entry;
    m_secrets = secrets;
    run();
}

void TestPanel::run()
{
    m_call.reset(); // silences the former one
    m_isStopped = false;
    for (TestStepRow *row : m_rows) {
        TestStepResult waiting;
        waiting.step = row->result().step;
        row->show(waiting, hostOf(m_entry));
    }
    m_call = m_probe.run(
            m_entry, m_secrets, [this](const TestStepResult &result) { take(result); },
            [this](const Result<void> &result) { end(result); });
    const bool hadFocus = m_again->hasFocus();
    updateState();
    if (hadFocus)
        m_stop->setFocus(Qt::OtherFocusReason);
}

void TestPanel::focusButton()
{
    (m_call ? m_stop : m_again)->setFocus(Qt::OtherFocusReason);
}

void TestPanel::stop()
{
    if (!m_call || m_isStopped)
        return;
    m_isStopped = true;
    updateState();
    m_call->cancel(); // `done` follows
}

void TestPanel::take(const TestStepResult &result)
{
    TestStepRow *row = rowOf(result.step);
    row->show(result, hostOf(m_entry));
    if (result.state != TestState::Waiting && result.state != TestState::Skipped)
        m_scroll->ensureWidgetVisible(row, 0, Space::small);
    updateState();
}

void TestPanel::end(const Result<void> &result)
{
    const CallHandle finished = std::move(m_call);
    if (!result && result.error().kind == ErrorKind::Cancelled)
        m_isStopped = true;
    for (TestStepRow *row : m_rows) {
        TestStepResult left = row->result();
        if (left.state != TestState::Waiting && left.state != TestState::Running)
            continue;
        left.state = TestState::Skipped;
        if (!result)
            left.error = result.error();
        row->show(left, hostOf(m_entry));
    }
    const bool hadFocus = m_stop->hasFocus();
    updateState();
    if (hadFocus)
        m_again->setFocus(Qt::OtherFocusReason);
    const auto failed = std::find_if(m_rows.begin(), m_rows.end(), [](const TestStepRow *row) {
        return row->result().state == TestState::Failed;
    });
    if (failed != m_rows.end())
        m_scroll->ensureWidgetVisible(*failed, 0, Space::small);
    QAccessibleEvent alert(m_sentence, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    Q_EMIT ended();
}

TestStepRow *TestPanel::rowOf(TestStep step) const
{
    return *std::find_if(m_rows.begin(), m_rows.end(),
                         [step](const TestStepRow *row) { return row->result().step == step; });
}

int TestPanel::countOf(TestState state) const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(), [state](const TestStepRow *row) {
        return row->result().state == state;
    }));
}

QString TestPanel::sentence() const
{
    const QString host = hostOf(m_entry);
    if (m_call)
        return m_isStopped ? tr("Stopping…") : tr("Testing %1…").arg(host);
    const auto failed = std::find_if(m_rows.begin(), m_rows.end(), [](const TestStepRow *row) {
        return row->result().state == TestState::Failed;
    });
    if (failed != m_rows.end())
        return tr("The connection does not work yet. The step “%1” failed.")
                .arg(testStepTitle((*failed)->result().step));
    if (m_isStopped)
        return tr("Stopped. Nothing was changed on the server.");
    if (countOf(TestState::Passed) + countOf(TestState::Warned) == 0)
        return {};
    const int warnings = countOf(TestState::Warned);
    if (warnings == 0)
        return tr("The connection works.");
    return warnings == 1 ? tr("The connection works, with 1 warning.")
                         : tr("The connection works, with %n warnings.", nullptr, warnings);
}

QString TestPanel::resultText() const
{
    QStringList lines{tr("Test of the connection to %1").arg(m_entry.address), sentence(), {}};
    for (const TestStepRow *row : m_rows)
        lines.append(row->text());
    return lines.join(u'\n') + u'\n';
}

void TestPanel::updateState()
{
    const bool isRunning = bool(m_call);
    m_sentence->setText(sentence());
    m_sentence->setVisible(!m_sentence->text().isEmpty());
    m_stop->setVisible(isRunning);
    m_again->setVisible(!isRunning);
    m_again->setEnabled(!m_entry.address.isEmpty());
    m_copy->setEnabled(!isRunning && !m_entry.address.isEmpty());
}

TestDialog::TestDialog(ConnectionProbe &probe, QWidget *parent)
    : QDialog(parent)
    , m_head(new DialogHead(this))
    , m_panel(new TestPanel(probe, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setDialogGround(*this);
    setMinimumSize(smallestDialog);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_panel, 1);
    m_head->setSign(u"connect"_s, Tone::Secondary, {});
    const QPushButton *close = m_panel->foot().addButton(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    const QSize edge(Space::pane, Space::pane);
    resize(parent ? dialogSize.boundedTo(parent->window()->size() - edge) : dialogSize);
}

void TestDialog::start(const ConnectionEntry &entry, const ConnectionSecrets &secrets)
{
    const QString title = tr("Test of %1").arg(entry.displayName().simplified());
    m_head->setTexts(title, entry.address);
    QString windowTitle = title;
    setWindowTitle(StrangerText::title(windowTitle));
    show();
    m_panel->start(entry, secrets);
    m_panel->focusButton();
}

void TestDialog::done(int result)
{
    m_panel->stop();
    QDialog::done(result);
}
