// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "genmsg/process/suspension.h"
#include "genmsg/term/term.h"

/// On what a process may be suspended by itself. See watch() in sys/control.h.
namespace genmsg::sys {

/// More messages are queued than this. Holds once for each time that the number is passed.
struct MailboxDeeper {
  std::uint32_t than = 0;
};

/// The next message matches a pattern, see matches() in term/match.h. The process is suspended with
/// that message still queued; once it is resumed, or has stepped, it takes it. A gen_server's
/// messages are {'$gen_call', From, Request}, {'$gen_cast', Request} and what handle_info takes, as
/// sys:log shows them. Costs a term of every message.
struct MessageMatches {
  Term pattern;
};

/// A part of the state compares so with a value, in Erlang's order of terms. Holds once for each
/// time that it comes to. `path`: keys of maps, from 1 places in lists and tuples. A state without
/// that part never holds. Costs a term of the state for every message.
struct StateField {
  enum class Comparison : std::uint8_t { Equal, NotEqual, Less, AtMost, Greater, AtLeast };
  std::vector<Term> path;  // empty: the state itself
  Comparison comparison = Comparison::Equal;
  Term value;
};

/// An exception leaves a callback: the process is held before its terminate/2, with the state that
/// the callback left. It goes on to exit when it is resumed. Suspension::why is
/// {watch, Id, Reason}.
struct Raises {};

using Condition = std::variant<MailboxDeeper, MessageMatches, StateField, Raises>;

/// As a person would write it: `mailbox > 100`, `message matches {add,'_'}`, `state.jobs.3 >= 7`,
/// `exception`.
std::string to_string(const Condition& condition);

/// A watch that is set.
struct WatchInfo {
  Term id;
  Condition condition;
  Term owner;
  std::uint64_t hits = 0;  // how often it has suspended the process
};

/// The watches of one process. Threads: the scheduler that runs it.
class Watches final : public WatchHook {
 public:
  struct Watch {
    WatchInfo info;
    std::chrono::nanoseconds lease{0};  // not positive: none
    bool held = false;                  // its condition, when it was last looked at
  };
  /// In place of one with the same id.
  void set(Watch watch);
  void remove(const Term& id);
  bool empty() const noexcept { return watches_.empty(); }
  std::vector<WatchInfo> infos() const;

  std::optional<Suspension> look(Process& process, const Message* next) noexcept override;
  std::optional<Suspension> raised(const Process& process, const Term& reason) noexcept override;

 private:
  /// What there was to look at, as far as a watch needs it.
  struct Seen {
    std::uint32_t depth = 0;
    std::optional<Term> message;
    std::optional<Term> state;
  };
  template <class Kind>
  bool has() const noexcept;
  static bool comes_to_hold(Watch& watch, const Seen& seen) noexcept;

  std::vector<Watch> watches_;
  std::optional<std::uint64_t> let_through_;  // the moment of a message that has suspended it
};

/// When a lease that begins now ends, for Suspension::until_ns.
std::int64_t lease_end(std::int64_t now_ns, std::chrono::nanoseconds lease) noexcept;

}  // namespace genmsg::sys
