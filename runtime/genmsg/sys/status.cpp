// SPDX-License-Identifier: Apache-2.0
#include "genmsg/sys/status.h"

#include <fmt/format.h>

#include "genmsg/scheduler/crash_report.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/process_info.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/sys/debug.h"
#include "genmsg/term/print.h"

namespace genmsg::sys {

namespace {

std::vector<Term> dictionary_of(const Process& process, const Module& module,
                                const std::vector<Term>& ancestors) {
  std::vector<Term> entries;
  if (process.cold != nullptr) {
    for (const auto& [key, value] : process.cold->dictionary) {
      entries.push_back(Term::tuple_of(key, value));
    }
  }
  const Term call = module.is_supervisor
                        ? Term::tuple_of(atoms::supervisor, module.name, 1)
                        : Term::tuple_of(module.name, Atom::intern("init"), 1);
  entries.push_back(Term::tuple_of(atoms::initial_call, call));
  entries.push_back(Term::tuple_of(atoms::ancestors, Term::list(ancestors)));
  return entries;
}

/// The callback decides what of its state and log is shown. See: gen_server:format_status/1.
void format(Status& status, const Module& module) {
  if (module.format_status == nullptr) return;
  status.state_formatted = true;
  try {
    FormatStatus formatted =
        module.format_status({status.state, status.logged_events});
    status.state = std::move(formatted.state);
    status.logged_events = std::move(formatted.log);
  } catch (...) {
    status.state = Term::string(fmt::format("{}:format_status/1 crashed", module.name.name()));
  }
}

Term data(std::vector<Term> rows) {
  return Term::tuple_of(atoms::data, Term::list(std::move(rows)));
}

/// "Status for generic server Name", or {"Status for generic server", Name}.
/// See: gen:format_status_header/2.
Term header_term(const Status& status) {
  if (!status.header_name) return Term::string(status.header);
  std::string tag = status.header;
  const std::string name = " " + print(*status.header_name);
  if (tag.ends_with(name)) tag.resize(tag.size() - name.size());
  return Term::tuple_of(Term::string(tag), *status.header_name);
}

}  // namespace

Term name_of(const Process& process) {
  if (process.cold != nullptr && process.cold->known_as) return *process.cold->known_as;
  const Atom name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  return name == atoms::undefined ? Term(process.pid()) : Term(name);
}

std::string printed_name(const Process& process) { return print(name_of(process)); }

Status status_of(const Process& process) {
  const Module& module = *process.module.load(std::memory_order_relaxed);
  Status status;
  status.pid = process.pid();
  status.behaviour = module.behaviour;
  status.header = module.status_header(process);
  if (process.cold != nullptr && process.cold->known_as &&
      !process.cold->known_as->is(Term::Kind::Atom)) {
    status.header_name = process.cold->known_as;
  }
  status.label = process.label();
  status.ancestors = ancestors_of(process);
  status.dictionary = dictionary_of(process, module, status.ancestors);
  status.sys_state = process.has(Process::is_suspended) ? atoms::suspended : atoms::running;
  const Pid parent = Process::unpack(process.parent.load(std::memory_order_relaxed));
  if (parent) status.parent = parent;
  status.trap_exit = process.has(Process::traps_exit);
  status.links = linked_to(process);
  if (process.cold != nullptr) {
    if (const Suspension* const one = process.suspension()) status.suspension = *one;
    if (const auto* const debug = dynamic_cast<const Debug*>(process.cold->debug.get())) {
      status.debug = debug->items();
      status.logged_events = debug->logged();
    }
  }
  status.state = module.system_get_state(process);
  status.state_editable = module.state_editable;
  status.state_version = process.state_version();
  status.state_shape = module.state_shape();
  status.mailbox_limit = process.mailbox.limit();
  status.messages_lost = execution.runtime->messages_lost(process);
  format(status, module);
  return status;
}

Term Status::to_term() const {
  const Term misc = Term::list(
      {Term::tuple_of(atoms::header, header_term(*this)),
       data({Term::tuple_of(Term::string("Status"), sys_state),
             Term::tuple_of(Term::string("Parent"), parent),
             Term::tuple_of(Term::string("Logged events"), Term::list(logged_events))}),
       data({Term::tuple_of(Term::string("State"), state)})});
  return Term::tuple_of(
      atoms::status, pid, Term::tuple_of(atoms::module, behaviour),
      Term::list({Term::list(dictionary), sys_state, parent, Term::list(debug), misc}));
}

}  // namespace genmsg::sys
