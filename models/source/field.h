// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QObject>

#include <bitset>
#include <cstddef>
#include <initializer_list>
#include <iterator>

// The fields of a Plex source, in the order of the form. The enum is the index into the field table
// (source/fieldtable) and into the values of a PlexSource; adding a field is one entry here and one
// row there.

namespace Fields {
Q_NAMESPACE

enum class Field : quint8
{
    Name,
    Slug,
    Enabled,
    Promoted,
    Icon,
    AllowFriends,
    AllowedServers,
    ClientId,
    PlexToken,
    AuthenticationFlow,
    EnrollmentFlow,
    UserMatchingMode,
    GroupMatchingMode,
    UserPathTemplate,
    PolicyEngineMode,
    UserPropertyMappings,
    GroupPropertyMappings,
    Managed,
    Pk,
    Component,
    VerboseName,
    VerboseNamePlural,
    MetaModelName,
    IconUrl,
    IconThemedUrls,
};
Q_ENUM_NS(Field)

} // namespace Fields

using Fields::Field;

inline constexpr std::size_t fieldCount = std::size_t(Field::IconThemedUrls) + 1;

constexpr std::size_t indexOf(Field field)
{
    return std::size_t(field);
}

/// A set of fields; iterates in the order of the form.
class FieldSet
{
public:
    class Iterator
    {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Field;
        using difference_type = std::ptrdiff_t;
        using pointer = const Field *;
        using reference = Field;

        Iterator(const FieldSet *set, std::size_t at)
            : m_set(set)
            , m_at(at)
        {
            skip();
        }
        Field operator*() const { return Field(m_at); }
        Iterator &operator++()
        {
            ++m_at;
            skip();
            return *this;
        }
        friend bool operator==(const Iterator &a, const Iterator &b) { return a.m_at == b.m_at; }

    private:
        void skip()
        {
            while (m_at < fieldCount && !m_set->m_bits.test(m_at))
                ++m_at;
        }
        const FieldSet *m_set;
        std::size_t m_at;
    };

    FieldSet() = default;
    FieldSet(std::initializer_list<Field> fields)
    {
        for (const Field field : fields)
            insert(field);
    }

    bool contains(Field field) const { return m_bits.test(indexOf(field)); }
    void insert(Field field) { m_bits.set(indexOf(field)); }
    void remove(Field field) { m_bits.reset(indexOf(field)); }
    bool isEmpty() const { return m_bits.none(); }
    int size() const { return int(m_bits.count()); }
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, fieldCount}; }

    friend FieldSet operator|(FieldSet a, const FieldSet &b)
    {
        a.m_bits |= b.m_bits;
        return a;
    }
    friend FieldSet operator&(FieldSet a, const FieldSet &b)
    {
        a.m_bits &= b.m_bits;
        return a;
    }
    friend bool operator==(const FieldSet &, const FieldSet &) = default;

private:
    std::bitset<fieldCount> m_bits;
};

Q_DECLARE_METATYPE(FieldSet)
