// SPDX-License-Identifier: GPL-3.0-or-later
// Long because every button and key of the page and its dialogs is tried.
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "connections/connectiondialog.h"
#include "connections/connectionform.h"
#include "connections/connectionspage.h"
#include "connections/connectiontable.h"
#include "connections/forgetquestion.h"
#include "connections/importreport.h"
#include "connections/removeconnectionquestion.h"
#include "controls.h"
#include "memorysettings.h"
#include "storage/localfiles.h"

#include <QAccessible>
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
ConnectionEntry entryOf(const QString &name, const QString &host, ConnectionKind kind)
{
    ConnectionEntry entry;
    entry.name = name;
    entry.address = u"https://"_s + host;
    entry.kind = kind;
    return entry;
}
} // namespace

class TestConnectionsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void showsAllInTheirOrder();
    void anEmptyPageSaysWhatToDo();
    void saysTheStateOfTokens();
    void followsTheBook();
    void addsThroughTheDialog();
    void editsWithButtonAndKey();
    void aWrongEntryIsNotSaved();
    void escapeDoesNotLoseWhatWasTypedAtOnce();
    void testsFromTheDialog();
    void aDeployedOneIsOnlyShown();
    void duplicatesAfterIt();
    void movesWithButtonsAndKeys();
    void movesByDragging();
    void aDragIsGivenUp();
    void aDragScrolls();
    void asksBeforeRemoving();
    void asksWhatBecomesOfDrafts_data();
    void asksWhatBecomesOfDrafts();
    void returnRemovesNothing();
    void forgettingNeedsASecondAct();
    void returnForgetsNothing();
    void opensTheSelected();
    void anotherMachineImportsWhatIsExported();
    void exportsTheSelected();
    void aFileThatCannotBeReadIsSaid();
    void markupIsPlainText();
    void everythingHasAName();
    void theKeyboardReachesEverything();
    void nothingIsCut_data();
    void nothingIsCut();
    void dialogsFitTheSmallestWindow_data();
    void dialogsFitTheSmallestWindow();

private:
    void makePage();
    /// A deployed one and three own ones.
    void fill();
    void show();
    ConnectionTable *table() const { return m_page->findChild<ConnectionTable *>(); }
    template <typename Dialog>
    Dialog *dialog() const
    {
        if (!QTest::qWaitFor([this] { return m_page->findChild<Dialog *>(); }))
            qFatal("no dialog");
        return m_page->findChild<Dialog *>();
    }
    template <typename Dialog>
    bool isGone() const
    {
        return QTest::qWaitFor([this] { return !m_page->findChild<Dialog *>(); });
    }
    static QPushButton *button(const QWidget *parent, const QString &text)
    {
        const QList<QPushButton *> buttons = parent->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->text().remove(u'&') == text)
                return button;
        }
        qFatal("no button %s", qPrintable(text));
        return nullptr;
    }
    static QLineEdit *line(const QWidget *parent, const QString &name)
    {
        const QList<QLineEdit *> edits = parent->findChildren<QLineEdit *>();
        for (QLineEdit *edit : edits) {
            if (edit->accessibleName() == name)
                return edit;
        }
        qFatal("no editor %s", qPrintable(name));
        return nullptr;
    }
    static bool hasText(const QWidget *parent, const QString &part)
    {
        const QList<QLabel *> labels = parent->findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(), [&part](const QLabel *label) {
            return label->isVisible() && label->text().contains(part);
        });
    }
    QString cell(int row, int column, int role = Qt::DisplayRole) const
    {
        return table()->model()->index(row, column).data(role).toString();
    }
    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            names.append(cell(row, ConnectionListModel::NameColumn));
        return names;
    }
    void select(const QString &name, Qt::KeyboardModifiers modifiers = {})
    {
        const auto row = int(names().indexOf(name));
        QVERIFY(row >= 0);
        const QRect place = table()->visualRect(table()->model()->index(row, 1));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, modifiers, place.center());
    }
    QPoint placeOf(int row) const
    {
        return table()->visualRect(table()->model()->index(row, 1)).center();
    }
    /// Presses on a row and moves on to `to`, in steps as a hand does; the button stays down.
    void dragTo(int row, const QPoint &to)
    {
        QWidget *field = table()->viewport();
        const QPoint from = placeOf(row);
        QTest::mousePress(field, Qt::LeftButton, {}, from);
        constexpr int steps = 8;
        for (int step = 1; step <= steps; ++step)
            moveTo(from + (to - from) * step / steps);
    }
    void moveTo(const QPoint &to)
    {
        QWidget *field = table()->viewport();
        QMouseEvent event(QEvent::MouseMove, to, field->mapToGlobal(to), Qt::NoButton,
                          Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(field, &event); // QTest's own has no button
    }
    void drop(const QPoint &at)
    {
        QTest::mouseRelease(table()->viewport(), Qt::LeftButton, {}, at);
    }
    QString idOf(const QString &name) const
    {
        const QList<ConnectionEntry> entries = m_book->entries();
        for (const ConnectionEntry &entry : entries) {
            if (entry.displayName() == name)
                return entry.id;
        }
        return {};
    }
    void choose(const QString &path)
    {
        auto *files = dialog<QFileDialog>();
        files->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(path);
        QMetaObject::invokeMethod(files, "accept");
        QVERIFY(isGone<QFileDialog>());
    }
    static void picture(QWidget *widget, const QString &name);

    std::unique_ptr<MemorySettings> m_settings;
    std::unique_ptr<LocalFiles> m_files;
    std::unique_ptr<ConnectionBook> m_book;
    std::unique_ptr<ConnectionsPage> m_page;
};

void TestConnectionsPage::init()
{
    QApplication::setPalette(paletteOf(lightTokens()));
    m_files = std::make_unique<LocalFiles>();
    makePage();
}

void TestConnectionsPage::cleanup()
{
    m_page.reset();
    m_book.reset();
    m_settings.reset();
    m_files.reset();
}

void TestConnectionsPage::makePage()
{
    m_page.reset();
    m_book.reset();
    m_settings = std::make_unique<MemorySettings>();
    m_book = std::make_unique<ConnectionBook>(*m_settings);
    m_page = std::make_unique<ConnectionsPage>(*m_book, *m_files);
    m_page->resize(1066, 672);
}

void TestConnectionsPage::fill()
{
    ConnectionEntry set =
            entryOf(u"Head office"_s, u"auth.corp.example"_s, ConnectionKind::Production);
    set.id = u"deployed"_s;
    set.isDeployed = true;
    set.asksBeforeSave = true;
    m_book->setDeployed({set});
    m_book->add(entryOf({}, u"auth.example.org"_s, ConnectionKind::Production));
    m_book->add(entryOf(u"Stage"_s, u"auth-stage.example.org"_s, ConnectionKind::Staging));
    ConnectionEntry old = entryOf(u"Old one"_s, u"old.example.org/sso"_s, ConnectionKind::Unknown);
    old.isReadOnly = true;
    m_book->add(old);
}

void TestConnectionsPage::show()
{
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
}

/// For eyes: with SOURCEDESK_PICTURES set, into that folder.
void TestConnectionsPage::picture(QWidget *widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("SOURCEDESK_PICTURES");
    if (!folder.isEmpty())
        QVERIFY(widget->grab().save(folder + u'/' + name + u".png"_s));
}

// What is shown

void TestConnectionsPage::showsAllInTheirOrder()
{
    fill();
    show();
    QCOMPARE(names(),
             (QStringList{u"Head office"_s, u"auth.example.org"_s, u"Stage"_s, u"Old one"_s}));
    QCOMPARE(cell(1, ConnectionListModel::NameColumn, ConnectionListModel::SecondLineRole),
             u"https://auth.example.org"_s);
    QCOMPARE(cell(0, ConnectionListModel::KindColumn), u"production"_s);
    QCOMPARE(cell(2, ConnectionListModel::KindColumn), u"staging"_s);
    QCOMPARE(cell(3, ConnectionListModel::KindColumn), u"none"_s);
    QCOMPARE(cell(0, ConnectionListModel::StateColumn),
             u"asks before each save · set by your organisation"_s);
    QCOMPARE(cell(3, ConnectionListModel::StateColumn), u"read-only"_s);
    QVERIFY(hasText(m_page.get(), u"4 connections"_s));
}

void TestConnectionsPage::anEmptyPageSaysWhatToDo()
{
    show();
    QVERIFY(hasText(m_page.get(), u"No connection is stored yet."_s));
    QVERIFY(!button(m_page.get(), u"Export all…"_s)->isEnabled());
    QVERIFY(!button(m_page.get(), u"Edit…"_s)->isEnabled());
    QVERIFY(!table()->isVisible()); // no empty box
    m_page->focusTable();
    QVERIFY(button(m_page.get(), u"Add connection"_s)->hasFocus());
    picture(m_page.get(), u"connections-empty-light"_s);
    fill();
    QVERIFY(table()->isVisible());
    QVERIFY(!hasText(m_page.get(), u"No connection is stored yet."_s));
}

void TestConnectionsPage::saysTheStateOfTokens()
{
    fill();
    show();
    const QString id = idOf(u"Old one"_s);
    m_page->setTokenState(id, TokenState::Missing);
    QCOMPARE(cell(3, ConnectionListModel::StateColumn), u"No token yet"_s);
    QCOMPARE(cell(3, ConnectionListModel::StateColumn, ConnectionListModel::SecondLineRole),
             u"read-only"_s);
    m_page->setTokenState(id, TokenState::Kept);
    QCOMPARE(cell(3, ConnectionListModel::StateColumn, Qt::AccessibleTextRole),
             u"Token in the keychain, read-only"_s);
}

void TestConnectionsPage::followsTheBook()
{
    fill();
    show();
    select(u"Stage"_s);
    ConnectionEntry stage = *m_book->entry(idOf(u"Stage"_s));
    stage.name = u"Stage two"_s;
    m_book->update(stage);
    QCOMPARE(names().at(2), u"Stage two"_s);
    QCOMPARE(table()->currentId(), stage.id); // the selection stays
    m_book->remove(idOf(u"auth.example.org"_s));
    QCOMPARE(names().size(), 3);
    QCOMPARE(table()->selectedIds(), QStringList{stage.id});
}

// Add and edit

void TestConnectionsPage::addsThroughTheDialog()
{
    show();
    QSignalSpy saved(m_page.get(), &ConnectionsPage::saveRequested);
    QTest::mouseClick(button(m_page.get(), u"Add connection"_s), Qt::LeftButton);
    auto *editing = dialog<ConnectionDialog>();
    QVERIFY(hasText(editing, u"Add a connection"_s));
    QTest::keyClicks(line(editing, u"Address"_s), u"example.org"_s);
    QTest::keyClicks(line(editing, u"Token"_s), u"abc"_s);
    QTest::mouseClick(button(editing, u"Save connection"_s), Qt::LeftButton);
    QVERIFY(isGone<ConnectionDialog>());

    QCOMPARE(saved.size(), 1);
    const auto entry = saved.constFirst().at(0).value<ConnectionEntry>();
    QCOMPARE(entry.address, u"https://example.org"_s);
    QVERIFY(entry.id.isEmpty());
    QCOMPARE(saved.constFirst().at(1).value<ConnectionSecrets>().token, Secret(u"abc"_s));
    QVERIFY(saved.constFirst().at(2).toBool());
}

void TestConnectionsPage::editsWithButtonAndKey()
{
    fill();
    show();
    QSignalSpy saved(m_page.get(), &ConnectionsPage::saveRequested);
    m_page->setTokenState(idOf(u"Stage"_s), TokenState::Kept);
    select(u"Stage"_s);
    QTest::mouseClick(button(m_page.get(), u"Edit…"_s), Qt::LeftButton);
    button(dialog<ConnectionDialog>(), u"Cancel"_s)->click();
    QVERIFY(isGone<ConnectionDialog>());
    QCOMPARE(saved.size(), 0);

    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Return);
    auto *editing = dialog<ConnectionDialog>();
    QCOMPARE(line(editing, u"Token"_s)->placeholderText(), u"stored, not shown"_s);
    QTest::keyClicks(line(editing, u"Name"_s), u" two"_s);
    QTest::keyClick(line(editing, u"Name"_s), Qt::Key_Return); // the default button
    QVERIFY(isGone<ConnectionDialog>());
    QCOMPARE(saved.size(), 1);
    ConnectionEntry wanted = *m_book->entry(idOf(u"Stage"_s));
    wanted.name = u"twoStage"_s; // the cursor stands at the beginning
    QCOMPARE(saved.constFirst().at(0).value<ConnectionEntry>(), wanted);
    QCOMPARE(saved.constFirst().at(1).value<ConnectionSecrets>(), ConnectionSecrets());
    QVERIFY(!saved.constFirst().at(2).toBool());
}

void TestConnectionsPage::aWrongEntryIsNotSaved()
{
    show();
    QSignalSpy saved(m_page.get(), &ConnectionsPage::saveRequested);
    m_page->addConnection();
    auto *editing = dialog<ConnectionDialog>();
    QTest::keyClicks(line(editing, u"Address"_s), u"ftp://example.org"_s);
    button(editing, u"Save connection"_s)->click();
    QVERIFY(editing->isVisible());
    QVERIFY(line(editing, u"Address"_s)->property("error").toBool());
    QCOMPARE(saved.size(), 0);
}

void TestConnectionsPage::escapeDoesNotLoseWhatWasTypedAtOnce()
{
    show();
    m_page->addConnection();
    auto *editing = dialog<ConnectionDialog>();
    QTest::keyClicks(line(editing, u"Token"_s), u"abc"_s);
    QTest::keyClick(editing, Qt::Key_Escape);
    QVERIFY(editing->isVisible());
    QVERIFY(hasText(editing, u"Not saved yet."_s));
    QTest::keyClicks(line(editing, u"Token"_s), u"d"_s);
    QVERIFY(!hasText(editing, u"Not saved yet."_s));
    QTest::keyClick(editing, Qt::Key_Escape);
    QTest::keyClick(editing, Qt::Key_Escape);
    QVERIFY(isGone<ConnectionDialog>());

    m_page->addConnection(); // nothing typed, nothing asked
    QTest::keyClick(dialog<ConnectionDialog>(), Qt::Key_Escape);
    QVERIFY(isGone<ConnectionDialog>());
}

void TestConnectionsPage::testsFromTheDialog()
{
    show();
    QSignalSpy tested(m_page.get(), &ConnectionsPage::testRequested);
    QSignalSpy opened(m_page.get(), &ConnectionsPage::dialogOpened);
    m_page->addConnection();
    QCOMPARE(opened.size(), 1);
    auto *editing = dialog<ConnectionDialog>();
    auto *view = new QLabel(u"Name lookup"_s);
    editing->setTestView(view);
    QTest::keyClicks(line(editing, u"Address"_s), u"example.org"_s);
    QTest::mouseClick(button(editing, u"Test connection"_s), Qt::LeftButton);
    QCOMPARE(tested.size(), 1);
    QVERIFY(editing->isVisible());
    QTRY_VERIFY(view->isVisible());
}

void TestConnectionsPage::aDeployedOneIsOnlyShown()
{
    fill();
    show();
    QSignalSpy saved(m_page.get(), &ConnectionsPage::saveRequested);
    select(u"Head office"_s);
    QVERIFY(!button(m_page.get(), u"Remove…"_s)->isEnabled());
    QVERIFY(!button(m_page.get(), u"Move down"_s)->isEnabled());
    QTest::keyClick(table(), Qt::Key_Delete);
    QVERIFY(!m_page->findChild<RemoveConnectionQuestion *>());
    QTest::mouseClick(button(m_page.get(), u"Show…"_s), Qt::LeftButton);
    auto *shown = dialog<ConnectionDialog>();
    QVERIFY(hasText(shown, u"Set by your organisation"_s));
    QVERIFY(line(shown, u"Address"_s)->isReadOnly());
    QTest::keyClicks(line(shown, u"Token"_s), u"abc"_s); // everybody's own
    button(shown, u"Save token"_s)->click();
    QVERIFY(isGone<ConnectionDialog>());
    QCOMPARE(saved.size(), 1);
    QCOMPARE(saved.constFirst().at(0).value<ConnectionEntry>(), *m_book->entry(u"deployed"_s));

    m_page->editConnection(u"deployed"_s);
    button(dialog<ConnectionDialog>(), u"Duplicate"_s)->click();
    QVERIFY(isGone<ConnectionDialog>());
    QCOMPARE(names().size(), 5);
    QVERIFY(!m_book->entry(table()->currentId())->isDeployed);
}

// Order, duplicates

void TestConnectionsPage::duplicatesAfterIt()
{
    fill();
    show();
    select(u"auth.example.org"_s);
    QTest::mouseClick(button(m_page.get(), u"Duplicate"_s), Qt::LeftButton);
    QCOMPARE(names().size(), 5);
    QCOMPARE(table()->currentIndex().row(), 2);
    QCOMPARE(cell(2, ConnectionListModel::NameColumn, ConnectionListModel::SecondLineRole),
             u"https://auth.example.org"_s);
}

void TestConnectionsPage::movesWithButtonsAndKeys()
{
    fill();
    show();
    select(u"auth.example.org"_s);
    QVERIFY(!button(m_page.get(), u"Move up"_s)->isEnabled()); // the deployed one stays first
    QTest::mouseClick(button(m_page.get(), u"Move down"_s), Qt::LeftButton);
    QCOMPARE(names(),
             (QStringList{u"Head office"_s, u"Stage"_s, u"auth.example.org"_s, u"Old one"_s}));
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(names().constLast(), u"auth.example.org"_s);
    QVERIFY(!button(m_page.get(), u"Move down"_s)->isEnabled());
    QTest::keyClick(table(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(names().constLast(), u"auth.example.org"_s);
    QTest::keyClick(table(), Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(table(), Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(table(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(names().at(1), u"auth.example.org"_s);
    QCOMPARE(table()->currentId(), idOf(u"auth.example.org"_s));
}

void TestConnectionsPage::movesByDragging()
{
    fill();
    show();
    select(u"Stage"_s);
    const QPoint belowAll = placeOf(3) + QPoint(0, 200);
    dragTo(1, placeOf(2) + QPoint(0, 20));
    QCOMPARE(names().at(1), u"auth.example.org"_s); // not before it is dropped
    picture(m_page.get(), u"connections-drag-light"_s);
    drop(placeOf(2) + QPoint(0, 20));
    QCOMPARE(names(),
             (QStringList{u"Head office"_s, u"Stage"_s, u"auth.example.org"_s, u"Old one"_s}));
    QCOMPARE(table()->selectedIds(), QStringList{idOf(u"auth.example.org"_s)});

    dragTo(1, belowAll);
    drop(belowAll);
    QCOMPARE(names().constLast(), u"Stage"_s);
    dragTo(3, placeOf(0)); // the deployed one stays first
    drop(placeOf(0));
    QCOMPARE(names(),
             (QStringList{u"Head office"_s, u"Stage"_s, u"auth.example.org"_s, u"Old one"_s}));
    ConnectionBook again(*m_settings); // stored at once
    QCOMPARE(again.entries().constFirst().name, u"Stage"_s);

    dragTo(0, belowAll); // and cannot be dragged itself
    drop(belowAll);
    QCOMPARE(names().constFirst(), u"Head office"_s);
}

void TestConnectionsPage::aDragIsGivenUp()
{
    fill();
    show();
    const QStringList before = names();
    QSignalSpy closed(m_page.get(), &ConnectionsPage::closeRequested);
    const QPoint last = placeOf(3) + QPoint(0, 20);
    table()->setFocus();
    dragTo(1, last);
    QTest::keyClick(table(), Qt::Key_Escape);
    drop(last);
    QCOMPARE(names(), before);
    QCOMPARE(closed.size(), 0);

    dragTo(1, last);
    m_book->remove(idOf(u"Stage"_s)); // the rows are others now
    drop(last);
    QCOMPARE(names(), (QStringList{u"Head office"_s, u"auth.example.org"_s, u"Old one"_s}));

    dragTo(1, placeOf(1) + QPoint(0, 10)); // a hand that shakes
    drop(placeOf(1) + QPoint(0, 10));
    QCOMPARE(names().at(1), u"auth.example.org"_s);
    QTest::keyClick(table(), Qt::Key_Escape);
    QCOMPARE(closed.size(), 1);
}

void TestConnectionsPage::aDragScrolls()
{
    for (int i = 1; i <= 30; ++i)
        m_book->add(
                entryOf(u"Number %1"_s.arg(i), u"n%1.example.org"_s.arg(i), ConnectionKind::Test));
    show();
    const QPoint edge(100, table()->viewport()->height() - 4);
    dragTo(0, edge);
    const QScrollBar &bar = *table()->verticalScrollBar();
    QTRY_COMPARE_WITH_TIMEOUT(bar.value(), bar.maximum(), 30000);
    drop(edge);
    QCOMPARE(names().constLast(), u"Number 1"_s);
}

// Remove, forget

void TestConnectionsPage::asksBeforeRemoving()
{
    fill();
    show();
    m_page->setDraftCount([](const QString &) { return 0; });
    QSignalSpy removed(m_page.get(), &ConnectionsPage::removeRequested);
    const QString id = idOf(u"auth.example.org"_s);
    select(u"auth.example.org"_s);
    QTest::keyClick(table(), Qt::Key_Delete);
    auto *question = dialog<RemoveConnectionQuestion>();
    QCOMPARE(question->text(), u"Remove auth.example.org?"_s);
    QVERIFY(question->informativeText().contains(u"Its token is removed from the keychain."_s));
    QCOMPARE(removed.size(), 0);
    QTest::mouseClick(button(question, u"Remove connection"_s), Qt::LeftButton);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed.constFirst().at(0).toString(), id);
    QCOMPARE(names().size(), 4); // the page removes nothing itself
}

void TestConnectionsPage::asksWhatBecomesOfDrafts_data()
{
    QTest::addColumn<QString>("pressed");
    QTest::addColumn<int>("removals");
    QTest::addColumn<bool>("keeps");
    QTest::addColumn<int>("exports");
    QTest::newRow("keep") << u"Remove, keep drafts"_s << 1 << true << 0;
    QTest::newRow("discard") << u"Remove, discard drafts"_s << 1 << false << 0;
    QTest::newRow("export") << u"Export drafts first…"_s << 0 << false << 1;
    QTest::newRow("nothing") << u"Keep connection"_s << 0 << false << 0;
}

void TestConnectionsPage::asksWhatBecomesOfDrafts()
{
    QFETCH(QString, pressed);
    QFETCH(int, removals);
    QFETCH(bool, keeps);
    QFETCH(int, exports);
    fill();
    show();
    const QString id = idOf(u"Stage"_s);
    m_page->setDraftCount([id](const QString &of) { return of == id ? 3 : 0; });
    QSignalSpy removed(m_page.get(), &ConnectionsPage::removeRequested);
    QSignalSpy exported(m_page.get(), &ConnectionsPage::exportDraftsRequested);
    select(u"Stage"_s);
    QTest::mouseClick(button(m_page.get(), u"Remove…"_s), Qt::LeftButton);
    auto *question = dialog<RemoveConnectionQuestion>();
    QVERIFY(question->informativeText().contains(u"3 drafts of it are on this machine."_s));
    picture(question, u"remove-light"_s);
    button(question, pressed)->click();
    QVERIFY(isGone<RemoveConnectionQuestion>());
    QCOMPARE(removed.size(), removals);
    if (removals > 0)
        QCOMPARE(removed.constFirst().at(1).toBool(), keeps);
    QCOMPARE(exported.size(), exports);
}

void TestConnectionsPage::returnRemovesNothing()
{
    fill();
    show();
    QSignalSpy removed(m_page.get(), &ConnectionsPage::removeRequested);
    for (const int key : {int(Qt::Key_Return), int(Qt::Key_Escape)}) {
        select(u"Stage"_s);
        QTest::keyClick(table(), Qt::Key_Delete);
        QTest::keyClick(dialog<RemoveConnectionQuestion>(), Qt::Key(key));
        QVERIFY(isGone<RemoveConnectionQuestion>());
    }
    QCOMPARE(removed.size(), 0);
}

void TestConnectionsPage::forgettingNeedsASecondAct()
{
    fill();
    show();
    m_page->setDraftCount([](const QString &id) { return id.isEmpty() ? 7 : 0; });
    QSignalSpy forgotten(m_page.get(), &ConnectionsPage::forgetRequested);
    QTest::mouseClick(button(m_page.get(), u"Forget everything on this machine…"_s),
                      Qt::LeftButton);
    auto *question = dialog<ForgetQuestion>();
    for (const auto &part : {u"3 connections"_s, u"tokens"_s, u"7 drafts"_s, u"history"_s,
                             u"as they were read last"_s, u"What your organisation set stays"_s})
        QVERIFY2(hasText(question, part), qPrintable(part));
    QVERIFY(!button(question, u"Forget everything"_s)->isEnabled());
    QTest::mouseClick(button(question, u"Forget everything"_s), Qt::LeftButton);
    QCOMPARE(forgotten.size(), 0);
    auto *sure = question->findChild<QCheckBox *>();
    sure->setFocus();
    QTest::keyClick(sure, Qt::Key_Space);
    picture(question, u"forget-light"_s);
    QTest::mouseClick(button(question, u"Forget everything"_s), Qt::LeftButton);
    QCOMPARE(forgotten.size(), 1);
}

void TestConnectionsPage::returnForgetsNothing()
{
    fill();
    show();
    QSignalSpy forgotten(m_page.get(), &ConnectionsPage::forgetRequested);
    for (const bool isOnButton : {false, true}) {
        button(m_page.get(), u"Forget everything on this machine…"_s)->click();
        auto *question = dialog<ForgetQuestion>();
        auto *sure = question->findChild<QCheckBox *>();
        sure->setFocus();
        QTest::keyClick(sure, Qt::Key_Space);
        QWidget *focus = isOnButton
                ? static_cast<QWidget *>(button(question, u"Forget everything"_s))
                : sure;
        focus->setFocus();
        QTest::keyClick(focus, Qt::Key_Return);
        QVERIFY(isGone<ForgetQuestion>());
    }
    QCOMPARE(forgotten.size(), 0);
}

void TestConnectionsPage::opensTheSelected()
{
    fill();
    show();
    QSignalSpy opened(m_page.get(), &ConnectionsPage::openRequested);
    QVERIFY(!button(m_page.get(), u"Open"_s)->isEnabled() || !table()->selectedIds().isEmpty());
    select(u"Stage"_s);
    QTest::mouseClick(button(m_page.get(), u"Open"_s), Qt::LeftButton);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.constFirst().constFirst().toString(), idOf(u"Stage"_s));
    select(u"Old one"_s, Qt::ControlModifier);
    QVERIFY(!button(m_page.get(), u"Open"_s)->isEnabled());
    QVERIFY(hasText(m_page.get(), u"2 connections selected"_s));
}

// Import, export

void TestConnectionsPage::anotherMachineImportsWhatIsExported()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"c.json"_s);
    fill();
    show();
    QSignalSpy said(m_page.get(), &ConnectionsPage::said);
    QTest::mouseClick(button(m_page.get(), u"Export all…"_s), Qt::LeftButton);
    choose(path);
    QTRY_COMPARE(said.size(), 1);
    QVERIFY(said.constFirst().constFirst().toString().contains(path));

    makePage();
    show();
    QTest::mouseClick(button(m_page.get(), u"Import…"_s), Qt::LeftButton);
    choose(path);
    auto *report = dialog<ImportReport>();
    QVERIFY(hasText(report, u"4 connections were imported"_s));
    QVERIFY(hasText(report, u"Head office"_s));
    button(report, u"Close report"_s)->click();
    QVERIFY(isGone<ImportReport>());
    QCOMPARE(names(),
             (QStringList{u"Head office"_s, u"auth.example.org"_s, u"Stage"_s, u"Old one"_s}));
    QVERIFY(!m_book->entries().constFirst().isDeployed);

    m_page->importFile(path); // once more: they are here already
    report = dialog<ImportReport>();
    QVERIFY(hasText(report, u"Nothing was imported"_s));
    QCOMPARE(names().size(), 4);
    picture(report, u"report-light"_s);
}

void TestConnectionsPage::exportsTheSelected()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"c.json"_s);
    fill();
    show();
    QSignalSpy said(m_page.get(), &ConnectionsPage::said);
    select(u"Stage"_s);
    QTest::mouseClick(button(m_page.get(), u"Export…"_s), Qt::LeftButton);
    choose(path);
    QTRY_COMPARE(said.size(), 1);
    QFile file(path);
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY(content.contains("auth-stage.example.org"));
    QVERIFY(!content.contains("old.example.org"));
}

void TestConnectionsPage::aFileThatCannotBeReadIsSaid()
{
    show();
    QSignalSpy said(m_page.get(), &ConnectionsPage::said);
    m_page->importFile(u"/nowhere/c.json"_s);
    QTRY_COMPARE(said.size(), 1);
    QVERIFY(said.constFirst().constFirst().toString().contains(u"could not be read"_s));

    const QTemporaryDir folder;
    const QString path = folder.filePath(u"c.json"_s);
    QFile file(path);
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("no JSON at all");
    file.close();
    m_page->importFile(path);
    QTRY_COMPARE(said.size(), 2);
    QVERIFY(said.constLast().constFirst().toString().contains(u"Nothing was imported."_s));
    QVERIFY(names().isEmpty());
}

void TestConnectionsPage::markupIsPlainText()
{
    m_book->add(entryOf(u"<b>x</b>"_s, u"example.org"_s, ConnectionKind::Test));
    show();
    QCOMPARE(cell(0, ConnectionListModel::NameColumn), u"<b>x</b>"_s);
    QVERIFY(!cell(0, ConnectionListModel::NameColumn, Qt::ToolTipRole).contains(u"<b>"_s));
    select(u"<b>x</b>"_s);
    QTest::keyClick(table(), Qt::Key_Delete);
    QCOMPARE(dialog<RemoveConnectionQuestion>()->textFormat(), Qt::PlainText);
}

// Reach

void TestConnectionsPage::everythingHasAName()
{
    fill();
    show();
    select(u"Stage"_s);
    QCOMPARE(Controls::nameless(*m_page), QStringList());
    QAccessibleInterface *rows = QAccessible::queryAccessibleInterface(table());
    QVERIFY(rows->tableInterface());
    QCOMPARE(rows->tableInterface()->cellAt(2, 1)->text(QAccessible::Name),
             u"Stage, https://auth-stage.example.org"_s);
    m_page->editConnection(idOf(u"Stage"_s));
    QCOMPARE(Controls::nameless(*dialog<ConnectionDialog>()), QStringList());
}

void TestConnectionsPage::theKeyboardReachesEverything()
{
    fill();
    show();
    select(u"auth.example.org"_s);
    QTest::keyClick(table(), Qt::Key_Down, Qt::AltModifier); // then it can go both ways
    table()->setFocus();
    QVERIFY(Controls::on(*m_page).size() >= 12);
    QCOMPARE(Controls::unreached(*m_page), QStringList());
    m_page->editConnection(idOf(u"Stage"_s));
    auto *editing = dialog<ConnectionDialog>();
    QVERIFY(QTest::qWaitForWindowActive(editing));
    QTRY_VERIFY(editing->isAncestorOf(QApplication::focusWidget()));
    const QStringList left = Controls::unreached(*editing);
    QVERIFY2(left.isEmpty(), qPrintable(left.join(u", "_s)));
}

void TestConnectionsPage::nothingIsCut_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::newRow("large") << QSize(1066, 672) << false;
    QTest::newRow("large, dark") << QSize(1066, 672) << true;
    QTest::newRow("smallest window, whole") << QSize(820, 464) << false;
    QTest::newRow("smallest window, beside the list") << QSize(580, 464) << true;
}

void TestConnectionsPage::nothingIsCut()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    QApplication::setPalette(paletteOf(dark ? darkTokens() : lightTokens()));
    fill();
    m_page->resize(size);
    show();
    const QStringList all = names();
    for (const QString &name : all)
        m_page->setTokenState(idOf(name), TokenState::Kept);
    m_page->setTokenState(idOf(u"Old one"_s), TokenState::Missing);
    select(u"Stage"_s);
    picture(m_page.get(),
            u"connections-%1-%2"_s.arg(size.width()).arg(dark ? u"dark"_s : u"light"_s));

    QCOMPARE(m_page->size(), size);
    QVERIFY(table()->viewport()->height() >= 4 * 50);
    const QList<QPushButton *> buttons = m_page->findChildren<QPushButton *>();
    for (const QPushButton *widget : buttons) {
        const QRect place(widget->mapTo(m_page.get(), QPoint()), widget->size());
        QVERIFY2(m_page->rect().contains(place), qPrintable(widget->text()));
        QVERIFY2(widget->width() >= widget->sizeHint().width(), qPrintable(widget->text()));
    }
}

void TestConnectionsPage::dialogsFitTheSmallestWindow_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<bool>("full");
    QTest::newRow("light") << false << false;
    QTest::newRow("light, everything set") << false << true;
    QTest::newRow("dark, everything set") << true << true;
}

void TestConnectionsPage::dialogsFitTheSmallestWindow()
{
    QFETCH(bool, dark);
    QFETCH(bool, full);
    QApplication::setPalette(paletteOf(dark ? darkTokens() : lightTokens()));
    ConnectionEntry entry = entryOf(u"Stage"_s, u"auth.example.org"_s, ConnectionKind::Staging);
    if (full) {
        entry.clientCertificate = u"/etc/ssl/me.pem"_s;
        entry.proxy = {ProxyChoice::Mode::Http, u"proxy.example.org"_s, 3128, u"anna"_s};
    }
    entry.id = m_book->add(entry);
    m_page->resize(820, 560);
    show();
    m_page->editConnection(entry.id);
    auto *editing = dialog<ConnectionDialog>();
    QTest::qWait(50);
    QVERIFY(editing->height() <= 560);
    auto *scroll = editing->findChild<QScrollArea *>();
    QCOMPARE(scroll->widget()->width(), scroll->viewport()->width());
    const QString name =
            u"dialog-%1%2"_s.arg(dark ? u"dark"_s : u"light"_s, full ? u"-full"_s : QString());
    picture(editing, name);
    QScrollBar *bar = scroll->verticalScrollBar();
    bar->setValue(bar->maximum());
    picture(editing, name + u"-lower"_s);
    const QList<QPushButton *> buttons = editing->findChildren<QPushButton *>();
    for (const QPushButton *widget : buttons) {
        if (widget->isVisible())
            QVERIFY2(widget->width() >= widget->sizeHint().width(), qPrintable(widget->text()));
    }
    const QList<QLabel *> labels = editing->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->isVisible() && label->wordWrap())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                     qPrintable(label->text()));
    }
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    TestConnectionsPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_connectionspage.moc"
