// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults.h"

#include "api/request.h"

#include <QSslSocket>
#include <QTcpSocket>

namespace {
using K = ErrorKind;
using A = Arrival;
using Place = Fault::Place;

const char *const jsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

/// What of `socket` waits on this side for the network.
qint64 waitingIn(const QTcpSocket &socket)
{
    const auto *tls = qobject_cast<const QSslSocket *>(&socket);
    return socket.bytesToWrite() + (tls ? tls->encryptedBytesToWrite() : 0);
}

/// Keeps every connection of `server` full without filling the memory of this side.
void pour(ScriptedServer &server, const QByteArray &bytes)
{
    const auto sockets = server.findChildren<QTcpSocket *>(QString(), Qt::FindDirectChildrenOnly);
    for (QTcpSocket *socket : sockets) {
        if (socket->state() != QAbstractSocket::ConnectedState || waitingIn(*socket) > bytes.size())
            continue;
        socket->write(bytes);
        socket->flush();
    }
}

/// A JSON object with another member in front.
QByteArray withMember(const QByteArray &good, const QByteArray &member)
{
    return '{' + member + ',' + good.mid(1);
}

/// Bits written as 0 and 1, eight to a byte, the lowest first as deflate has them.
QByteArray packed(const QByteArray &bits)
{
    QByteArray bytes(bits.size() / 8, '\0');
    for (qsizetype at = 0; at < bits.size(); ++at) {
        if (bits.at(at) == '1')
            bytes[at / 8] = char(quint8(bytes.at(at / 8)) | (1U << (at % 8)));
    }
    return bytes;
}

/// A gibibyte of spaces as gzip, made by hand so that nobody has to hold it unpacked. Deflate with
/// fixed codes (RFC 1951, 3.2.6): a space once, then again and again "258 times the byte before".
/// Eight of those fill 13 bytes. It has no end: no reader should come so far.
QByteArray gzipOfOneGibibyte()
{
    const QByteArray begin = "010"; // not the last block, fixed codes
    const QByteArray space = "01010000";
    const QByteArray again = "1100010100000";
    constexpr qsizetype unpacked = qsizetype(1) << 30;
    return QByteArray::fromHex("1f8b08000000000000ff") + packed(begin + space + again)
            + packed(again.repeated(8)).repeated(unpacked / 258 / 8);
}

/// A good answer with a list of `item`, so many of them.
Script filled(const AttackedCall &call, const QByteArray &item, qsizetype count)
{
    const QByteArray items = (item + ',').repeated(count - 1);
    return Script::json(200, withMember(call.good, "\"x\":[" + items + item + ']'));
}

/// As many as there is room for.
Script filled(const AttackedCall &call, const QByteArray &item)
{
    const qsizetype room = call.limit - call.good.size() - 20;
    return filled(call, item, room / (item.size() + 1));
}

Script redirect(const QByteArray &to)
{
    return Script::answer(302, "text/html", "moved", "Location: " + to + "/api/v3/\r\n");
}

/// Not one byte of an answer that could be used.
QList<Fault> silentFaults()
{
    const auto silence = [](const AttackedCall &) { return Script::silence(); };
    const auto oneByte = [](ScriptedServer &server, int second) {
        server.sendToAll(Script::json(200, "{}").bytes.mid(second, 1));
    };
    return {
            {.name = "hang at connect",
             .place = Place::Connecting,
             .endings = {{K::Timeout, A::NotSent}},
             .needsDeadline = true},
            {.name = "hang at TLS",
             .place = Place::Tls,
             .endings = {{K::Timeout, A::NotSent}},
             .needsDeadline = true},
            {.name = "hang before the head",
             .script = silence,
             .endings = {{K::Timeout, A::MayHaveArrived}},
             .needsDeadline = true},
            {.name = "one byte a second",
             .script = silence,
             .eachSecond = oneByte,
             .endings = {{K::Timeout, A::MayHaveArrived}},
             .needsDeadline = true},
            {.name = "reset",
             .script =
                     [](const AttackedCall &) {
                         return Script{{}, Script::Then::Reset};
                     },
             .endings = {{K::Cut, A::MayHaveArrived}}},
            {.name = "closed without a word",
             .script =
                     [](const AttackedCall &) {
                         return Script{{}, Script::Then::Close};
                     },
             .endings = {{K::Cut, A::MayHaveArrived}}},
    };
}

/// An answer that stops, or does not stop.
QList<Fault> unboundedFaults()
{
    const auto half = [](const AttackedCall &call) {
        const Script whole = Script::json(200, call.good);
        return whole.bytes.chopped(call.good.size() / 2);
    };
    const QByteArray field = "X-Flood: " + QByteArray(1000, 'x') + "\r\n";
    return {
            {.name = "hang inside the body",
             .script = [half](const AttackedCall &call) { return Script{half(call)}; },
             .endings = {{K::Timeout, A::MayHaveArrived}},
             .needsDeadline = true},
            {.name = "cut inside the body",
             .script =
                     [half](const AttackedCall &call) {
                         return Script{half(call), Script::Then::Close};
                     },
             .endings = {{K::Cut, A::MayHaveArrived}}},
            {.name = "endless body",
             .script = [](const AttackedCall &) { return Script{jsonHead + QByteArray("\r\n{")}; },
             .more = [spaces = QByteArray(256 * 1024, ' ')](
                             ScriptedServer &server) { pour(server, spaces); },
             .endings = {{K::TooLarge, A::MayHaveArrived}}},
            // Paced as Qt reads it: byte by byte from the socket, in the thread of its own that the
            // connection has. As long as such a flood never pauses, that thread hears of no abort:
            // the call ends in time, the connection does not. So the flood ends with the call here.
            {.name = "header flood",
             .script = [](const AttackedCall &) { return Script{jsonHead}; },
             .more = [some = field.repeated(4)](ScriptedServer &server) { server.sendToAll(some); },
             .endings = {{K::Timeout, A::MayHaveArrived}, {K::BadResponse, A::MayHaveArrived}},
             .needsDeadline = true},
            // Qt 6.4 takes no field at all from so many, so it waits for the connection's end.
            {.name = "5,000 header fields",
             .script =
                     [](const AttackedCall &call) {
                         QByteArray fields;
                         for (int at = 0; at < 5000; ++at)
                             fields += "X-Field-" + QByteArray::number(at) + ": x\r\n";
                         return Script::json(200, call.good, fields);
                     },
             .endings = {{K::Timeout, A::MayHaveArrived}, {K::BadResponse, A::MayHaveArrived}},
             .needsDeadline = true},
            {.name = "1 GiB as gzip",
             .script =
                     [bomb = gzipOfOneGibibyte()](const AttackedCall &) {
                         return Script::json(200, bomb, "Content-Encoding: gzip\r\n");
                     },
             .endings = {{K::TooLarge, A::MayHaveArrived}}},
            {.name = "a byte over the limit",
             .script =
                     [](const AttackedCall &call) {
                         return Script::json(200, call.good.leftJustified(call.limit + 1, ' '));
                     },
             .endings = {{K::TooLarge, A::MayHaveArrived}}},
            {.name = "as long as the limit",
             .script =
                     [](const AttackedCall &call) {
                         return Script::json(200, call.good.leftJustified(call.limit, ' '));
                     }},
    };
}

/// Within the limit of bytes, and still more than can be read in a moment.
QList<Fault> denseFaults()
{
    const auto filledWith = [](const char *item) {
        return [item](const AttackedCall &call) { return filled(call, item); };
    };
    const auto keys = [](const AttackedCall &call) {
        QByteArray body = call.good.chopped(1);
        for (int at = 0; body.size() < call.limit - 30; ++at)
            body += ",\"k" + QByteArray::number(at) + "\":0";
        return Script::json(200, body + '}');
    };
    const auto refusalOf = [](qsizetype count) {
        return [count](const AttackedCall &) {
            const QByteArray texts = QByteArray("\"x\",").repeated(count);
            return Script::json(400, "{\"name\":[" + texts + "\"x\"]}");
        };
    };
    const auto longText = [](const AttackedCall &) {
        return Script::json(400, "{\"name\":[\"" + QByteArray(objectLimit - 20, 'x') + "\"]}");
    };
    const QList<Ending> bad{{K::BadResponse, A::MayHaveArrived}};
    const QList<Ending> refused{{K::Validation, A::Answered}};
    return {
            {.name = "as many numbers as fit", .script = filledWith("0"), .endings = bad},
            {.name = "as many texts as fit", .script = filledWith("\"\""), .endings = bad},
            {.name = "as many lists as fit", .script = filledWith("[]"), .endings = bad},
            {.name = "as many objects as fit", .script = filledWith(R"({"a":0})"), .endings = bad},
            {.name = "as many keys as fit", .script = keys, .endings = bad},
            {.name = "as many objects as are read",
             .script =
                     [](const AttackedCall &call) {
                         return filled(call, R"({"a":0})", (call.values - 200) / 2);
                     }},
            {.name = "a refusal of many parts",
             .script = refusalOf(objectLimit / 5),
             .endings = refused},
            {.name = "a refusal of parts that are read",
             .script = refusalOf(refusalValues - 10),
             .endings = refused},
            {.name = "a refusal of one long text", .script = longText, .endings = refused},
    };
}

/// An answer that comes whole and is no good, or better than it looks.
QList<Fault> oddAnswers()
{
    const auto at200 = [](const QByteArray &type, const QByteArray &body) {
        return [=](const AttackedCall &) { return Script::answer(200, type, body); };
    };
    const QList<Ending> bad{{K::BadResponse, A::MayHaveArrived}};
    const QByteArray page = "<!doctype html><html><body>Please log in</body></html>";
    return {
            {.name = "a page", .script = at200("text/html; charset=utf-8", page), .endings = bad},
            {.name = "JSON that says it is a page",
             .script =
                     [](const AttackedCall &call) {
                         return Script::answer(200, "text/html", call.good);
                     },
             .endings = bad},
            {.name = "half of the JSON",
             .script =
                     [](const AttackedCall &call) {
                         return Script::json(200, call.good.left(call.good.size() / 2));
                     },
             .endings = bad},
            {.name = "deep JSON",
             .script =
                     [](const AttackedCall &call) {
                         return Script::json(
                                 200, withMember(call.good, "\"x\":" + QByteArray(40000, '[')));
                     },
             .endings = bad},
            {.name = "bad UTF-8",
             .script =
                     [](const AttackedCall &call) {
                         return Script::json(200, withMember(call.good, "\"x\":\"\xc3\x28\xff\""));
                     },
             .endings = bad},
            {.name = "each key twice",
             .script =
                     [](const AttackedCall &call) {
                         return Script::json(200, call.good.chopped(1) + ',' + call.good.mid(1));
                     }},
            {.name = "100 Continue first",
             .script =
                     [](const AttackedCall &call) {
                         const Script after = Script::json(200, call.good);
                         return Script{"HTTP/1.1 100 Continue\r\n\r\n" + after.bytes};
                     }},
            {.name = "100 Continue for ever",
             .script = [](const AttackedCall &) { return Script::silence(); },
             .more =
                     [](ScriptedServer &server) {
                         server.sendToAll("HTTP/1.1 100 Continue\r\n\r\n");
                     },
             .endings = {{K::Timeout, A::MayHaveArrived}},
             .needsDeadline = true},
            {.name = "redirect to itself",
             .script = [](const AttackedCall &call) { return redirect(call.home); },
             .endings = {{K::Redirected, A::Answered}}},
            {.name = "redirect to a stranger",
             .script = [](const AttackedCall &call) { return redirect(call.strange); },
             .endings = {{K::Redirected, A::Answered}}},
            {.name = "answer before the body",
             .place = Place::Head,
             .script = [](const AttackedCall &) { return Script::json(413, R"({"detail":"x"})"); },
             .endings = {{K::BadResponse, A::Answered}}},
            {.name = "answer before the body, FIN",
             .place = Place::Head,
             .script =
                     [](const AttackedCall &) {
                         return Script{Script::json(413, R"({"detail":"x"})").bytes,
                                       Script::Then::Close};
                     },
             // It depends on what of the answer was read when the connection broke.
             .endings = {{K::BadResponse, A::Answered}, {K::Cut, A::MayHaveArrived}}},
    };
}
} // namespace

QList<Fault> allFaults()
{
    return silentFaults() + unboundedFaults() + denseFaults() + oddAnswers();
}
