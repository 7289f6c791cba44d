// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectiontest.h"

#include <QWidget>

class PlainTextLabel;
class QPushButton;
class Sign;

// One step of a running test of a connection: what became of it, why, and what to do. The keyboard
// stops at it, and a screen reader meets the step, its state and its sentences as one. GUI thread.
class TestStepRow final : public QWidget
{
    Q_OBJECT
public:
    TestStepRow(TestStep step, QWidget *parent);

    /// `host` is the host of the connection's address.
    void show(const TestStepResult &result, const QString &host);
    const TestStepResult &result() const { return m_result; }
    /// The same as text: title, state, sentences.
    QString text() const;

Q_SIGNALS:
    /// A person wants to see the certificate that made this step fail.
    void certificateWanted(const CertificateFacts &facts);

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    TestStepResult m_result;
    Sign *m_sign;
    PlainTextLabel *m_title;
    PlainTextLabel *m_word;
    PlainTextLabel *m_what;
    PlainTextLabel *m_next;
    QPushButton *m_certificate;
};

/// *running*, *failed*, …
QString testStateWord(TestState state);
/// The certificate that a step met, if it failed because of it.
std::optional<CertificateFacts> refusedCertificate(const TestStepResult &result);
