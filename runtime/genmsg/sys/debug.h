// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "genmsg/process/process.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/term.h"

namespace genmsg::sys {

/// A debug function of the program's own, see install(). Called in the process with each event;
/// gives its next state, or nothing when it is done: then it is removed, as when it throws.
/// `name`: the process's, as get_status shows it: an atom, another term, or the pid.
/// See: sys, dbg_fun().
struct DebugFunction {
  using Fun = std::function<std::optional<Term>(const Term& fun_state, const Term& event,
                                                const Term& name)>;
  Term id;  // FuncId. C++ functions cannot be compared, so it cannot be left out
  Fun fun;
  Term state;
};

/// What to debug from the start. What cannot be had is left out, with a warning in the log.
/// See: gen_server:start_link, option {debug, Dbgs}.
struct DebugOptions {
  bool trace = false;
  std::size_t log = 0;  // events; 0: off
  bool statistics = false;
  std::string log_to_file = {};  // a file's name; empty: off
  std::vector<DebugFunction> install = {};
  bool any() const noexcept {
    return trace || log != 0 || statistics || !log_to_file.empty() || !install.empty();
  }
};

/// The debug list of one process: what sees its events {in, Msg}, {out, Reply, To, State},
/// {noreply, State} and {continue, Cont}. System messages are no events. As in OTP, the newest item
/// sees an event first, and asking for what is on already changes nothing.
/// Threads: the scheduler that runs the process. See: sys, "Debug functions", handle_debug/4.
class Debug final : public DebugHook {
 public:
  explicit Debug(const Runtime& runtime) : runtime_(runtime) {}
  /// The process's, made if it has none.
  static Debug& of(Process& process, const Runtime& runtime);
  /// Drops it, and its cost, when nothing is on.
  static void settle(Process& process);

  void before(Process& process, const Term& message) noexcept override;
  void after(Process& process) noexcept override;
  void replied(Process& process, const Term& reply, const Term& to) noexcept override;
  void continued(Process& process, const Term& continuation) noexcept override;

  void set_trace(bool on);
  void set_log(std::size_t events);
  std::vector<Term> logged() const override;
  void print_log(const Process& process) const;
  /// Empty: off. The old file is closed first, also if this one cannot be opened: then it gives why.
  std::optional<std::string> set_log_to_file(const std::string& file_name);
  void set_statistics(bool on, const Process& process);
  Term statistics(const Process& process) const;
  void install(DebugFunction function);
  void remove(const Term& id);
  /// {Key, Value} of each item, newest first.
  std::vector<Term> items() const;
  void clear() { items_.clear(); }

 private:
  struct Trace {};
  struct Log {
    std::size_t limit;
    std::deque<Term> events;
  };
  struct LogFile {
    struct Close {
      void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    std::string name;
    std::unique_ptr<std::FILE, Close> file;
  };
  struct Statistics {
    std::chrono::system_clock::time_point start;
    std::uint64_t handled;
    std::uint64_t in = 0;
    std::uint64_t out = 0;
  };
  using Item = std::variant<Trace, Log, LogFile, Statistics, DebugFunction>;

  template <class Kind>
  Kind* find() noexcept;
  template <class Kind>
  const Kind* find() const noexcept;
  template <class Kind>
  void drop();
  /// Whether anything but counting is on.
  bool shows_events() const noexcept;
  void handle_debug(const Process& process, const Term& event);
  bool keeps(Item& item, const Process& process, const Term& event);
  bool write(LogFile& log, const std::string& line) const;

  const Runtime& runtime_;
  bool replied_ = false;      // to the message in hand
  std::vector<Item> items_;  // oldest first
};

}  // namespace genmsg::sys
