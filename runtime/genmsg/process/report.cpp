// SPDX-License-Identifier: Apache-2.0
// Reports as text, laid out as OTP's proc_lib, supervisor and gen_server lay out theirs.
#include "genmsg/process/report.h"

#include <ctime>
#include <iterator>
#include <optional>

#include <fmt/format.h>

namespace genmsg {

namespace {

using Out = std::back_insert_iterator<std::string>;

std::string_view heading(const Report& report) {
  switch (report.kind) {
    case Report::Kind::Crash: return "CRASH REPORT";
    case Report::Kind::Supervisor: return "SUPERVISOR REPORT";
    case Report::Kind::Progress: return "PROGRESS REPORT";
    case Report::Kind::DeadLetter: return "DEAD LETTER";
    case Report::Kind::LongCallback: return "LONG CALLBACK";
    default: break;
  }
  switch (report.level) {
    case Report::Level::Error: return "ERROR REPORT";
    case Report::Level::Warning: return "WARNING REPORT";
    case Report::Level::Notice: return "NOTICE REPORT";
    case Report::Level::Info: return "INFO REPORT";
  }
  return "REPORT";
}

/// 22-Nov-2026::10:09:16.123456
std::string date(std::int64_t wall_time_us) {
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = wall_time_us / 1'000'000;
  std::tm local{};
  localtime_r(&seconds, &local);
  return fmt::format("{}-{}-{}::{:02}:{:02}:{:02}.{:06}", local.tm_mday,
                     months[local.tm_mon % 12], local.tm_year + 1900, local.tm_hour, local.tm_min,
                     local.tm_sec, wall_time_us % 1'000'000);
}

bool is_pair(const Term& term) {
  return term.is(Term::Kind::Tuple) && term.elements().size() == 2;
}
bool is_property_list(const Term& term) {
  if (!term.is(Term::Kind::List)) return false;
  for (const Term& element : term.elements()) {
    if (!is_pair(element)) return false;
  }
  return true;
}

/// The value of a key in a list of pairs or in a map; null if there is none.
const Term* value_of(const Term& terms, std::string_view key) {
  const std::optional<Atom> atom = Atom::find(key);
  if (!atom) return nullptr;
  if (terms.is(Term::Kind::Map)) return terms.find(*atom);
  if (!is_property_list(terms)) return nullptr;
  for (const Term& pair : terms.elements()) {
    if (pair.elements()[0].is(*atom)) return &pair.elements()[1];
  }
  return nullptr;
}

class Writer {
 public:
  Writer(std::string& text, PrintLimits limits) : text_(text), limits_(limits) {}

  std::string of(const Term& term) const { return print(term, limits_); }
  template <class... Ts>
  void line(fmt::format_string<Ts...> format, Ts&&... values) {
    if (text_.size() > max_report_characters) return;
    text_ += '\n';
    fmt::format_to(Out(text_), format, std::forward<Ts>(values)...);
  }

  void crash(const Term& report);
  void pairs(const Term& list, std::string_view indent);
  void terminating(const Term& report);
  void dead_letter(const Term& report);
  void other(const Term& report);

 private:
  void pair(const Term& pair, std::string_view indent);

  std::string& text_;
  PrintLimits limits_;
};

/// {M, F, Args} as M:F/Arity.
std::string call_text(const Term& call, const Writer& writer) {
  if (!call.is(Term::Kind::Tuple) || call.elements().size() != 3) return writer.of(call);
  const auto parts = call.elements();
  if (!parts[2].is(Term::Kind::List)) return writer.of(call);
  return fmt::format("{}:{}/{}", writer.of(parts[0]), writer.of(parts[1]),
                     parts[2].elements().size());
}

void Writer::pair(const Term& pair, std::string_view indent) {
  const Term& key = pair.elements()[0];
  const Term& value = pair.elements()[1];
  const std::string_view name = key.is(Term::Kind::Atom) ? key.as_atom().name() : "";
  if (name == "initial_call") {
    line("{}initial call: {}", indent, call_text(value, *this));
  } else if (name == "error_info" && value.is(Term::Kind::Tuple) && value.elements().size() == 3) {
    const auto parts = value.elements();
    line("{}exception {}: {}", indent, of(parts[0]), of(parts[1]));
    if (!parts[2].is(Term::Kind::List)) return;
    for (const Term& place : parts[2].elements()) line("{}  in {}", indent, of(place));
  } else {
    line("{}{}: {}", indent, of(key), of(value));
  }
}

void Writer::pairs(const Term& list, std::string_view indent) {
  if (!is_property_list(list)) return line("{}{}", indent, of(list));
  for (const Term& one : list.elements()) pair(one, indent);
}

void Writer::crash(const Term& report) {
  if (!report.is(Term::Kind::List) || report.elements().size() != 2) return other(report);
  line("  crasher:");
  pairs(report.elements()[0], "    ");
  line("  neighbours:");
  if (!report.elements()[1].is(Term::Kind::List)) return;
  for (const Term& neighbour : report.elements()[1].elements()) {
    line("    neighbour:");
    pairs(is_pair(neighbour) ? neighbour.elements()[1] : neighbour, "      ");
  }
}

void Writer::terminating(const Term& report) {
  const auto text = [&](std::string_view key) {
    const Term* const value = value_of(report, key);
    return value != nullptr ? of(*value) : std::string("undefined");
  };
  const Term* const label = value_of(report, "label");
  const bool is_gen_msg = label != nullptr && is_pair(*label) &&
                          label->elements()[0].is(atoms::gen_msg);
  line("** Generic {} {} terminating", is_gen_msg ? "message server" : "server", text("name"));
  line("** Last message in was {}", text("last_message"));
  line("** When Server state == {}", text("state"));
  line("** Reason for termination ==");
  line("** {}", text("reason"));
  if (const Term* const log = value_of(report, "log");
      log != nullptr && log->is(Term::Kind::List) && !log->elements().empty()) {
    line("** Log ==");
    line("** {}", of(*log));
  }
  if (const Term* const client = value_of(report, "client_info");
      client != nullptr && is_pair(*client)) {
    const bool is_dead = client->elements()[1].is(Term::Kind::Atom);
    line("** Client {}{}", of(client->elements()[0]), is_dead ? " is dead" : "");
  }
}

void Writer::dead_letter(const Term& report) {
  const Term* const name = value_of(report, "name");
  const Term* const from = value_of(report, "from");
  const Term* const message = value_of(report, "message");
  if (name == nullptr || from == nullptr || message == nullptr) return other(report);
  line("** {} does not take {} from {}", of(*name), of(*message),
       from->is(Term::Kind::Pid) ? of(*from) : "outside");
}

void Writer::other(const Term& report) {
  if (report.is(Term::Kind::Binary)) {
    line("{}", report.as_binary());
  } else {
    pairs(report, "    ");
  }
}

}  // namespace

std::string format(const Report& report, PrintLimits limits) {
  std::string text = fmt::format("={}==== {} ===", heading(report), date(report.wall_time_us));
  Writer writer(text, limits);
  switch (report.kind) {
    case Report::Kind::Crash: writer.crash(report.report); break;
    case Report::Kind::Terminating: writer.terminating(report.report); break;
    case Report::Kind::DeadLetter: writer.dead_letter(report.report); break;
    default: writer.other(report.report); break;
  }
  if (text.size() > max_report_characters) {
    std::size_t end = max_report_characters - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0u) == 0x80u) --end;  // UTF-8
    text.resize(end);
    text += "...";
  }
  return text;
}

std::string_view name_of(Report::Level level) noexcept {
  switch (level) {
    case Report::Level::Error: return "error";
    case Report::Level::Warning: return "warning";
    case Report::Level::Notice: return "notice";
    case Report::Level::Info: return "info";
  }
  return "";
}

std::string_view name_of(DeadLetter::Why why) noexcept {
  switch (why) {
    case DeadLetter::Why::Exited: return "exited";
    case DeadLetter::Why::NotTaken: return "not_taken";
    case DeadLetter::Why::MailboxLimit: return "mailbox_limit";
    case DeadLetter::Why::Inactive: return "inactive";
    case DeadLetter::Why::Skipped: return "skipped";
    case DeadLetter::Why::Undeliverable: return "undeliverable";
  }
  return "";
}

}  // namespace genmsg
