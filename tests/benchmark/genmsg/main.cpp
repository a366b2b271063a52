// SPDX-License-Identifier: GPL-3.0-or-later
// bench_genmsg WORKLOAD COUNT [SCHEDULERS]: see measure.h.
#include <cstdlib>
#include <iterator>

#include <fmt/format.h>

#include "workloads.h"

namespace {

constexpr bench::Workload workloads[] = {
    {"drain", bench::drain},
    {"drain-aged", bench::drain_aged},
    {"drain-atoms", bench::drain_atoms},
    {"drain-gen_server", bench::drain_gen_server},
    {"priority-request", bench::priority_request},
    {"ping-pong", bench::ping_pong},
    {"ping-pong-each", bench::ping_pong_each},
    {"pairs", bench::pairs},
    {"ring", bench::ring},
    {"fan-in-1", bench::fan_in_1},
    {"fan-in-2", bench::fan_in_2},
    {"fan-in-thread-1", bench::fan_in_thread_1},
    {"fan-in-thread-2", bench::fan_in_thread_2},
    {"broadcast", bench::broadcast},
    {"call", bench::call},
    {"flood", bench::flood},
    {"hot-process", bench::hot_process},
    {"wake-storm", bench::wake_storm},
    {"wait-under-load", bench::wait_under_load},
    {"spawn", bench::spawn},
    {"start-link", bench::start_link},
    {"skynet", bench::skynet},
    {"link-exit", bench::link_exit},
    {"snapshot", bench::snapshot},
    {"idle", bench::idle},
    {"trim", bench::trim},
    {"timer", bench::timer},
    {"timer-fire", bench::timer_fire},
    {"look-1hz", bench::look_1hz},
    {"look-10hz", bench::look_10hz},
    {"sys-log", bench::sys_log},
    {"sys-statistics", bench::sys_statistics},
    {"trace", bench::trace},
    {"term-print", bench::term_print},
    {"term-parse", bench::term_parse},
};

int usage() {
  fmt::print(stderr, "usage: bench_genmsg WORKLOAD COUNT [SCHEDULERS]\nworkloads:");
  for (const bench::Workload& workload : workloads) fmt::print(stderr, " {}", workload.name);
  fmt::print(stderr, "\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) return usage();
  const std::string_view name = argv[1];
  const std::int64_t count = std::atoll(argv[2]);
  const auto found = std::find_if(std::begin(workloads), std::end(workloads),
                                  [&](const bench::Workload& one) { return one.name == name; });
  if (found == std::end(workloads) || count < 1) return usage();
  genmsg::RuntimeOptions options;
  options.schedulers = argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 0;
  options.process_limit = 1u << 21;
  genmsg::Runtime runtime(options);
  found->run(runtime, count);
  std::fflush(stdout);
  std::_Exit(0);  // a million processes need not be taken down one by one
}
