// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictdialog.h"

#include <QTest>

class TestConflictDialog : public QObject
{
    Q_OBJECT
};

QTEST_MAIN(TestConflictDialog)
#include "tst_conflictdialog.moc"
