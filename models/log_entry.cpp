// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/log_entry.h"

#include <optional>
#include <string_view>

#include <QCoreApplication>

#include "genmsg/term/atom.h"
#include "genmsg/term/print.h"

namespace models {
namespace {

using genmsg::Term;

constexpr genmsg::PrintLimits headlineLimits{8, 200};

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::LogEntry)
};

QString printed(const Term& term) {
  return QString::fromStdString(genmsg::print(term, headlineLimits));
}

bool isTupleOf(const Term& term, std::size_t size) {
  return term.is(Term::Kind::Tuple) && term.elements().size() == size;
}

/// The value of a key in a list of pairs or in a map; null if there is none.
const Term* valueOf(const Term* terms, std::string_view key) {
  const std::optional<genmsg::Atom> atom = genmsg::Atom::find(key);
  if (!terms || !atom) return nullptr;
  if (terms->is(Term::Kind::Map)) return terms->find(*atom);
  if (!terms->is(Term::Kind::List)) return nullptr;
  for (const Term& pair : terms->elements()) {
    if (isTupleOf(pair, 2) && pair.elements()[0].is(*atom)) return &pair.elements()[1];
  }
  return nullptr;
}

QString valueText(const Term* terms, std::string_view key) {
  const Term* value = valueOf(terms, key);
  return value ? printed(*value) : QStringLiteral("?");
}

QString crashHeadline(const Term& report) {
  if (!report.is(Term::Kind::List) || report.elements().empty()) return printed(report);
  const Term* info = valueOf(&report.elements()[0], "error_info");
  if (!info || !isTupleOf(*info, 3)) return Text::tr("crashed");
  return Text::tr("crashed: %1").arg(printed(info->elements()[1]));
}

QString supervisorHeadline(const Term& report) {
  const Term* child = valueOf(&report, "offender");
  const Term* context = valueOf(&report, "errorContext");
  const QString id = valueText(child, "id");
  const QString reason = valueText(&report, "reason");
  const QString what = context ? printed(*context) : QString();
  if (what == QLatin1String("child_terminated"))
    return Text::tr("child %1 ended: %2").arg(id, reason);
  if (what == QLatin1String("start_error"))
    return Text::tr("child %1 did not start: %2").arg(id, reason);
  return Text::tr("%1, child %2: %3").arg(what, id, reason);
}

QString otherHeadline(const Term& report) {
  if (!report.is(Term::Kind::Binary)) return printed(report);
  const std::string_view text = report.as_binary();
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))
      .section(u'\n', 0, 0)
      .left(static_cast<qsizetype>(headlineLimits.characters));
}

}  // namespace

QString logKindText(LogKind kind) {
  switch (kind) {
    case LogKind::Crash: return Text::tr("Crash");
    case LogKind::Supervisor: return Text::tr("Supervisor");
    case LogKind::Terminating: return Text::tr("Terminating");
    case LogKind::Progress: return Text::tr("Progress");
    case LogKind::LongCallback: return Text::tr("Long callback");
    case LogKind::DeadLetter: return Text::tr("Dead letter");
    case LogKind::Report: return Text::tr("Report");
    case LogKind::Operation: return Text::tr("Operation");
    case LogKind::Connection: return Text::tr("Connection");
    case LogKind::Alarm: return Text::tr("Alarm");
    case LogKind::LoadTest: return Text::tr("Load test");
  }
  return {};
}

QString logLevelText(LogLevel level) {
  switch (level) {
    case LogLevel::Error: return Text::tr("Error");
    case LogLevel::Warning: return Text::tr("Warning");
    case LogLevel::Notice: return Text::tr("Notice");
    case LogLevel::Info: return Text::tr("Info");
  }
  return {};
}

QString reportHeadline(const genmsg::Report& report) {
  using Kind = genmsg::Report::Kind;
  const Term& term = report.report;
  switch (report.kind) {
    case Kind::Crash: return crashHeadline(term);
    case Kind::Supervisor: return supervisorHeadline(term);
    case Kind::Progress:
      return Text::tr("started child %1").arg(valueText(valueOf(&term, "started"), "id"));
    case Kind::Terminating: return Text::tr("terminating: %1").arg(valueText(&term, "reason"));
    case Kind::LongCallback: return Text::tr("a callback takes long: %1").arg(printed(term));
    case Kind::DeadLetter:
      return Text::tr("does not take the message %1").arg(valueText(&term, "message"));
    case Kind::Other: return otherHeadline(term);
  }
  return {};
}

LogKind logKindOf(genmsg::Report::Kind kind) {
  using Kind = genmsg::Report::Kind;
  switch (kind) {
    case Kind::Crash: return LogKind::Crash;
    case Kind::Supervisor: return LogKind::Supervisor;
    case Kind::Progress: return LogKind::Progress;
    case Kind::Terminating: return LogKind::Terminating;
    case Kind::LongCallback: return LogKind::LongCallback;
    case Kind::DeadLetter: return LogKind::DeadLetter;
    case Kind::Other: return LogKind::Report;
  }
  return LogKind::Report;
}

QString logText(const LogEntry& entry) {
  return entry.report ? reportHeadline(*entry.report) : entry.text;
}

QString logDetails(const LogEntry& entry) {
  if (entry.report) return QString::fromStdString(genmsg::format(*entry.report));
  return entry.details.isEmpty() ? entry.text : QString(entry.text + u'\n' + entry.details);
}

}  // namespace models
