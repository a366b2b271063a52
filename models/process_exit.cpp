// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_exit.h"

#include <span>
#include <string_view>

namespace models {
namespace {

using genmsg::Term;

bool isPair(const Term& term) {
  return term.is(Term::Kind::Tuple) && term.elements().size() == 2;
}

/// The value of a key in a list of {Key, Value}; null: there is none.
const Term* valueIn(const Term& list, std::string_view key) {
  if (!list.is(Term::Kind::List)) return nullptr;
  for (const Term& item : list.elements()) {
    if (!isPair(item) || !item.elements()[0].is(Term::Kind::Atom)) continue;
    if (item.elements()[0].as_atom().name() == key) return &item.elements()[1];
  }
  return nullptr;
}

/// The reason in [[..., {error_info,{Class,Reason,Stack}}, ...], Neighbours].
std::optional<Term> crashReason(const Term& report) {
  if (!report.is(Term::Kind::List) || report.elements().empty()) return {};
  const Term* info = valueIn(report.elements()[0], "error_info");
  const bool isInfo =
      info != nullptr && info->is(Term::Kind::Tuple) && info->elements().size() == 3;
  return isInfo ? std::optional(info->elements()[1]) : std::nullopt;
}

std::optional<Term> terminateReason(const Term& report) {
  if (!report.is(Term::Kind::Map)) return {};
  const Term* reason = report.find(genmsg::Atom::intern("reason"));
  return reason == nullptr ? std::nullopt : std::optional(*reason);
}

std::optional<Term> childReason(const Term& report, genmsg::Pid pid) {
  const Term* child = valueIn(report, "offender");
  const Term* childPid = child == nullptr ? nullptr : valueIn(*child, "pid");
  const Term* reason = valueIn(report, "reason");
  const bool isAbout = childPid != nullptr && *childPid == Term(pid) && reason != nullptr;
  return isAbout ? std::optional(*reason) : std::nullopt;
}

genmsg::Pid namedLike(const NodeView& view, const genmsg::ProcessRow& exited) {
  if (exited.name == genmsg::atoms::undefined) return {};
  for (const genmsg::ProcessRow& row : view.snapshot->processes) {
    if (row.name == exited.name) return row.pid;
  }
  return {};
}

genmsg::Pid startedInstead(const NodeView& view, const genmsg::ProcessRow& exited,
                           std::int64_t lastSeenNs) {
  const std::uint32_t parent = view.rowOf(exited.parent);
  if (parent == noRow || !view.forest) return {};
  // In the order of their start.
  for (const std::uint32_t child : view.forest->childrenOf(parent)) {
    const genmsg::ProcessRow& row = view.process(child);
    if (row.start_ns >= lastSeenNs && row.initial_call == exited.initial_call) return row.pid;
  }
  return {};
}

}  // namespace

std::optional<Term> exitReasonIn(const genmsg::Report& report, genmsg::Pid pid) {
  using Kind = genmsg::Report::Kind;
  if (report.kind == Kind::Supervisor) return childReason(report.report, pid);
  if (report.pid != pid) return {};
  if (report.kind == Kind::Crash) return crashReason(report.report);
  if (report.kind == Kind::Terminating) return terminateReason(report.report);
  return {};
}

genmsg::Pid successorOf(const NodeView& view, const genmsg::ProcessRow& exited,
                        std::int64_t lastSeenNs) {
  const genmsg::Pid named = namedLike(view, exited);
  return named ? named : startedInstead(view, exited, lastSeenNs);
}

}  // namespace models
