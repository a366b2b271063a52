// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QObject>

#include "models/node_view.h"
#include "models/time_series.h"
#include "models/wall_clock.h"

namespace models {

/// The last minutes of one process, a sample of each view since somebody began to look at it.
/// Threads: the GUI thread.
/// Limits: ten minutes at the shortest interval. Units: times in seconds since 1970.
class ProcessSeries : public QObject {
  Q_OBJECT

 public:
  enum class Id { Mailbox, MessageRate, TimePerMessage };
  static constexpr int idCount = 3;
  static constexpr double windowS = 600;
  static constexpr std::size_t capacity = 4 * 600;

  explicit ProcessSeries(QObject* parent = nullptr);

  /// Another process: its series begin anew.
  void setPid(genmsg::Pid pid);
  /// A view of a snapshot that was seen before, or without the process, adds nothing.
  void append(const NodeViewPtr& view);

  const TimeSeries& series(Id id) const { return m_series[static_cast<std::size_t>(id)]; }
  double lastTimeS() const { return m_lastTimeS; }  // 0 before the first

 Q_SIGNALS:
  void appended();
  void cleared();

 private:
  genmsg::Pid m_pid;
  std::vector<TimeSeries> m_series;  // by Id
  WallClock m_clock;
  double m_lastTimeS = 0;
  genmsg::SnapshotPtr m_lastSnapshot;
};

}  // namespace models
