// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include <QRegularExpression>
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

/// "At no time", where one is looked for.
inline constexpr std::int64_t noTime = std::numeric_limits<std::int64_t>::min();

/// What a filter looks at: one process of one snapshot.
struct FilterSubject {
  const genmsg::ProcessRow& process;
  const ProcessRates& rates;
  std::int64_t nowNs = 0;                    // the snapshot's time
  std::int64_t suspendedSinceNs = noTime;    // on the same clock
  bool exited = false;                       // `process` is how it was before
  const genmsg::ProcessRow* parent = nullptr;  // if Filter::asksForParents() and it is alive
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
///   alternative|alternative   or with blanks around the bar
///   /expression/          a regular expression for a part of name or initial call
///   status:suspended (or exited)  pid:17  name:pool  init:worker  behaviour:gen_  type:add  pid:/^<0.1/
///   supervisor:pool       a part of the name or initial call of its parent; also /expression/
///   init="pool_worker:init/1"  name=pool  supervisor=<0.17.3>  supervisor=pool_sup
///   supervisor=none                                           the whole of it
///   mailbox>1000  msgs>=5.5  us<10  busy>90  peak>9  restarts>0  wait>100 (µs)  size>1024 (bytes)
///   mailbox>1k  size>=2M  (a thousand, a million, 1G)
///   thread=2  uptime<5m (or age)  suspended>1m  last>10s         with > >= < <= = !=
///   "a b"                 a word with blanks, or with characters that mean something
/// An empty text shows all. What is written as a field and is none is an error, but an initial call
/// is a word: "pool_worker:init/1", "pool_worker:init".
/// Threads: one at a time; matches() remembers which atoms it has seen.
/// Limits: 64 alternatives.
class Filter {
 public:
  static tl::expected<Filter, FilterError> parse(const QString& text);

  /// What `status:` takes for it; the same in all languages.
  static QString statusWord(genmsg::Status status);

  bool isEmpty() const noexcept { return m_clauses.empty(); }
  /// Whether matches() looks at FilterSubject::parent.
  bool asksForParents() const noexcept { return m_asksForParents; }
  bool matches(const FilterSubject& subject);

 private:
  friend class FilterParser;
  enum class Field : std::uint8_t {
    Any,
    Status,
    Pid,
    Name,
    InitialCall,
    Behaviour,
    Type,
    Supervisor,
    Mailbox,  // from here on numbers
    MessageRate,
    Microseconds,
    Busy,
    Peak,
    Restarts,
    Wait,
    StateSize,
    Thread,
    Uptime,  // from here on times
    Suspended,
    Last
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
    QRegularExpression expression;
    bool isExpression = false;
    double number = 0;           // in the column's unit
    bool isPid = false;          // a supervisor is meant by `pid`, not by its name
    genmsg::Pid pid;             // of a supervisor
    bool canBePid = false;       // the text has only characters that pids are written with
    std::vector<Verdict> atoms;  // by Atom::index(): does its name contain the text?
  };
  struct Clause {
    bool negated = false;
    std::vector<Alternative> alternatives;
  };

  static bool matchesAlternative(Alternative& alternative, const FilterSubject& subject);
  static bool matchesText(Alternative& alternative, const genmsg::ProcessRow& row);
  static bool matchesParent(Alternative& alternative, const FilterSubject& subject);
  static bool containsAtom(Alternative& alternative, genmsg::Atom atom);
  static bool containsText(const Alternative& alternative, const QString& text);
  static double numberOf(Field field, const FilterSubject& subject);
  static bool compare(double value, Relation relation, double number);

  std::vector<Clause> m_clauses;
  bool m_asksForParents = false;
};

}  // namespace models
