// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QObject>

#include "models/node_view.h"
#include "models/time_series.h"

namespace models {

/// The totals of a node over time, for the charts. Another interval only changes how far apart the
/// next samples are.
/// Threads: the GUI thread.
/// Limits: `capacity` samples a series, an hour at the shortest interval.
class StatisticsSeries : public QObject {
  Q_OBJECT

 public:
  enum class Id {
    MessageRate,
    TotalMailbox,
    LargestMailbox,
    Processes,
    Suspended,
    TimeP50,  // µs a message, over the processes that handled some
    TimeP95,
    TimeP99,
    Restarts,  // per second
    Memory,    // MiB; of the program that the node is in, if that is this one
  };
  static constexpr int idCount = 10;
  static constexpr std::size_t defaultCapacity = 4 * 60 * 60;

  explicit StatisticsSeries(std::size_t capacity = defaultCapacity, QObject* parent = nullptr);

  /// The node is in this program, whose memory can be told.
  void setEmbedded(bool embedded);
  bool hasMemory() const { return m_hasMemory; }

  const TimeSeries& series(Id id) const { return m_series[static_cast<std::size_t>(id)]; }
  int schedulerCount() const { return static_cast<int>(m_schedulers.size()); }
  const TimeSeries& scheduler(int index) const;  // utilisation in %, 0 to 100
  /// The time of the last sample; 0 before the first. Units: seconds since the node's start.
  double lastTimeS() const { return m_lastTimeS.value_or(0); }

 public Q_SLOTS:
  /// Adds a sample to each series. A view of a snapshot that was seen before adds none.
  void append(const models::NodeViewPtr& view);
  /// A distance of more than three intervals (and a second) between samples is shown as a gap.
  void setInterval(int ms);

 Q_SIGNALS:
  void appended();

 private:
  void appendGaps(double timeS);

  std::size_t m_capacity;
  std::vector<TimeSeries> m_series;      // by Id
  std::vector<TimeSeries> m_schedulers;  // grows to the largest number seen
  std::optional<double> m_lastTimeS;
  genmsg::SnapshotPtr m_lastSnapshot;
  std::uint64_t m_restarts = 0;  // of the last view
  bool m_hasMemory = false;
  double m_intervalS = 1;
};

}  // namespace models
