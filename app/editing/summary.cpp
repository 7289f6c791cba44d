// SPDX-License-Identifier: GPL-3.0-or-later
#include "summary.h"

#include "editsession.h"
#include "source/errorreader.h"
#include "source/errortext.h"
#include "source/fieldtable.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace {

using Severity = Summary::Severity;
using Action = Summary::Action;

QString say(const char *text)
{
    return QCoreApplication::translate("Summary", text);
}

/// English needs no catalogue for its two forms; `many` holds %n for those that do.
QString say(const char *one, const char *many, int count)
{
    return count == 1 ? say(one) : QCoreApplication::translate("Summary", many, nullptr, count);
}

QString quoted(Field field, const FieldValue &value)
{
    return u"“%1”"_s.arg(valueText(field, value));
}

ErrorContext contextOf(const EditSession &edit, Situation situation, int points = 0)
{
    const QString name = edit.isLoaded() ? edit.server().name() : QString();
    return {situation, edit.api().host(), name, points};
}

Summary ofError(const EditSession &edit, const Error &error, Situation situation, Severity severity)
{
    const ErrorContext context = contextOf(edit, situation);
    const ErrorSentence sentence = describe(error, context);
    Summary summary;
    summary.severity = severity;
    summary.title = sentence.what;
    summary.next = sentence.next;
    summary.details = errorDetails(error, context);
    return summary;
}

SummaryEntry entryFor(const FieldProblem &problem)
{
    SummaryEntry entry;
    entry.field = problem.field;
    entry.item = problem.item;
    entry.label = labelOf(problem.field);
    if (problem.item) //: the third element of a list, as "Allowed servers, no. 3"
        entry.label = say("%1, no. %2").arg(entry.label).arg(*problem.item + 1);
    entry.words = problem.serverWords.isEmpty() ? problem.sentence : problem.serverWords;
    return entry;
}

Summary refused(const EditSession &edit, const Error &error)
{
    const ErrorReport report = readErrors(error);
    const ErrorContext context = contextOf(edit, Situation::Save, report.count());
    const ErrorSentence sentence = describe(error, context);
    Summary summary;
    summary.severity = Severity::Error;
    summary.title = sentence.what;
    summary.next = sentence.next;
    summary.details = errorDetails(error, context);
    for (const FieldProblem &problem : report.fields)
        summary.entries.append(entryFor(problem));
    for (const FormProblem &problem : report.form) {
        const QString label = problem.key.isEmpty()
                ? say(QT_TRANSLATE_NOOP("Summary", "Whole source"))
                : u"“%1”"_s.arg(problem.key);
        summary.entries.append({std::nullopt, std::nullopt, label, problem.serverWords});
    }
    return summary;
}

Summary invalid(const SaveOutcome &outcome)
{
    Summary summary;
    summary.severity = Severity::Error;
    const int points = int(outcome.problems.size());
    summary.title = say(
            QT_TRANSLATE_NOOP("Summary",
                              "Not sent. The server would refuse 1 point; your edits are kept."),
            QT_TRANSLATE_N_NOOP(
                    "Summary", "Not sent. The server would refuse %n points; your edits are kept."),
            points);
    for (const FieldProblem &problem : outcome.problems)
        summary.entries.append(entryFor(problem));
    return summary;
}

/// Fields with a word each, under one sentence.
Summary noted(Severity severity, const QString &title, const FieldSet &fields,
              const std::function<QString(Field)> &words)
{
    Summary summary;
    summary.severity = severity;
    summary.title = title;
    for (const Field field : fields)
        summary.entries.append({field, std::nullopt, labelOf(field), words(field)});
    return summary;
}

QList<Summary> savedWithRemarks(const EditSession &edit, const SaveOutcome &outcome)
{
    QList<Summary> summaries;
    if (!outcome.ignored.isEmpty()) {
        Summary summary =
                noted(Severity::Warning,
                      say(QT_TRANSLATE_NOOP("Summary",
                                            "The server answered, but kept its own value. What you "
                                            "entered is still here.")),
                      outcome.ignored, [&](Field field) {
                          return say(QT_TRANSLATE_NOOP("Summary", "still %1 on the server"))
                                  .arg(quoted(field, edit.server().value(field)));
                      });
        summary.next = say(QT_TRANSLATE_NOOP("Summary", "This release may not know the field."));
        summaries.append(summary);
    }
    if (!outcome.adjusted.isEmpty()) {
        summaries.append(
                noted(Severity::Info,
                      say(QT_TRANSLATE_NOOP(
                              "Summary", "Saved. The server stored a value in a form of its own.")),
                      outcome.adjusted, [&](Field field) {
                          return say(QT_TRANSLATE_NOOP("Summary", "stored as %1"))
                                  .arg(quoted(field, edit.server().value(field)));
                      }));
    }
    if (const FieldSet theirs = outcome.takenOver | outcome.writtenBetween; !theirs.isEmpty()) {
        summaries.append(noted(Severity::Info,
                               say(QT_TRANSLATE_NOOP("Summary",
                                                     "Saved. Somebody else changed this source "
                                                     "meanwhile; their values were taken over.")),
                               theirs, [&](Field field) {
                                   return say(QT_TRANSLATE_NOOP("Summary", "now %1"))
                                           .arg(quoted(field, edit.server().value(field)));
                               }));
    }
    return summaries;
}

FieldSet conflicts(const EditSession &edit)
{
    FieldSet fields;
    for (const FieldRow &row : fieldTable()) {
        if (edit.note(row.field).kind == FieldNote::Kind::Conflict)
            fields.insert(row.field);
    }
    return fields;
}

/// One person's name, or *Somebody*.
QString changedBy(const EditSession &edit, const FieldSet &fields)
{
    const std::optional<AuditEvent> by = writerOf(edit, fields);
    return by ? whoSentenceStart(*by) : say(QT_TRANSLATE_NOOP("Summary", "Somebody"));
}

std::optional<Summary> conflict(const EditSession &edit)
{
    const FieldSet fields = conflicts(edit);
    if (fields.isEmpty())
        return std::nullopt;
    const bool wasSent = edit.outcome() && !edit.outcome()->sent.isEmpty();
    const QString title =
            (wasSent ? say(QT_TRANSLATE_NOOP(
                     "Summary", "%1 changed the same fields as you. Yours are kept here."))
                     : say(QT_TRANSLATE_NOOP(
                             "Summary",
                             "%1 changed the same fields as you. Nothing of yours was sent.")))
                    .arg(changedBy(edit, fields));
    Summary summary = noted(Severity::Warning, title, fields, [&](Field field) {
        if (rowOf(field).kind == FieldKind::Secret)
            return say(QT_TRANSLATE_NOOP("Summary", "changed on the server, not shown"));
        if (isList(field)) {
            return say(QT_TRANSLATE_NOOP("Summary", "theirs: %1; yours: %2"))
                    .arg(changeText(field, edit.note(field).before, edit.note(field).theirs),
                         changeText(field, edit.baseline().value(field),
                                    edit.current().value(field)));
        }
        return say(QT_TRANSLATE_NOOP("Summary", "on the server now %1, yours %2"))
                .arg(quoted(field, edit.note(field).theirs),
                     quoted(field, edit.current().value(field)));
    });
    summary.next = say(QT_TRANSLATE_NOOP("Summary", "Look at both and decide."));
    summary.action = Action::Decide;
    return summary;
}

Summary plain(Severity severity, const char *title, const char *next = "",
              Action action = Action::None)
{
    Summary summary;
    summary.severity = severity;
    summary.title = say(title);
    summary.next = *next ? say(next) : QString();
    summary.action = action;
    return summary;
}

/// What a refused write said goes to the details.
Summary withDetails(Summary summary, const EditSession &edit, const SaveOutcome &outcome)
{
    if (outcome.error)
        summary.details = errorDetails(*outcome.error, contextOf(edit, Situation::Save));
    return summary;
}

/// After a write in doubt: the read after it failed too, or found another source.
Summary cannotTell(const EditSession &edit, const SaveOutcome &outcome)
{
    Summary summary;
    if (outcome.other) {
        summary = plain(
                Severity::Warning, "",
                QT_TRANSLATE_NOOP("Summary", "Look at both sources; your edits are kept here."));
        summary.title = say(QT_TRANSLATE_NOOP("Summary",
                                              "Another source, %1, has this address now and holds "
                                              "the values that were sent: it may have received "
                                              "your change."))
                                .arg(outcome.other->name);
    } else if (outcome.readError) {
        summary = ofError(edit, *outcome.readError, Situation::ReadAfterSave, Severity::Warning);
    } else {
        summary = plain(
                Severity::Warning,
                QT_TRANSLATE_NOOP("Summary",
                                  "Another source has this address now: your change may be "
                                  "stored or not. Your edits are kept here."),
                QT_TRANSLATE_NOOP("Summary",
                                  "Refresh the list (F5) and look for the source under another "
                                  "slug."));
    }
    if (outcome.error) {
        const QString write = errorDetails(*outcome.error, contextOf(edit, Situation::Save));
        summary.details = summary.details.isEmpty() ? write : write + u"\n\n"_s + summary.details;
    }
    summary.action = Action::ReadAgain;
    return summary;
}

/// The one overwriting that nobody can prevent: addresses changed hands between read and write.
Summary hitAnother(const SaveOutcome &outcome)
{
    Summary summary =
            plain(Severity::Error, "",
                  QT_TRANSLATE_NOOP("Summary",
                                    "Open it and look at the fields you had changed; your edits "
                                    "are kept here too."),
                  Action::ReadAgain);
    summary.title = say(QT_TRANSLATE_NOOP("Summary",
                                          "Another source, %1, took this address just before "
                                          "sending and has received your change."))
                            .arg(outcome.other ? outcome.other->name : QString());
    return summary;
}

constexpr auto exportAdvice = QT_TRANSLATE_NOOP(
        "Summary", "Export them to have them at hand when the source is made anew.");

QList<Summary> ofOutcome(const EditSession &edit, const SaveOutcome &outcome)
{
    switch (outcome.result) {
    case SaveResult::Saved:
        return savedWithRemarks(edit, outcome);
    case SaveResult::NothingToSend:
        if (!outcome.source || !conflicts(edit).isEmpty())
            return {};
        return {plain(
                Severity::Info,
                QT_TRANSLATE_NOOP("Summary",
                                  "The server already has these changes. Nothing was sent."))};
    case SaveResult::Invalid:
        return {invalid(outcome)};
    case SaveResult::Refused:
        return {refused(edit, *outcome.error)};
    case SaveResult::NotSent:
        if (outcome.error->kind == ErrorKind::Cancelled)
            break;
        return {ofError(edit, *outcome.error, Situation::ReadBeforeSave, Severity::Error)};
    case SaveResult::Conflict:
        return {}; // said from the notes, so that it goes when it is decided
    case SaveResult::Replaced:
        return {plain(Severity::Error,
                      QT_TRANSLATE_NOOP("Summary",
                                        "This source was deleted, and another one has its address "
                                        "now. Nothing was sent; your edits are kept here."),
                      exportAdvice, Action::Export)};
    case SaveResult::Gone:
        return {withDetails(
                plain(Severity::Error,
                      QT_TRANSLATE_NOOP(
                              "Summary",
                              "This source was deleted on the server. Nothing was stored; "
                              "your edits are kept here."),
                      exportAdvice, Action::Export),
                edit, outcome)};
    case SaveResult::Cancelled:
        break;
    case SaveResult::AppliedUnanswered:
        return savedWithRemarks(edit, outcome)
                << ofError(edit, *outcome.error, Situation::SavedAfterAll, Severity::Info);
    case SaveResult::NotApplied:
        return {ofError(edit, *outcome.error, Situation::NotSavedAfterAll, Severity::Warning)};
    case SaveResult::OtherWrote:
        return {ofError(edit, *outcome.error, Situation::OtherSaved, Severity::Warning)};
    case SaveResult::CannotTell:
        return {cannotTell(edit, outcome)};
    case SaveResult::HitAnother:
        return {hitAnother(outcome)};
    }
    return {plain(
            Severity::Info,
            QT_TRANSLATE_NOOP("Summary", "Cancelled. Nothing was sent; your edits are kept."))};
}

} // namespace

std::optional<AuditEvent> writerOf(const EditSession &edit, const FieldSet &fields)
{
    std::optional<AuditEvent> by;
    for (const Field field : fields) {
        const std::optional<AuditEvent> &event = edit.note(field).by;
        if (!event || (by && by->username != event->username))
            return std::nullopt;
        by = event;
    }
    return by;
}

std::optional<Summary> nobodyCanLogInFinding(const EditSession &edit)
{
    if (!edit.isLoaded() || !nobodyCanLogIn(edit.current()))
        return std::nullopt;
    Summary summary;
    summary.severity = Severity::Warning;
    summary.title = say(QT_TRANSLATE_NOOP("Summary", "Nobody can log in with these settings."));
    summary.next = say(QT_TRANSLATE_NOOP(
            "Summary", "The list of allowed servers is empty and friends are off."));
    summary.isFinding = true;
    return summary;
}

QList<Summary> summariesOf(const EditSession &edit, ReadErrors readErrors)
{
    QList<Summary> summaries;
    if (edit.outcome())
        summaries += ofOutcome(edit, *edit.outcome());
    if (const auto undecided = conflict(edit))
        summaries.append(*undecided);
    const bool isSaid = readErrors == ReadErrors::Said || !edit.isLoaded();
    if (edit.lastError() && isSaid) {
        Summary summary = ofError(edit, *edit.lastError(), Situation::LoadSource,
                                  edit.isLoaded() ? Severity::Warning : Severity::Error);
        summary.action = Action::ReadAgain;
        summaries.append(summary);
    }
    if (const auto finding = nobodyCanLogInFinding(edit))
        summaries.append(*finding);
    return summaries;
}

QString savedSentence(const EditSession &edit, const QDateTime &now)
{
    const auto &outcome = edit.outcome();
    if (!outcome || outcome->result != SaveResult::Saved)
        return {};
    const int count = outcome->sent.size() - outcome->ignored.size();
    if (count <= 0)
        return {};
    return say(QT_TRANSLATE_NOOP("Summary", "Saved 1 change to %1 at %2."),
               QT_TRANSLATE_N_NOOP("Summary", "Saved %n changes to %1 at %2."), count)
            .arg(edit.server().name(), now.toString(u"hh:mm"_s));
}
