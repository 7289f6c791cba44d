// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "editsession.h"
#include "fakesourceapi.h"
#include "form/formrow.h"
#include "form/managedsecretrow.h"
#include "form/readonlytext.h"
#include "form/sourceform.h"
#include "form/undobridge.h"
#include "form/unknownkeys.h"
#include "referenceloader.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject fixture(const QString &release)
{
    QFile file(QStringLiteral(FIXTURES "/authentik/schema/%1.json").arg(release));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no schema of %s", qPrintable(release));
    return QJsonDocument::fromJson(file.readAll()).object();
}

/// The form of one source of a release.
struct ReleaseForm
{
    explicit ReleaseForm(const QJsonObject &fixture)
        : session(api, Samples::digests(), u"plex-home"_s)
        , bridge(session)
        , loader(api)
    {
        session.refresh();
        api.answerGet(Samples::fromObject(fixture.value("object"_L1).toObject()));
        api.answerOptions(SourceOptions::fromJson(fixture.value("options"_L1).toObject()));
        form.resize(790, 553);
        form.setSession(&bridge, &loader);
        form.show();
    }

    /// The values under what the program does not know, and the managed secret.
    template <typename Part>
    QStringList textsIn() const
    {
        QStringList texts;
        const auto *part = form.findChild<Part *>();
        if (!part || part->isHidden())
            return texts;
        const auto shown = part->template findChildren<ReadOnlyText *>();
        for (const ReadOnlyText *text : shown)
            texts.append(text->text());
        return texts;
    }

    FakeSourceApi api;
    EditSession session;
    UndoBridge bridge;
    ReferenceLoader loader;
    SourceForm form;
};

} // namespace

// What the form shows of each release: no field that this server lacks, none to type into that it
// does not let one write, and the rest as received.
class TestReleaseForm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFormHasTheFieldsOfTheRelease_data();
    void theFormHasTheFieldsOfTheRelease();
    void aManagedSecretStandsInPlaceOfTheToken();
    void aSourceWithATokenHasNoManagedSecret();
    void unknownKeysAreToBeReadOnly();
};

void TestReleaseForm::theFormHasTheFieldsOfTheRelease_data()
{
    QTest::addColumn<QString>("release");
    const QStringList files =
            QDir(QStringLiteral(FIXTURES "/authentik/schema")).entryList({u"*.json"_s});
    QVERIFY(files.size() > 20);
    for (const QString &file : files)
        QTest::addRow("%s", qPrintable(file.chopped(5))) << file.chopped(5);
}

void TestReleaseForm::theFormHasTheFieldsOfTheRelease()
{
    QFETCH(QString, release);
    const QJsonObject schema = fixture(release);
    const QJsonObject object = schema["object"_L1].toObject();
    const QJsonObject put = schema["options"_L1]["actions"_L1]["PUT"_L1].toObject();
    ReleaseForm shown(schema);
    for (const FieldRow &row : fieldTable()) {
        const QString key = keyOf(row.field);
        const FormRow *formRow = shown.form.rowFor(row.field);
        QVERIFY2(formRow->isHidden() == !object.contains(key), row.key);
        if (!formRow->isHidden())
            QVERIFY2(formRow->isShownReadOnly() == put[key]["read_only"_L1].toBool(), row.key);
    }
    QVERIFY(shown.session.changed().isEmpty());
}

void TestReleaseForm::aManagedSecretStandsInPlaceOfTheToken()
{
    const QJsonObject schema = fixture(u"2026.11"_s);
    ReleaseForm shown(schema);
    QVERIFY(shown.form.rowFor(Field::PlexToken)->isHidden());
    QCOMPARE(shown.textsIn<ManagedSecretRow>(),
             QStringList{schema["object"_L1]["plex_token_ref"_L1].toString()});
    QStringList said;
    const auto labels = shown.form.findChild<ManagedSecretRow *>()->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        said.append(label->text());
    QVERIFY(said.contains(u"Managed secret"_s));
    QVERIFY(said.contains(u"This server keeps the Plex token in a secret of its own. Change it in "
                          "authentik: no token is shown or sent from here."_s));
    if (qEnvironmentVariableIsSet("SOURCEDESK_PICTURES")) {
        shown.form.focusField(Field::ClientId, std::nullopt);
        QVERIFY(shown.form.grab().save(qEnvironmentVariable("SOURCEDESK_PICTURES")
                                       + u"/managed-secret.png"_s));
    }
}

void TestReleaseForm::aSourceWithATokenHasNoManagedSecret()
{
    ReleaseForm shown(fixture(u"2026.8"_s));
    QVERIFY(!shown.form.rowFor(Field::PlexToken)->isHidden());
    QVERIFY(shown.textsIn<ManagedSecretRow>().isEmpty());
}

void TestReleaseForm::unknownKeysAreToBeReadOnly()
{
    ReleaseForm shown(fixture(u"2026.11"_s));
    QCOMPARE(shown.textsIn<UnknownKeys>(), QStringList{u"\"hours=3\""_s}); // not the reference
    QVERIFY(shown.form.hasSection(Section::OtherFields));
    ReleaseForm older(fixture(u"2024.2"_s));
    QVERIFY(older.textsIn<UnknownKeys>().isEmpty());
}

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(lightTokens()));
    TestReleaseForm test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_releaseform.moc"
