// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QString>
#include <tl/expected.hpp>

#include "genmsg/observe/node.h"

namespace models {

/// A watch's condition as a person writes it.
struct WatchInput {
  enum class Kind : int { MailboxDeeper, MessageMatches, StateField, Raises };

  Kind kind = Kind::MailboxDeeper;
  std::uint32_t than = 0;  // MailboxDeeper
  QString pattern;         // MessageMatches: a term in which '_' stands for anything
  QString path;  // StateField: keys and, from 1, places, with dots: jobs.3; empty: the state itself
  genmsg::sys::StateField::Comparison comparison = genmsg::sys::StateField::Comparison::Equal;
  QString value;  // StateField: a term
};

/// What is wrong with it: which field, where in it, and what was expected there.
struct WatchInputError {
  enum class Field : int { Pattern, Path, Value };

  Field field = Field::Pattern;
  qsizetype position = 0;  // in the field's text
  QString text;            // "column 4: expected ',' or '}', found end of text"
};

tl::expected<genmsg::sys::Condition, WatchInputError> toCondition(const WatchInput& input);

/// "==", "/=", "<", "=<", ">", ">=": Erlang's.
QString comparisonSign(genmsg::sys::StateField::Comparison comparison);

}  // namespace models
