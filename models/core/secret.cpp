// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secret.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <array>
#include <utility>

namespace {
QByteArray ownCopy(const QByteArray &bytes)
{
    return QByteArray(bytes.constData(), bytes.size());
}

/// toUtf8() writes '?' for half a character, which cannot be told from one that was typed; U+FFFD
/// can, and local validation stops it.
QByteArray utf8Of(const QString &text)
{
    if (text.isValidUtf16())
        return text.toUtf8();
    QString marked = text;
    for (qsizetype at = 0; at < marked.size(); ++at) {
        const bool isPair = marked[at].isHighSurrogate() && at + 1 < marked.size()
                && marked[at + 1].isLowSurrogate();
        if (isPair)
            ++at;
        else if (marked[at].isSurrogate())
            marked[at] = QChar::ReplacementCharacter;
    }
    return marked.toUtf8();
}
} // namespace

Secret::Secret(const QString &text)
    : m_utf8(utf8Of(text))
{ }

Secret::Secret(const Secret &other)
    : m_utf8(ownCopy(other.m_utf8))
{ }

Secret::Secret(Secret &&other) noexcept
    : m_utf8(std::exchange(other.m_utf8, {}))
{ }

Secret &Secret::operator=(const Secret &other)
{
    if (this == &other)
        return *this;
    wipe();
    m_utf8 = ownCopy(other.m_utf8);
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this == &other)
        return *this;
    wipe();
    m_utf8 = std::exchange(other.m_utf8, {});
    return *this;
}

Secret::~Secret()
{
    wipe();
}

void Secret::wipe()
{
    // volatile: a compiler may drop plain stores to memory that is about to be freed
    volatile char *bytes = m_utf8.data();
    for (qsizetype at = 0; at < m_utf8.size(); ++at)
        bytes[at] = 0;
    m_utf8.clear();
}

DigestKey::DigestKey(const QByteArray &key)
    : m_key(QString::fromLatin1(key.toHex()))
{ }

DigestKey DigestKey::random()
{
    std::array<quint32, 8> words;
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return DigestKey(QByteArray(reinterpret_cast<const char *>(words.data()), sizeof(words)));
}

QByteArray DigestKey::digest(const QString &secret) const
{
    return QMessageAuthenticationCode::hash(secret.trimmed().toUtf8(), m_key.revealUtf8(),
                                            QCryptographicHash::Sha256);
}
