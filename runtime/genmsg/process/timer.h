// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "genmsg/term/describe.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// Names one timer of one runtime; never given twice. A default one names none.
struct TimerRef {
  std::uint64_t reference = 0;
  explicit operator bool() const noexcept { return reference != 0; }
  friend bool operator==(TimerRef, TimerRef) noexcept = default;
};

/// What start_timer() delivers: {timeout, TimerRef, Msg}. A behaviour takes it as an alternative of
/// its Msg: `std::variant<Job, TimerMessage<Tick>>`. See: erlang:start_timer/4.
template <class T>
struct TimerMessage {
  TimerRef ref;
  T message;
};

struct TimerOptions {
  /// The time is a point on the runtime's clock (Runtime::now_ns()) instead of a time from now. One
  /// that is past is due. See: erlang:send_after/4, {abs, true}.
  bool absolute = false;
};

template <>
struct TermTraits<TimerRef> {
  static Term to_term(TimerRef ref) { return Term::reference(ref.reference); }
  static std::string type_name() { return "reference"; }
};
template <class T>
struct TermTraits<TimerMessage<T>> {
  static Term to_term(const TimerMessage<T>& timer) {
    return Term::tuple_of(atoms::timeout, Term::reference(timer.ref.reference),
                          genmsg::to_term(timer.message));
  }
  static std::string type_name() { return "timeout"; }
};

}  // namespace genmsg
