// SPDX-License-Identifier: GPL-3.0-or-later
#include "demoserver.h"
#include "releasedesk.h"
#include "schemaserver.h"

#include <QTextStream>
#include <QVersionNumber>

using namespace Qt::Literals::StringLiterals;

namespace {

/// A server of one release: the demo server for a recorded one, else one made of its schema.
class AnyRelease
{
public:
    explicit AnyRelease(const QString &release)
    {
        if (!Samples::releases().contains(release)) {
            m_schema = std::make_unique<SchemaServer>(SchemaServer::fixture(release));
            return;
        }
        m_demo = std::make_unique<demoserver::DemoServer>(
                demoserver::DemoServerSettings{.release = demoserver::findRelease(release)});
        if (!m_demo->listen())
            qFatal("the demo server does not listen");
    }

    std::unique_ptr<ReleaseDesk> desk() const
    {
        return m_demo
                ? std::make_unique<ReleaseDesk>(m_demo->url().toString(), m_demo->token("admin"_L1))
                : std::make_unique<ReleaseDesk>(m_schema->url());
    }
    QList<QByteArray> patches() const
    {
        if (m_schema)
            return m_schema->patches();
        QList<QByteArray> bodies;
        const QList<demoserver::ReceivedRequest> requests = m_demo->requests("PATCH");
        for (const demoserver::ReceivedRequest &request : requests)
            bodies.append(request.body);
        return bodies;
    }
    /// More sources than any page holds, where the server can have more than one.
    int addSources()
    {
        if (!m_demo)
            return 0;
        constexpr int added = 250;
        demoserver::PlexSource source = m_demo->data().plexSources().constFirst();
        for (int number = 0; number < added; ++number) {
            source.pk = demoserver::newId();
            source.columns.insert(u"slug"_s, u"many-%1"_s.arg(number));
            m_demo->data().savePlexSource(source);
        }
        return added;
    }

private:
    std::unique_ptr<demoserver::DemoServer> m_demo;
    std::unique_ptr<SchemaServer> m_schema;
};

/// Which release brought or took a field, as the contract says it (§2.1, §2.3, §2.4).
bool hasField(const QVersionNumber &release, Field field)
{
    switch (field) {
    case Field::Promoted:
    case Field::IconUrl:
    case Field::IconThemedUrls:
        return release >= QVersionNumber(2025, 12);
    case Field::UserPropertyMappings:
    case Field::GroupPropertyMappings:
    case Field::GroupMatchingMode:
        return release >= QVersionNumber(2024, 8);
    case Field::Icon: // missing from 2023.10.5 to .7
        return release >= QVersionNumber(2022, 11) && release != QVersionNumber(2023, 10, 7);
    case Field::PlexToken:
        return release < QVersionNumber(2026, 11);
    default:
        return true;
    }
}

bool letsOneWrite(const QVersionNumber &release, Field field)
{
    return hasField(release, field) && !rowOf(field).readOnly
            && (field != Field::Icon || release >= QVersionNumber(2025, 12));
}

bool limitsSlug(const QVersionNumber &release)
{
    return release < QVersionNumber(2025, 12);
}

/// Another value that every server takes.
FieldValue another(const EditSession &edit, Field field)
{
    const FieldValue now = edit.current().value(field);
    const FieldRow &row = rowOf(field);
    switch (row.kind) {
    case FieldKind::Flag:
        return FieldValue::flag(!now.toFlag());
    case FieldKind::Choice:
        return FieldValue::text(QLatin1StringView(row.choices.back().value));
    case FieldKind::Reference: // an id that any server takes is not known, so away from one
        return now.isNull() ? Samples::source().value(Field::AuthenticationFlow)
                            : FieldValue::null();
    case FieldKind::TextList:
        return FieldValue::list(QStringList{u"server-of-a-friend"_s} + now.toList());
    case FieldKind::ReferenceSet: // without one, or with one: mappings are known by their ids
        return now.toList().isEmpty() ? FieldValue::set({Samples::source().pk()})
                                      : FieldValue::set(now.toList().mid(1));
    case FieldKind::Secret:
        return edit.secretValue(field, u"made-up-new-token"_s);
    case FieldKind::Text:
    case FieldKind::Opaque:
        break;
    }
    if (field == Field::Icon)
        return FieldValue::text(u"fa://fa-tv"_s);
    return FieldValue::text(now.toText() + u"-2"_s);
}

enum Column
{
    List,
    Open,
    Edit,
    Refuse,
    Save
};
constexpr int columnCount = Save + 1;
constexpr std::array columnNames = {"list", "open", "edit each field", "refuse", "save"};

} // namespace

// Every release from 2022.8 on: listing, opening, editing each field, a refusal, a save. A whole
// session with the real client each time. What was tried is printed as a table at the end.
class TestReleases : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lists_data() { releases(); }
    void lists();
    void opens_data() { releases(); }
    void opens();
    void editsEachField_data() { releases(); }
    void editsEachField();
    void takesARefusal_data() { releases(); }
    void takesARefusal();
    void saves_data() { releases(); }
    void saves();
    void theTableIsWhole();
    void cleanupTestCase();

private:
    static QStringList all();
    static void releases();
    bool openSource();
    void tooLongASlugIsSaidAndNotCut();
    void editOne(Field field);
    void note(Column column, const QString &what);
    static QVersionNumber release();
    ReleaseDesk &desk() { return *m_desk; }

    std::unique_ptr<AnyRelease> m_server;
    std::unique_ptr<ReleaseDesk> m_desk;
    QHash<QString, std::array<QString, columnCount>> m_table;
};

QStringList TestReleases::all()
{
    QStringList names = SchemaServer::releases() + Samples::releases();
    std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) {
        return QVersionNumber::fromString(a) < QVersionNumber::fromString(b);
    });
    return names;
}

void TestReleases::releases()
{
    QTest::addColumn<QString>("name");
    const QStringList names = all();
    for (const QString &name : names)
        QTest::addRow("%s", qPrintable(name)) << name;
}

QVersionNumber TestReleases::release()
{
    return QVersionNumber::fromString(QString::fromLatin1(QTest::currentDataTag()));
}

void TestReleases::note(Column column, const QString &what)
{
    m_table[QString::fromLatin1(QTest::currentDataTag())][std::size_t(column)] = what;
}

bool TestReleases::openSource()
{
    m_desk.reset(); // before the server it talks to
    m_server = std::make_unique<AnyRelease>(QString::fromLatin1(QTest::currentDataTag()));
    m_desk = m_server->desk();
    return m_desk->start() && m_desk->open(u"plex-home"_s);
}

void TestReleases::lists()
{
    QFETCH(QString, name);
    m_desk.reset();
    m_server = std::make_unique<AnyRelease>(name);
    const int added = m_server->addSources();
    m_desk = m_server->desk();
    QVERIFY(desk().start());
    QVERIFY(desk().session.sources().rowCount() >= 1);
    if (added > 0) // over all pages, whatever their largest size is
        QCOMPARE(desk().session.sources().rowCount(), added + 3);
    QVERIFY(desk().knowsRelease());
    QVERIFY(desk().session.release().startsWith(name));
    note(List, added > 0 ? u"ok, %1 rows"_s.arg(added + 3) : u"ok"_s);
}

void TestReleases::opens()
{
    QVERIFY(openSource());
    int there = 0;
    int writable = 0;
    for (const FieldRow &row : fieldTable()) {
        const FieldTraits &traits = desk().edit->traits().of(row.field);
        QVERIFY2(traits.present == hasField(release(), row.field), row.key);
        QVERIFY2(traits.writable == letsOneWrite(release(), row.field), row.key);
        there += traits.present ? 1 : 0;
        writable += traits.writable ? 1 : 0;
    }
    QCOMPARE(desk().edit->traits().of(Field::Slug).maxLength,
             limitsSlug(release()) ? std::optional(50) : std::nullopt);
    QVERIFY(desk().edit->changed().isEmpty());
    note(Open, u"ok, %1 fields"_s.arg(there));
    QVERIFY(writable >= 11);
}

/// Edits one field and saves: the PATCH holds this key and no other.
void TestReleases::editOne(Field field)
{
    EditSession &edit = *desk().edit;
    const char *key = rowOf(field).key;
    const qsizetype before = m_server->patches().size();
    const FieldValue value = another(edit, field);
    QVERIFY2(edit.setValue(field, value), key);
    QVERIFY2(edit.changed() == FieldSet{field}, key);
    QVERIFY2(desk().save() == SaveResult::Saved, key);
    const QList<QByteArray> patches = m_server->patches();
    QVERIFY2(patches.size() == before + 1, key);
    QVERIFY2(keysOf(patches.constLast()) == QStringList{keyOf(field)},
             patches.constLast().constData());
    QVERIFY2(meetsIntent(field, value, edit.server().value(field)), key);
    QVERIFY2(edit.changed().isEmpty(), key);
}

void TestReleases::editsEachField()
{
    QVERIFY(openSource());
    int edited = 0;
    int locked = 0;
    for (const FieldRow &row : fieldTable()) {
        if (letsOneWrite(release(), row.field)) {
            editOne(row.field);
            if (QTest::currentTestFailed())
                return;
            ++edited;
        } else {
            const FieldValue typed = row.kind == FieldKind::Secret
                    ? desk().edit->secretValue(row.field, u"typed"_s)
                    : FieldValue::text(u"typed"_s);
            QVERIFY2(!desk().edit->setValue(row.field, typed), row.key);
            ++locked;
        }
    }
    QCOMPARE(m_server->patches().size(), qsizetype(edited));
    QCOMPARE(edited + locked, int(fieldCount));
    note(Edit, u"ok, %1 of %1"_s.arg(edited));
}

/// Where the server has a limit, it is a message before anything is sent; where not, it is saved.
void TestReleases::tooLongASlugIsSaidAndNotCut()
{
    const QString tooLong(51, u'x');
    const qsizetype before = m_server->patches().size();
    QVERIFY(desk().edit->setValue(Field::Slug, FieldValue::text(tooLong)));
    const std::optional<SaveResult> result = desk().save();
    QCOMPARE(desk().edit->current().slug(), tooLong);
    if (!limitsSlug(release())) {
        QVERIFY(result == SaveResult::Saved);
        return;
    }
    QVERIFY(result == SaveResult::Invalid);
    QCOMPARE(m_server->patches().size(), before);
    QCOMPARE(desk().edit->problems().size(), 1);
    QCOMPARE(desk().edit->problems().constFirst().field, Field::Slug);
    QVERIFY(desk().edit->problems().constFirst().sentence.contains(u"50"));
}

void TestReleases::takesARefusal()
{
    QVERIFY(openSource());
    EditSession &edit = *desk().edit;
    QVERIFY(edit.setValue(Field::Name, FieldValue::text(u"Plex Family"_s)));
    QVERIFY(edit.setValue(Field::Slug, FieldValue::text(SchemaServer::takenSlug)));
    QVERIFY(desk().save() == SaveResult::Refused);
    const QList<QByteArray> patches = m_server->patches();
    QCOMPARE(keysOf(patches.constLast()), (QStringList{u"name"_s, u"slug"_s}));
    QCOMPARE(edit.problems().size(), 1);
    QCOMPARE(edit.problems().constFirst().field, Field::Slug);
    QCOMPARE(edit.problems().constFirst().serverWords, u"source with this slug already exists."_s);
    // Nothing typed is lost, nothing is stored.
    QCOMPARE(edit.changed(), (FieldSet{Field::Name, Field::Slug}));
    QCOMPARE(edit.current().name(), u"Plex Family"_s);
    QCOMPARE(edit.server().name(), u"Plex Home"_s);
    edit.revert(Field::Name);
    tooLongASlugIsSaidAndNotCut();
    if (!QTest::currentTestFailed())
        note(Refuse, u"ok"_s);
}

void TestReleases::saves()
{
    QVERIFY(openSource());
    EditSession &edit = *desk().edit;
    QVERIFY(edit.setValue(Field::Name, FieldValue::text(u"Plex Family"_s)));
    QVERIFY(edit.setValue(Field::Enabled, FieldValue::flag(false)));
    QVERIFY(edit.setValue(Field::AllowedServers, FieldValue::list({})));
    QVERIFY(desk().save() == SaveResult::Saved);
    const QList<QByteArray> patches = m_server->patches();
    QCOMPARE(patches.size(), 1);
    QCOMPARE(keysOf(patches.constFirst()),
             (QStringList{u"allowed_servers"_s, u"enabled"_s, u"name"_s}));
    QVERIFY(edit.changed().isEmpty());
    // Another session sees it.
    const std::unique_ptr<ReleaseDesk> other = m_server->desk();
    QVERIFY(other->start() && other->open(u"plex-home"_s));
    QCOMPARE(other->edit->current().name(), u"Plex Family"_s);
    QVERIFY(!other->edit->current().value(Field::Enabled).toFlag());
    QVERIFY(other->edit->current().value(Field::AllowedServers).toList().isEmpty());
    note(Save, u"ok"_s);
}

/// After the others: no cell of any release was left out.
void TestReleases::theTableIsWhole()
{
    const QStringList names = all();
    for (const QString &name : names) {
        for (const QString &cell : m_table[name])
            QVERIFY2(!cell.isEmpty(), qPrintable(name));
    }
}

void TestReleases::cleanupTestCase()
{
    m_desk.reset();
    QTextStream out(stdout);
    out << u"%1 %2"_s.arg("release"_L1, -11).arg("server"_L1, -12);
    for (const char *name : columnNames)
        out << QString::fromLatin1(name).leftJustified(17);
    out << '\n';
    const QStringList names = all();
    for (const QString &name : names) {
        const bool isRecorded = Samples::releases().contains(name);
        out << name.leftJustified(12) << (isRecorded ? "recorded     " : "schema only  ");
        for (const QString &cell : m_table.value(name))
            out << (cell.isEmpty() ? u"NOT HELD"_s : cell).leftJustified(17);
        out << '\n';
    }
}

QTEST_GUILESS_MAIN(TestReleases)
#include "tst_releases.moc"
