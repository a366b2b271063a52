// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/time_series.h"

#include <cmath>
#include <limits>
#include <utility>

#include <QtGlobal>

namespace models {

TimeSeries::TimeSeries(QString name, QString unit, std::size_t capacity)
    : m_name(std::move(name)), m_unit(std::move(unit)), m_ring(capacity) {
  Q_ASSERT(capacity > 0);
}

void TimeSeries::append(double timeS, double value) {
  if (!isEmpty() && timeS <= at(m_end - 1).timeS) return;
  m_ring[m_end % m_ring.size()] = {timeS, value};
  ++m_end;
  if (m_end - m_begin > m_ring.size()) ++m_begin;
}

void TimeSeries::appendGap(double timeS) {
  if (isEmpty() || std::isnan(at(m_end - 1).value)) return;
  append(timeS, std::numeric_limits<double>::quiet_NaN());
}

void TimeSeries::clear() {
  m_begin = m_end;
}

std::uint64_t TimeSeries::firstSince(double timeS) const {
  std::uint64_t first = m_begin;
  std::uint64_t last = m_end;
  while (first < last) {
    const std::uint64_t middle = first + (last - first) / 2;
    if (at(middle).timeS < timeS)
      first = middle + 1;
    else
      last = middle;
  }
  return first;
}

}  // namespace models
