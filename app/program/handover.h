// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secret.h"

#include <QByteArray>
#include <QString>

#include <optional>

struct StartOptions;

/// What a start hands over to the program that is running already.
struct Handover
{
    QString url;           ///< as typed; empty without --url
    QString source;        ///< slug to open; empty = none named
    Secret token;          ///< belongs to `url`; empty without it
    QByteArray activation; ///< lets the window come to the front; empty when the desktop gave none

    /// The options of this start, and the desktop's token from the environment. Call it before the
    /// QApplication is made, which takes that token out of the environment.
    static Handover ofThisStart(const StartOptions &options, const Secret &token);
};

// The one message of a hand-over: four bytes of length, the most significant first, and a JSON
// object. The answer to it is `takenAnswer`; whatever is not understood is answered by closing the
// connection, so that programs of two releases do no harm to each other.
namespace HandoverMessage {
inline constexpr qsizetype headerSize = 4;
inline constexpr qsizetype longest = 64 * 1024; ///< with its header
inline constexpr auto takenAnswer = "taken";

/// The bytes to send; none when they would be longer than `longest`. They hold the token.
std::optional<QByteArray> write(const Handover &handover);
/// Bytes of the whole message by its first ones; none while the header is not complete. More than
/// `longest` when no program of ours has sent it.
std::optional<qsizetype> sizeOf(const QByteArray &begin);
/// None when it is no message of a version known here.
std::optional<Handover> read(const QByteArray &message);
/// Overwrites the buffer in place before it is freed. What Qt's JSON classes copied meanwhile
/// cannot be reached.
void overwrite(QByteArray &bytes);
} // namespace HandoverMessage
