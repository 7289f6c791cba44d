// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/draftnews.h"

#include "draftkeeper.h"
#include "editsession.h"
#include "moment.h"
#include "serversession.h"
#include "source/errortext.h"
#include "source/fieldtable.h"
#include "statusline.h"

using namespace Qt::Literals::StringLiterals;

DraftNews::DraftNews(StatusLine &status, QObject *parent)
    : QObject(parent)
    , m_status(status)
{ }

DraftNews::~DraftNews()
{
    m_status.setSavedHere({}, Tone::Secondary, {});
}

void DraftNews::setServer(ServerSession &server)
{
    m_server = &server;
    update();
}

void DraftNews::setEdit(EditSession *edit)
{
    if (m_edit == edit)
        return;
    if (m_edit)
        m_edit->disconnect(this);
    if (m_keeper)
        m_keeper->disconnect(this);
    m_edit = edit;
    m_keeper = edit ? m_server->keeper(edit->pk()) : nullptr;
    if (m_edit)
        connect(m_edit, &EditSession::fieldsChanged, this, &DraftNews::update);
    if (m_keeper)
        follow(*m_keeper);
    update();
}

void DraftNews::follow(DraftKeeper &keeper)
{
    connect(&keeper, &DraftKeeper::stored, this, &DraftNews::update);
    connect(&keeper, &DraftKeeper::removed, this, &DraftNews::update);
    connect(&keeper, &DraftKeeper::failed, this, &DraftNews::update);
    connect(&keeper, &DraftKeeper::holdChanged, this, &DraftNews::update);
    connect(&keeper, &DraftKeeper::restored, this, &DraftNews::sayRestored);
    connect(&keeper, &DraftKeeper::secretNotKept, this, [this](Field field, const Error &error) {
        Q_EMIT said(tr("What you typed into %1 is kept only until the program ends: %2")
                            .arg(labelOf(field),
                                 describe(error, {Situation::Keychain, {}, {}, 0}).both()));
    });
    connect(&keeper, &DraftKeeper::secretTroubleChanged, this, &DraftNews::update);
}

void DraftNews::sayRestored(const DraftRecord &draft, const FieldSet &left)
{
    update();
    QStringList both; // typed here while another process had the draft
    for (const FieldChange &change : draft.changes) {
        const bool isTypedHere = left.contains(change.field) && m_edit
                && m_edit->isChanged(change.field)
                && m_edit->current().value(change.field) != change.after;
        if (isTypedHere)
            both.append(isSecret(change.field)
                                ? labelOf(change.field)
                                : tr("%1 “%2”").arg(labelOf(change.field),
                                                    valueText(change.field, change.after)));
    }
    if (!both.isEmpty())
        Q_EMIT said(tr("What you typed here stays. The draft of %1 had: %2")
                            .arg(momentText(draft.changed), both.join(u", "_s)));
    else if (left.size() < draft.fields().size())
        Q_EMIT said(tr("The draft of %1 is here again.").arg(momentText(draft.changed)));
}

void DraftNews::update()
{
    QString text;
    Tone tone = Tone::Secondary;
    QString sign = u"check"_s;
    if (m_keeper && m_keeper->trouble()) {
        sign = u"warning"_s;
        tone = Tone::Warning;
        text = tr("Not saved here: %1").arg(m_keeper->trouble()->detail);
    } else if (m_keeper && m_keeper->secretTrouble()) {
        sign = u"warning"_s;
        tone = Tone::Warning;
        const Error trouble = *m_keeper->secretTrouble();
        text = tr("The typed Plex token of this draft could not be read: %1")
                       .arg(describe(trouble, {Situation::Keychain, {}, {}, 0}).both());
    } else if (m_keeper && m_keeper->isStored() && m_keeper->storedAt().isValid()
               && m_server->areDraftsLasting()) {
        text = tr("Saved here at %1").arg(momentText(m_keeper->storedAt()));
    }
    m_status.setSavedHere(sign, tone, text);
    Q_EMIT changed();
}
