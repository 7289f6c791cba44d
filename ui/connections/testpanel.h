// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionports.h"

#include <QDialog>
#include <QWidget>

#include <array>

class DialogFoot;
class DialogHead;
class PlainTextLabel;
class QPushButton;
class QScrollArea;
class TestStepRow;

// *Test connection*, step by step: a row for each step with its sign, its state in a word, what was
// found and what to do. It runs one test at a time through the probe and keeps what was tested for
// *Test again*, the secrets too, until it ends. It decides nothing: a certificate that is not
// trusted is offered. GUI thread.
class TestPanel final : public QWidget
{
    Q_OBJECT
public:
    /// Borrows `probe`, which must outlive it.
    explicit TestPanel(ConnectionProbe &probe, QWidget *parent = nullptr);
    ~TestPanel() override;

    /// Gives a running test up and begins this one.
    void start(const ConnectionEntry &entry, const ConnectionSecrets &secrets);
    /// Cancels; the steps that did not end are said to be stopped.
    void stop();
    bool isRunning() const { return bool(m_call); }
    /// Puts the keyboard on *Stop*, or on *Test again*.
    void focusButton();
    /// How it stands, in a sentence.
    QString sentence() const;
    /// All of it as plain text.
    QString resultText() const;
    /// Where *Stop*, *Test again* and *Copy result* stand, for a dialog's own button.
    DialogFoot &foot() const { return *m_foot; }

Q_SIGNALS:
    /// A person wants to decide about the certificate that made the test fail.
    void certificateOffered(const CertificateFacts &facts);
    /// Text for the clipboard.
    void copyRequested(const QString &text);
    /// The last step was told, or the test was stopped.
    void ended();

private:
    void makeRows();
    void makeFoot();
    void run();
    void take(const TestStepResult &result);
    void end(const Result<void> &result);
    void updateState();
    TestStepRow *rowOf(TestStep step) const;
    int countOf(TestState state) const;

    ConnectionProbe &m_probe;
    ConnectionEntry m_entry;
    ConnectionSecrets m_secrets;
    CallHandle m_call;
    bool m_isStopped = false;
    PlainTextLabel *m_sentence;
    QScrollArea *m_scroll = nullptr;
    std::array<TestStepRow *, allTestSteps.size()> m_rows{};
    DialogFoot *m_foot;
    QPushButton *m_stop = nullptr;
    QPushButton *m_again = nullptr;
    QPushButton *m_copy = nullptr;
};

// The panel as a window of its own, which blocks nothing. Escape and *Close* stop the test. Deletes
// itself when it is closed. GUI thread.
class TestDialog final : public QDialog
{
    Q_OBJECT
public:
    /// Borrows `probe`, which must outlive it.
    explicit TestDialog(ConnectionProbe &probe, QWidget *parent = nullptr);

    TestPanel *panel() const { return m_panel; }
    /// Shows itself and begins.
    void start(const ConnectionEntry &entry, const ConnectionSecrets &secrets);
    void done(int result) override;

private:
    DialogHead *m_head;
    TestPanel *m_panel;
};
