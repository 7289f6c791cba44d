// SPDX-License-Identifier: GPL-3.0-or-later
#include "editexport.h"

#include "editsession.h"
#include "serversession.h"
#include "source/fieldtable.h"

ExportedEdit exportedEdit(const EditSession &edit, const ServerSession &server,
                          const QDateTime &now)
{
    ExportedEdit exported;
    exported.server = edit.api().address();
    exported.pk = edit.pk();
    exported.slug = edit.slug();
    exported.name = edit.server().name();
    exported.release = server.release();
    exported.user = server.username();
    exported.started = server.openedAt(edit.pk());
    exported.changed = now;
    for (const Field field : edit.changed()) {
        if (rowOf(field).kind == FieldKind::Secret)
            exported.notIncluded.insert(field);
        else
            exported.changes.append(
                    {field, edit.baseline().value(field), edit.current().value(field)});
    }
    return exported;
}
