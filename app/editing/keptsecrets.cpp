// SPDX-License-Identifier: GPL-3.0-or-later
#include "keptsecrets.h"

#include "source/fieldtable.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

QString KeptSecrets::keyOf(const SaveRecord &record, Field field)
{
    return u"confirm/%1/%2"_s.arg(record.id, ::keyOf(field));
}

void KeptSecrets::keep(const SaveBeginning &beginning)
{
    for (const auto &[field, secret] : beginning.typedSecrets) {
        const QString key = keyOf(beginning.record, field);
        run([this, key, secret = secret](Done<void> done) {
            return m_port.write(key, secret, std::move(done));
        });
    }
}

void KeptSecrets::forget(const SaveRecord &record)
{
    for (const FieldChange &change : record.changes) {
        if (rowOf(change.field).kind != FieldKind::Secret)
            continue;
        const QString key = keyOf(record, change.field);
        run([this, key](Done<void> done) { return m_port.remove(key, std::move(done)); });
    }
}

/// Keeps a call until it has ended.
void KeptSecrets::run(const std::function<CallHandle(Done<void>)> &start)
{
    const int number = ++m_lastRun;
    m_running.insert_or_assign(number, nullptr);
    CallHandle call = start([this, number](const Result<void> &) {
        const auto finished = m_running.extract(number);
    });
    m_running.at(number) = std::move(call);
}
