// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/sourcelistmodel.h"

#include "core/showntext.h"

#include <algorithm>
#include <numeric>
#include <utility>

using namespace Qt::Literals::StringLiterals;

SourceListModel::SourceListModel(QObject *parent)
    : QAbstractListModel(parent)
{
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
    m_collator.setNumericMode(true); // Plex 2 before Plex 10
}

int SourceListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_sources.size());
}

QVariant SourceListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SourceSummary &source = m_sources.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return shownLine(source.name);
    case NameRole:
        return source.name;
    case Qt::AccessibleDescriptionRole:
        return shownLine(description(source));
    case PkRole:
        return source.pk;
    case SlugRole:
        return source.slug;
    case EnabledRole:
        return source.enabled;
    case ManagedRole:
        return source.managed;
    case ChangedFieldsRole:
        return m_marks.value(source.pk).changedFields;
    case RejectedRole:
        return m_marks.value(source.pk).rejected;
    case ConflictRole:
        return m_marks.value(source.pk).conflict;
    case ChangedOnServerRole:
        return m_marks.value(source.pk).changedOnServer;
    case QueuedRole:
        return m_marks.value(source.pk).queued;
    case PhraseRole:
        return phrase(source);
    default:
        return {};
    }
}

void SourceListModel::setSources(const QList<SourceSummary> &sources)
{
    QSet<QString> pks;
    pks.reserve(sources.size());
    for (const SourceSummary &source : sources)
        pks.insert(source.pk);
    removeRowsWithout(pks);
    addSources(sources);
}

void SourceListModel::addSources(const QList<SourceSummary> &sources)
{
    QList<SourceSummary> added;
    QSet<QString> addedPks;
    for (const SourceSummary &source : sources) {
        const auto row = m_rows.constFind(source.pk);
        if (row != m_rows.constEnd()) {
            replaceRow(*row, source);
        } else if (!addedPks.contains(source.pk)) {
            // a list that changed while its pages were read repeats a source
            addedPks.insert(source.pk);
            added.append(source);
        }
    }
    append(added);
}

void SourceListModel::updateSource(const SourceSummary &source)
{
    addSources({source});
}

void SourceListModel::removeSource(const QString &pk)
{
    m_marks.remove(pk);
    const auto found = m_rows.constFind(pk);
    if (found == m_rows.constEnd())
        return;
    const int row = *found;
    beginRemoveRows({}, row, row);
    m_sources.removeAt(row);
    m_keys.removeAt(row);
    countRows();
    endRemoveRows();
}

void SourceListModel::setMarks(const QString &pk, const SourceMarks &marks)
{
    if (m_marks.value(pk) == marks)
        return;
    if (marks == SourceMarks())
        m_marks.remove(pk);
    else
        m_marks.insert(pk, marks);
    if (const QModelIndex changed = indexOfPk(pk); changed.isValid())
        Q_EMIT dataChanged(changed, changed,
                           {ChangedFieldsRole, RejectedRole, ConflictRole, ChangedOnServerRole,
                            PhraseRole, Qt::AccessibleDescriptionRole});
}

bool SourceListModel::isBefore(int a, int b) const
{
    // Comparing places instead of names makes sorting anew, with each letter typed into the
    // search, a matter of a few milliseconds for 10,000 rows.
    if (m_ranks.isEmpty())
        rank();
    return m_ranks.at(a) < m_ranks.at(b);
}

QModelIndex SourceListModel::indexOfPk(const QString &pk) const
{
    const auto row = m_rows.constFind(pk);
    return row == m_rows.constEnd() ? QModelIndex() : index(*row);
}

QModelIndex SourceListModel::indexOfSlug(const QString &slug) const
{
    const auto source = std::find_if(m_sources.begin(), m_sources.end(),
                                     [&slug](const SourceSummary &s) { return s.slug == slug; });
    return source == m_sources.end() ? QModelIndex()
                                     : index(int(std::distance(m_sources.begin(), source)));
}

SourceListModel::Keys SourceListModel::keysOf(const SourceSummary &source) const
{
    // A line break between the two keeps a word from matching across them. The name is folded for
    // sorting too: in the C locale a collator knows no case.
    return {(source.name + u'\n' + source.slug).toCaseFolded(),
            m_collator.sortKey(source.name.toCaseFolded())};
}

QString SourceListModel::phrase(const SourceSummary &source) const
{
    // Disabled comes first, then the most urgent of the rest (look §4).
    const SourceMarks marks = m_marks.value(source.pk);
    QStringList words;
    if (!source.enabled)
        words.append(tr("disabled"));
    if (marks.conflict)
        words.append(tr("conflict"));
    else if (marks.rejected)
        words.append(tr("rejected"));
    else if (marks.lostChange)
        words.append(tr("change gone again"));
    else if (marks.queued)
        words.append(tr("queued, not sent yet"));
    else if (marks.changedFields == 1)
        words.append(tr("1 field changed"));
    else if (marks.changedFields > 1) //: %n is never 1
        words.append(tr("%n fields changed", nullptr, marks.changedFields));
    else if (marks.changedOnServer)
        words.append(tr("changed on the server"));
    else if (source.managed)
        words.append(tr("by blueprint"));
    return words.join(u", "_s);
}

QString SourceListModel::description(const SourceSummary &source) const
{
    const QString words = phrase(source);
    if (!source.enabled) // the words begin with the state
        return words;
    return words.isEmpty() ? tr("enabled") : tr("enabled, %1").arg(words);
}

void SourceListModel::append(const QList<SourceSummary> &sources)
{
    if (sources.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + int(sources.size()) - 1);
    m_ranks.clear();
    m_sources += sources;
    m_keys.reserve(m_sources.size());
    m_rows.reserve(m_sources.size());
    for (int row = first; row < int(m_sources.size()); ++row) {
        m_keys.append(keysOf(m_sources.at(row)));
        m_rows.insert(m_sources.at(row).pk, row);
    }
    endInsertRows();
}

void SourceListModel::removeRowsWithout(const QSet<QString> &pks)
{
    const auto stays = [&](int row) { return pks.contains(m_sources.at(row).pk); };
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (stays(last))
            continue;
        int first = last;
        while (first > 0 && !stays(first - 1))
            --first;
        beginRemoveRows({}, first, last);
        m_sources.remove(first, last - first + 1);
        m_keys.remove(first, last - first + 1);
        countRows();
        endRemoveRows();
        last = first;
    }
}

void SourceListModel::replaceRow(int row, const SourceSummary &source)
{
    SourceSummary &listed = m_sources[row];
    if (listed == source)
        return;
    const bool isMoved = listed.name != source.name || listed.slug != source.slug;
    listed = source;
    if (isMoved) {
        m_keys[row] = keysOf(source);
        m_ranks.clear();
    }
    Q_EMIT dataChanged(index(row), index(row));
}

void SourceListModel::rank() const
{
    QList<int> rows(m_sources.size());
    std::iota(rows.begin(), rows.end(), 0);
    std::sort(rows.begin(), rows.end(), [this](int a, int b) {
        const int byName = m_keys.at(a).name.compare(m_keys.at(b).name);
        return byName != 0 ? byName < 0 : m_sources.at(a).slug < m_sources.at(b).slug;
    });
    m_ranks.resize(rows.size());
    for (int place = 0; place < int(rows.size()); ++place)
        m_ranks[rows.at(place)] = place;
}

void SourceListModel::countRows()
{
    m_ranks.clear();
    m_rows.clear();
    m_rows.reserve(m_sources.size());
    for (int row = 0; row < int(m_sources.size()); ++row)
        m_rows.insert(m_sources.at(row).pk, row);
}

SourceFilterModel::SourceFilterModel(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    sort(0);
}

void SourceFilterModel::setSearch(const QString &text)
{
    if (text == m_search)
        return;
    m_search = text;
    QStringList words = text.toCaseFolded().simplified().split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = std::move(words);
    // One change of layout: invalidateFilter() would take rows out and in run by run, thousands of
    // times when they lie scattered. Persistent indexes, and so the selection, survive both.
    invalidate();
}

void SourceFilterModel::setSourceModel(QAbstractItemModel *model)
{
    m_list = qobject_cast<SourceListModel *>(model);
    QSortFilterProxyModel::setSourceModel(model);
}

bool SourceFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    if (m_words.isEmpty() || !m_list)
        return true;
    const QString &text = m_list->searchText(sourceRow);
    return std::all_of(m_words.begin(), m_words.end(),
                       [&text](const QString &word) { return text.contains(word); });
}

bool SourceFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    return m_list && m_list->isBefore(left.row(), right.row());
}

#include "moc_sourcelistmodel.cpp"
