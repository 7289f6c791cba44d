// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"
#include "editedsource.h"
#include "ports.h"
#include "savejournal.h"
#include "source/savesteps.h"
#include "source/validation.h"

#include <QObject>

#include <memory>
#include <optional>

// One edit of one source: what it started from (baseline), what it is now (current), which fields
// differ, and what was said about it. Dirty is a comparison, never a flag. It carries out what
// source/savesteps wishes.
//
// Any read while something is changed is *theirs*: untouched fields take it over and are marked,
// the baseline of a touched field stays what the edit started from until a decision (resolve) or an
// accepted save.
//
// Called by ui on the GUI thread. No widget, no protocol, no undo in here.
class EditSession : public QObject
{
    Q_OBJECT
public:
    enum class Phase : quint8
    {
        Loading,    ///< the first read; there is no source yet
        LoadFailed, ///< the first read failed, see lastError()
        Editing,
        Saving,
    };
    Q_ENUM(Phase)

    /// Borrows `api` and `digests`, which must outlive it.
    /// With a `pk`, another source at the address is refused from the first read on.
    EditSession(SourceApi &api, const DigestKey &digests, const QString &slug,
                const QString &pk = {}, QObject *parent = nullptr);
    ~EditSession() override;

    /// Saves are told to `journal`, which must outlive this; none = nobody writes them down.
    void setJournal(SaveJournal *journal, const QString &username);

    /// Reads the source, and OPTIONS beside it until they grant the right; nothing waits for the
    /// latter. The first read fills the form, each later one is *theirs*. A source that is not
    /// where it was is looked for by its pk. Also the way to try again. Does nothing while a save
    /// runs.
    void refresh();
    /// What somebody else (a poll, a confirmation) read of this source just now: *theirs*. Ignored
    /// before the first read and while a save runs, which reads by itself.
    void takeRead(const PlexSource &source);
    /// Fills the form from what was read in an earlier run, so that it can be edited without a
    /// network; the first read that goes well is then *theirs*. Does nothing once it is filled.
    void openCached(const CachedSource &source);
    /// When the source was read, as long as all that is known of it is from an earlier run.
    const std::optional<QDateTime> &cachedAt() const { return m_cachedAt; }
    /// Asks OPTIONS again, for instance after a 403.
    void refreshRight();

    Phase phase() const { return m_phase; }
    bool isLoaded() const { return m_loaded; }
    bool isRefreshing() const { return bool(m_readCall); }
    /// The slug the source has on the server, as far as known.
    QString slug() const { return m_slug; }
    QString pk() const { return m_loaded ? m_edited.baseline().pk() : m_expectedPk; }

    const PlexSource &baseline() const { return m_edited.baseline(); }
    const PlexSource &current() const { return m_edited.current(); }
    /// The newest state of the server that was seen, field by field.
    const PlexSource &server() const { return m_edited.server(); }
    const SchemaTraits &traits() const { return m_traits; }
    const SourceOptions &options() const { return m_options; }
    ChangeRight changeRight() const { return m_options.right; }

    /// While another process has the draft of this source, nothing can be changed here: no field is
    /// writable. Only for an edit without changes.
    void setHeldByAnother(bool on);
    bool isHeldByAnother() const { return m_isHeldByAnother; }

    FieldSet changed() const;
    bool isChanged(Field field) const;

    /// Sets one field. False when that changes nothing or this server does not let one write it, so
    /// that a widget may echo what it was given. Allowed while a save runs: such a change is a new
    /// edit on top of what was sent.
    bool setValue(Field field, const FieldValue &value);
    /// A typed Plex token with its digest; an empty text means untouched.
    FieldValue secretValue(Field field, const QString &typed) const;
    /// Back to what the edit started from; in conflict, to what the server has.
    void revert(Field field);
    void discard();

    /// The fields that changed on both sides, in the order of the form.
    QList<ConflictField> conflicts() const { return m_edited.conflicts(); }
    /// Carries out what a person chose. A choice that was made against another value of theirs than
    /// the server has now decides nothing new: the field is in conflict again. The next save reads
    /// and compares again.
    void decide(const QList<FieldDecision> &decisions);
    /// Makes an edit that began from other values than the last read: of a draft, or the way back
    /// from an earlier save. Each field starts from `before` and holds `after`; where the server
    /// has neither, it is in conflict at once. Fields with an edit of their own, and those this
    /// server does not let one write, are left and returned. Needs isLoaded().
    FieldSet propose(const QList<FieldChange> &changes);
    /// Takes a draft up: its changes (see propose()), with the typed secrets in `secrets`, and how
    /// its last save ended. Returns the fields that stay as they are: those of propose(), and typed
    /// secrets that are not kept any more. Needs isLoaded().
    FieldSet restoreDraft(const DraftRecord &draft, const std::map<Field, Secret> &secrets);
    /// Says whose change the fields are that were taken over or are in conflict and of which that
    /// is not known yet.
    /// Without an event it was asked for and stays unknown.
    void attribute(const std::optional<AuditEvent> &event);

    /// Over a read-only connection it ends at once with NotSent and ErrorKind::ReadOnly.
    void save();
    /// Gives a save up. If the write may have arrived, the source is read to tell.
    void cancelSave();
    FieldSet savingFields() const { return m_savingFields; }

    const FieldNote &note(Field field) const { return m_edited.note(field); }
    /// Remarks on fields from the last save, without those whose value was changed since.
    const QList<FieldProblem> &problems() const { return m_problems; }
    /// How the last save ended, until the next one begins or dismissOutcome().
    const std::optional<SaveOutcome> &outcome() const { return m_outcome; }
    void dismissOutcome();
    /// Why the last read failed; empty after one that went well.
    const std::optional<Error> &lastError() const { return m_lastError; }

    /// Fetches the stored secret for showing; it is kept nowhere here.
    [[nodiscard]] CallHandle reveal(Field field, Done<Secret> done);
    /// The request a save would send now, for eyes: method and path, and the body without secrets.
    QString previewRequestLine() const;
    QByteArray previewBody() const;

    SourceApi &api() const { return m_api; }

Q_SIGNALS:
    void phaseChanged();
    /// The source was read for the first time.
    void loaded();
    /// The current value, mark or note of these fields may have changed.
    void fieldsChanged(const FieldSet &fields);
    void traitsChanged();
    void problemsChanged();
    /// An untouched field, or one decided so, went from one value of the server to its next: what
    /// still names `from` as the state before an edit now means `to`.
    void takenOver(Fields::Field field, const FieldValue &from, const FieldValue &to);
    /// A save ended; see outcome().
    void saveEnded();
    /// A read ended, well or not; see lastError().
    void readEnded();

private:
    void setPhase(Phase phase);
    void sourceRead(const Result<PlexSource> &result);
    void takeFirst(const PlexSource &source);
    void restoreOutcome(const DraftRecord &draft);
    void takeTheirs(const PlexSource &source);
    /// Tells what the edit has become, the values that were taken over first.
    void tellChanges(const FieldSet &fields);
    void tellServer();
    void updateTraits();
    void feed(const SaveEvent &event);
    void carryOut(const SaveWishes::Read &wish);
    void carryOut(const SaveWishes::Find &wish);
    void carryOut(const SaveWishes::Write &wish);
    void carryOut(const SaveWishes::End &wish);
    void send(const SaveWishes::Write &wish);
    void endRecord(const SaveOutcome &outcome);
    void forgetRefutedOutcome();
    SaveBeginning beginningOf(const SaveWishes::Write &wish) const;
    void dropProblems(Field field);
    void forgetSettledOutcome();

    SourceApi &m_api;
    const DigestKey &m_digests;
    QString m_slug;
    QString m_expectedPk;
    Phase m_phase = Phase::Loading;
    bool m_loaded = false;
    bool m_isHeldByAnother = false;
    EditedSource m_edited;
    SchemaTraits m_traits;
    SourceOptions m_options;
    QList<FieldProblem> m_problems;
    std::optional<SaveOutcome> m_outcome;
    std::optional<Error> m_lastError;
    std::optional<QDateTime> m_cachedAt;
    SaveState m_save;
    SaveJournal *m_journal = nullptr;
    QString m_username;
    std::optional<SaveRecord> m_record; ///< of the write that was begun
    FieldSet m_savingFields;
    PlexSource m_sentState; ///< what was current when the save began
    CallHandle m_readCall;
    CallHandle m_optionsCall;
    CallHandle m_saveCall;
};
