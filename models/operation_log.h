// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include "genmsg/term/pid.h"
#include "models/node_client.h"

namespace models {

/// One thing that the operator did, and what came of it.
struct Operation {
  std::uint64_t number = 0;  // from 1, in the order in which they ended
  std::int64_t wallMs = 0;   // when it was asked for, since 1970
  std::int64_t durationNs = 0;  // from the request to its answer
  Action action = Action::Suspend;
  genmsg::Pid pid;   // of the first process, if there are several
  QString victim;    // "pool_worker_1 <0.17.3>", "12 processes": as it was called then
  std::uint64_t count = 1;         // of processes
  std::vector<genmsg::Pid> pids;   // if several: the first OperationLog::maxPids of them
  QString argument;  // the reason, message or condition as text; of a state what changes; or empty
  bool ok = false;
  genmsg::NodeError::Code code = genmsg::NodeError::Code::Other;  // if not ok
  QString result;  // why not; of several what came of it: "998 suspended, 2 had exited"
};

/// "Suspend", "Replace state", "Set watch": what an action is called in a log.
QString actionText(Action action);

/// The operator's log: what this observer was asked to do to processes, and how it ended. An
/// operation is noted when it has ended, which a timeout sees to.
/// Threads: the GUI thread. Limits: the last maxOperations are kept; numbers tell what has left.
class OperationLog final : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t maxOperations = 10'000;
  static constexpr std::size_t maxPids = 100;

  explicit OperationLog(QObject* parent = nullptr) : QObject(parent) {}

  const std::deque<Operation>& operations() const { return m_operations; }  // oldest first
  std::uint64_t total() const { return m_total; }  // also those that have left

  /// It was asked for now. `victim`: what people call the process.
  void begin(const ActionRequest& request, const QString& victim, const QString& argument);
  /// The oldest of that action and process has ended now; ignored if none was begun.
  void finish(const ActionResult& result);
  /// One that has ended, with all but its number.
  void note(Operation operation);

 Q_SIGNALS:
  void noted(const models::Operation& operation);

 private:
  struct Begun {
    Operation operation;
    std::chrono::steady_clock::time_point since;
  };

  std::deque<Begun> m_begun;
  std::deque<Operation> m_operations;
  std::uint64_t m_total = 0;
};

}  // namespace models
