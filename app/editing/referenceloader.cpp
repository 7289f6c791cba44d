// SPDX-License-Identifier: GPL-3.0-or-later
#include "referenceloader.h"

#include "source/errortext.h"

ReferenceLoader::ReferenceLoader(SourceApi &api, QObject *parent)
    : QObject(parent)
    , m_api(api)
{ }

const ReferenceChoices &ReferenceLoader::choices(ReferenceTarget target) const
{
    return m_entries[std::size_t(target)].choices;
}

void ReferenceLoader::want(ReferenceTarget target)
{
    using State = ReferenceChoices::State;
    const State state = choices(target).state;
    if (target != ReferenceTarget::None && state != State::Loading && state != State::Ready)
        fetch(target);
}

void ReferenceLoader::refresh()
{
    using State = ReferenceChoices::State;
    for (const auto target : {ReferenceTarget::Flow, ReferenceTarget::PlexMapping}) {
        const State state = choices(target).state;
        if (state == State::Ready || state == State::Failed)
            fetch(target);
    }
}

void ReferenceLoader::fetch(ReferenceTarget target)
{
    Entry &entry = m_entries[std::size_t(target)];
    if (entry.choices.state != ReferenceChoices::State::Ready) {
        entry.choices = {};
        entry.choices.state = ReferenceChoices::State::Loading;
    }
    auto done = [this, target](const Result<QList<Reference>> &result) { take(target, result); };
    entry.call =
            target == ReferenceTarget::Flow ? m_api.listFlows(done) : m_api.listPlexMappings(done);
    Q_EMIT choicesChanged(target);
}

void ReferenceLoader::take(ReferenceTarget target, const Result<QList<Reference>> &result)
{
    using State = ReferenceChoices::State;
    ReferenceChoices &choices = m_entries[std::size_t(target)].choices;
    if (result) {
        choices = {State::Ready, *result, {}, {}};
    } else if (choices.state != State::Ready) {
        const Error &error = result.error();
        choices.state = State::Failed;
        choices.sentence = describe(error, {Situation::LoadChoices, m_api.host(), {}, 0}).both();
        choices.keptWhy = error.kind == ErrorKind::Forbidden
                ? tr("not readable with this token, kept as it is")
                : tr("its name could not be read, kept as it is");
    }
    Q_EMIT choicesChanged(target);
}
