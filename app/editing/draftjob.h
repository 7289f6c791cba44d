// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "draftports.h"
#include "draftreport.h"
#include "items/draftlistmodel.h"

#include <QObject>

#include <functional>
#include <map>

class DraftKeeper;
class EditSession;
class ServerSession;

/// What the work with drafts needs; all of it must outlive the work.
struct DraftJobPorts
{
    DraftPort &drafts;
    SecretPort &secrets;
    Clock &clock;
    /// The session of a server's address; null when it is not open.
    std::function<ServerSession *(const QString &server)> session;
    /// What a person calls the source of a draft.
    std::function<QString(const DraftKey &key)> name;
};

/// A draft that is open in a form: its keeper has the last word, not the disk.
struct OpenDraft
{
    ServerSession *session = nullptr;
    EditSession *edit = nullptr;
    DraftKeeper *keeper = nullptr;

    /// False when there is no such edit.
    explicit operator bool() const { return keeper; }
    /// It is known what is in it, and no save of it runs.
    bool isReady() const;
};

// Something done with one draft after another, each on the disk or, when it is open, through its
// keeper. Owned by DraftDesk; GUI thread.
class DraftJob : public QObject
{
    Q_OBJECT
public:
    DraftJob(const DraftJobPorts &ports, DraftReport::Job job, int count);
    ~DraftJob() override;

    /// Told with ended(), at once or later.
    void start();

Q_SIGNALS:
    void ended(const DraftReport &report);

protected:
    /// Does it with the one at `place`; ends with done() or left().
    virtual void begin(int place) = 0;
    void done(const QString &name);
    /// It was not done, which `remark` says in a sentence.
    void left(const QString &remark);
    /// To be known beside what was done.
    void remark(const QString &sentence) { m_report.remarks.append(sentence); }

    OpenDraft openDraft(const DraftKey &key) const;
    /// Reads the draft from the disk; a failure ends the turn, and so does a draft that is gone or
    /// an edit of it that was opened meanwhile.
    void readStored(const DraftKey &key, std::function<void(const DraftRecord &)> then);
    /// Ends the turn with this when it fails.
    Done<void> changed(const DraftKey &key, std::function<void()> then);
    QString notReadyText(const DraftKey &key) const;
    /// The same of a source that may not be in the list any more, or never was.
    QString notReadyText(const DraftKey &key, const QString &name) const;
    /// Where the typed secrets of a draft are kept.
    static std::map<Field, QString> secretKeys(const DraftRecord &draft);

    const DraftJobPorts &ports() const { return m_ports; }
    CallHandle m_call; ///< the one that runs

private:
    void advance();

    const DraftJobPorts &m_ports;
    DraftReport m_report;
    int m_count;
    int m_next = 0;
    bool m_isFree = true;       ///< no turn is under way
    bool m_isAdvancing = false; ///< the loop runs: a turn that ends at once does not nest
};

// Puts drafts into the queue.
class SubmitDrafts final : public DraftJob
{
    Q_OBJECT
public:
    SubmitDrafts(const DraftJobPorts &ports, QList<DraftKey> keys);

private:
    void begin(int place) override;
    void submitOpen(const DraftKey &key, const OpenDraft &open);
    void submitStored(const DraftRecord &stored);
    /// A typed secret that is not kept any more would be left out unseen.
    void lookForSecrets(const DraftRecord &stored);
    void queueStored(const DraftRecord &stored);

    QList<DraftKey> m_keys;
};

// Takes drafts out of the queue.
class TakeOutDrafts final : public DraftJob
{
    Q_OBJECT
public:
    TakeOutDrafts(const DraftJobPorts &ports, QList<DraftKey> keys);

private:
    void begin(int place) override;

    QList<DraftKey> m_keys;
};

// Reads drafts as they are now, for a file.
class ReadDrafts final : public DraftJob
{
    Q_OBJECT
public:
    ReadDrafts(const DraftJobPorts &ports, QList<DraftKey> keys);

    /// Those that were read, in the order in which they were asked for.
    const QList<DraftRecord> &drafts() const { return m_drafts; }

private:
    void begin(int place) override;

    QList<DraftKey> m_keys;
    QList<DraftRecord> m_drafts;
};
