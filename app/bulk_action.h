// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <chrono>
#include <functional>
#include <map>
#include <unordered_set>
#include <vector>

#include "genmsg/observe/node.h"
#include "models/operation_log.h"

namespace app {

/// One action on many processes, in portions: at most `mostUnanswered` requests wait for their
/// answers, so that neither the node nor the window chokes on a million, and what is not sent yet
/// can be taken back.
/// Threads: GUI thread. Complexity: O(1) an answer.
class BulkAction final : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t mostUnanswered = 256;
  static constexpr std::size_t mostNamed = 3;
  /// Asks for one; false if nothing is to be done, so that no answer comes.
  using Ask = std::function<bool(genmsg::Pid)>;

  BulkAction(models::Action action, std::vector<genmsg::Pid> pids, Ask ask,
             QObject* parent = nullptr);

  /// For the log: what people call the first of them, at most mostNamed.
  void setNames(const QStringList& names) { m_names = names; }
  /// For the log: the reason.
  void setArgument(const QString& argument) { m_argument = argument; }
  void start();
  /// What is not sent yet is not; finished() comes when the rest has been answered.
  void cancel();
  /// Whether the answer belongs to this, which then goes on.
  bool take(const models::ActionResult& result);

  /// Whether it is asking right now.
  bool isAsking() const { return m_sending; }

  models::Action action() const { return m_action; }
  std::size_t count() const { return m_pids.size(); }
  std::size_t done() const { return m_done; }
  /// It was done to all that had not exited.
  bool isComplete() const;
  /// "998 suspended, 2 had exited: <0.17.3> <0.18.1>; 50 were left out"
  QString summary() const;
  /// For the operator's log: all of it as one.
  models::Operation operation() const;

 Q_SIGNALS:
  void progressed();
  void finished();

 private:
  struct Refusals {
    std::size_t count = 0;
    std::vector<genmsg::Pid> first;  // to be named
    QString message;                 // of the first of them
  };

  QString victims() const;
  void send();
  void finishIfDone();

  models::Action m_action;
  std::vector<genmsg::Pid> m_pids;
  Ask m_ask;
  QStringList m_names;
  QString m_argument;
  std::unordered_set<genmsg::Pid> m_unanswered;
  std::map<genmsg::NodeError::Code, Refusals> m_refused;
  std::int64_t m_wallMs = 0;
  std::chrono::steady_clock::time_point m_since;
  std::size_t m_next = 0;  // place in m_pids of the next to send
  std::size_t m_done = 0;  // answered, or nothing was to be done
  std::size_t m_ok = 0;
  bool m_sending = false;
  bool m_cancelled = false;
  bool m_finished = false;
};

}  // namespace app
