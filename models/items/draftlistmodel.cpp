// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/draftlistmodel.h"

#include "core/showntext.h"
#include "items/historylistmodel.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;
constexpr qint64 mostDays = 100; // after that a date says more

QString fieldCountText(int count)
{
    return count == 1 ? DraftListModel::tr("1 field")
                      : DraftListModel::tr("%n fields", nullptr, count);
}
} // namespace

DraftKey keyOf(const DraftSummary &draft)
{
    return {draft.server, draft.pk};
}

DraftKey keyOf(const DraftRecord &draft)
{
    return {draft.server, draft.pk};
}

QString stateText(DraftState state)
{
    switch (state) {
    case DraftState::Draft:
        return DraftListModel::tr("Draft");
    case DraftState::Queued:
        return DraftListModel::tr("Queued");
    case DraftState::Conflict:
        return DraftListModel::tr("Conflict");
    case DraftState::Rejected:
        return DraftListModel::tr("Rejected");
    case DraftState::CannotTell:
        break;
    }
    return DraftListModel::tr("Cannot tell");
}

QString ageText(const QDateTime &when, const QDateTime &now)
{
    const qint64 seconds = when.secsTo(now);
    if (!when.isValid() || seconds < minute)
        return DraftListModel::tr("just now");
    if (seconds < hour)
        return DraftListModel::tr("%1 min").arg(seconds / minute);
    const qint64 days = when.toLocalTime().date().daysTo(now.toLocalTime().date());
    if (days < 1)
        return DraftListModel::tr("%1 h %2 min").arg(seconds / hour).arg(seconds % hour / minute);
    if (days == 1)
        return DraftListModel::tr("yesterday");
    if (days < mostDays)
        return DraftListModel::tr("%n days", nullptr, int(days));
    return QLocale().toString(when.toLocalTime().date(), QLocale::ShortFormat);
}

DraftListModel::DraftListModel(QObject *parent)
    : QAbstractTableModel(parent)
{ }

int DraftListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int DraftListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString DraftListModel::text(const DraftRow &row, int column) const
{
    const DraftSummary &draft = row.draft;
    switch (column) {
    case StateColumn:
        return stateText(draft.state);
    case SourceColumn:
        return draft.name.simplified();
    case ConnectionColumn:
        return hostOf(draft.server).simplified();
    case FieldsColumn:
        return QLocale().toString(draft.fields);
    case AgeColumn:
        return ageText(draft.changed, m_now);
    default:
        return nextText(row);
    }
}

QString DraftListModel::secondLine(const DraftRow &row, int column) const
{
    switch (column) {
    case SourceColumn:
        return row.draft.slug.simplified();
    case ConnectionColumn:
        return m_open.contains(row.draft.server) ? tr("connected") : tr("not connected");
    case AgeColumn:
        return whoseText(row.draft);
    default:
        return {};
    }
}

/// Whose token it was made with; another one's is said in words.
QString DraftListModel::whoseText(const DraftSummary &draft) const
{
    const QString user = draft.user.simplified();
    if (user.isEmpty())
        return tr("not known whose");
    const QString own = m_open.value(draft.server);
    const bool isAnothers = !own.isEmpty() && draft.user != own;
    return isAnothers ? tr("%1’s token").arg(user) : user;
}

QString DraftListModel::queueText(const DraftSummary &draft) const
{
    const QString host = hostOf(draft.server);
    if (!m_open.contains(draft.server))
        return tr("Goes out when %1 is connected.").arg(host);
    const QString own = m_open.value(draft.server);
    const bool isAnothers = !draft.user.isEmpty() && !own.isEmpty() && draft.user != own;
    if (isAnothers)
        return tr("Waits for %1’s token. Take it out of the queue and submit it to send it as %2.")
                .arg(draft.user.simplified(), own);
    const int place = m_places.value(keyOf(draft), 1);
    const QString where =
            place == 1 ? tr("First in the queue.") : tr("Number %1 in the queue.").arg(place);
    return where + u' ' + tr("Goes out when %1 answers.").arg(host);
}

QString DraftListModel::nextText(const DraftRow &row) const
{
    const DraftSummary &draft = row.draft;
    if (draft.state == DraftState::Queued)
        return queueText(draft);
    const bool isOpen = m_open.contains(draft.server);
    const QString connect = tr("Connect to %1 to open it.").arg(hostOf(draft.server));
    QString what = row.finding;
    QString next;
    switch (draft.state) {
    case DraftState::Conflict:
        what = what.isEmpty() ? tr("Somebody changed the same field.") : what;
        next = tr("Open it and choose.");
        break;
    case DraftState::Rejected:
        what = what.isEmpty() ? tr("The server refused it.") : what;
        next = tr("Open it and correct it.");
        break;
    case DraftState::CannotTell:
        what = tr("No answer came after sending.");
        next = tr("Read the source again to see what is stored.");
        break;
    default:
        return isOpen ? tr("Kept here until you save it.") : connect;
    }
    return what + u' ' + (isOpen ? next : connect);
}

QVariant DraftListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const DraftRow &row = rowAt(index.row());
    const auto whole = [&] {
        const QString second = secondLine(row, index.column());
        const QString first = index.column() == FieldsColumn ? fieldCountText(row.draft.fields)
                                                             : text(row, index.column());
        return second.isEmpty() ? first : first + u", "_s + second;
    };
    switch (role) {
    case Qt::DisplayRole:
        return shownLine(text(row, index.column()));
    case SecondLineRole:
        return shownLine(secondLine(row, index.column()));
    case Qt::AccessibleTextRole:
        return shownLine(whole());
    case Qt::ToolTipRole: // as rich text, so that a tool tip shows no markup of a server's
        return QString(u"<span>"_s + shownLine(whole()).toHtmlEscaped() + u"</span>"_s);
    case StateRole:
        return int(row.draft.state);
    case ServerRole:
        return row.draft.server;
    case PkRole:
        return row.draft.pk;
    default:
        return {};
    }
}

QVariant DraftListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case SourceColumn:
        return tr("Source");
    case ConnectionColumn:
        return tr("Connection");
    case FieldsColumn:
        return tr("Fields");
    case AgeColumn:
        return tr("Age");
    case NextColumn:
        return tr("What happens next");
    default:
        return {};
    }
}

const DraftRow *DraftListModel::rowOf(const DraftKey &key) const
{
    const auto found = m_rowOf.constFind(key);
    return found == m_rowOf.cend() ? nullptr : &rowAt(*found);
}

DraftKey DraftListModel::keyAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= m_shown.size())
        return {};
    return keyOf(rowAt(index.row()).draft);
}

QModelIndex DraftListModel::indexOf(const DraftKey &key) const
{
    const auto found = m_rowOf.constFind(key);
    return found == m_rowOf.cend() ? QModelIndex() : index(*found, StateColumn);
}

void DraftListModel::setRows(const QList<DraftRow> &rows)
{
    if (rows == m_all)
        return;
    beginResetModel();
    m_all = rows;
    countQueue();
    applyFilter();
    endResetModel();
}

void DraftListModel::setFilter(const QString &text)
{
    const QString filter = text.simplified();
    if (filter == m_filter)
        return;
    beginResetModel();
    m_filter = filter;
    applyFilter();
    endResetModel();
}

void DraftListModel::setNow(const QDateTime &now)
{
    m_now = now;
    if (!m_shown.isEmpty())
        Q_EMIT dataChanged(index(0, AgeColumn), index(rowCount() - 1, AgeColumn));
}

void DraftListModel::setConnections(const QList<DraftConnection> &connections)
{
    QHash<QString, QString> open;
    for (const DraftConnection &connection : connections) {
        if (!connection.address.isEmpty())
            open.insert(connection.address, connection.username);
    }
    if (open == m_open)
        return;
    m_open = open;
    if (!m_shown.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool DraftListModel::isWanted(const DraftSummary &draft, const QStringList &words) const
{
    const QString host = hostOf(draft.server);
    const QString state = stateText(draft.state);
    return std::all_of(words.cbegin(), words.cend(), [&](const QString &word) {
        return draft.name.contains(word, Qt::CaseInsensitive)
                || draft.slug.contains(word, Qt::CaseInsensitive)
                || host.contains(word, Qt::CaseInsensitive)
                || draft.user.contains(word, Qt::CaseInsensitive)
                || state.contains(word, Qt::CaseInsensitive);
    });
}

void DraftListModel::applyFilter()
{
    const QStringList words = m_filter.split(u' ', Qt::SkipEmptyParts);
    m_shown.clear();
    m_rowOf.clear();
    m_rowOf.reserve(m_all.size());
    for (int place = 0; place < m_all.size(); ++place) {
        const DraftSummary &draft = m_all.at(place).draft;
        if (!words.isEmpty() && !isWanted(draft, words))
            continue;
        m_rowOf.insert(keyOf(draft), int(m_shown.size()));
        m_shown.append(place);
    }
}

void DraftListModel::countQueue()
{
    QList<const DraftSummary *> queued;
    for (const DraftRow &row : std::as_const(m_all)) {
        if (row.draft.state == DraftState::Queued)
            queued.append(&row.draft);
    }
    std::stable_sort(
            queued.begin(), queued.end(),
            [](const DraftSummary *a, const DraftSummary *b) { return a->queuedAt < b->queuedAt; });
    m_places.clear();
    QHash<QString, int> lengths; // a queue per connection
    for (const DraftSummary *draft : std::as_const(queued))
        m_places.insert(keyOf(*draft), ++lengths[draft->server]);
}

#include "moc_draftlistmodel.cpp"
