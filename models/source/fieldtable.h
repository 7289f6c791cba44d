// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"

#include <QList>
#include <QString>
#include <QStringView>

#include <array>
#include <optional>
#include <span>

class QJsonValue;
class FieldValue;

// All that is known of each field of a Plex source: one row per field. Everything that handles
// fields is a loop over this table: reading and writing JSON, difference, validation, form rows,
// tab order, error routing, preview. Sources: contract §2.1 (fields), §2.2 (choices), §2.3 (icon),
// §6.1 (who may log in). Labels and help are ours; the API's own help on allowed servers is wrong.
// The texts are marked for translation (context "FieldTable") and come translated from label(),
// help() and so on.

enum class FieldKind : quint8
{
    Text,         ///< one line or more of text
    Flag,         ///< true or false
    Choice,       ///< one of a few words; an unknown one of a newer server is kept
    Reference,    ///< the id of another object, or null
    TextList,     ///< texts in order, repetitions allowed
    ReferenceSet, ///< ids of other objects, order and repetitions without meaning
    Secret,       ///< text that never leaves the client in clear
    Opaque,       ///< shown as received
};

enum class Section : quint8
{
    General,
    Servers,
    PlexAccount,
    SignInFlows,
    UserMatching,
    Policies,
    Mappings,
    OtherFields,
};
inline constexpr int sectionCount = int(Section::OtherFields) + 1;

/// What a reference refers to, so that its choices can be fetched.
enum class ReferenceTarget : quint8
{
    None,
    Flow,
    PlexMapping
};

struct FieldChoice
{
    const char *value; ///< on the wire
    const char *label; ///< untranslated
};

struct FieldRow
{
    Field field;
    const char *key; ///< JSON key, ASCII
    FieldKind kind;
    Section section;
    const char *label; ///< untranslated; exact words, also the accessible name
    const char *help; ///< untranslated; one caption line, or for a flag the sentence beside its box
    bool readOnly = false; ///< on every release
    bool derived = false;  ///< the server makes it from other things, and it may differ in each
                           ///< answer: no news
    bool required = false; ///< on create and PUT; such a text may not be blank either
    bool nullable = false;
    bool blankAllowed = false; ///< "" is accepted (icon from 2025.12: clears it)
    bool isSlug = false;       ///< `^[-a-zA-Z0-9_]+$`
    bool monospace = false;    ///< shown in the fixed font (ids, slugs, templates)
    ReferenceTarget target = ReferenceTarget::None;
    std::span<const FieldChoice> choices = {};
    const char *nullText = nullptr; ///< untranslated; what no value means, in place of *none*
};

/// The whole table, in the order of the enum.
std::span<const FieldRow, fieldCount> fieldTable();
const FieldRow &rowOf(Field field);
/// The field with this JSON key, if it is one of ours.
std::optional<Field> fieldForKey(QStringView key);

QString keyOf(Field field);
QString labelOf(Field field);
QString helpOf(Field field);
QString sectionTitle(Section section);
QList<Field> fieldsOf(Section section);
bool isSecret(Field field);
/// Of several elements, in order or as a set.
bool isList(Field field);
/// Their labels, "Name, Slug".
QString labelsOf(const FieldSet &fields);
/// The readable text of a choice; the wire value itself when it is not in the table.
QString choiceLabel(Field field, const QString &value);

/// Reads what a server sent for `field`. A Secret row must not come here: see PlexSource::fromJson.
FieldValue valueFromJson(Field field, const QJsonValue &received);

/// The value in words for review, *Was …* and messages: on/off for flags, the choice's label, list
/// items joined. A secret is only ever *changed, not shown* or *stored, not shown*.
QString valueText(Field field, const FieldValue &value);
