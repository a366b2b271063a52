// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <QString>

#include <tl/expected.hpp>

#include "genmsg/observe/snapshot.h"

namespace models {

/// Rates of one process over the last interval; NaN: not known yet.
struct ProcessRates {
  float messagesPerSecond = 0;
  float nsPerMessage = 0;  // mean of the timed messages
  float busy = 0;          // share of the interval spent in callbacks, 0 to 1
};

/// Why a filter text is none, and where.
struct FilterError {
  QString message;
  qsizetype position = 0;  // in the text
};

/// Which processes to show, from a text that a person types:
///   clause clause ...     all must hold
///   word                  a part of pid, name or initial call, whatever the case
///   !clause               must not hold
///   alternative|alternative
///   status:suspended  pid:17  name:pool  init:worker
///   mailbox>1000  msgs>=5.5  us<10  busy>90  uptime<5m      with > >= < <= = !=
///   "a b"                 a word with blanks, or with characters that mean something
/// An empty text shows all.
/// Threads: one at a time; matches() remembers which atoms it has seen.
/// Limits: 64 alternatives.
class Filter {
 public:
  static tl::expected<Filter, FilterError> parse(const QString& text);

  bool isEmpty() const noexcept { return m_clauses.empty(); }
  /// @param nowNs the snapshot's time, for the uptime
  bool matches(const genmsg::ProcessRow& row, const ProcessRates& rates, std::int64_t nowNs);

 private:
  friend class FilterParser;
  enum class Field : std::uint8_t {
    Any,
    Status,
    Pid,
    Name,
    InitialCall,
    Mailbox,
    MessageRate,
    Microseconds,
    Busy,
    Uptime
  };
  enum class Relation : std::uint8_t {
    Contains,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Equal,
    NotEqual
  };
  enum class Verdict : std::uint8_t { Unknown, No, Yes };
  struct Alternative {
    Field field = Field::Any;
    Relation relation = Relation::Contains;
    QString text;
    double number = 0;           // in the column's unit
    bool canBePid = false;       // the text has only characters that pids are written with
    std::vector<Verdict> atoms;  // by Atom::index(): does its name contain the text?
  };
  struct Clause {
    bool negated = false;
    std::vector<Alternative> alternatives;
  };

  static bool matchesAlternative(Alternative& alternative, const genmsg::ProcessRow& row,
                                 const ProcessRates& rates, std::int64_t nowNs);
  static bool matchesText(Alternative& alternative, const genmsg::ProcessRow& row);
  static bool containsAtom(Alternative& alternative, genmsg::Atom atom);

  std::vector<Clause> m_clauses;
};

}  // namespace models
