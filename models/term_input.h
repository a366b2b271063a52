// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <tl/expected.hpp>

#include "genmsg/term/describe.h"
#include "genmsg/term/term.h"

namespace models {

/// How one value of a state is typed in: texts as they are, numbers, words to choose from, anything
/// else as a term. What it must be follows from the value there and what is known of its type.
struct TermInput {
  enum class Kind {
    ReadOnly,  // nothing that can be typed: opaque values, pids, references, what is too large
    Choice,    // one of choices()
    Text,      // the characters of a binary or a string, without quotes
    Term,      // an Erlang term
  };

  genmsg::Term before;
  genmsg::TermShape shape = {};

  Kind kind() const;
  QStringList choices() const;  // the words of an enum, true and false
  QString text() const;         // what to begin with; of what is read-only a part
  /// The value that is meant, or what was expected.
  tl::expected<genmsg::Term, QString> read(const QString& text) const;
};

}  // namespace models
