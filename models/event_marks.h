// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include <QObject>

#include "models/log_entry.h"

namespace models {

/// What happened at a moment, for charts: small, and named by its line in the log.
struct EventMark {
  enum class Kind { Operation, Load, Restart, Alarm, Crash };  // the later the worse
  Kind kind = Kind::Operation;
  std::int64_t wallUs = 0;  // since 1970
  QString text;             // one line with the process: "worker_3 <0.4.1>: crashed: badarg"
  std::uint64_t logNumber = 0;
};

/// The mark that a line of the log makes; most make none.
std::optional<EventMark> markOf(const LogEntry& entry);

/// The last events of the log that charts mark: what was done to processes, restarts, crashes,
/// alarms, and phases of load tests.
/// Threads: the GUI thread. Limits: `capacity` marks.
class EventMarks : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t defaultCapacity = 2'000;

  explicit EventMarks(std::size_t capacity = defaultCapacity, QObject* parent = nullptr)
      : QObject(parent), m_capacity(capacity) {}

  const std::deque<EventMark>& marks() const { return m_marks; }  // oldest first
  std::uint64_t total() const { return m_total; }                 // also those that have left

 public Q_SLOTS:
  void note(const models::LogEntry& entry);

 Q_SIGNALS:
  void marked();

 private:
  const std::size_t m_capacity;
  std::deque<EventMark> m_marks;
  std::uint64_t m_total = 0;
};

}  // namespace models
