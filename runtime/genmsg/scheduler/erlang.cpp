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

Result<Ok> register_name(Atom name) {
  return current_runtime().register_name(name, current_process().pid());
}

Result<Ok> register_name(Atom name, Pid pid) { return current_runtime().register_name(name, pid); }

bool unregister_name() {
  const Atom name =
      Atom::from_index(current_process().name.load(std::memory_order_relaxed));
  return name != atoms::undefined && current_runtime().unregister_name(name).has_value();
}

Result<Ok> unregister_name(Atom name) { return current_runtime().unregister_name(name); }

Pid whereis(Atom name) { return current_runtime().whereis(name); }

std::vector<Atom> registered() { return current_runtime().registered(); }

Term put(Term key, Term value) {
  auto& dictionary = current_process().cold_block().dictionary;
  for (auto& [known, current] : dictionary) {
    if (known == key) return std::exchange(current, std::move(value));
  }
  dictionary.emplace_back(std::move(key), std::move(value));
  return atoms::undefined;
}

Term get(const Term& key) {
  const Process& process = current_process();
  if (process.cold == nullptr) return atoms::undefined;
  for (const Term::Entry& entry : process.cold->dictionary) {
    if (entry.first == key) return entry.second;
  }
  return atoms::undefined;
}

std::vector<Term::Entry> get() { return current_process().cold_block().dictionary; }

std::vector<Term> get_keys() {
  std::vector<Term> keys;
  for (const auto& [key, value] : current_process().cold_block().dictionary) keys.push_back(key);
  return keys;
}

std::vector<Term> get_keys(const Term& value) {
  std::vector<Term> keys;
  for (const auto& [key, held] : current_process().cold_block().dictionary) {
    if (held == value) keys.push_back(key);
  }
  return keys;
}

Term erase(const Term& key) {
  auto& dictionary = current_process().cold_block().dictionary;
  const auto place = std::find_if(dictionary.begin(), dictionary.end(),
                                  [&](const Term::Entry& entry) { return entry.first == key; });
  if (place == dictionary.end()) return atoms::undefined;
  Term value = std::move(place->second);
  dictionary.erase(place);
  return value;
}

std::vector<Term::Entry> erase() {
  return std::exchange(current_process().cold_block().dictionary, {});
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
