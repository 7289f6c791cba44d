// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionnews.h"

#include "connections/noticebar.h"
#include "editsession.h"
#include "moment.h"
#include "serversession.h"
#include "source/errortext.h"
#include "source/serverrelease.h"
#include "statusline.h"

using namespace Qt::Literals::StringLiterals;

ConnectionNews::ConnectionNews(StatusLine &status, QObject *parent)
    : QObject(parent)
    , m_status(status)
{
    updateStatus();
}

void ConnectionNews::setServer(ServerSession &server, NoticeBar &notice)
{
    m_server = &server;
    m_notice = &notice;
    connect(&notice, &NoticeBar::actionRequested, this, &ConnectionNews::act);
    connect(&server, &ServerSession::listChanged, this, &ConnectionNews::updateStatus);
    connect(&server, &ServerSession::accountChanged, this, &ConnectionNews::updateStatus);
    connect(&server.reachability(), &Reachability::changed, this, &ConnectionNews::updateOffline);
    connect(&server.presence(), &Presence::lastChangeKnown, this,
            &ConnectionNews::updateLastChange);
    connect(&server.presence(), &Presence::refused, this, &ConnectionNews::updateLastChange);
    updateStatus();
}

void ConnectionNews::setEdit(EditSession *edit)
{
    m_edit = edit;
    updateStatus();
    updateLastChange();
}

void ConnectionNews::updateStatus()
{
    if (!m_server)
        return m_status.setOnline(u"base"_s, Tone::Secondary, tr("No connection"));
    const EditSession *edit = m_edit;
    const Reachability &reachability = m_server->reachability();
    if (edit && (edit->phase() == EditSession::Phase::Loading || edit->isRefreshing())) {
        const QString name = edit->isLoaded() ? edit->server().name() : edit->slug();
        m_status.setOnline(u"online"_s, Tone::Ok, tr("Reading %1…").arg(name));
    } else if (m_server->isListLoading()) {
        m_status.setOnline(u"online"_s, Tone::Ok, tr("Reading the sources…"));
    } else if (reachability.isTokenMissing()) {
        m_status.setOnline(u"key"_s, Tone::Warning, tr("Token missing"));
    } else if (reachability.isUnreachable()) {
        const QDateTime next = reachability.nextTry();
        m_status.setOnline(u"offline"_s, Tone::Warning,
                           next.isValid()
                                   ? tr("Offline, next try at %1").arg(next.toString(u"hh:mm:ss"_s))
                                   : tr("Offline"));
    } else if (m_server->listError()) {
        m_status.setOnline(u"offline"_s, Tone::Warning,
                           tr("The list of %1 could not be read").arg(m_server->api().host()));
    } else if (const QString remark = serverRemark(m_server->release()); !remark.isEmpty()) {
        m_status.setOnline(u"warning"_s, Tone::Warning, remark);
    } else {
        m_status.setOnline(u"online"_s, Tone::Ok, tr("Online"));
    }
}

void ConnectionNews::act()
{
    const std::optional<Error> &error = m_server->reachability().error();
    if (error && error->certificate)
        Q_EMIT certificateOffered(*error->certificate);
    else
        m_server->reachability().tryNow();
}

void ConnectionNews::updateOffline()
{
    const Reachability &reachability = m_server->reachability();
    updateStatus();
    // What a missing token means is said with its own notice.
    if (!reachability.isUnreachable() || !reachability.error() || reachability.isTokenMissing())
        return m_notice->showNotice({}, {}, {});
    const QString host = m_server->api().host();
    const Error &error = *reachability.error();
    if (error.certificate) {
        m_notice->setActionEnabled(true);
        return m_notice->showNotice(
                u"lock"_s, tr("%1 was not trusted, so no token was sent.").arg(host),
                error.certificate->problems.join(u' ') + u' '
                        + tr("What you see is as it was read before. Your edits are kept here."),
                tr("Show the certificate…"),
                errorDetails(error, {Situation::Connect, host, {}, 0}));
    }
    m_notice->showNotice(
            u"offline"_s,
            tr("Offline since %1. %2 does not answer.").arg(momentText(reachability.since()), host),
            tr("What you see is as it was read before. Your edits are kept here; “Submit when "
               "online” "
               "sends them once the server answers."),
            tr("Try again"),
            errorDetails(*reachability.error(), {Situation::Connect, host, {}, 0}));
    m_notice->setActionEnabled(!reachability.isTrying());
}

void ConnectionNews::updateLastChange()
{
    const EditSession *edit = m_edit;
    if (!edit)
        return m_status.setLastChange({}, {});
    if (const auto event = m_server->presence().lastChange(edit->pk())) {
        return m_status.setLastChange(tr("Last changed %1").arg(byWhomAndWhen(*event)),
                                      momentText(event->when));
    }
    if (m_server->presence().isRefused()) {
        return m_status.setLastChange(
                tr("Last change unknown"),
                tr("Your token may not view events, so nobody can tell who changed this source."));
    }
    m_status.setLastChange({}, {});
}
