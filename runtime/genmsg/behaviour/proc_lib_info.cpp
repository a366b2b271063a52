// SPDX-License-Identifier: Apache-2.0
#include "genmsg/behaviour/proc_lib_info.h"

#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"

namespace genmsg::proc_lib {

namespace {

class LabelRequest final : public SystemRequest {
 public:
  Pending<Term> future() const { return promise_.future(); }
  void run(Process& process) noexcept override { promise_.set(process.label()); }
  void fail(const Term&) noexcept override { promise_.set(Term()); }

 private:
  Pending<Term>::Promise promise_;
};

struct Call {
  Atom module;
  Atom function;
  unsigned arity = 0;
};

/// A C++ module's name may have colons of its own.
std::optional<Call> parse_call(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::size_t colon = text.rfind(':', slash);
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == slash) return std::nullopt;
  Call call;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + slash + 1, end, call.arity);
  if (read.ec != std::errc() || read.ptr != end || call.arity > 255) return std::nullopt;
  call.module = Atom::intern(text.substr(0, colon));
  call.function = Atom::intern(text.substr(colon + 1, slash - colon - 1));
  return call;
}

std::optional<Call> call_of(const Runtime& runtime, Pid pid) {
  const Process* const process = runtime.table().slot_of(pid);
  if (process == nullptr) return std::nullopt;
  const Atom text = Atom::from_index(process->initial_call.load(std::memory_order_acquire));
  if (!runtime.is_alive(pid)) return std::nullopt;  // or the text may be a successor's
  return parse_call(text.name());
}

}  // namespace

void set_label(Term label) { put(atoms::process_label, std::move(label)); }

Pending<Term> get_label(Runtime& runtime, Pid pid) {
  if (execution.runtime == &runtime && execution.process != nullptr &&
      execution.process->pid() == pid) {
    return Pending<Term>::ready(execution.process->label());
  }
  auto request = std::make_unique<LabelRequest>();
  Pending<Term> answer = request->future();
  runtime.request(pid, std::move(request), true);
  return answer;
}

Term translate_initial_call(const Runtime& runtime, Pid pid) {
  const std::optional<Call> call = call_of(runtime, pid);
  if (!call) return Term::tuple_of(atoms::proc_lib, Atom::intern("init_p"), 5);
  return Term::tuple_of(call->module, call->function, call->arity);
}

Term initial_call(const Runtime& runtime, Pid pid) {
  const std::optional<Call> call = call_of(runtime, pid);
  if (!call) return atoms::false_;
  std::vector<Term> arguments;
  for (unsigned i = 1; i <= call->arity; ++i) {
    arguments.push_back(Atom::intern("Argument__" + std::to_string(i)));
  }
  return Term::tuple_of(call->module, call->function, Term::list(std::move(arguments)));
}

}  // namespace genmsg::proc_lib
