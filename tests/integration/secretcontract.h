// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <QObject>

// What every SecretPort does, as tests; a backend's suite says which port it is. The port may hold
// what other tests wrote: each uses keys of its own.
class SecretContract : public QObject
{
    Q_OBJECT
protected:
    virtual SecretPort &port() = 0;

private Q_SLOTS:
    void missingIsAnAnswer();
    void keepsWhatIsWritten_data();
    void keepsWhatIsWritten();
    void laterWriteReplaces();
    void removes();
    void removingWhatIsNotThereSucceeds();
    void severalAtOnceKeepTheirOrder();
    void answersOutsideTheCall();
    void cancelIsTheOnlyOutcome();
    void droppedHandleIsSilent();
};
