// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secret.h"

#include <QByteArray>
#include <QList>
#include <QString>

// Blanks secrets in what a server sends back before anybody keeps it: servers and proxies repeat
// parts of a request in their errors. A secret is found as it is, and as JSON, HTML and URLs write
// it. In JSON the names of fields stay readable. Secrets of fewer
// than four characters are not looked for: they would be found in any sentence. Pure.

QString withoutSecrets(const QString &text, const QList<Secret> &secrets);
QByteArray withoutSecrets(const QByteArray &body, const QList<Secret> &secrets);
