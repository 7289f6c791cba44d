// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"
#include "source/errortext.h"

#include <QCoreApplication>
#include <QMetaEnum>
#include <QRegularExpression>
#include <QStringDecoder>
#include <QStringList>

using namespace Qt::Literals::StringLiterals;

namespace {

struct ErrorText
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

constexpr qsizetype shownBytes = 4096;

/// Plain text that can be pasted anywhere: bytes that are no text become U+FFFD, a character cut at
/// the end is left out.
QString plainText(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString text = decoder(bytes);
    text.replace("\r\n"_L1, "\n"_L1);
    for (QChar &c : text) {
        if (c.unicode() < 0x20 && c != u'\n' && c != u'\t')
            c = QChar::ReplacementCharacter;
    }
    return text;
}

/// The transport has blanked the secrets it knows. A proxy may still repeat the header that another
/// program sent.
QString withoutBearer(QString text)
{
    static const QRegularExpression bearer(u"\\b(bearer)\\s+[^\\s\"'<,;]+"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    return text.replace(bearer, u"\\1 ***"_s);
}

QString answerHeading(const Error &error)
{
    const QString type = error.contentType.isEmpty() ? ErrorText::tr("unknown type")
                                                     : QString::fromLatin1(error.contentType);
    if (error.body.size() <= shownBytes)
        return ErrorText::tr("Answer (%1, %2 bytes):")
                .arg(type, QString::number(error.body.size()));
    return ErrorText::tr("Answer (%1, the first %2 of %3 bytes):")
            .arg(type, QString::number(shownBytes), QString::number(error.body.size()));
}

QString statusText(int status)
{
    return status == 0 ? ErrorText::tr("no answer") : QString::number(status);
}

} // namespace

QString errorDetails(const Error &error, const ErrorContext &context)
{
    QStringList lines;
    const auto add = [&lines](const QString &label, const QString &value) {
        if (!value.isEmpty())
            lines.append(label + u' ' + value);
    };
    lines.append(describe(error, context).both());
    lines.append(QString());
    add(ErrorText::tr("Host:"), context.host);
    add(ErrorText::tr("Request:"), error.request);
    add(ErrorText::tr("Status:"), statusText(error.httpStatus));
    add(u"X-authentik-id:"_s, error.requestId);
    const auto keyOf = [](auto value) {
        return QString::fromLatin1(QMetaEnum::fromType<decltype(value)>().valueToKey(int(value)));
    };
    add(ErrorText::tr("Kind:"), keyOf(error.kind) + u", "_s + keyOf(error.arrival));
    if (error.retryAfter)
        add(u"Retry-After:"_s, QString::number(error.retryAfter->count()));
    add(ErrorText::tr("Cause:"), error.detail);
    if (!error.body.isEmpty()) {
        lines.append(QString());
        lines.append(answerHeading(error));
        lines.append(plainText(error.body.first(qMin(error.body.size(), shownBytes))));
    } else if (error.answerSize >= 0) {
        add(ErrorText::tr("Bytes in the answer, not kept:"), QString::number(error.answerSize));
    }
    return withoutBearer(lines.join(u'\n'));
}
