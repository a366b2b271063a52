// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "genmsg/term/pid.h"
#include "genmsg/term/print.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// What the runtime has to tell of a process that crashed, a child that was restarted and so on: an
/// event of OTP's logger. Immutable once made.
/// See: kernel, logger; stdlib, proc_lib and supervisor, for the reports themselves.
struct Report {
  /// By urgency, most urgent first. OTP's logger shows up to Notice by default, and so do we.
  enum class Level : std::uint8_t { Error, Warning, Notice, Info };
  /// What `report` holds, with OTP's keys where OTP has such a report:
  ///   Crash         [Own, Neighbours] of proc_lib: each a list of {Key, Value}
  ///   Supervisor    [{supervisor,Name}, {errorContext,Context}, {reason,Reason}, {offender,Child}]
  ///   Progress      [{supervisor,Name}, {started,Child}]
  ///   Terminating   #{label => {Behaviour,terminate}, name, last_message, state, log, reason,
  ///                 client_info, module}
  ///   LongCallback  a list of {Key, Value}
  ///   DeadLetter    #{label => {Behaviour,no_handle_info}, module, name, message, from}
  ///   Other         a binary, which is text for a person, or any term
  enum class Kind : std::uint8_t {
    Crash, Supervisor, Progress, Terminating, LongCallback, DeadLetter, Other
  };

  std::uint64_t number = 0;      // from 1, counts through all levels
  std::int64_t time_ns = 0;      // the runtime's clock
  std::int64_t wall_time_us = 0; // since 1970, for the eye
  Level level = Level::Error;
  Kind kind = Kind::Other;
  Pid pid;                       // whose report it is; a default pid: no process's
  Atom name;                     // its registered name, else `undefined`
  Term label;                    // its process label, else `undefined`
  Term report;
};
using ReportPtr = std::shared_ptr<const Report>;

/// The text that OTP's default handler would print, in UTF-8, without a newline at its end:
///   =CRASH REPORT==== 22-Nov-2026::10:09:16.123456 ===
///     crasher:
///       initial call: pool_worker:init/1
///       ...
/// Each term in it is cut at `limits`, and the whole at max_report_characters. Local time.
std::string format(const Report& report, PrintLimits limits = {.depth = 30, .characters = 4000});
inline constexpr std::size_t max_report_characters = 32'000;

/// `error`, `warning`, `notice`, `info`.
std::string_view name_of(Report::Level level) noexcept;

/// The reports that came after some number.
struct ReportBatch {
  std::vector<ReportPtr> reports;  // in the order of their numbers
  std::uint64_t last = 0;          // the newest number given so far: ask from here next time
  std::uint64_t lost = 0;          // of the numbers asked for, how many are kept no longer; exact
};

/// A message that reached nobody.
struct DeadLetter {
  enum class Why : std::uint8_t {
    Exited,        // its receiver had exited, never was, or exited before its turn came
    NotTaken,      // its receiver is of a behaviour that does not take its type
    MailboxLimit,  // its receiver's mailbox was full
    Inactive,      // it was sent to an alias that is not active
    Skipped,       // a step was told to throw it away, see sys::step()
    Undeliverable, // there was no memory for it
  };
  std::uint64_t number = 0;  // from 1, counts those that were recorded
  std::int64_t time_ns = 0;  // the runtime's clock
  Pid sender;                // a default pid: sent by no process
  Pid receiver;
  Atom type;                 // of the message, as named by its description
  Why why = Why::Exited;
  Term message;              // bounded; `undefined` unless it was recorded, see RuntimeOptions
};
/// `exited`, `not_taken`, `mailbox_limit`, `inactive`, `skipped`, `undeliverable`.
std::string_view name_of(DeadLetter::Why why) noexcept;

/// The last dead letters, oldest first.
struct DeadLetterBatch {
  std::vector<DeadLetter> letters;
  std::uint64_t total = 0;         // since the start; exact
  std::uint64_t not_recorded = 0;  // counted in total but in no record, as another was being made
};

}  // namespace genmsg
