// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/certificatequestion.h"

#include "common/dialogparts.h"
#include "common/icon.h"
#include "common/plaintextlabel.h"
#include "common/reason.h"
#include "common/sign.h"
#include "common/strangertext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QFrame>
#include <QGridLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int dialogWidth = 640;
constexpr int mostNames = 12; // a certificate may have hundreds

QString momentOf(const QDateTime &when)
{
    return when.isValid() ? QLocale().toString(when.toLocalTime(), QLocale::ShortFormat)
                          : CertificateQuestion::tr("not given");
}

QString namesOf(const CertificateFacts &facts)
{
    QStringList names = facts.names.mid(0, mostNames);
    if (facts.names.size() > mostNames)
        names.append(CertificateQuestion::tr("and %n more", nullptr,
                                             int(facts.names.size()) - mostNames));
    return names.join(u", "_s);
}

/// Two lines of sixteen bytes are easier to compare than one of thirty-two.
QString shownFingerprint(const QByteArray &fingerprint)
{
    const qsizetype half = fingerprint.size() / 2;
    return fingerprintText(fingerprint.left(half)) + u":\n"_s
            + fingerprintText(fingerprint.mid(half));
}

} // namespace

CertificateQuestion::CertificateQuestion(const QString &host, const CertificateFacts &facts,
                                         CertificateNews news, QWidget *parent)
    : QDialog(parent)
    , m_facts(facts)
{
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setDialogGround(*this);
    auto *head = new DialogHead(this);
    head->setSign(u"warning"_s, Tone::Warning, tr("Warning"));
    head->setTexts(title(host, news), sentence(news));
    setWindowTitle(StrangerText::title(title(host, news)));
    setAccessibleDescription(sentence(news));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(head);
    auto *scroll = new QScrollArea(this); // an odd certificate may be long
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget(scroll);
    setDialogGround(*content);
    auto *parts = new QVBoxLayout(content);
    parts->setContentsMargins(Space::pane, 0, Space::pane, Space::large);
    parts->setSpacing(Space::medium);
    makeProblems(*parts);
    makeFacts(*parts);
    makeMeaning(*parts, host);
    parts->addStretch(1);
    scroll->setWidget(content);
    column->addWidget(scroll, 1);
    makeFoot(*column);
    const QSize room = parent ? parent->window()->size() : QSize(dialogWidth, dialogWidth);
    const int wide = qMin(dialogWidth, room.width() - Space::pane);
    const int inner = wide - style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    const int wanted = head->layout()->heightForWidth(wide) + parts->heightForWidth(inner)
            + layout()->itemAt(2)->sizeHint().height();
    resize(wide, qMin(wanted, room.height() - Space::pane));
    m_refuse->setFocus();
}

QString CertificateQuestion::title(const QString &host, CertificateNews news) const
{
    return news == CertificateNews::Changed
            ? tr("%1 shows another certificate than before").arg(host)
            : tr("The certificate of %1 is not trusted").arg(host);
}

QString CertificateQuestion::sentence(CertificateNews news) const
{
    return news == CertificateNews::Changed
            ? tr("You accepted an earlier one for this connection; this one replaced it. That "
                 "happens when a certificate is renewed, and when somebody stands between you and "
                 "the server. Nothing was sent.")
            : tr("It is not known who answers. Your token was not sent.");
}

void CertificateQuestion::makeProblems(QVBoxLayout &column)
{
    for (const QString &problem : std::as_const(m_facts.problems)) {
        auto *row = new QHBoxLayout;
        row->setSpacing(Space::small);
        auto *sign = new Sign(Size::icon, this);
        sign->setSign(u"error"_s, Tone::Error, {});
        auto *text = new PlainTextLabel(Type::Label, Tone::Error, this);
        text->makeNote();
        text->setText(problem);
        sign->setFixedHeight(text->fontMetrics().lineSpacing());
        row->addWidget(sign, 0, Qt::AlignTop);
        row->addWidget(text, 1);
        column.addLayout(row);
    }
}

void CertificateQuestion::addFact(QGridLayout &grid, const QString &name, const QString &value)
{
    if (value.isEmpty())
        return;
    const int row = grid.rowCount();
    auto *label = new PlainTextLabel(Type::Body, Tone::Secondary, this);
    label->setText(name);
    auto *text = new PlainTextLabel(Type::Body, Tone::Ink, this);
    text->makeNote();
    text->setText(value);
    StrangerText::setName(*text, tr("%1: %2", "name: value").arg(name, value));
    grid.addWidget(label, row, 0, Qt::AlignTop);
    grid.addWidget(text, row, 1);
}

void CertificateQuestion::makeFacts(QVBoxLayout &column)
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(Space::medium);
    grid->setVerticalSpacing(Space::tiny);
    grid->setColumnStretch(1, 1);
    addFact(*grid, tr("Issued to"), m_facts.subject);
    addFact(*grid, tr("Issued by"), m_facts.issuer);
    addFact(*grid, tr("For the names"), namesOf(m_facts));
    addFact(*grid, tr("Valid from"), momentOf(m_facts.validFrom));
    addFact(*grid, tr("Valid until"), momentOf(m_facts.validUntil));
    makeFingerprint(*grid);
    column.addLayout(grid);
}

void CertificateQuestion::makeFingerprint(QGridLayout &grid)
{
    const int row = grid.rowCount();
    auto *label = new PlainTextLabel(Type::Body, Tone::Secondary, this);
    label->setText(tr("SHA-256"));
    auto *text = new PlainTextLabel(Type::Mono, Tone::Ink, this);
    text->setText(shownFingerprint(m_facts.fingerprint));
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setAccessibleName(
            tr("SHA-256 fingerprint: %1").arg(fingerprintText(m_facts.fingerprint)));
    auto *copy = new QPushButton(icon(u"copy"_s), tr("Copy fingerprint"), this);
    copy->setProperty("kind", u"quiet"_s);
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this,
            [this] { Q_EMIT copyRequested(fingerprintText(m_facts.fingerprint)); });
    grid.addWidget(label, row, 0, Qt::AlignTop);
    grid.addWidget(text, row, 1, Qt::AlignLeft);
    grid.addWidget(copy, row + 1, 1, Qt::AlignLeft);
}

void CertificateQuestion::makeMeaning(QVBoxLayout &column, const QString &host)
{
    auto *text = new PlainTextLabel(Type::Body, Tone::Secondary, this);
    text->makeNote();
    text->setText(tr("Ask the administrator of %1 for the fingerprint, over another way than this "
                     "connection, and compare. If they differ, somebody is between you and the "
                     "server and would see your token.\n"
                     "Accepting holds only for this connection and exactly this certificate.")
                          .arg(host));
    column.addWidget(text);
}

void CertificateQuestion::makeFoot(QVBoxLayout &column)
{
    auto *foot = new DialogFoot(this);
    m_compared = new QCheckBox(tr("I have compared the fingerprint"), foot);
    foot->row().addWidget(m_compared);
    foot->row().addStretch(1);
    m_accept = foot->addButton(tr("Accept this certificate"));
    m_refuse = foot->addButton(tr("Do not connect"), u"strong"_s);
    m_refuse->setDefault(true);
    const QString reason = tr("First compare the fingerprint, and say so with the tick.");
    setEnabledWithReason(*m_accept, false, reason);
    column.addWidget(foot);
    connect(m_compared, &QCheckBox::toggled, m_accept, [accept = m_accept, reason](bool isOn) {
        setEnabledWithReason(*accept, isOn, isOn ? QString() : reason);
    });
    connect(m_refuse, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, [this] {
        QDialog::accept();
        Q_EMIT certificateAccepted(m_facts.fingerprint);
    });
}

/// Enter in the check box is no yes.
void CertificateQuestion::accept() { }
