// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/tokenhelp.h"

#include "common/plaintextlabel.h"
#include "connection/baseurl.h"

#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace {
PlainTextLabel *note(const QString &text, Type type, Tone tone, QWidget *parent)
{
    auto *label = new PlainTextLabel(type, tone, parent);
    label->makeNote();
    label->setText(text);
    return label;
}
} // namespace

QUrl tokenPage(const BaseUrl &base)
{
    QUrl url(base.address() + u"/if/admin/"_s);
    url.setFragment(u"/core/tokens"_s);
    return url;
}

TokenHelp::TokenHelp(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::pane, 0, 0, Space::small);
    column->setSpacing(Space::small);
    column->addWidget(note(tr("Create a token with the intent API on the token page and copy its "
                              "key. An app password does not work. The user of the token needs "
                              "these rights, best as global ones: releases up to 2025 do not all "
                              "heed rights on single objects."),
                           Type::Caption, Tone::Secondary, this));
    addRight(*column, tr("View and change Plex sources"), u"view_plexsource, change_plexsource"_s,
             tr("Without view no source is listed. Without change your edits stay drafts."));
    addRight(*column, tr("View events"), u"view_event"_s,
             tr("Without it nobody can tell who changed what on the server, and the history has no "
                "names."));
    addRight(*column, tr("View flows"), u"view_flow"_s,
             tr("Without it flows are shown as ids and cannot be picked."));
    addRight(*column, tr("View Plex property mappings"), u"view_plexsourcepropertymapping"_s,
             tr("Without it mappings are shown as ids and cannot be picked."));
}

void TokenHelp::addRight(QVBoxLayout &column, const QString &right, const QString &names,
                         const QString &without)
{
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(note(right, Type::Label, Tone::Ink, this));
    texts->addWidget(note(names, Type::MonoSmall, Tone::Secondary, this));
    texts->addWidget(note(without, Type::Caption, Tone::Secondary, this));
    column.addLayout(texts);
}
