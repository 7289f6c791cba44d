// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changes/conflictdialog.h"
#include "presence.h"
#include "windowharness.h"

#include <QJsonArray>

#include <utility>

// What the tests of the window with another administrator share: who writes behind its back, and
// how one looks at what came of it.
class WindowDesk
{
protected:
    void makeDesk() { m_desk = std::make_unique<WindowHarness>(); }
    void clearDesk() { m_desk.reset(); }

    /// Opens it and waits until everything that opening asks for is answered.
    bool openQuietly(const QString &slug = QStringLiteral("plex-home"))
    {
        if (!m_desk->open(slug))
            return false;
        // Who wrote before has been asked and answered, so that what comes later is news.
        const Presence &presence = m_desk->session->presence();
        const QString pk = m_desk->edit()->pk();
        const auto isKnown = [&] { return presence.isRefused() || presence.wasAsked(pk); };
        return QTest::qWaitFor(isKnown) && settle();
    }

    /// Waits until the server has not been asked for a while: in rounds, so that a machine that is
    /// slow to run them takes its time for each.
    bool settle()
    {
        constexpr int quietRounds = 8;
        int quiet = 0;
        qsizetype seen = -1;
        return QTest::qWaitFor(
                [&] {
                    const qsizetype before = std::exchange(seen, m_desk->server.requests().size());
                    quiet = before == seen ? quiet + 1 : 0;
                    if (quiet >= quietRounds)
                        return true;
                    QTest::qWait(20);
                    return false;
                },
                20'000);
    }

    /// A caller who may change sources but not view events.
    void connectWithoutEvents()
    {
        m_desk->server.data().addUser(
                {.pk = 20,
                 .username = QStringLiteral("carl"),
                 .name = QStringLiteral("Carl Cook"),
                 .token = QStringLiteral("the-token-of-carl"),
                 .permissions = {QStringLiteral("authentik_sources_plex.view_plexsource"),
                                 QStringLiteral("authentik_sources_plex.change_plexsource")}});
        m_desk->connectTo(m_desk->proxy->url(), QStringLiteral("the-token-of-carl"));
    }

    bool change(const QJsonObject &changes, const QString &slug = QStringLiteral("plex-home"))
    {
        return m_desk->server.data().changeAs(QStringLiteral("bert"), slug, changes);
    }

    QJsonObject columns(const QString &slug = QStringLiteral("plex-home"))
    {
        return m_desk->server.data().plexSource(slug)->columns;
    }

    ConflictDialog *dialog() const
    {
        const auto dialogs = m_desk->window->findChildren<ConflictDialog *>();
        for (ConflictDialog *dialog : dialogs) {
            if (dialog->isVisible())
                return dialog;
        }
        return nullptr;
    }

    void click(const QString &name) const
    {
        QAbstractButton *button = m_desk->button(name);
        if (!button)
            qFatal("no button %s among\n%s", qPrintable(name), qPrintable(m_desk->shownText()));
        QTest::mouseClick(button, Qt::LeftButton);
    }

    QString phraseOf(const QString &slug) const
    {
        return m_desk->session->sources()
                .indexOfSlug(slug)
                .data(SourceListModel::PhraseRole)
                .toString();
    }

    bool isEditing() const { return m_desk->edit()->phase() == EditSession::Phase::Editing; }

    std::unique_ptr<WindowHarness> m_desk;
};
