// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_marks.h"

#include "models/format.h"

namespace models {
namespace {

std::optional<EventMark::Kind> kindOf(const LogEntry& entry) {
  using Kind = EventMark::Kind;
  switch (entry.kind) {
    case LogKind::Crash: return Kind::Crash;
    case LogKind::Supervisor: return Kind::Restart;
    case LogKind::Operation: return Kind::Operation;
    case LogKind::LoadTest: return Kind::Load;
    case LogKind::Alarm:
      // That one is over marks nothing, nor do hints.
      if (entry.level == LogLevel::Info) return std::nullopt;
      return Kind::Alarm;
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<EventMark> markOf(const LogEntry& entry) {
  const std::optional<EventMark::Kind> kind = kindOf(entry);
  if (!kind) return std::nullopt;
  const QString name =
      entry.name.isEmpty() && entry.pid ? formatPid(entry.pid) : entry.name;
  const QString text = logText(entry);
  return EventMark{*kind, entry.wallUs,
                   name.isEmpty() ? text : QString(name + QStringLiteral(": ") + text),
                   entry.number};
}

void EventMarks::note(const LogEntry& entry) {
  std::optional<EventMark> mark = markOf(entry);
  if (!mark) return;
  m_marks.push_back(*std::move(mark));
  if (m_marks.size() > m_capacity) m_marks.pop_front();
  ++m_total;
  Q_EMIT marked();
}

}  // namespace models
