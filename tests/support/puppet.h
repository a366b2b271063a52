// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "genmsg/genmsg.h"
#include "support/manual_world.h"

namespace test {

/// What happened to puppets, one line each, shared by those that are made with it.
using Journal = std::shared_ptr<std::vector<std::string>>;
inline Journal make_journal() { return std::make_shared<std::vector<std::string>>(); }

struct Note {
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(Note, (), (value))

/// A gen_msg that does in its callbacks what a test tells it, and writes down what it is told.
struct puppet {
  static constexpr std::string_view module_name = "puppet";
  struct State {
    Journal journal;
    std::function<void(const genmsg::Term&, State&)> on_terminate;
    std::function<genmsg::gen_msg::Return(State&)> on_timeout;
    void write(const std::string& line) { journal->push_back(line); }
  };
  using Return = genmsg::gen_msg::Return;
  /// Code to run in the process.
  using Code = std::function<Return(State&)>;
  using Msg = std::variant<Code, Note, genmsg::Timeout, genmsg::Exit, genmsg::Down>;
  using Init = genmsg::gen_msg::Init<State>;
  using Args = std::function<Init()>;

  static Init init(Args args) { return args(); }
  static Return handle_msg(Msg&& message, State& state) {
    if (auto* const code = std::get_if<Code>(&message)) return (*code)(state);
    if (auto* const note = std::get_if<Note>(&message)) {
      state.write("note " + std::to_string(note->value));
    } else if (auto* const exit = std::get_if<genmsg::Exit>(&message)) {
      state.write("EXIT " + to_string(exit->from) + " " + genmsg::print(exit->reason));
    } else if (auto* const down = std::get_if<genmsg::Down>(&message)) {
      state.write("DOWN " + std::to_string(down->reference) + " " + to_string(down->pid) + " " +
                  genmsg::print(down->reason));
    } else {
      state.write("timeout");
      if (state.on_timeout) return state.on_timeout(state);
    }
    return genmsg::gen_msg::ok();
  }
  static void terminate(const genmsg::Term& reason, State& state) {
    state.write("terminate " + genmsg::print(reason));
    if (state.on_terminate) state.on_terminate(reason, state);
  }
};

inline puppet::Args plain(Journal journal) {
  return [journal = std::move(journal)]() -> puppet::Init {
    return genmsg::gen_msg::ok(puppet::State{journal, {}, {}});
  };
}
inline puppet::Args trapping(Journal journal) {
  return [journal = std::move(journal)]() -> puppet::Init {
    genmsg::trap_exit(true);
    return genmsg::gen_msg::ok(puppet::State{journal, {}, {}});
  };
}

inline genmsg::Pid start_puppet(ManualWorld& world, puppet::Args args,
                                genmsg::gen_msg::StartOptions options = {}) {
  return world.started(
      genmsg::gen_msg::start<puppet>(world.runtime(), std::move(args), std::move(options)));
}

/// Queues code for a puppet; it returns ok.
inline bool tell(ManualWorld& world, genmsg::Pid pid, std::function<void()> code) {
  return world.runtime().send(genmsg::Address<puppet::Msg>{pid},
                              puppet::Code([code = std::move(code)](puppet::State&) {
                                code();
                                return genmsg::gen_msg::ok();
                              }));
}
inline bool tell_return(ManualWorld& world, genmsg::Pid pid, puppet::Code code) {
  return world.runtime().send(genmsg::Address<puppet::Msg>{pid}, std::move(code));
}
/// The same, done when this returns.
inline void in(ManualWorld& world, genmsg::Pid pid, std::function<void()> code) {
  tell(world, pid, std::move(code));
  world.run();
}
inline bool note(ManualWorld& world, genmsg::Pid pid, std::int64_t value) {
  return world.runtime().send(genmsg::Address<puppet::Msg>{pid}, Note{value});
}

inline genmsg::Term atom(std::string_view name) { return genmsg::Atom::intern(name); }
inline genmsg::Term read(std::string_view text) { return genmsg::parse(text).value(); }

}  // namespace test

namespace QTest {
template <>
inline char* toString(const std::string& text) {
  return qstrdup(text.c_str());
}
template <>
inline char* toString(const genmsg::Term& term) {
  return qstrdup(genmsg::print(term).c_str());
}
template <>
inline char* toString(const genmsg::Pid& pid) {
  return qstrdup(genmsg::to_string(pid).c_str());
}
template <>
inline char* toString(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "[" + line + "] ";
  return qstrdup(text.c_str());
}
}  // namespace QTest
