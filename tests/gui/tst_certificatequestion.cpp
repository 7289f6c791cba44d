// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "connections/certificatequestion.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace {

CertificateFacts selfSigned()
{
    QByteArray fingerprint;
    for (char byte = 0; byte < 32; ++byte)
        fingerprint.append(byte);
    return {fingerprint,
            u"auth.example.org"_s,
            u"<img src=x> Example CA"_s,
            {u"auth.example.org"_s, u"*.example.org"_s},
            QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc()).toUTC(),
            QDateTime(QDate(2027, 1, 1), QTime(0, 0), QTimeZone::utc()).toUTC(),
            {u"The certificate is self-signed."_s}};
}

} // namespace

class TestCertificateQuestion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { show(selfSigned(), CertificateNews::Untrusted); }
    void cleanup() { m_window.reset(); }

    void itShowsWhatOneNeedsToDecide();
    void acceptingNeedsTheComparison();
    void doNotConnectIsTheDefault_data();
    void doNotConnectIsTheDefault();
    void theFingerprintIsCopiedAndSelectable();
    void aChangedOneIsSaidToBeChanged();
    void hundredsOfNamesFit();

private:
    void show(const CertificateFacts &facts, CertificateNews news)
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(1024, 700);
        m_window->show();
        m_dialog = new CertificateQuestion(u"auth.example.org"_s, facts, news, m_window.get());
        m_dialog->open();
        QVERIFY(QTest::qWaitForWindowActive(m_dialog));
    }
    QString shownText() const
    {
        QStringList texts;
        const auto labels = m_dialog->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->isVisible())
                texts.append(label->text());
        }
        return texts.join(u'\n');
    }
    QPushButton *button(const QString &text) const
    {
        const auto buttons = m_dialog->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->text() == text)
                return button;
        }
        qFatal("no button %s", qPrintable(text));
    }

    std::unique_ptr<QWidget> m_window;
    QPointer<CertificateQuestion> m_dialog;
};

void TestCertificateQuestion::itShowsWhatOneNeedsToDecide()
{
    const QString text = shownText();
    for (const QString &part :
         {u"The certificate of auth.example.org is not trusted"_s, u"<img src=x> Example CA"_s,
          u"auth.example.org, *.example.org"_s, u"The certificate is self-signed."_s,
          u"00:01:02:03"_s, u"1E:1F"_s, u"would see your token"_s,
          u"only for this connection and exactly this certificate"_s})
        QVERIFY2(text.contains(part), qPrintable(part));
    const auto labels = m_dialog->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

void TestCertificateQuestion::acceptingNeedsTheComparison()
{
    QSignalSpy accepted(m_dialog, &CertificateQuestion::certificateAccepted);
    QPushButton *accept = button(u"Accept this certificate"_s);
    QVERIFY(!accept->isEnabled() && !accept->isDefault());
    QVERIFY(!accept->toolTip().isEmpty());
    QTest::mouseClick(accept, Qt::LeftButton);
    QCOMPARE(accepted.count(), 0);

    auto *compared = m_dialog->findChild<QCheckBox *>();
    compared->setFocus();
    QTest::keyClick(compared, Qt::Key_Space);
    QVERIFY(accept->isEnabled());
    QTest::keyClick(compared, Qt::Key_Space);
    QVERIFY(!accept->isEnabled());
    QTest::keyClick(compared, Qt::Key_Space);
    QTest::mouseClick(accept, Qt::LeftButton);

    QCOMPARE(accepted.count(), 1);
    QCOMPARE(accepted.constFirst().constFirst().toByteArray(), selfSigned().fingerprint);
    QTRY_VERIFY(!m_dialog);
}

void TestCertificateQuestion::doNotConnectIsTheDefault_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<bool>("isCompared");
    QTest::newRow("escape") << int(Qt::Key_Escape) << false;
    QTest::newRow("enter") << int(Qt::Key_Return) << false;
    QTest::newRow("enter in the check box") << int(Qt::Key_Return) << true;
}

void TestCertificateQuestion::doNotConnectIsTheDefault()
{
    QFETCH(int, key);
    QFETCH(bool, isCompared);
    QSignalSpy accepted(m_dialog, &CertificateQuestion::certificateAccepted);
    QVERIFY(button(u"Do not connect"_s)->isDefault());
    auto *compared = m_dialog->findChild<QCheckBox *>();
    if (isCompared) {
        compared->setFocus();
        compared->setChecked(true);
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key(key));
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(accepted.count(), 0);
}

void TestCertificateQuestion::theFingerprintIsCopiedAndSelectable()
{
    QSignalSpy copied(m_dialog, &CertificateQuestion::copyRequested);
    QTest::mouseClick(button(u"Copy fingerprint"_s), Qt::LeftButton);
    QCOMPARE(copied.constFirst().constFirst().toString(),
             fingerprintText(selfSigned().fingerprint));
    bool isSelectable = false;
    const auto labels = m_dialog->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        isSelectable = isSelectable
                || (label->text().startsWith(u"00:01"_s)
                    && label->textInteractionFlags().testFlag(Qt::TextSelectableByKeyboard));
    QVERIFY(isSelectable);
}

void TestCertificateQuestion::aChangedOneIsSaidToBeChanged()
{
    show(selfSigned(), CertificateNews::Changed);
    QVERIFY(shownText().contains(u"auth.example.org shows another certificate than before"_s));
    QVERIFY(shownText().contains(u"this one replaced it"_s));
}

void TestCertificateQuestion::hundredsOfNamesFit()
{
    CertificateFacts facts = selfSigned();
    facts.names.clear();
    for (int i = 0; i < 500; ++i)
        facts.names.append(u"a-rather-long-host-name-%1.example.org"_s.arg(i));
    show(facts, CertificateNews::Untrusted);
    QVERIFY(shownText().contains(u"and 488 more"_s));
    QVERIFY(m_dialog->height() <= m_window->height());
    QVERIFY(button(u"Do not connect"_s)->visibleRegion().boundingRect().height() > 20);
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(lightTokens()));
    TestCertificateQuestion test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_certificatequestion.moc"
