// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "source/field.h"
#include "source/fieldvalue.h"

#include <QJsonObject>
#include <QMetaType>

#include <array>

class DigestKey;

// One Plex source: a value per field of the table, and the keys of a newer server that the table
// does not know (shown read-only, never sent). A secret the server sent is a digest in here, from
// the first moment on. A plain value.
class PlexSource
{
public:
    PlexSource() = default;

    /// Reads an object of `sources/plex/{slug}/`. Fails with BadResponse when it is not one: no
    /// text under `pk`, `slug` or `name`. Any other field of the wrong type becomes *unreadable*
    /// and nothing is dropped.
    static Result<PlexSource> fromJson(const QJsonObject &object, const DigestKey &digests);

    const FieldValue &value(Field field) const { return m_values[indexOf(field)]; }
    void setValue(Field field, FieldValue value) { m_values[indexOf(field)] = std::move(value); }

    QString pk() const { return value(Field::Pk).toText(); }
    QString slug() const { return value(Field::Slug).toText(); }
    QString name() const { return value(Field::Name).toText(); }

    /// The server makes the value from other things, and it may differ in each answer: no news.
    /// Besides FieldRow::derived, that is `icon` up to 2025.10, where it is a rendered address,
    /// which may be signed anew each time (contract §2.3); those releases have no `icon_url`.
    bool isDerived(Field field) const;

    /// Keys the table does not know. The value of a key that may name a secret is replaced by a
    /// remark.
    const QJsonObject &unknownKeys() const { return m_unknownKeys; }
    void setUnknownKeys(const QJsonObject &keys) { m_unknownKeys = keys; }

    friend bool operator==(const PlexSource &, const PlexSource &) = default;

private:
    std::array<FieldValue, fieldCount> m_values;
    QJsonObject m_unknownKeys;
};

Q_DECLARE_METATYPE(PlexSource)

// What the list shows of a source: read from a list page without keeping the rest of each object,
// above all not its token. A plain value.
struct SourceSummary
{
    QString pk;
    QString slug;
    QString name;
    bool enabled = true;
    bool managed = false;

    /// Fails with BadResponse when pk, slug or name is no text.
    static Result<SourceSummary> fromJson(const QJsonObject &object);
    static SourceSummary of(const PlexSource &source);

    friend bool operator==(const SourceSummary &, const SourceSummary &) = default;
};
