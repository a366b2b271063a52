// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "genmsg/term/term.h"

namespace genmsg {

/// Whether a term has the form of a pattern: a term in which the atom '_' stands for anything. A
/// map matches if it has at least the pattern's keys, with values that match; [stop|'_'] is a list
/// that begins so; everything else must
/// be the same as in the pattern, element for element, with 1 and 1.0 different.
/// Threads: any. Limits: recurses as deep as the pattern is nested.
/// See: ets:match_object/2, and map patterns in the Erlang Reference Manual.
bool matches(const Term& pattern, const Term& term) noexcept;

}  // namespace genmsg
