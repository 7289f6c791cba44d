// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/managedsecret.h"

#include <QWidget>

#include <optional>

class Caption;
class PlainTextLabel;
class QGridLayout;
class ReadOnlyText;

// In the place of the Plex token on a server that keeps it in a secret of its own: which secret it
// is, to be read and copied, and where it is changed. Hidden without one. GUI thread.
class ManagedSecretRow final : public QWidget
{
    Q_OBJECT
public:
    explicit ManagedSecretRow(QWidget *parent = nullptr);

    void setSecret(const std::optional<ManagedSecret> &secret);
    /// Width of the label column in pixels.
    void setLabelWidth(int width);

private:
    QGridLayout *m_grid;
    PlainTextLabel *m_label;
    ReadOnlyText *m_value;
    Caption *m_caption;
};
