// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

#include "genmsg/term/describe.h"
#include "genmsg/term/term.h"

namespace views {

/// A part of a text, in QString's units.
struct TextSpan {
  qsizetype position = 0;
  qsizetype length = 0;
};

/// What a person can edit: more would keep the screen waiting, and nobody reads it.
struct EditLimits {
  std::size_t values = 50'000;      // the term and all that is in it
  std::size_t depth = 64;           // containers around a value
  std::size_t bytes = 1'000'000;    // of all binaries and atoms
};
bool isEditable(const genmsg::Term& term, const EditLimits& limits = {});

/// A term as a person edits it: fields in the order of their declaration, one a line where a line
/// would not hold them all. What parse() reads back is the same term.
/// @pre isEditable(term): it recurses as deep as the term does
QString editableText(const genmsg::Term& term, const genmsg::TermShape& shape);

/// Where the value that a ConversionError's path names ("config.limits[2]") stands in `text`;
/// nothing if the text does not go there. Places count from 1.
std::optional<TextSpan> findPath(QStringView text, QStringView path);

/// The position in `text` of a ParseError's line and column (from 1, columns in code points).
qsizetype positionOf(QStringView text, std::size_t line, std::size_t column);

}  // namespace views
