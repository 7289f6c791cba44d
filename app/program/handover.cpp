// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/handover.h"

#include "program/options.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QtEndian>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int version = 1;
constexpr qsizetype longestActivation = 1024;

/// It goes into the environment and to the display: nothing but what desktops make.
bool isActivation(const QByteArray &token)
{
    const auto isPlain = [](char letter) { return letter > ' ' && letter < 0x7f; };
    return token.size() <= longestActivation && std::all_of(token.begin(), token.end(), isPlain);
}

QByteArray activationOfThisStart()
{
    const QByteArray wayland = qgetenv("XDG_ACTIVATION_TOKEN");
    const QByteArray token = wayland.isEmpty() ? qgetenv("DESKTOP_STARTUP_ID") : wayland;
    return isActivation(token) ? token : QByteArray();
}

/// None when the object has something else than text there; empty when it has nothing.
std::optional<QString> textIn(const QJsonObject &object, QLatin1StringView key)
{
    const QJsonValue value = object[key];
    if (value.isUndefined())
        return QString();
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}
} // namespace

Handover Handover::ofThisStart(const StartOptions &options, const Secret &token)
{
    return {options.url, options.source, token, activationOfThisStart()};
}

std::optional<QByteArray> HandoverMessage::write(const Handover &handover)
{
    QJsonObject object{{u"version"_s, version}};
    const auto add = [&object](QLatin1StringView key, const QString &text) {
        if (!text.isEmpty())
            object[key] = text;
    };
    add("url"_L1, handover.url);
    add("source"_L1, handover.source);
    add("token"_L1, handover.token.reveal());
    add("activation"_L1, QString::fromLatin1(handover.activation));
    QByteArray body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    const auto wipe = qScopeGuard([&body] { overwrite(body); });
    if (headerSize + body.size() > longest)
        return std::nullopt;
    QByteArray message(headerSize, '\0');
    message.reserve(headerSize + body.size()); // growing would leave a copy behind
    qToBigEndian(quint32(body.size()), message.data());
    message += body;
    return message;
}

std::optional<qsizetype> HandoverMessage::sizeOf(const QByteArray &begin)
{
    if (begin.size() < headerSize)
        return std::nullopt;
    return headerSize + qsizetype(qFromBigEndian<quint32>(begin.constData()));
}

std::optional<Handover> HandoverMessage::read(const QByteArray &message)
{
    if (message.size() > longest || sizeOf(message) != message.size())
        return std::nullopt;
    const auto body =
            QByteArray::fromRawData(message.constData() + headerSize, message.size() - headerSize);
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    if (object["version"_L1].toInt() != version)
        return std::nullopt;
    const auto url = textIn(object, "url"_L1);
    const auto source = textIn(object, "source"_L1);
    const auto token = textIn(object, "token"_L1);
    const auto activation = textIn(object, "activation"_L1);
    if (!url || !source || !token || !activation || url->isEmpty() != token->isEmpty())
        return std::nullopt; // the start options demand both or none, too
    const QByteArray desktopToken = activation->toUtf8();
    return Handover{*url, *source, Secret(*token),
                    isActivation(desktopToken) ? desktopToken : QByteArray()};
}

void HandoverMessage::overwrite(QByteArray &bytes)
{
    // volatile: a compiler may drop plain stores to memory that is about to be freed
    volatile char *at = bytes.data();
    for (qsizetype left = bytes.size(); left > 0; --left)
        *at++ = 0;
    bytes.clear();
}
