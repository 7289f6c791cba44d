// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/storenotice.h"

#include <QCoreApplication>
#include <QDir>

namespace {

class Say
{
    Q_DECLARE_TR_FUNCTIONS(StoreNotice)
};

QString reasonText(const StoreState &state, const QString &folder)
{
    switch (state.reason) {
    case StoreState::Reason::None:
        return {};
    case StoreState::Reason::NoFolder:
        return Say::tr("The folder %1 cannot be made.").arg(folder);
    case StoreState::Reason::ReadOnlyFolder:
        return Say::tr("The folder %1 cannot be written.").arg(folder);
    case StoreState::Reason::NewerProgram:
        return Say::tr("The file in %1 belongs to a newer Sourcedesk; it was left as it is.")
                .arg(folder);
    case StoreState::Reason::Locked:
        return Say::tr("Another program keeps the file in %1 locked.").arg(folder);
    case StoreState::Reason::OtherMachine:
        return Say::tr("Sourcedesk on %1 is working in the folder %2.").arg(state.detail, folder);
    case StoreState::Reason::Failed:
        return Say::tr("The file in %1 could not be opened: %2.").arg(folder, state.detail);
    }
    return {};
}

StoreNotice inMemory(const StoreState &state, const QString &folder, const QString &settings)
{
    const QString remedy =
            Say::tr("Save to the server before you close, or mend that and start again.");
    const QString reason = reasonText(state, folder);
    if (settings.isEmpty())
        return {Say::tr("Edits and history are kept only until the program ends."),
                reason + u' ' + remedy};
    return {Say::tr("Edits, history, settings and connections are kept only until the program "
                    "ends."),
            reason + u' ' + Say::tr("%1 cannot be written.").arg(settings) + u' ' + remedy};
}

StoreNotice noticeOfStore(const StoreState &state, const std::optional<Error> &trouble,
                          const QString &folder)
{
    if (trouble)
        return {Say::tr("Edits and history could not be stored just now."),
                Say::tr("%1. Make room in %2: until then they stay in this window. Saving to the "
                        "server goes on as usual.")
                        .arg(trouble->detail, folder)};
    if (!state.setAside.isEmpty())
        return {Say::tr("What was kept on this machine was damaged, and a new file was begun."),
                Say::tr("The damaged file is kept as %1.").arg(state.setAside)};
    return {};
}

StoreNotice noticeOfSettings(const QString &file)
{
    if (file.isEmpty())
        return {};
    return {Say::tr("Settings and connections are kept only until the program ends."),
            Say::tr("%1 cannot be written. Make room, or let yourself write there.").arg(file)};
}

} // namespace

StoreNotice storeNotice(const std::optional<StoreState> &state, const std::optional<Error> &trouble,
                        const QString &folder, const QString &unkeptSettings)
{
    const QString here = QDir::toNativeSeparators(folder);
    const QString file = QDir::toNativeSeparators(unkeptSettings);
    if (state && state->isInMemory())
        return inMemory(*state, here, file);
    const StoreNotice store = noticeOfStore(state.value_or(StoreState()), trouble, here);
    const StoreNotice settings = noticeOfSettings(file);
    if (store.title.isEmpty() || settings.title.isEmpty())
        return store.title.isEmpty() ? settings : store;
    return {store.title + u' ' + settings.title, store.text + u' ' + settings.text};
}
