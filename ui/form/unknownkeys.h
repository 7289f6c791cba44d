// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QWidget>

class QGridLayout;

// The keys of a newer server that the program does not know: name and value as received, to be read
// and never sent. GUI thread.
class UnknownKeys final : public QWidget
{
    Q_OBJECT
public:
    explicit UnknownKeys(QWidget *parent = nullptr);

    void setKeys(const QJsonObject &keys);
    /// Width of the label column in pixels.
    void setLabelWidth(int width);

private:
    QJsonObject m_keys;
    QGridLayout *m_grid;
    int m_labelWidth;
};
