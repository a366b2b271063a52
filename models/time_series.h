// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <QString>

namespace models {

/// The samples of one quantity over time, the last `capacity` of them. A NaN value is a gap: no
/// line is to be drawn across it.
/// Samples are named by a number that counts from 0 and stays theirs when older ones leave, so that
/// a chart appends only what it has not drawn yet: from its own end() before to end() now.
/// Threads: a value; one at a time. Units: times in seconds since the node's start.
class TimeSeries {
 public:
  struct Sample {
    double timeS = 0;
    double value = 0;
  };

  TimeSeries(QString name, QString unit, std::size_t capacity);

  const QString& name() const { return m_name; }
  const QString& unit() const { return m_unit; }

  /// @pre timeS is later than that of the last sample; others are ignored.
  void append(double timeS, double value);
  /// Ends the line here, unless it is ended already.
  void appendGap(double timeS);
  void clear();

  bool isEmpty() const { return m_begin == m_end; }
  std::uint64_t begin() const { return m_begin; }  // number of the oldest sample
  std::uint64_t end() const { return m_end; }      // one past the newest
  const Sample& at(std::uint64_t number) const { return m_ring[number % m_ring.size()]; }
  /// The first sample that is not older than `timeS`, or end().
  std::uint64_t firstSince(double timeS) const;

 private:
  QString m_name;
  QString m_unit;
  std::vector<Sample> m_ring;
  std::uint64_t m_begin = 0;
  std::uint64_t m_end = 0;
};

}  // namespace models
