// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include "moc_error.cpp"
