// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QObject>

#include "models/node_view.h"
#include "models/time_series.h"

namespace models {

/// Processes whose mailbox and rate somebody wants to see over time, from when they were pinned on.
/// One that has exited keeps its lines until it is unpinned.
/// Threads: the GUI thread. Limits: maxPinned processes, `capacity` samples each.
class PinnedProcesses : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t maxPinned = 8;
  static constexpr std::size_t defaultCapacity = 4 * 60 * 60;
  enum class Toggled { Pinned, Unpinned, Full };

  struct Pinned {
    genmsg::Pid pid;
    QString name;
    TimeSeries mailbox;  // messages
    TimeSeries rate;     // messages handled a second
  };

  explicit PinnedProcesses(std::size_t capacity = defaultCapacity, QObject* parent = nullptr)
      : QObject(parent), m_capacity(capacity) {}

  const std::vector<Pinned>& all() const { return m_all; }
  std::vector<genmsg::Pid> pids() const;
  bool contains(genmsg::Pid pid) const;
  /// `name`: what people call it. Full: nothing was done.
  Toggled toggle(genmsg::Pid pid, const QString& name);

 public Q_SLOTS:
  /// Adds a sample to each line. A view of a snapshot that was seen before adds none.
  void append(const models::NodeViewPtr& view);
  /// A distance of more than three intervals (and a second) between samples is shown as a gap.
  void setInterval(int ms) { m_intervalS = ms / 1e3; }

 Q_SIGNALS:
  /// Others are pinned now.
  void changed();

 private:
  std::size_t m_capacity;
  std::vector<Pinned> m_all;
  genmsg::SnapshotPtr m_lastSnapshot;
  double m_lastTimeS = 0;
  double m_intervalS = 1;
};

}  // namespace models
