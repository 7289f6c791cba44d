// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftrig.h"

#include "draftkeeper.h"
#include "editsession.h"
#include "storage/database.h"
#include "storage/draftrows.h"
#include "storagefolder.h"

#include <QSqlQuery>

using namespace Qt::Literals::StringLiterals;

namespace {
PlexSource sourceWith(const QString &pk)
{
    PlexSource source = Samples::source();
    source.setValue(Field::Pk, FieldValue::text(pk));
    return source;
}

QStringList damage(Database &database)
{
    QStringList problems;
    const auto read = database.select(u"PRAGMA integrity_check"_s, {}, [&](const QSqlQuery &row) {
        if (row.value(0).toString() != "ok"_L1)
            problems.append(row.value(0).toString());
    });
    if (!read)
        problems.append(read.error().detail);
    return problems;
}
} // namespace

QStringList brokenPromises(Database &database, const Promises &promises)
{
    QStringList problems = damage(database);
    const auto list = readDrafts(database);
    if (!list)
        return problems << list.error().detail;
    Promises open = promises;
    for (const DraftSummary &summary : *list) {
        const auto draft = readDraft(database, summary.server, summary.pk);
        if (!draft || !*draft || int((*draft)->changes.size()) != summary.fields) {
            problems.append(u"half a draft of "_s + summary.pk);
            continue;
        }
        const int found = (*draft)->changes.constFirst().after.toText().toInt();
        const int atLeast = open[summary.pk].atLeast;
        if (found < atLeast)
            problems.append(u"%1 holds %2, told was %3"_s.arg(summary.pk).arg(found).arg(atLeast));
        open.erase(summary.pk);
    }
    for (const auto &[pk, promise] : open) {
        if (!promise.mayBeGone)
            problems.append(u"%1 is gone, told was %2"_s.arg(pk).arg(promise.atLeast));
    }
    return problems;
}

DraftRig::DraftRig(const StoreLocation &location, quint32 seed, const Promises &made)
    : m_random(seed)
    , m_worker(std::make_unique<SqlWorker>(location, m_clock))
    , m_drafts(*m_worker)
    , m_promises(made)
{
    for (const auto &[pk, promise] : made)
        m_last = std::max(m_last, promise.atLeast);
    for (int number = 0; number < sources; ++number)
        open(u"pk-%1"_s.arg(number));
    settle();
}

DraftRig::~DraftRig() = default;

void DraftRig::open(const QString &pk)
{
    m_edits.push_back(std::make_unique<Edit>());
    Edit &edit = *m_edits.back();
    edit.pk = pk;
    edit.session = std::make_unique<EditSession>(m_api, Samples::digests(), pk, pk);
    edit.keeper = std::make_unique<DraftKeeper>(*edit.session, m_drafts, m_secrets, m_clock);
    QObject::connect(edit.keeper.get(), &DraftKeeper::stored, edit.keeper.get(),
                     [this, opened = &edit] { stored(*opened); });
    QObject::connect(edit.keeper.get(), &DraftKeeper::removed, edit.keeper.get(),
                     [this, opened = &edit] { removed(*opened); });
    QObject::connect(edit.keeper.get(), &DraftKeeper::failed, edit.keeper.get(),
                     [this] { ++m_failedTimes; });
    edit.session->refresh();
    m_api.answerGet(sourceWith(pk));
}

void DraftRig::stored(const Edit &edit)
{
    if (m_worker->state()->isInMemory())
        return; // the window says so beside it
    {
        const std::lock_guard lock(m_mutex);
        Promise &promise = m_promises[edit.pk];
        promise.atLeast = m_drafts.committed.at(edit.pk).toInt();
        promise.mayBeGone = !edit.keeper->draft();
    }
    ++m_storedTimes;
    if (m_atStored)
        m_atStored();
}

void DraftRig::removed(const Edit &edit)
{
    if (m_worker->state()->isInMemory())
        return;
    const std::lock_guard lock(m_mutex);
    m_promises[edit.pk] = {edit.discardedAt + 1, true};
}

void DraftRig::work()
{
    Edit &edit = *m_edits.at(m_random.bounded(quint32(m_edits.size())));
    edit.session->setValue(Field::Name, FieldValue::text(QString::number(++m_last)));
    if (m_random.bounded(4) == 0)
        edit.session->setValue(Field::ClientId,
                               FieldValue::text(QString(m_random.bounded(6000), u'x')));
    if (m_random.bounded(8) == 0) {
        edit.discardedAt = m_last;
        {
            const std::lock_guard lock(m_mutex);
            m_promises[edit.pk].mayBeGone = true;
        }
        edit.keeper->discard();
    }
    if (m_random.bounded(3) == 0)
        edit.keeper->flush(); // the focus went
    m_clock.advance(std::chrono::milliseconds(m_random.bounded(300)));
    if (m_random.bounded(2) == 0)
        settle();
}

void DraftRig::flush()
{
    for (const auto &edit : m_edits)
        edit->keeper->flush();
}

void DraftRig::settle()
{
    // It may start another task, such as what was typed while one ran; hence three times.
    for (int round = 0; round < 3; ++round) {
        Outcome<int> outcome;
        const CallHandle call =
                m_worker->ask<int>([](Database &) { return Result<int>(0); }, outcome.done());
        if (!outcome.wait(std::chrono::seconds(30)))
            qFatal("the worker does not answer");
    }
}

void DraftRig::setCheckpoint(int pages)
{
    const auto set = answerOf<qint64>([&](Done<qint64> done) {
        return m_worker->ask<qint64>(
                [pages](Database &database) {
                    return database.number(u"PRAGMA wal_autocheckpoint=%1"_s.arg(pages));
                },
                std::move(done));
    });
    static_cast<void>(set.has_value());
}

Promises DraftRig::promises() const
{
    const std::lock_guard lock(m_mutex);
    return m_promises;
}

bool DraftRig::isAllStored() const
{
    return std::all_of(m_edits.begin(), m_edits.end(),
                       [](const auto &edit) { return edit->keeper->isStored(); });
}

bool DraftRig::hasTrouble() const
{
    return std::any_of(m_edits.begin(), m_edits.end(),
                       [](const auto &edit) { return edit->keeper->trouble().has_value(); });
}

std::map<QString, int> DraftRig::typed() const
{
    std::map<QString, int> typed;
    for (const auto &edit : m_edits) {
        const auto draft = edit->keeper->draft();
        typed[edit->pk] = draft ? draft->changes.constFirst().after.toText().toInt() : 0;
    }
    return typed;
}
