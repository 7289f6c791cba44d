// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes/listpages.h"

#include "rules/pythontext.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

using RowNumbers = QList<qsizetype>;

/// A filter that will be applied, its value checked.
struct ActiveFilter
{
    QString member;
    FilterKind kind;
    QStringList wanted;
    bool isTrue = false;
};

struct FilterOutcome
{
    std::optional<ActiveFilter> filter; ///< nothing: ignored
    QString problem;
};

std::optional<bool> queryBoolean(const QString &text)
{
    const QString lower = text.toLower();
    if (lower == "true"_L1 || lower == "1"_L1)
        return true;
    if (lower == "false"_L1 || lower == "0"_L1)
        return false;
    return std::nullopt;
}

FilterOutcome booleanFilter(const ListFilter &filter, const QString &text)
{
    const std::optional<bool> value = queryBoolean(text);
    if (!value)
        return {};
    QString member(filter.parameter);
    member.remove("__isnull"_L1);
    return {.filter = ActiveFilter{member, filter.kind, {}, *value}, .problem = {}};
}

FilterOutcome idFilter(const ListFilter &filter, const QString &text, const DemoData &data)
{
    const std::optional<QString> pk = pythonUuid(text);
    if (!pk)
        return {.filter = {},
                .problem = filter.kind == FilterKind::Flow
                        ? u"“%1” is not a valid UUID."_s.arg(text)
                        : u"Enter a valid UUID."_s};
    if (filter.kind == FilterKind::Flow && !data.flowByPk(*pk)) {
        const QString problem =
                u"Select a valid choice. That choice is not one of the available choices."_s;
        return {.filter = {}, .problem = problem};
    }
    return {.filter = ActiveFilter{QString(filter.parameter), filter.kind, {*pk}}, .problem = {}};
}

FilterOutcome prepareFilter(const ListFilter &filter, const Call &call)
{
    const QString text = call.query.value(QString(filter.parameter));
    if (text.isEmpty())
        return {};
    const QString member(filter.parameter);
    switch (filter.kind) {
    case FilterKind::Boolean:
    case FilterKind::IsNull:
        return booleanFilter(filter, text);
    case FilterKind::Uuid:
    case FilterKind::Flow:
        return idFilter(filter, text, call.data);
    case FilterKind::Choice:
        if (!filter.choices.contains(text))
            return {.filter = {},
                    .problem =
                            u"Select a valid choice. %1 is not one of the available choices."_s.arg(
                                    text)};
        break;
    case FilterKind::AnyOf:
        return {.filter = ActiveFilter{member, filter.kind, call.query.values(member)},
                .problem = {}};
    case FilterKind::PlainId:
        return {.filter = ActiveFilter{member, filter.kind, {QString(text).remove(u'-').toLower()}},
                .problem = {}};
    case FilterKind::Text:
    case FilterKind::Contains:
        break;
    }
    if (text.contains(QChar::Null))
        return {.filter = {}, .problem = u"Null characters are not allowed."_s};
    return {.filter = ActiveFilter{member, filter.kind, {text}}, .problem = {}};
}

bool admits(const ActiveFilter &filter, const QJsonValue &value)
{
    switch (filter.kind) {
    case FilterKind::Boolean:
        return value.toBool() == filter.isTrue;
    case FilterKind::IsNull:
        return value.isNull() == filter.isTrue;
    case FilterKind::Contains:
        return value.toString().contains(filter.wanted.first(), Qt::CaseInsensitive);
    case FilterKind::PlainId:
        return value.toString().remove(u'-') == filter.wanted.first();
    default:
        return filter.wanted.contains(value.toString());
    }
}

/// The terms of `search`; nothing when the server refuses it.
std::optional<QStringList> searchTerms(const Call &call)
{
    QString text = call.query.value(u"search");
    if (text.contains(QChar::Null)) {
        if (call.release.searchRefusesNul)
            return std::nullopt;
        text.remove(QChar::Null);
    }
    text.replace(u',', u' ');
    return text.simplified().split(u' ', Qt::SkipEmptyParts);
}

bool matches(qsizetype row, const QStringList &terms, const ListRules &rules, const ListRows &rows)
{
    return std::all_of(terms.begin(), terms.end(), [&](const QString &term) {
        return std::any_of(rules.searched.begin(), rules.searched.end(),
                           [&](QLatin1StringView member) {
                               return rows.value(row, QString(member))
                                       .toString()
                                       .contains(term, Qt::CaseInsensitive);
                           });
    });
}

QString sortKey(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? u"1"_s : u"0"_s;
    if (value.isNull())
        return QString(QChar(0xffff)); // null comes last
    return pythonStr(value);
}

bool isBefore(const QString &left, const QString &right)
{
    const int folded = left.compare(right, Qt::CaseInsensitive);
    return folded != 0 ? folded < 0 : left < right;
}

void sortBy(RowNumbers &numbers, const QString &order, const ListRows &rows)
{
    const bool isDescending = order.startsWith(u'-');
    const QString member = isDescending ? order.sliced(1) : order;
    QHash<qsizetype, QString> keys;
    keys.reserve(numbers.size());
    for (const qsizetype row : std::as_const(numbers))
        keys.insert(row, sortKey(rows.value(row, member)));
    std::stable_sort(numbers.begin(), numbers.end(),
                     [&keys, isDescending](qsizetype left, qsizetype right) {
                         return isDescending ? isBefore(keys[right], keys[left])
                                             : isBefore(keys[left], keys[right]);
                     });
}

/// The asked for orderings that exist; else the list's own.
QStringList orderings(const Call &call, const ListRules &rules, const ListRows &rows)
{
    QStringList known;
    for (const QString &part : call.query.value(u"ordering").split(u',', Qt::SkipEmptyParts)) {
        const QString order = part.trimmed();
        const QString member = order.startsWith(u'-') ? order.sliced(1) : order;
        if (rows.count > 0 && !rows.value(0, member).isUndefined())
            known.append(order);
    }
    return known.isEmpty() ? QStringList{rules.ordering} : known;
}

int pageSize(const Call &call)
{
    const int asked = call.query.value(u"page_size").toInt(); // 0 for what is no number
    const int size = asked > 0 ? asked : call.release.pageSize;
    return call.release.largestPageSize > 0 ? qMin(size, call.release.largestPageSize) : size;
}

/// The page asked for, 0 when there is no such page.
qsizetype pageNumber(const Call &call, qsizetype pages)
{
    const QString text = call.query.value(u"page");
    if (text.isEmpty())
        return 1;
    if (text == "last"_L1)
        return pages;
    const qsizetype number = text.toLongLong();
    return number >= 1 && number <= pages ? number : 0;
}

HttpResponse pageResponse(const Call &call, const RowNumbers &numbers, const ListRows &rows)
{
    const qsizetype count = numbers.size();
    const qsizetype size = pageSize(call);
    const qsizetype pages = qMax<qsizetype>(1, (count + size - 1) / size);
    const qsizetype page = pageNumber(call, pages);
    if (page == 0)
        return detailResponse(404, u"Invalid page."_s, call.release);
    const qsizetype begin = (page - 1) * size;
    const qsizetype end = qMin(begin + size, count);
    QJsonArray results;
    for (qsizetype i = begin; i < end; ++i)
        results.append(rows.render(numbers.at(i)));
    QJsonObject body{{u"pagination"_s,
                      QJsonObject{{u"next"_s, page < pages ? page + 1 : 0},
                                  {u"previous"_s, page - 1},
                                  {u"count"_s, count},
                                  {u"current"_s, page},
                                  {u"total_pages"_s, pages},
                                  {u"start_index"_s, count > 0 ? begin + 1 : 0},
                                  {u"end_index"_s, end}}},
                     {u"results"_s, results}};
    if (call.release.pagesHaveAutocomplete)
        body.insert(u"autocomplete"_s, QJsonObject());
    return jsonResponse(200, body, call.release);
}

} // namespace

HttpResponse listResponse(const Call &call, const ListRules &rules, const ListRows &rows)
{
    QList<ActiveFilter> filters;
    QJsonObject problems;
    for (const ListFilter &filter : rules.filters) {
        const FilterOutcome outcome = prepareFilter(filter, call);
        if (!outcome.problem.isEmpty())
            problems.insert(filter.parameter, QJsonArray{outcome.problem});
        else if (outcome.filter)
            filters.append(*outcome.filter);
    }
    if (!problems.isEmpty())
        return jsonResponse(400, problems, call.release);
    const std::optional<QStringList> terms = searchTerms(call);
    if (!terms)
        return jsonResponse(400, QJsonArray{u"Null characters are not allowed."_s}, call.release);

    RowNumbers numbers;
    for (qsizetype row = 0; row < rows.count; ++row) {
        const bool isWanted =
                std::all_of(filters.begin(), filters.end(), [&](const ActiveFilter &filter) {
                    return admits(filter, rows.value(row, filter.member));
                });
        if (isWanted && matches(row, *terms, rules, rows))
            numbers.append(row);
    }
    const QStringList orders = orderings(call, rules, rows);
    for (auto order = orders.rbegin(); order != orders.rend(); ++order)
        sortBy(numbers, *order, rows);
    return pageResponse(call, numbers, rows);
}

} // namespace demoserver
