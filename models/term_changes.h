// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <QString>

#include "genmsg/term/describe.h"
#include "genmsg/term/term.h"

namespace models {

/// Containers around the place of a change; what is deeper is one change with what is around it.
inline constexpr std::size_t changeDepthMax = 64;

/// One place in which two terms differ.
struct TermChange {
  QString path;  // "limits.hard", "jobs[2]" with places from 1; empty: the whole term
  std::optional<genmsg::Term> before;  // nothing: it was not there
  std::optional<genmsg::Term> after;   // nothing: it is gone
};

/// The differences, as deep as both sides have the same form, but no deeper than changeDepthMax:
/// fields in the order of their declaration, what was not declared after them. At most `limit`.
std::vector<TermChange> changesBetween(const genmsg::Term& before, const genmsg::Term& after,
                                       const genmsg::TermShape& shape, std::size_t limit);

/// "limits.hard: 10 → 11", values cut to what fits in a line.
QString changeText(const TermChange& change);
/// The same without the path: "10 → 11", "(none) → 11".
QString changeValueText(const TermChange& change, std::size_t characters);
/// In full, on two lines.
QString wholeChangeText(const TermChange& change);

/// A map's entries in the order in which `shape` declares its fields, what is not declared last.
std::vector<genmsg::Term::Entry> orderedEntries(const genmsg::Term& map,
                                                const genmsg::TermShape& shape);
/// Of the field `key`; an empty one if nothing is known of it.
const genmsg::TermShape& shapeOf(const genmsg::TermShape& shape, const genmsg::Term& key);

}  // namespace models
