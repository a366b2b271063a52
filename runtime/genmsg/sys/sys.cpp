// SPDX-License-Identifier: Apache-2.0
#include "genmsg/sys/sys.h"

#include <memory>
#include <utility>

#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/scheduler/trace.h"
#include "genmsg/sys/call.h"
#include "genmsg/sys/debug.h"

namespace genmsg::sys {

namespace {

Result<VersionedState> versioned(const Process& process) {
  const Module& module = module_of(process);
  return VersionedState{module.system_get_state(process), process.state_version(),
                        module.state_shape()};
}

/// {'EXIT', Reason}, as an old `catch` gives.
Error caught(Term reason) {
  return {Error::Code::CallbackFailed, Term::tuple_of(atoms::exit, std::move(reason))};
}

Result<Ok> code_change(Process& process, const Term& old_version, const Term& extra) {
  const Module& module = module_of(process);
  if (module.system_code_change == nullptr) {
    const Term missing =
        Term::tuple_of(module.name, Atom::intern("code_change"), 3, Term::list({}));
    return tl::unexpected(
        caught(Term::tuple_of(Atom::intern("undef"), Term::list({missing}))));
  }
  try {
    Result<Ok> changed = module.system_code_change(process, old_version, extra);
    if (!changed) {
      return tl::unexpected(Error{Error::Code::CallbackFailed,
                                  Term::tuple_of(atoms::error, changed.error().reason)});
    }
    ++process.cold_block().replacements;
    return Ok{};
  } catch (...) {
    return tl::unexpected(caught(reason_of_current_exception()));
  }
}

Result<Term> replace(Process& process, const Term& state) {
  const Module& module = module_of(process);
  Result<Term> replaced = module.system_replace_state(process, state);
  if (!replaced) return replaced;
  ++process.cold_block().replacements;
  if (process.has(Process::is_traced)) {
    trace_event(process, TraceKind::StateReplaced, {}, {}, bounded(*replaced));
  }
  return replaced;
}

}  // namespace

Pending<Ok> suspend(Runtime& runtime, Name name, Options options) {
  return call<Ok>(runtime, name, options, "suspend",
                  [owner = caller_as_owner()](Process& process) -> Result<Ok> {
    execution.scheduler->suspend(process, {.owner = owner, .why = {}});
    return Ok{};
  });
}

Pending<Ok> resume(Runtime& runtime, Name name, Options options) {
  return call<Ok>(runtime, name, options, "resume", [](Process& process) -> Result<Ok> {
    execution.scheduler->resume(process);
    return Ok{};
  });
}

Pending<Term> get_state(Runtime& runtime, Name name, Options options) {
  return call<Term>(runtime, name, options, "get_state", [](Process& process) -> Result<Term> {
    return module_of(process).system_get_state(process);
  });
}

Pending<Term> replace_state(Runtime& runtime, Name name,
                            std::function<Term(const Term&)> state_fun, Options options) {
  return call<Term>(runtime, name, options, "replace_state",
                    [state_fun = std::move(state_fun)](Process& process) -> Result<Term> {
                      const Term before = module_of(process).system_get_state(process);
                      try {
                        return replace(process, state_fun(before));
                      } catch (...) {
                        return tl::unexpected(callback_failed(process, "system_replace_state",
                                                              reason_of_current_exception()));
                      }
                    });
}

Pending<VersionedState> get_versioned_state(Runtime& runtime, Name name, Options options) {
  return call<VersionedState>(runtime, name, options, "get_state",
                              [](Process& process) { return versioned(process); });
}

Pending<VersionedState> replace_versioned_state(Runtime& runtime, Name name, Term state,
                                                std::optional<std::uint64_t> expected_version,
                                                Options options) {
  return call<VersionedState>(
      runtime, name, options, "replace_state",
      [state = std::move(state), expected_version](Process& process) -> Result<VersionedState> {
        const std::uint64_t version = process.state_version();
        if (expected_version && *expected_version != version) {
          return tl::unexpected(Error{Error::Code::StaleState,
                                      Term::tuple_of(atoms::stale_state, *expected_version,
                                                     version)});
        }
        if (Result<Term> replaced = replace(process, state); !replaced) {
          return tl::unexpected(replaced.error());
        }
        return versioned(process);
      });
}

Pending<Term> get_status(Runtime& runtime, Name name, Options options) {
  return call<Term>(
      runtime, name, options, "get_status",
      [](Process& process) -> Result<Term> { return status_of(process).to_term(); });
}

Pending<Status> get_status_parts(Runtime& runtime, Name name, Options options) {
  return call<Status>(runtime, name, options, "get_status",
                      [](Process& process) -> Result<Status> { return status_of(process); });
}

Pending<Ok> change_code(Runtime& runtime, Name name, Atom module, Term old_version, Term extra,
                        Options options) {
  return call<Ok>(runtime, name, options, "change_code",
                  [module, old_version = std::move(old_version),
                   extra = std::move(extra)](Process& process) -> Result<Ok> {
                    if (!process.has(Process::is_suspended)) {
                      return tl::unexpected(
                          Error{Error::Code::BadArgument,
                                Term::tuple_of(atoms::unknown_system_msg,
                                               Term::tuple_of(Atom::intern("change_code"), module,
                                                              old_version, extra))});
                    }
                    return code_change(process, old_version, extra);
                  });
}

Pending<Ok> terminate(Runtime& runtime, Name name, Term reason, Options options) {
  return call<Ok>(runtime, name, options, "terminate",
                  [reason = std::move(reason)](Process& process) -> Result<Ok> {
                    Cold& cold = process.cold_block();
                    cold.exit_reason = module_of(process).system_terminate(process, reason);
                    cold.ends_orderly = true;
                    process.set(Process::is_exiting);
                    return Ok{};
                  });
}

Pending<Ok> trace(Runtime& runtime, Name name, bool on, Options options) {
  return call<Ok>(runtime, name, options, "trace",
                  [&runtime, on](Process& process) -> Result<Ok> {
                    Debug::of(process, runtime).set_trace(on);
                    Debug::settle(process);
                    return Ok{};
                  });
}

Pending<Ok> log(Runtime& runtime, Name name, std::size_t events, Options options) {
  return call<Ok>(runtime, name, options, "log",
                  [&runtime, events](Process& process) -> Result<Ok> {
                    if (events == 0) {
                      return tl::unexpected(
                          Error{Error::Code::BadArgument, atoms::unknown_debug});
                    }
                    Debug::of(process, runtime).set_log(events);
                    return Ok{};
                  });
}

Pending<Ok> log_off(Runtime& runtime, Name name, Options options) {
  return call<Ok>(runtime, name, options, "log", [&runtime](Process& process) -> Result<Ok> {
    Debug::of(process, runtime).set_log(0);
    Debug::settle(process);
    return Ok{};
  });
}

Pending<std::vector<Term>> log_get(Runtime& runtime, Name name, Options options) {
  return call<std::vector<Term>>(
      runtime, name, options, "log", [&runtime](Process& process) -> Result<std::vector<Term>> {
        std::vector<Term> events = Debug::of(process, runtime).logged();
        Debug::settle(process);
        return events;
      });
}

Pending<Ok> log_print(Runtime& runtime, Name name, Options options) {
  return call<Ok>(runtime, name, options, "log", [&runtime](Process& process) -> Result<Ok> {
    Debug::of(process, runtime).print_log(process);
    Debug::settle(process);
    return Ok{};
  });
}

Pending<Ok> log_to_file(Runtime& runtime, Name name, std::optional<std::string> file_name,
                        Options options) {
  return call<Ok>(
      runtime, name, options, "log_to_file",
      [&runtime, file_name = std::move(file_name)](Process& process) -> Result<Ok> {
        const auto failed = Debug::of(process, runtime).set_log_to_file(file_name.value_or(""));
        Debug::settle(process);
        if (!failed) return Ok{};
        return tl::unexpected(
            Error{Error::Code::BadArgument,
                  Term::tuple_of(Atom::intern("open_file"), Term::binary(*failed))});
      });
}

Pending<Ok> install(Runtime& runtime, Name name, DebugFunction function, Options options) {
  return call<Ok>(runtime, name, options, "install",
                  [&runtime, function = std::move(function)](Process& process) -> Result<Ok> {
                    if (!function.fun) {
                      return tl::unexpected(
                          Error{Error::Code::BadArgument, atoms::unknown_debug});
                    }
                    Debug::of(process, runtime).install(function);
                    return Ok{};
                  });
}

Pending<Ok> remove(Runtime& runtime, Name name, Term id, Options options) {
  return call<Ok>(runtime, name, options, "remove",
                  [&runtime, id = std::move(id)](Process& process) -> Result<Ok> {
                    Debug::of(process, runtime).remove(id);
                    Debug::settle(process);
                    return Ok{};
                  });
}

Pending<Ok> statistics(Runtime& runtime, Name name, bool on, Options options) {
  return call<Ok>(runtime, name, options, "statistics",
                  [&runtime, on](Process& process) -> Result<Ok> {
                    Debug::of(process, runtime).set_statistics(on, process);
                    Debug::settle(process);
                    return Ok{};
                  });
}

Pending<Term> statistics_get(Runtime& runtime, Name name, Options options) {
  return call<Term>(runtime, name, options, "statistics",
                    [&runtime](Process& process) -> Result<Term> {
                      Term statistics = Debug::of(process, runtime).statistics(process);
                      Debug::settle(process);
                      return statistics;
                    });
}

Pending<Ok> no_debug(Runtime& runtime, Name name, Options options) {
  return call<Ok>(runtime, name, options, "no_debug", [&runtime](Process& process) -> Result<Ok> {
    Debug::of(process, runtime).clear();
    Debug::settle(process);
    return Ok{};
  });
}

Pending<Ok> set_traced(Runtime& runtime, Name name, TraceSessionPtr session, bool on,
                       Options options) {
  if (on) runtime.enable_tracing();
  return call<Ok>(runtime, name, options, "trace",
                  [session = std::move(session), on](Process& process) -> Result<Ok> {
                    genmsg::set_traced(process, session, on);
                    return Ok{};
                  });
}

}  // namespace genmsg::sys
