// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

/// What the benchmarks measure, and how they say it.
namespace bench {

/// Of the calling thread.
inline double cpuMs() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

inline double wallMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

/// A line such as "VmRSS:   1234 kB" of /proc, in bytes; 0 where there is none.
inline double memoryBytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == name && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

/// From now on VmHWM is the most since now.
inline void forgetPeakMemory() { std::ofstream("/proc/self/clear_refs") << '5'; }

/// One workload: of each step the value, and of times also what passed on the wall.
struct Measure {
  QString workload;
  std::vector<double> values;
  std::vector<double> wall = {};  // as many, or none
  QString unit = QStringLiteral("ms");
  bool onGuiThread = true;
};

inline double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

inline void print(const std::vector<Measure>& all) {
  fmt::print("{:<20}{:<11}{:<7}{:>9}{:>9}{:>9}{:>11}{:>9}{:>9}\n", "a step", "thread", "unit",
             "median", "p99", "worst", "wall p50", "p99", "worst");
  for (const Measure& each : all) {
    fmt::print("{:<20}{:<11}{:<7}{:>9.2f}{:>9.2f}{:>9.2f}", each.workload.toStdString(),
               each.onGuiThread ? "gui" : "collector", each.unit.toStdString(),
               quantile(each.values, 0.5), quantile(each.values, 0.99), quantile(each.values, 1));
    if (!each.wall.empty()) {
      fmt::print("{:>11.2f}{:>9.2f}{:>9.2f}", quantile(each.wall, 0.5), quantile(each.wall, 0.99),
                 quantile(each.wall, 1));
    }
    fmt::print("\n");
  }
}

inline QJsonArray toJson(const std::vector<Measure>& all) {
  QJsonArray array;
  for (const Measure& each : all) {
    array.append(QJsonObject{{QStringLiteral("workload"), each.workload},
                             {QStringLiteral("unit"), each.unit},
                             {QStringLiteral("median"), quantile(each.values, 0.5)},
                             {QStringLiteral("p99"), quantile(each.values, 0.99)},
                             {QStringLiteral("max"), quantile(each.values, 1)}});
  }
  return array;
}

}  // namespace bench
