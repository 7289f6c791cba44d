// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStringList>

// What became of a file of connections: which were added, which were not and why. Never blocks;
// deletes itself when it is closed. GUI thread.
class ImportReport final : public QDialog
{
    Q_OBJECT
public:
    /// Names of the added ones; sentences on those that were left, and on what is to be known of
    /// the added ones. Plain text from a file.
    ImportReport(const QStringList &added, const QStringList &left, const QStringList &remarks,
                 QWidget *parent);
};
