// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectiontest.h"

#include <QString>

// What a person reads of a step of *Test connection*. Pure; texts are translated (context
// "TestText"). What a server said (release, user name, issuer) is in them as plain text.

struct TestSentence
{
    QString what; ///< what was found, or what failed and why; never empty
    QString next; ///< what to do; empty when there is nothing to do

    QString both() const { return next.isEmpty() ? what : what + QLatin1Char(' ') + next; }
};

/// *Look up the name*.
QString testStepTitle(TestStep step);

/// `host` is the host of the connection's address, for the steps that do not name one.
TestSentence describeTest(const TestStepResult &result, const QString &host);
