// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "genmsg/process/name.h"
#include "genmsg/process/pending.h"
#include "genmsg/process/process.h"
#include "genmsg/process/signal.h"
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/sys/options.h"

/// How sys has a function run in a process, between two messages. For sys's own sources.
/// See: gen:call/4, sys:handle_system_msg/6.
namespace genmsg::sys {

inline const Module& module_of(const Process& process) {
  return *process.module.load(std::memory_order_relaxed);
}

/// {Reason, {sys, Function, [Name]}}, as gen:call exits with.
inline Term call_reason(const Term& reason, std::string_view function, const Term& name) {
  return Term::tuple_of(reason, Term::tuple_of(Atom::intern("sys"), Atom::intern(function),
                                               Term::list({name})));
}

/// Of a process that exited before it answered, or had.
inline Error call_error(const Term& exit_reason, std::string_view function, const Term& name) {
  const bool dead = exit_reason.is(atoms::noproc);
  return {dead ? Error::Code::NoProc : Error::Code::Exited,
          call_reason(exit_reason, function, name)};
}

/// Of a process that asks itself; none: `pid` is another one.
inline std::optional<Error> self_error(const Runtime& runtime, Pid pid, std::string_view function,
                                       const Term& name) {
  if (execution.runtime != &runtime || execution.process == nullptr ||
      execution.process->pid() != pid) {
    return std::nullopt;
  }
  return Error{Error::Code::CallingSelf, call_reason(atoms::calling_self, function, name)};
}

/// The callback of a special process that a function asks for the state or its look.
inline std::string_view callback_of(std::string_view function) {
  if (function == "get_state") return "system_get_state";
  if (function == "replace_state") return "system_replace_state";
  return function == "get_status" ? "format_status" : function;
}

/// {callback_failed, {Module, Function}, {Class, Reason}}. C++ exceptions are of class `throw`.
inline Error callback_failed(const Process& process, std::string_view function, const Term& reason) {
  return {Error::Code::CallbackFailed,
          Term::tuple_of(atoms::callback_failed,
                         Term::tuple_of(module_of(process).behaviour, Atom::intern(function)),
                         Term::tuple_of(Atom::intern("throw"), reason))};
}

/// Who asks, for a suspension: the calling process's pid, else `undefined`.
inline Term caller_as_owner() {
  return execution.process != nullptr ? Term(execution.process->pid()) : Term();
}

/// A function to run in the process, and the promise of what it gives.
template <class R, class Function>
class Call final : public SystemRequest {
 public:
  Call(Function function, std::string_view function_name, Term name)
      : function_(std::move(function)), function_name_(function_name), name_(std::move(name)) {}

  Pending<R> future() const { return promise_.future(); }

  void run(Process& process) noexcept override {
    try {
      promise_.set(function_(process));
    } catch (...) {
      promise_.set(
          tl::unexpected(callback_failed(process, callback_of(function_name_),
                                         reason_of_current_exception())));
    }
  }
  void fail(const Term& exit_reason) noexcept override {
    promise_.set(tl::unexpected(call_error(exit_reason, function_name_, name_)));
  }

 private:
  Function function_;
  std::string_view function_name_;  // a literal
  Term name_;                       // whom the caller asked for
  typename Pending<R>::Promise promise_;
};

template <class R, class Function>
Pending<R> call(Runtime& runtime, Name name, Options options, std::string_view function_name,
                Function function) {
  const Pid pid = name.resolve(runtime);
  if (auto error = self_error(runtime, pid, function_name, name.to_term())) {
    return Pending<R>::ready(tl::unexpected(std::move(*error)));
  }
  auto request = std::make_unique<Call<R, Function>>(std::move(function), function_name,
                                                       name.to_term());
  Pending<R> answer = request->future();
  runtime.request(pid, std::move(request), options.priority);
  return answer;
}

}  // namespace genmsg::sys
