// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "source/fieldtable.h"

#include <utility>

// The typed secrets of a DraftKeeper.

void DraftKeeper::keepSecrets(const DraftRecord &draft)
{
    const FieldSet changed = draft.fields();
    for (const Field field : changed) {
        const FieldValue &value = m_edit.current().value(field);
        if (!value.isTypedSecret() || m_keptSecrets[field] == value.digest())
            continue;
        m_keptSecrets[field] = value.digest();
        const QString key = draftSecretKey(draft.server, draft.pk, field);
        run(
                [&](Done<void> done) {
                    return m_secrets.write(key, value.toSecret(), std::move(done));
                },
                [this, field](const Result<void> &result) {
                    if (result)
                        return;
                    m_keptSecrets.erase(field);
                    Q_EMIT secretNotKept(field, result.error());
                });
    }
    const auto kept = m_keptSecrets;
    for (const auto &[field, digest] : kept) {
        if (!changed.contains(field))
            forgetSecret(field);
    }
}

void DraftKeeper::forgetSecret(Field field)
{
    m_keptSecrets.erase(field);
    const QString key = draftSecretKey(m_edit.api().address(), m_edit.pk(), field);
    run([&](Done<void> done) { return m_secrets.remove(key, std::move(done)); },
        [](const Result<void> &) {});
}

void DraftKeeper::run(const std::function<CallHandle(Done<void>)> &start, Done<void> done)
{
    const int number = ++m_lastCall;
    m_secretCalls[number] =
            start([this, number, done = std::move(done)](const Result<void> &result) {
                const auto finished = m_secretCalls.extract(number);
                done(result);
            });
}
