// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace app {

/// What the load test does. Drain: a worker empties a full mailbox. Steady: a pool is fed at a
/// rate. SlowConsumer: likewise, and one of its workers is far too slow.
enum class Scenario : std::uint8_t { Drain, Steady, SlowConsumer, None };

/// As --load-test takes it.
std::string_view nameOf(Scenario scenario);

/// What a command line asks for. What was not given and has no value here is the load test's to
/// choose.
struct Options {
  Scenario scenario = Scenario::Steady;
  std::optional<std::uint64_t> messages;         // Drain
  std::optional<std::uint64_t> workers;          // Steady, SlowConsumer
  std::optional<std::uint64_t> rate;             // likewise: messages a second, all workers together
  std::optional<std::chrono::seconds> duration;  // set whenever a headless run needs it to end
  bool headless = false;
  std::string reportPath;      // empty: no report
  std::string screenshotPath;  // empty: no screenshot
  bool showVersion = false;
  bool showHelp = false;
};

/// Exit status for a command line that is wrong.
inline constexpr int usageError = 2;

/// Reads the arguments after the program's name. Qt-free, so that --headless, --help and errors
/// need no display.
/// Errors: one line for stderr, without its end, beginning with the program's name.
tl::expected<Options, std::string> parseCommandLine(std::span<const char* const> arguments);

std::string_view helpText();

}  // namespace app
