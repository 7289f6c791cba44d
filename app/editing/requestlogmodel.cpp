// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlogmodel.h"

#include "core/showntext.h"

#include <QLocale>
#include <QStringList>

using namespace Qt::Literals::StringLiterals;

namespace {
/// What happened to a request, in a word or two.
QString word(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Offline:
        return RequestLogModel::tr("not reached");
    case ErrorKind::HostNotFound:
        return RequestLogModel::tr("name not found");
    case ErrorKind::Timeout:
        return RequestLogModel::tr("no answer in time");
    case ErrorKind::Cut:
        return RequestLogModel::tr("connection closed");
    case ErrorKind::Cancelled:
        return RequestLogModel::tr("stopped");
    case ErrorKind::Tls:
        return RequestLogModel::tr("not trusted");
    case ErrorKind::Proxy:
        return RequestLogModel::tr("proxy failed");
    case ErrorKind::ProxyLogin:
        return RequestLogModel::tr("proxy wants a login");
    case ErrorKind::TooLarge:
        return RequestLogModel::tr("answer too long");
    case ErrorKind::BadResponse:
        return RequestLogModel::tr("answer not understood");
    default:
        return RequestLogModel::tr("failed");
    }
}

QString milliseconds(std::chrono::milliseconds time)
{
    return RequestLogModel::tr("%1 ms").arg(time.count());
}

QString text(const LoggedRequest &request, int column)
{
    switch (column) {
    case RequestLogModel::TimeColumn:
        return QLocale().toString(request.at.toLocalTime().time(), QLocale::ShortFormat);
    case RequestLogModel::MethodColumn:
        return request.method;
    case RequestLogModel::PathColumn:
        return request.path;
    case RequestLogModel::StatusColumn:
        return requestOutcome(request);
    case RequestLogModel::DurationColumn:
        return milliseconds(request.duration);
    case RequestLogModel::RequestIdColumn:
        return request.requestId;
    case RequestLogModel::ConnectionColumn:
        return request.connection;
    default:
        return {};
    }
}

QVariant sortValue(const LoggedRequest &request, int column)
{
    switch (column) {
    case RequestLogModel::TimeColumn:
        return request.number;
    case RequestLogModel::StatusColumn:
        return request.status;
    case RequestLogModel::DurationColumn:
        return qlonglong(request.duration.count());
    default:
        return text(request, column);
    }
}

QString wholeRow(const LoggedRequest &request)
{
    QStringList texts;
    for (int column = 0; column < RequestLogModel::ColumnCount; ++column)
        texts.append(text(request, column));
    return texts.join(u' ');
}

/// One line of a file: tabs and line ends are the separators and may not come from elsewhere.
QString cell(QString text)
{
    for (QChar &letter : text) {
        if (letter.category() == QChar::Other_Control)
            letter = u' ';
    }
    return text;
}

QString fileLine(const LoggedRequest &request)
{
    const QDateTime at = request.at.toOffsetFromUtc(request.at.offsetFromUtc());
    const QStringList cells{QString::number(request.number),
                            at.toString(Qt::ISODateWithMs),
                            cell(request.connection),
                            cell(request.method),
                            cell(request.path),
                            requestOutcome(request),
                            QString::number(request.duration.count()),
                            QString::number(request.received),
                            cell(request.requestId)};
    return cells.join(u'\t') + u'\n';
}
} // namespace

QString requestOutcome(const LoggedRequest &request)
{
    if (request.status == 0)
        return word(request.error.value_or(ErrorKind::Cancelled));
    const QString status = QString::number(request.status);
    const bool isWholeStory = !request.error || request.status >= 300;
    return isWholeStory ? status : status + ", "_L1 + word(*request.error);
}

QString requestLogText(const std::deque<LoggedRequest> &requests)
{
    QString lines = u"number\ttime\tconnection\tmethod\tpath\tresult\tms\tbytes\trequest id\n"_s;
    for (const LoggedRequest &request : requests)
        lines += fileLine(request);
    return lines;
}

RequestLogModel::RequestLogModel(const RequestLog &log, QObject *parent)
    : QAbstractTableModel(parent)
    , m_rows(log.requests())
{
    connect(&log, &RequestLog::added, this, &RequestLogModel::append);
    connect(&log, &RequestLog::cleared, this, &RequestLogModel::clear);
}

int RequestLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int RequestLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RequestLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LoggedRequest &request = m_rows.at(std::size_t(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return shownLine(text(request, index.column()));
    case Qt::TextAlignmentRole:
        return index.column() == DurationColumn ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter))
                                                : QVariant();
    case Qt::AccessibleDescriptionRole:
        return shownLine(wholeRow(request));
    case FilterRole:
        return wholeRow(request);
    case NumberRole:
        return request.number;
    case FailedRole:
        return request.error.has_value();
    case ConnectionRole:
        return request.connection;
    case SortRole:
        return sortValue(request, index.column());
    default:
        return {};
    }
}

QVariant RequestLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case MethodColumn:
        return tr("Method");
    case PathColumn:
        return tr("Path");
    case StatusColumn:
        return tr("Status");
    case DurationColumn:
        return tr("Duration");
    case RequestIdColumn:
        return tr("Request id");
    case ConnectionColumn:
        return tr("Connection");
    default:
        return {};
    }
}

void RequestLogModel::append(const LoggedRequest &request, bool isFull)
{
    if (isFull && !m_rows.empty()) {
        beginRemoveRows({}, 0, 0);
        m_rows.pop_front();
        endRemoveRows();
    }
    const int row = int(m_rows.size());
    beginInsertRows({}, row, row);
    m_rows.push_back(request);
    endInsertRows();
}

void RequestLogModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}
