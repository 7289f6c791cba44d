// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "soakdesk.h"

#include <QRandomGenerator>

#include <map>
#include <vector>

// What a person does in a day, at random: one kind of thing a round, chosen from a seed. The same
// seed chooses the same; what meets on the wire is as the sockets have it. Borrows the desk.
class Rounds
{
public:
    Rounds(SoakDesk &desk, quint32 seed);

    /// One round; the number is part of what it types.
    void run(int number);
    /// How often each kind was.
    const std::map<QString, int> &counts() const { return m_counts; }
    /// How often each fault was made.
    const std::map<QString, int> &faults() const { return m_faults; }
    int kinds() const { return int(m_kinds.size()); }
    /// The kind of the last round.
    const QString &last() const { return m_last; }

private:
    struct Kind
    {
        QString name;
        int weight; ///< in a thousand rounds, or so
        void (Rounds::*run)();
    };

    void saveByKeys();
    void saveSeveral();
    void meetConflict();
    void workOffline();
    void saveThroughFault();
    void saveOverBadLink();
    void loseToOther();
    void readThroughFault();
    void lookAtHistory();
    void lookAtDrafts();
    void lookAtLog();
    void review();
    void openAndLeave();
    void undoAndRedo();
    void leaveTyped();
    void discardTyped();
    void reopenConnection();
    void changeToken();
    void sleepAndWake();
    void waitForPolls();

    bool openAny();
    void typeSomething(int most);
    void typeInto(Field field);
    void decideConflicts();
    bool answerDialog();
    QString word();
    int below(int end) { return int(m_random.bounded(end)); }
    bool isOneIn(int count) { return below(count) == 0; }
    QString anySlug() { return m_desk.slugs().at(below(int(m_desk.slugs().size()))); }

    SoakDesk &m_desk;
    QRandomGenerator m_random;
    std::vector<Kind> m_kinds;
    int m_weights = 0;
    std::map<QString, int> m_counts;
    std::map<QString, int> m_faults;
    QString m_last;
    int m_number = 0;
    int m_words = 0;
};
