// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string_view>
#include <vector>

/// What the C++ programs of the benchmark share. Each runs one workload, once, in a process of its
/// own, and prints what it measured, a line each: `NAME VALUE`. tests/benchmark/compare.py runs them
/// and knows what the names mean.
namespace bench {

inline std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

inline void print(std::string_view name, double value) {
  std::printf("%.*s %.6g\n", static_cast<int>(name.size()), name.data(), value);
}

/// Prints the time since `begin_ns` for each of `count`, in nanoseconds.
inline void print_each(std::string_view name, std::int64_t begin_ns, std::int64_t end_ns,
                       std::int64_t count) {
  print(name, static_cast<double>(end_ns - begin_ns) / static_cast<double>(count));
}

/// Memory of this program that is in use by the system's count.
inline double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double size = 0;
  double resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Happens once, at a time that is kept.
class Moment {
 public:
  void set() noexcept {
    at_ns_.store(now_ns(), std::memory_order_release);
    at_ns_.notify_all();
  }
  bool is_set() const noexcept { return at_ns_.load(std::memory_order_acquire) != 0; }
  std::int64_t wait() const noexcept {
    at_ns_.wait(0, std::memory_order_acquire);
    return at_ns_.load(std::memory_order_acquire);
  }

 private:
  std::atomic<std::int64_t> at_ns_{0};
};

/// Prints NAME-p50, NAME-p99 and NAME-max of times.
inline void print_spread(const char* name, std::vector<std::int64_t> times) {
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    return static_cast<double>(times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))]);
  };
  std::printf("%s-p50 %.6g\n%s-p99 %.6g\n%s-max %.6g\n", name, at(0.5), name, at(0.99), name, at(1));
}

}  // namespace bench
