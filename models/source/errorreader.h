// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/validation.h"

#include <QByteArray>
#include <QList>
#include <QString>

struct Error;

// Reads the body of a refused request. Shapes of Django REST Framework, contract §4.1: field →
// text, list or object at any depth, list items by index as text or position, `non_field_errors`,
// `detail`, `code`, a bare list. Nothing is dropped: a key the table does not know keeps its name,
// a page becomes one sentence. Pure.

/// A message that belongs to no editor.
struct FormProblem
{
    QString key; ///< empty for the whole source; else the name as received, "key.sub.0" when nested
    QString serverWords; ///< plain text

    friend bool operator==(const FormProblem &, const FormProblem &) = default;
};

struct ErrorReport
{
    QList<FieldProblem> fields; ///< in the order of the form
    QList<FormProblem> form;
    QString code; ///< a `code` member, for the details
    /// The answer was no JSON: a page, text, or nothing.
    bool isPage = false;

    int count() const { return int(fields.size() + form.size()); }
};

/// Any status and body; never fails.
ErrorReport readErrors(int httpStatus, const QByteArray &contentType, const QByteArray &body);
ErrorReport readErrors(const Error &error);
