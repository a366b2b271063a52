// SPDX-License-Identifier: Apache-2.0
#include "genmsg/sys/watches.h"

#include <algorithm>
#include <compare>

#include <fmt/format.h>

#include "genmsg/process/process.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/match.h"
#include "genmsg/term/print.h"

namespace genmsg::sys {

namespace {

/// The part of a term at the end of a path; null: there is none.
const Term* part_of(const Term& term, const std::vector<Term>& path) noexcept {
  const Term* part = &term;
  for (const Term& step : path) {
    if (part->is(Term::Kind::Map)) {
      part = part->find(step);
    } else if (part->is(Term::Kind::Tuple) || part->is(Term::Kind::List)) {
      const auto elements = part->elements();
      const bool is_place = step.is(Term::Kind::Integer) && step.as_integer() >= 1 &&
                            static_cast<std::uint64_t>(step.as_integer()) <= elements.size();
      part = is_place ? &elements[static_cast<std::size_t>(step.as_integer() - 1)] : nullptr;
    } else {
      part = nullptr;
    }
    if (part == nullptr) return nullptr;
  }
  return part;
}

bool compares(const Term& left, StateField::Comparison comparison, const Term& right) noexcept {
  const std::weak_ordering order = compare_values(left, right);
  switch (comparison) {
    case StateField::Comparison::Equal: return order == 0;
    case StateField::Comparison::NotEqual: return order != 0;
    case StateField::Comparison::Less: return order < 0;
    case StateField::Comparison::AtMost: return order <= 0;
    case StateField::Comparison::Greater: return order > 0;
    case StateField::Comparison::AtLeast: return order >= 0;
  }
  return false;
}

std::string_view sign_of(StateField::Comparison comparison) noexcept {
  switch (comparison) {
    case StateField::Comparison::Equal: return "==";
    case StateField::Comparison::NotEqual: return "/=";
    case StateField::Comparison::Less: return "<";
    case StateField::Comparison::AtMost: return "=<";
    case StateField::Comparison::Greater: return ">";
    case StateField::Comparison::AtLeast: return ">=";
  }
  return "";
}

std::optional<Term> state_of(const Process& process) noexcept {
  try {
    return process.module.load(std::memory_order_relaxed)->system_get_state(process);
  } catch (...) {  // it cannot be looked at
    return std::nullopt;
  }
}

std::optional<Term> term_of(const Message& message) noexcept {
  try {
    return message.to_term();
  } catch (...) {
    return std::nullopt;
  }
}

Suspension suspension_by(const Watches::Watch& watch, Term why) {
  Suspension wanted{watch.info.owner, std::move(why)};
  if (watch.lease.count() > 0) {
    wanted.until_ns = lease_end(execution.runtime->now_ns(), watch.lease);
  }
  return wanted;
}

}  // namespace

std::int64_t lease_end(std::int64_t now_ns, std::chrono::nanoseconds lease) noexcept {
  return lease.count() < Suspension::no_end - now_ns ? now_ns + lease.count()
                                                     : Suspension::no_end;
}

std::string to_string(const Condition& condition) {
  struct Text {
    std::string operator()(const MailboxDeeper& deeper) const {
      return fmt::format("mailbox > {}", deeper.than);
    }
    std::string operator()(const MessageMatches& message) const {
      return "message matches " + print(message.pattern);
    }
    std::string operator()(const StateField& field) const {
      std::string text = "state";
      for (const Term& step : field.path) text += "." + print(step);
      return fmt::format("{} {} {}", text, sign_of(field.comparison), print(field.value));
    }
    std::string operator()(const Raises&) const { return "exception"; }
  };
  return std::visit(Text{}, condition);
}

void Watches::set(Watch watch) {
  remove(watch.info.id);
  watches_.push_back(std::move(watch));
}

void Watches::remove(const Term& id) {
  std::erase_if(watches_, [&id](const Watch& watch) { return watch.info.id == id; });
}

std::vector<WatchInfo> Watches::infos() const {
  std::vector<WatchInfo> infos;
  for (const Watch& watch : watches_) infos.push_back(watch.info);
  return infos;
}

template <class Kind>
bool Watches::has() const noexcept {
  return std::any_of(watches_.begin(), watches_.end(), [](const Watch& watch) {
    return std::holds_alternative<Kind>(watch.info.condition);
  });
}

bool Watches::comes_to_hold(Watch& watch, const Seen& seen) noexcept {
  const Condition& condition = watch.info.condition;
  bool holds = false;
  if (const auto* const deeper = std::get_if<MailboxDeeper>(&condition)) {
    holds = seen.depth > deeper->than;
  } else if (const auto* const pattern = std::get_if<MessageMatches>(&condition)) {
    return seen.message && matches(pattern->pattern, *seen.message);
  } else if (const auto* const field = std::get_if<StateField>(&condition)) {
    const Term* const part = seen.state ? part_of(*seen.state, field->path) : nullptr;
    holds = part != nullptr && compares(*part, field->comparison, field->value);
  }
  return !std::exchange(watch.held, holds) && holds;
}

std::optional<Suspension> Watches::look(Process& process, Message* next) noexcept {
  const bool is_new = next != nullptr && (next->flags & Message::has_matched) == 0;
  Seen seen;
  seen.depth = process.mailbox.depth(process.reader);
  if (is_new && has<MessageMatches>()) seen.message = term_of(*next);
  if (has<StateField>()) seen.state = state_of(process);
  std::optional<Suspension> wanted;
  for (Watch& watch : watches_) {
    if (!comes_to_hold(watch, seen) || wanted) continue;  // each sees every moment
    ++watch.info.hits;
    wanted = suspension_by(watch, Term::tuple_of(Atom::intern("watch"), watch.info.id));
  }
  if (wanted && seen.message) next->flags |= Message::has_matched;
  return wanted;
}

std::optional<Suspension> Watches::raised(const Process&, const Term& reason) noexcept {
  const auto watch = std::find_if(watches_.begin(), watches_.end(), [](const Watch& one) {
    return std::holds_alternative<Raises>(one.info.condition);
  });
  if (watch == watches_.end()) return std::nullopt;
  ++watch->info.hits;
  return suspension_by(*watch, Term::tuple_of(Atom::intern("watch"), watch->info.id, reason));
}

}  // namespace genmsg::sys
