// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "editsession.h"
#include "fakesourceapi.h"
#include "secrets/memorysecretstore.h"
#include "storage/sqlworker.h"
#include "systemclock.h"
#include "watcheddrafts.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QTimer>

#include <cstdio>
#include <memory>
#include <vector>

using namespace Qt::Literals::StringLiterals;

// The program that tst_draftkill kills: edits five sources without an end and prints
// "<pk> <number>" for each draft that its keeper called stored. The number is in the name that was
// typed, and grows.
//
// Usage: draftchild <folder> <seed>

namespace {

class Typist
{
public:
    Typist(const QString &folder, quint32 seed)
        : m_random(seed)
        , m_worker({folder, {}, std::chrono::milliseconds(5000)}, m_clock)
        , m_drafts(m_worker)
    {
        for (int number = 0; number < 5; ++number)
            open(u"pk-%1"_s.arg(number));
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { type(); });
        m_timer.start(3);
    }

private:
    struct Edit
    {
        std::unique_ptr<EditSession> session;
        std::unique_ptr<DraftKeeper> keeper;
    };

    void open(const QString &pk)
    {
        Edit edit;
        edit.session = std::make_unique<EditSession>(m_api, Samples::digests(), pk, pk);
        edit.keeper = std::make_unique<DraftKeeper>(*edit.session, m_drafts, m_secrets, m_clock);
        QObject::connect(edit.keeper.get(), &DraftKeeper::stored, &m_timer, [this, pk] {
            std::printf("%s %s\n", qPrintable(pk), qPrintable(m_drafts.committed.at(pk)));
            std::fflush(stdout);
        });
        edit.session->refresh();
        PlexSource source = Samples::source();
        source.setValue(Field::Pk, FieldValue::text(pk));
        m_api.answerGet(source);
        m_edits.push_back(std::move(edit));
    }

    void type()
    {
        const Edit &edit = m_edits.at(m_random.bounded(quint32(m_edits.size())));
        edit.session->setValue(Field::Name, FieldValue::text(QString::number(++m_last)));
        if (m_random.bounded(4) == 0)
            edit.session->setValue(Field::Enabled, FieldValue::flag(m_random.bounded(2) == 0));
        if (m_random.bounded(3) == 0)
            edit.keeper->flush(); // the focus went
    }

    QRandomGenerator m_random;
    SystemClock m_clock;
    SqlWorker m_worker;
    WatchedDrafts m_drafts;
    MemorySecretStore m_secrets;
    FakeSourceApi m_api;
    std::vector<Edit> m_edits;
    QTimer m_timer;
    int m_last = 0;
};

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3)
        return 2;
    const Typist typist(arguments.at(1), arguments.at(2).toUInt());
    return QCoreApplication::exec();
}
