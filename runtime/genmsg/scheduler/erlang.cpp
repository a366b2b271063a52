// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/erlang.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

namespace genmsg {

Process& current_process() {
  if (execution.process == nullptr) throw NotAProcess();
  return *execution.process;
}

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(name, nullptr, nullptr, &status), &std::free);
  return status == 0 && text ? std::string(text.get()) : std::string(name);
}

Pid self() { return current_process().pid(); }

Runtime& current_runtime() {
  if (execution.runtime == nullptr) throw NotAProcess();
  return *execution.runtime;
}

std::optional<std::chrono::nanoseconds> cancel_timer(TimerRef ref) {
  return current_runtime().cancel_timer(ref);
}

std::optional<std::chrono::nanoseconds> read_timer(TimerRef ref) {
  return current_runtime().read_timer(ref);
}

void exit(Term reason) {
  current_process();
  throw ExitRequest{std::move(reason)};
}

void exit(Pid to, Term reason) { current_runtime().exit(to, std::move(reason)); }

void exit(const Alias& to, Term reason) { current_runtime().exit(to, std::move(reason)); }

void exit(const Alias& to, Term reason, Priority) {
  current_runtime().exit(to, std::move(reason), with_priority);
}

bool trap_exit(bool on) {
  Process& process = current_process();
  const bool before = process.has(Process::traps_exit);
  on ? process.set(Process::traps_exit) : process.clear(Process::traps_exit);
  return before;
}

bool register_name(Atom name) {
  Process& process = current_process();
  if (name == atoms::undefined || process.name.load(std::memory_order_relaxed) != 0) return false;
  if (current_runtime().registry().insert(name, process.pid())) return false;
  process.name.store(name.index(), std::memory_order_relaxed);
  return true;
}

bool unregister_name() {
  Process& process = current_process();
  const Atom name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  if (name == atoms::undefined) return false;
  process.name.store(0, std::memory_order_relaxed);
  return current_runtime().registry().erase(name, process.pid());
}

void put(Term key, Term value) {
  auto& dictionary = current_process().cold_block().dictionary;
  const auto place = std::find_if(dictionary.begin(), dictionary.end(),
                                  [&](const Term::Entry& entry) { return entry.first == key; });
  if (place != dictionary.end()) {
    place->second = std::move(value);
  } else {
    dictionary.emplace_back(std::move(key), std::move(value));
  }
}

Term get(const Term& key) {
  const Process& process = current_process();
  if (process.cold == nullptr) return atoms::undefined;
  for (const Term::Entry& entry : process.cold->dictionary) {
    if (entry.first == key) return entry.second;
  }
  return atoms::undefined;
}

Term reason_of_current_exception(Term place) {
  try {
    throw;
  } catch (const ExitRequest& request) {
    return request.reason;
  } catch (...) {
    return Term::tuple_of(reason_of_current_exception(), Term::list({std::move(place)}));
  }
}

Term reason_of_current_exception() {
  try {
    throw;
  } catch (const ExitRequest& request) {
    return request.reason;
  } catch (const std::exception& exception) {
    return Term::tuple_of(atoms::exception, Term::binary(demangled(typeid(exception).name())),
                          Term::binary(exception.what()));
  } catch (...) {
    const std::type_info* const type = abi::__cxa_current_exception_type();
    return Term::tuple_of(atoms::exception,
                          Term::binary(type != nullptr ? demangled(type->name()) : "unknown"),
                          Term::binary(""));
  }
}

}  // namespace genmsg
