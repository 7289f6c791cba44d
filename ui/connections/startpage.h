// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"
#include "connectionports.h"

#include <QScrollArea>
#include <QUrl>

class Card;
class ConnectionForm;
class PlainTextLabel;
class QBoxLayout;
class QPushButton;

// The first page without a connection, with three ways on: connect to a server, try the demo,
// import connections. GUI thread.
class StartPage final : public QScrollArea
{
    Q_OBJECT
public:
    explicit StartPage(QWidget *parent = nullptr);

    /// Between the click and the demo's first answer.
    void setStarting(bool starting);
    /// Why the demo did not start; plain text.
    void showProblem(const QString &sentence);

    /// Between *Connect* and the server's first answer; what is typed stays.
    void setConnecting(bool isConnecting);
    /// Why there is no connection; plain text.
    void showConnectProblem(const QString &sentence);
    /// Where a token goes: a keychain, or only the memory of the program.
    void setKeychain(bool isLasting);
    /// Shows how a test goes, below what was typed. Takes `view` over.
    void setTestView(QWidget *view);
    /// Forgets what was typed.
    void reset();
    ConnectionForm *form() const { return m_form; }

Q_SIGNALS:
    void demoRequested();
    void connectRequested(const ConnectionEntry &entry, const ConnectionSecrets &secrets);
    void testRequested(const ConnectionEntry &entry, const ConnectionSecrets &secrets);
    void importRequested(const QString &path);
    void openUrlRequested(const QUrl &url);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeConnect();
    QWidget *makeDemo();
    QWidget *makeImport();
    void connectParts();
    void submit(bool isTest);
    void chooseFile();
    void placeCards();

    Card *m_card;
    ConnectionForm *m_form;
    PlainTextLabel *m_connectProblem;
    PlainTextLabel *m_problem;
    QPushButton *m_test;
    QPushButton *m_connect;
    QPushButton *m_start;
    QPushButton *m_import;
    QBoxLayout *m_cards;
    QBoxLayout *m_others;
};
