// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultcell.h"

#include "draftports.h"
#include "samples.h"
#include "testauthority.h"

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
const char *const typedName = "Typed by a person";
constexpr std::chrono::milliseconds patience = 20s; // of real time, for what takes milliseconds

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray goodAnswer(AttackedKind kind)
{
    QJsonObject source = Samples::object();
    switch (kind) {
    case AttackedKind::List:
        return compact({{u"pagination"_s, QJsonObject{{u"next"_s, 0}, {u"count"_s, 1}}},
                        {u"results"_s, QJsonArray{source}}});
    case AttackedKind::Options:
        return compact({{u"actions"_s, QJsonObject{{u"PUT"_s, QJsonObject{{u"name"_s, {}}}}}}});
    case AttackedKind::Me:
        return compact({{u"user"_s, QJsonObject{{u"username"_s, u"anna"_s}}}});
    case AttackedKind::Get:
        return compact(source);
    case AttackedKind::Patch:
    case AttackedKind::Save:
        source.insert(u"name"_s, QLatin1StringView(typedName));
        return compact(source);
    }
    return {};
}

/// Long enough that it is not on the wire as soon as the head is.
QByteArray longBody()
{
    return compact({{u"name"_s, QString(1 << 20, u'x')}});
}
} // namespace

FaultCell::FaultCell(const Fault &fault, AttackedKind kind, const TestAuthority *authority)
    : m_fault(fault)
    , m_kind(kind)
{
    arrange(authority);
    TransportSetup setup = directSetup(BaseUrl::fromUserInput(address(authority)).value(),
                                       Secret(u"canary-api-key"_s), m_clock);
    if (authority)
        setup.entry.caFile = authority->caFile();
    m_client = std::make_unique<AuthentikClient>(setup, Samples::digests());
}

CellReport FaultCell::run()
{
    Watch watch([this] {
        if (m_fault.more && isAttacking())
            m_fault.more(m_server);
    });
    start();
    if (m_fault.needsDeadline)
        letTimePass(watch);
    m_report.ended = watch.until([this] { return m_report.told > 0; }, patience);
    watch.spin(10ms); // it could be told twice
    m_report.pause = watch.worstPause();
    m_report.took = watch.took();
    m_report.growth = watch.growth();
    look();
    return m_report;
}

QString FaultCell::address(bool isTls) const
{
    if (m_deaf)
        return m_deaf->url();
    if (isTls || m_fault.place == Fault::Place::Tls)
        return u"https://127.0.0.1:%1"_s.arg(m_server.serverPort());
    return m_server.url();
}

AttackedCall FaultCell::attacked() const
{
    const bool isPage = m_kind == AttackedKind::List;
    return {goodAnswer(m_kind), isPage ? pageLimit : objectLimit,
            isPage ? pageValues : objectValues, m_server.url().toLatin1(),
            m_strange.url().toLatin1()};
}

QByteArray FaultCell::attackedMethod() const
{
    switch (m_kind) {
    case AttackedKind::Options:
        return "OPTIONS";
    case AttackedKind::Patch:
    case AttackedKind::Save:
        return "PATCH";
    default:
        return "GET";
    }
}

void FaultCell::arrange(const TestAuthority *authority)
{
    if (m_fault.script)
        m_answer = m_fault.script(attacked()); // before anything is measured
    switch (m_fault.place) {
    case Fault::Place::Connecting:
        m_deaf = std::make_unique<DeafListener>();
        if (!m_deaf->isDeaf())
            qFatal("somebody takes connections");
        return;
    case Fault::Place::Tls:
        return; // it waits for the end of a head that never comes
    case Fault::Place::Head:
        m_server.answerAtHead(attackedMethod(), m_answer);
        break;
    case Fault::Place::Answer:
        break;
    }
    if (authority)
        m_server.setTls(authority->issue(u"server"_s).serverTls());
    m_server.setScript([this](const RecordedRequest &request) { return answer(request); });
}

Script FaultCell::answer(const RecordedRequest &request)
{
    if (request.method != attackedMethod())
        return Script::json(200, goodAnswer(AttackedKind::Get)); // the reads of a save
    m_metAt = request.connection;
    return m_answer;
}

void FaultCell::start()
{
    const QString slug = u"plex-home"_s;
    switch (m_kind) {
    case AttackedKind::List:
        m_call = m_client->listSources([](const SourcePage &) {}, done<void>());
        return;
    case AttackedKind::Get:
        m_call = m_client->getSource(slug, done<PlexSource>());
        return;
    case AttackedKind::Options:
        m_call = m_client->sourceOptions(slug, done<SourceOptions>());
        return;
    case AttackedKind::Patch:
        m_call = m_client->patchSource(slug,
                                       m_fault.place == Fault::Place::Head
                                               ? longBody()
                                               : QByteArray(R"({"enabled":false})"),
                                       done<WriteAnswer>());
        return;
    case AttackedKind::Me:
        m_call = m_client->currentUser(done<Account>());
        return;
    case AttackedKind::Save:
        startSave();
        return;
    }
}

/// The form is filled from an earlier run, so that it is there even when nothing can be read.
void FaultCell::startSave()
{
    const PlexSource source = Samples::source();
    m_edit = std::make_unique<EditSession>(*m_client, Samples::digests(), source.slug(),
                                           source.pk());
    m_edit->openCached({source, {}, m_clock.now()});
    QObject::connect(m_edit.get(), &EditSession::saveEnded, m_edit.get(), [this] {
        ++m_report.told;
        m_report.saved = m_edit->outcome()->result;
        m_report.error = m_edit->outcome()->error;
    });
    if (!m_edit->setValue(Field::Name, FieldValue::text(QLatin1StringView(typedName))))
        qFatal("the form takes no name");
    m_edit->save();
}

/// The whole deadline of a call, second by second.
void FaultCell::letTimePass(Watch &watch)
{
    watch.until([this] { return hasMetFault(); }, patience);
    if (m_fault.place != Fault::Place::Answer)
        watch.spin(50ms); // until it waits, which nobody sees
    for (std::chrono::milliseconds passed = 0ms; passed < callDeadline; passed += 1s) {
        m_report.endedEarly = m_report.endedEarly || m_report.told > 0;
        if (m_fault.eachSecond && isAttacking())
            m_fault.eachSecond(m_server, int(passed / 1s));
        watch.spin(3ms);
        m_clock.advance(1s);
    }
    m_isOver = true;
}

bool FaultCell::hasMetFault() const
{
    switch (m_fault.place) {
    case Fault::Place::Connecting:
        return true;
    case Fault::Place::Tls:
        return m_server.connections() > 0;
    default:
        return m_metAt > 0;
    }
}

/// A later connection is none of the fault's business: a save reads again over it.
bool FaultCell::isAttacking() const
{
    return m_metAt > 0 && !m_isOver && m_server.connections() == m_metAt;
}

/// What is to be seen afterwards.
void FaultCell::look()
{
    m_report.writes = m_server.arrivals("PATCH");
    m_report.strange = m_strange.connections();
    const QList<RecordedRequest> requests = m_server.requests();
    for (const RecordedRequest &request : requests) {
        m_report.isTokenAtHome = m_report.isTokenAtHome
                && request.header("Authorization") == "Bearer canary-api-key";
    }
    if (!m_edit)
        return;
    const bool isStored = m_edit->server().name() == QLatin1StringView(typedName);
    m_report.keepsForm = m_edit->current().name() == QLatin1StringView(typedName)
            && m_edit->isChanged(Field::Name) == !isStored;
}

template <typename T>
Done<T> FaultCell::done()
{
    return [this](const Result<T> &result) {
        ++m_report.told;
        if (!result)
            m_report.error = result.error();
    };
}
