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

/// A term as a person edits it: fields in the order of their declaration, one a line where a line
/// would not hold them all. Complete, whatever its size: what parse() reads back is the same term.
QString editableText(const genmsg::Term& term, const genmsg::TermShape& shape);

/// Where the value that a ConversionError's path names ("config.limits[2]") stands in `text`;
/// nothing if the text does not go there. Indexes count from 0.
std::optional<TextSpan> findPath(QStringView text, QStringView path);

/// The position in `text` of a ParseError's line and column (from 1, columns in code points).
qsizetype positionOf(QStringView text, std::size_t line, std::size_t column);

}  // namespace views
