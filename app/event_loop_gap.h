// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <array>

namespace app {

/// How long the event loop was away: a heartbeat every beatMs, and a histogram of what came
/// between two of them beyond the beat. What a user feels as stutter.
/// Threads: those of the event loop it measures. Limits: gaps over maxMs count as maxMs in the
/// percentiles, max() is exact. Costs one timer event a beat, so it is off unless asked for.
/// Units: milliseconds.
class EventLoopGap final : public QObject {
  Q_OBJECT

 public:
  static constexpr int beatMs = 5;
  static constexpr int maxMs = 2000;

  struct Summary {
    quint64 beats = 0;
    double p50 = 0;
    double p99 = 0;
    double max = 0;
  };

  explicit EventLoopGap(QObject* parent = nullptr);

  void setEnabled(bool enabled);
  bool isEnabled() const { return m_timer.isActive(); }
  void reset();
  Summary summary() const;

 private:
  static constexpr int bucketsPerMs = 10;

  void beat();
  double percentile(double share) const;

  QTimer m_timer;
  QElapsedTimer m_sinceBeat;
  std::array<quint64, maxMs * bucketsPerMs + 1> m_histogram{};
  quint64 m_beats = 0;
  qint64 m_maxNs = 0;
};

}  // namespace app
