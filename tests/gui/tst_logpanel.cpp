// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "controls.h"
#include "fakehistory.h"
#include "log/logpanel.h"
#include "log/logtable.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

LoggedRequest requestOf(int number)
{
    LoggedRequest request;
    request.at =
            QDateTime(QDate(2026, 5, 4), QTime(2, 9), QTimeZone::utc()).toUTC().addSecs(number);
    request.connection = u"https://auth.example.org"_s;
    request.method = number % 5 == 0 ? u"PATCH"_s : u"GET"_s;
    request.path = u"/api/v3/sources/plex/source-%1/"_s.arg(number);
    request.status = 200;
    request.duration = 120ms;
    request.requestId = u"id-%1"_s.arg(number);
    return request;
}

} // namespace

class TestLogPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_log = std::make_unique<RequestLog>();
        m_files = std::make_unique<FakeFiles>();
        m_panel = std::make_unique<LogPanel>(*m_log, *m_files);
        m_panel->resize(1066, 500);
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void anEmptyLogSaysSo();
    void aRequestIsARow();
    void itFollowsTheNewest();
    void whoScrolledUpKeepsThePlace();
    void theSearchLeavesOthersOut();
    void selectedRowsAreCopied();
    void theLogIsCopiedAsItIsShown();
    void itIsExported_data();
    void itIsExported();
    void itIsCleared();
    void diagnosticsAreAskedFor();
    void itFitsTheSmallestWindow();
    void everythingHasAName();
    void theKeyboardReachesEverything();

private:
    void add(int from, int to)
    {
        for (int i = from; i <= to; ++i)
            m_log->add(requestOf(i));
    }
    LogTable *table() const { return m_panel->findChild<LogTable *>(); }
    QLineEdit *search() const { return m_panel->findChild<QLineEdit *>(); }
    int rows() const { return table()->model()->rowCount(); }
    QPushButton *button(const QString &text) const
    {
        const auto buttons = m_panel->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->text() == text)
                return button;
        }
        qFatal("no button %s", qPrintable(text));
    }
    void click(const QString &text) const { QTest::mouseClick(button(text), Qt::LeftButton); }
    bool shows(const QString &text) const
    {
        const auto labels = m_panel->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    }
    QString textAt(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString();
    }
    int topRow() const { return table()->indexAt(QPoint(0, 0)).row(); }
    QString topPath() const { return textAt(topRow(), RequestLogModel::PathColumn); }

    std::unique_ptr<RequestLog> m_log;
    std::unique_ptr<FakeFiles> m_files;
    std::unique_ptr<LogPanel> m_panel;
};

void TestLogPanel::anEmptyLogSaysSo()
{
    QVERIFY(shows(u"No request was made yet."_s));
    QVERIFY(!table()->isVisible());
    for (const QString &name : {u"Copy log"_s, u"Export log…"_s, u"Clear"_s})
        QVERIFY2(!button(name)->isEnabled(), qPrintable(name));
    QVERIFY(button(u"Diagnostics…"_s)->isEnabled());
}

void TestLogPanel::aRequestIsARow()
{
    QAbstractItemModelTester tester(table()->model(),
                                    QAbstractItemModelTester::FailureReportingMode::Fatal);
    add(1, 2);
    LoggedRequest late = requestOf(3);
    late.status = 0;
    late.error = ErrorKind::Timeout;
    m_log->add(late);

    QCOMPARE(rows(), 3);
    QVERIFY(table()->isVisible());
    QCOMPARE(textAt(0, RequestLogModel::MethodColumn), u"GET"_s);
    QCOMPARE(textAt(0, RequestLogModel::PathColumn), u"/api/v3/sources/plex/source-1/"_s);
    QCOMPARE(textAt(0, RequestLogModel::RequestIdColumn), u"id-1"_s);
    QVERIFY(textAt(2, RequestLogModel::StatusColumn).contains(u"no answer in time"_s));
    QVERIFY(shows(u"3 requests of this run, without bodies and tokens."_s));
    m_log->clear();
    add(4, 4);
    QCOMPARE(rows(), 1);
}

void TestLogPanel::itFollowsTheNewest()
{
    add(1, 100);
    QScrollBar *bar = table()->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    QTRY_COMPARE(bar->value(), bar->maximum());
    add(101, 110);
    QTRY_COMPARE(bar->value(), bar->maximum());
    QVERIFY(table()->isFollowing());
    m_panel->hide();
    add(111, 150);
    m_panel->show();
    QTRY_COMPARE(bar->value(), bar->maximum());
}

void TestLogPanel::whoScrolledUpKeepsThePlace()
{
    add(1, RequestLog::capacity);
    QScrollBar *bar = table()->verticalScrollBar();
    QTRY_COMPARE(bar->value(), bar->maximum());
    bar->setValue(bar->maximum() / 2);
    QVERIFY(!table()->isFollowing());
    const QString top = topPath();

    add(RequestLog::capacity + 1, RequestLog::capacity + 50); // and the 50 oldest go
    QTest::qWait(10);

    QCOMPARE(topPath(), top);
    QVERIFY(!table()->isFollowing());
    bar->setValue(bar->maximum());
    add(3000, 3010);
    QTRY_COMPARE(bar->value(), bar->maximum());
}

void TestLogPanel::theSearchLeavesOthersOut()
{
    QAbstractItemModelTester tester(table()->model(),
                                    QAbstractItemModelTester::FailureReportingMode::Fatal);
    add(1, 20);
    QTest::keyClicks(search(), u"patch"_s);
    QCOMPARE(rows(), 4);
    QVERIFY(shows(u"4 of 20 requests with “patch”"_s));
    add(25, 26);
    QCOMPARE(rows(), 5);

    search()->setText(u"nowhere ["_s);
    QVERIFY(shows(u"No request has “nowhere [” in it."_s));
    click(u"Clear search"_s);
    QCOMPARE(rows(), 22);
}

void TestLogPanel::selectedRowsAreCopied()
{
    add(1, 5);
    QSignalSpy copied(m_panel.get(), &LogPanel::copyRequested);
    m_panel->focusTable();
    table()->setCurrentIndex(table()->model()->index(3, 0));
    QTest::keyClick(table(), Qt::Key_Up, Qt::ShiftModifier);
    QTest::keySequence(table(), QKeySequence::Copy);

    QCOMPARE(copied.count(), 1);
    const QString text = copied.constFirst().constFirst().toString();
    QVERIFY(text.contains(u"source-3/"_s) && text.contains(u"source-4/"_s));
    QVERIFY(!text.contains(u"source-2/"_s) && !text.contains(u"source-5/"_s));
    QVERIFY(text.indexOf(u"source-3/"_s) < text.indexOf(u"source-4/"_s));
}

void TestLogPanel::theLogIsCopiedAsItIsShown()
{
    add(1, 10);
    QSignalSpy copied(m_panel.get(), &LogPanel::copyRequested);
    search()->setText(u"PATCH"_s);
    click(u"Copy log"_s);
    const QString text = copied.constFirst().constFirst().toString();
    QVERIFY(text.contains(u"source-5/"_s) && text.contains(u"source-10/"_s));
    QVERIFY(!text.contains(u"source-4/"_s));
}

void TestLogPanel::itIsExported_data()
{
    QTest::addColumn<bool>("works");
    QTest::newRow("well") << true;
    QTest::newRow("not") << false;
}

void TestLogPanel::itIsExported()
{
    QFETCH(bool, works);
    add(1, 3);
    QSignalSpy said(m_panel.get(), &LogPanel::said);
    click(u"Export log…"_s);
    auto *dialog = m_panel->findChild<QFileDialog *>();
    QVERIFY(dialog);
    Q_EMIT dialog->fileSelected(u"/tmp/requests.txt"_s);
    QCOMPARE(m_files->path, u"/tmp/requests.txt"_s);
    QVERIFY(m_files->content.contains("source-3/"));
    QVERIFY(!button(u"Export log…"_s)->isEnabled());

    Error full;
    full.kind = ErrorKind::Storage;
    full.detail = u"No space left"_s;
    QVERIFY(m_files->answer(works ? Result<void>() : Result<void>(failure(full))));
    const QString sentence = said.constLast().constFirst().toString();
    QVERIFY2(sentence.contains(works ? u"Exported 3 requests"_s : u"No space left"_s),
             qPrintable(sentence));
    QVERIFY(button(u"Export log…"_s)->isEnabled());
}

void TestLogPanel::itIsCleared()
{
    add(1, 3);
    click(u"Clear"_s);
    QCOMPARE(rows(), 0);
    QVERIFY(m_log->requests().empty());
    QVERIFY(shows(u"No request was made yet."_s));
}

void TestLogPanel::diagnosticsAreAskedFor()
{
    QSignalSpy asked(m_panel.get(), &LogPanel::diagnosticsRequested);
    click(u"Diagnostics…"_s);
    QCOMPARE(asked.count(), 1);
}

void TestLogPanel::itFitsTheSmallestWindow()
{
    add(1, 3);
    m_panel->resize(820 - Size::narrowSourceList, 400);
    QVERIFY(m_panel->minimumSizeHint().width() <= 820 - Size::narrowSourceList);
    QVERIFY(table()->columnWidth(RequestLogModel::PathColumn) > 100);
    QVERIFY(table()->isColumnHidden(RequestLogModel::ConnectionColumn));
}

void TestLogPanel::everythingHasAName()
{
    QCOMPARE(Controls::nameless(*m_panel), QStringList()); // empty
    add(1, 3);
    QCOMPARE(Controls::nameless(*m_panel), QStringList());
    QAccessibleInterface *rows = QAccessible::queryAccessibleInterface(table());
    QVERIFY(rows->tableInterface());
    for (int column = 0; column < table()->model()->columnCount(); ++column) {
        if (!table()->isColumnHidden(column))
            QVERIFY(!rows->tableInterface()->cellAt(1, column)->text(QAccessible::Name).isEmpty());
    }
}

void TestLogPanel::theKeyboardReachesEverything()
{
    add(1, 3);
    m_panel->focusSearch();
    QVERIFY(Controls::on(*m_panel).size() >= 5);
    QCOMPARE(Controls::unreached(*m_panel), QStringList());
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(lightTokens()));
    TestLogPanel test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_logpanel.moc"
