// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "secretsearch.h"
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
                    // To be given to it again, and to be taken from it again: a store may keep it
                    // until the program ends.
                    m_keptSecrets[field] = {};
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
                if (m_secretCalls.empty())
                    Q_EMIT secretsSettled();
            });
}

/// `call` keeps it; `then` gets what was found, and m_unread what could not be read.
void DraftKeeper::readSecrets(CallHandle &call, const std::map<Field, QString> &keys,
                              std::function<void(const std::map<Field, Secret> &)> then)
{
    auto search = std::make_unique<SecretSearch>(
            m_secrets, keys,
            [this, &call, then = std::move(then)](const Result<SecretSearch::Secrets> &secrets) {
                const CallHandle finished = std::move(call);
                m_unread = static_cast<const SecretSearch *>(finished.get())->failures();
                then(secrets ? *secrets : SecretSearch::Secrets());
            });
    call = std::move(search);
}

std::optional<Error> DraftKeeper::secretTrouble() const
{
    return m_unread.empty() ? std::nullopt : std::optional(m_unread.begin()->second);
}

void DraftKeeper::readSecretsAgain()
{
    if (m_unread.empty() || m_readingAgain || !m_isRestored)
        return;
    std::map<Field, QString> keys;
    for (const auto &[field, error] : m_unread)
        keys.emplace(field, draftSecretKey(m_edit.api().address(), m_edit.pk(), field));
    readSecrets(m_readingAgain, keys, [this](const auto &secrets) { takeUpSecrets(secrets); });
}

/// What an earlier run left and is readable now. One that is not kept at all leaves the draft.
void DraftKeeper::takeUpSecrets(const std::map<Field, Secret> &secrets)
{
    DraftRecord part;
    QList<FieldChange> rest;
    for (const FieldChange &change : std::as_const(m_left)) {
        if (isSecret(change.field) && !m_unread.contains(change.field))
            part.changes.append(change);
        else
            rest.append(change);
    }
    m_left = rest;
    m_notRestored = m_notRestored | m_edit.restoreDraft(part, secrets);
    follow();
    Q_EMIT secretTroubleChanged();
}

/// What was typed since takes the place of one that nobody could read.
void DraftKeeper::forgetUnreadThatAreTyped()
{
    const FieldSet typed = m_edit.changed();
    for (const Field field : typed) {
        if (m_unread.erase(field) == 0)
            continue;
        m_left.removeIf([field](const FieldChange &change) { return change.field == field; });
        Q_EMIT secretTroubleChanged();
    }
}
