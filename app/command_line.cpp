// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <utility>
#include <vector>

#include "app/load_test/limits.h"

namespace app {
namespace {

using Error = tl::unexpected<std::string>;
using Outcome = tl::expected<void, std::string>;

constexpr std::chrono::seconds defaultHeadlessDuration{10};
constexpr std::size_t quotedLengthMax = 60;

using namespace load_test;

std::string programError(std::string_view text) {
  return std::string("genmsg-observer: ").append(text);
}

/// Keeps the error on one line, whatever was typed.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text.substr(0, quotedLengthMax)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  if (text.size() > quotedLengthMax) result += "...";
  return result + "'";
}

Error expectedButFound(std::string_view what, std::string_view found) {
  return Error(std::string("expected ").append(what).append(", found ").append(quoted(found)));
}

tl::expected<std::uint64_t, std::string> parseNumber(std::string_view text, Limits limits) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end || number < limits.min || number > limits.max) {
    return expectedButFound(
        "a whole number from " + std::to_string(limits.min) + " to " + std::to_string(limits.max),
        text);
  }
  return number;
}

template <std::optional<std::uint64_t> Options::*member, const Limits& limits>
Outcome setNumber(Options& options, std::string_view value) {
  const auto number = parseNumber(value, limits);
  if (!number) return Error(number.error());
  options.*member = *number;
  return {};
}

Outcome setDuration(Options& options, std::string_view value) {
  const auto number = parseNumber(value, durationLimitsS);
  if (!number) return Error(number.error());
  options.duration = std::chrono::seconds(*number);
  return {};
}

constexpr std::string_view scenarioNames = "drain, steady, slow-consumer or none";

Outcome setScenario(Options& options, std::string_view value) {
  for (const Scenario known :
       {Scenario::Drain, Scenario::Steady, Scenario::SlowConsumer, Scenario::None}) {
    if (value != nameOf(known)) continue;
    options.scenario = known;
    return {};
  }
  return expectedButFound(scenarioNames, value);
}

template <std::string Options::*member>
Outcome setPath(Options& options, std::string_view value) {
  if (value.empty()) return expectedButFound("a file name", value);
  options.*member = value;
  return {};
}

template <bool Options::*member>
Outcome setTrue(Options& options, std::string_view) {
  options.*member = true;
  return {};
}

struct Flag {
  std::string_view name;
  std::string_view value;  // what it is called in errors; empty: the flag takes none
  Outcome (*apply)(Options& options, std::string_view value);
};

constexpr std::array flags{
    Flag{"--load-test", scenarioNames, setScenario},
    Flag{"--messages", "a number", setNumber<&Options::messages, messagesLimits>},
    Flag{"--workers", "a number", setNumber<&Options::workers, workersLimits>},
    Flag{"--rate", "a number", setNumber<&Options::rate, rateLimits>},
    Flag{"--duration", "a number of seconds", setDuration},
    Flag{"--headless", "", setTrue<&Options::headless>},
    Flag{"--report", "a file name", setPath<&Options::reportPath>},
    Flag{"--screenshot", "a file name", setPath<&Options::screenshotPath>},
    Flag{"--version", "", setTrue<&Options::showVersion>},
    Flag{"--help", "", setTrue<&Options::showHelp>},
};

/// How many letters have to be put in, taken out or changed to get from one to the other.
std::size_t editDistance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

std::string unknownArgument(std::string_view argument) {
  if (!argument.starts_with('-')) {
    return "unexpected argument " + quoted(argument) + "; see --help";
  }
  constexpr std::size_t distanceMax = 3;
  const std::string_view typed = argument.substr(0, quotedLengthMax);
  const auto distance = [typed](const Flag& flag) { return editDistance(typed, flag.name); };
  const auto nearest = std::ranges::min_element(flags, {}, distance);
  std::string text = "unknown option " + quoted(argument);
  if (distance(*nearest) <= distanceMax) {
    return text.append("; did you mean ").append(nearest->name).append("?");
  }
  return text + "; see --help";
}

/// An option that the scenario has no use for is a mistake, not something to leave out silently.
Outcome checkScenario(const Options& options) {
  const bool drain = options.scenario == Scenario::Drain;
  const struct {
    std::string_view name;
    bool given;
    bool fits;
    std::string otherwise;  // what a scenario says to it that has no use for it
  } settings[] = {
      {"--messages", options.messages.has_value(), drain,
       "the " + std::string(nameOf(options.scenario)) +
           " test has a --rate instead; or use --load-test drain"},
      {"--workers", options.workers.has_value(), !drain, "the drain test has one worker"},
      {"--rate", options.rate.has_value(), !drain,
       "the drain test fills the mailbox before it begins"},
  };
  for (const auto& setting : settings) {
    const bool none = options.scenario == Scenario::None;
    if (!setting.given || (setting.fits && !none)) continue;
    return Error(std::string(setting.name)
                     .append(": ")
                     .append(none ? "there is no load test with --load-test none"
                                  : setting.otherwise));
  }
  return {};
}

Outcome checkCombination(const Options& options) {
  if (options.headless && !options.screenshotPath.empty()) {
    return Error(
        "--screenshot: --headless has no window to take it from; without a display use "
        "QT_QPA_PLATFORM=offscreen instead");
  }
  return checkScenario(options);
}

/// Reads the arguments from first to last, one flag at a time; of a repeated flag the last counts.
class Parser {
 public:
  explicit Parser(std::span<const char* const> arguments) : m_rest(arguments) {}

  tl::expected<Options, std::string> parse() {
    while (!m_rest.empty()) {
      if (const Outcome outcome = parseOne(); !outcome) return Error(outcome.error());
    }
    if (const Outcome outcome = checkCombination(m_options); !outcome) {
      return Error(outcome.error());
    }
    // Only a drain ends by itself, and without a window nobody could end the others.
    if (m_options.headless && m_options.scenario != Scenario::Drain && !m_options.duration) {
      m_options.duration = defaultHeadlessDuration;
    }
    return std::move(m_options);
  }

 private:
  Outcome parseOne() {
    const std::string_view argument = take();
    const std::size_t equals = argument.find('=');
    const std::string_view name = argument.substr(0, equals);
    const auto flag = std::ranges::find(flags, name == "-h" ? "--help" : name, &Flag::name);
    if (flag == flags.end()) return Error(unknownArgument(name));
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos) value = argument.substr(equals + 1);
    return apply(*flag, value).map_error([flag](const std::string& error) {
      return std::string(flag->name) + ": " + error;
    });
  }

  Outcome apply(const Flag& flag, std::optional<std::string_view> value) {
    if (flag.value.empty()) {
      if (value) return Error("takes no value, found " + quoted(*value));
    } else if (!value) {
      if (m_rest.empty()) {
        return Error(std::string("expected ").append(flag.value).append(" after it"));
      }
      // A file that is really called so can be given as --report=--name.
      if (std::string_view(m_rest.front()).starts_with("--")) {
        return expectedButFound(flag.value, m_rest.front());
      }
      value = take();
    }
    return flag.apply(m_options, value.value_or(""));
  }

  std::string_view take() {
    const std::string_view argument = m_rest.front();
    m_rest = m_rest.subspan(1);
    return argument;
  }

  std::span<const char* const> m_rest;
  Options m_options;
};

}  // namespace

std::string_view nameOf(Scenario scenario) {
  switch (scenario) {
    case Scenario::Drain: return "drain";
    case Scenario::Steady: return "steady";
    case Scenario::SlowConsumer: return "slow-consumer";
    case Scenario::None: break;
  }
  return "none";
}

tl::expected<Options, std::string> parseCommandLine(std::span<const char* const> arguments) {
  return Parser(arguments).parse().map_error(programError);
}

std::string_view helpText() {
  return R"(Usage: genmsg-observer [OPTION...]

Shows the processes of a genmsg runtime, with a load test to look at.

  --load-test drain|steady|slow-consumer|none
                         what there is to look at (default: steady)
                           drain   one worker empties a full mailbox, five times each as
                                   gen_msg and as gen_server, and the times are compared
                           steady  a pool of workers is fed at a rate
                           slow-consumer
                                   the same, and one worker is far too slow: its mailbox
                                   grows until somebody mends its state
                           none    no load
  --messages N           drain: messages in the mailbox (default: 10000)
  --workers N            steady, slow-consumer: workers in the pool (default: 64)
  --rate N               steady, slow-consumer: messages a second, all workers together
                         (default: 100000 and 20000)
  --duration S           stop the load after S seconds, and end the program where it is asked for
                         figures or a picture (default: 10 with --headless, 5 with --report or
                         --screenshot, else it goes on; a drain ends by itself, and so does the
                         program then)
  --headless             no window: needs no display and no Qt platform; prints figures
  --report FILE.json     write what was measured to FILE.json, and end
  --screenshot FILE.png  write a picture of the window to FILE.png, and end
  --version              print the version and end
  --help                 print this and end

Options take their value as --rate 5 or --rate=5; of a repeated option the last counts. An
option of another load test is an error.
Exit status: 0 when done, 1 when something failed, 2 when the command line is wrong.
)";
}

}  // namespace app
