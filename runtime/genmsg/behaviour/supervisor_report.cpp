// SPDX-License-Identifier: Apache-2.0
#include "genmsg/behaviour/supervisor_report.h"

#include <string_view>
#include <utility>

#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/trace.h"

namespace genmsg::supervisor {

namespace {

Term pair(std::string_view key, Term value) {
  return Term::tuple_of(Atom::intern(key), std::move(value));
}

/// {local,Name}, {global,Name}, {via,Module,Name}, or {Pid,CallbackModule} without a name.
Term name_of_self(Atom callback_module) {
  const Process& process = *execution.process;
  const Atom name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  if (name != atoms::undefined) return Term::tuple_of(atoms::local, name);
  if (process.cold != nullptr && !process.cold->vias.empty()) {
    return Name(process.cold->vias.front()).to_term();
  }
  if (process.cold != nullptr && process.cold->known_as) {
    return Name(Global{*process.cold->known_as}).to_term();
  }
  return Term::tuple_of(process.pid(), callback_module);
}

}  // namespace

Atom restart_term(Restart restart) {
  switch (restart) {
    case Restart::Permanent: return atoms::permanent;
    case Restart::Transient: return atoms::transient;
    case Restart::Temporary: return atoms::temporary;
  }
  return atoms::undefined;
}

Term shutdown_term(const Shutdown& shutdown) {
  if (shutdown.is_brutal()) return Atom::intern("brutal_kill");
  return shutdown.limit() ? Term(shutdown.limit()->count()) : Term(atoms::infinity);
}

Term child_report(Term pid, const ChildSpec& spec) {
  return Term::list(
      {pair("pid", std::move(pid)), pair("id", spec.id), pair("mfargs", atoms::undefined),
       pair("restart_type", restart_term(spec.restart)), pair("significant", spec.significant),
       pair("shutdown", shutdown_term(spec.effective_shutdown())),
       pair("child_type",
            spec.type == ChildType::Supervisor ? atoms::supervisor : atoms::worker)});
}

void report_supervisor(Atom callback_module, Atom context, Term offender, Term reason) {
  current_runtime().report(
      Report::Level::Error, Report::Kind::Supervisor,
      Term::list({pair("supervisor", name_of_self(callback_module)),
                  pair("errorContext", context), pair("reason", bounded(reason, 1000)), pair("offender", std::move(offender))}));
}

void report_progress(Atom callback_module, Term started) {
  Runtime& runtime = current_runtime();
  if (!runtime.reports_level(Report::Level::Info)) return;
  runtime.report(
      Report::Level::Info, Report::Kind::Progress,
      Term::list({pair("supervisor", name_of_self(callback_module)),
                  pair("started", std::move(started))}));
}

}  // namespace genmsg::supervisor
