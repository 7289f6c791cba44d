// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>
#include <QStringList>

/// What became of something that was done with drafts: a plain value with sentences for the status
/// line.
struct DraftReport
{
    enum class Job : quint8
    {
        Submit,
        TakeOut, ///< of the queue
        Discard,
        UndoDiscard,
        Import,
        Export, ///< read, to be written
    };
    Job job = Job::Submit;
    QStringList names;   ///< of the sources of which it was done
    QStringList remarks; ///< sentences: on those it was not done of, and on what is to be known

    /// All of it; long lists are counted.
    QString sentence() const;

    friend bool operator==(const DraftReport &, const DraftReport &) = default;
};

Q_DECLARE_METATYPE(DraftReport)
