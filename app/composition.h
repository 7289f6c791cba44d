// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"
#include "program/instance.h"
#include "program/options.h"

#include <functional>
#include <memory>

class Desk;
class Secret;

// Joins the rooms: the only code that names concrete classes of services and ui together. Owns
// everything of one run; made after the QApplication and gone before it. GUI thread.
class Composition
{
public:
    explicit Composition(const StartOptions &options);
    ~Composition();
    Q_DISABLE_COPY_MOVE(Composition)

    /// Shows the window and begins. `token` belongs to --url.
    void start(const Secret &token);
    /// Listens for later starts on the same data folder.
    void takeStarts(Instance::First &&place);
    /// Ends the event loop with this exit code, once all drafts are stored and the demo server is
    /// gone.
    void end(int exitCode);

private:
    void connectWindow();
    void tellStore();
    /// The book's connections and what was asked for at the start.
    void openFirst(const Secret &token);
    /// Once what an earlier run, or a person now, was to forget is forgotten.
    void onceForgotten(const std::function<void()> &then);
    void startDemo();
    void receive(const Handover &handover);
    void open(const Handover &handover);
    bool isMeant(const Desk &desk) const;
    /// For this run only.
    void connectTo(const QString &url, const Secret &token, ConnectionKind kind);
    void begin(Desk &desk);
    /// Stores at once whatever is typed.
    void flush();
    /// Ends the event loop once nothing is left to be stored and the demo server is gone.
    void leaveWhenDone();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};
