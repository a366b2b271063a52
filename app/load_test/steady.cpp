// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load_test/steady.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "app/load_test/pool_worker.h"
#include "app/load_test/producer.h"

namespace app::load_test {

namespace {

using namespace genmsg;

constexpr std::uint64_t workRounds = 3500;        // about 5 µs
constexpr std::uint64_t slowRounds = 2000 * workRounds;
constexpr unsigned producers = 4;
/// Primes, so that bursts meet now and then but not always.
constexpr std::int64_t periodsMs[producers] = {53, 229, 397, 613};
/// A pool that users kill workers of should live.
constexpr SupFlags patient{.strategy = Strategy::OneForOne,
                           .intensity = 100,
                           .period = std::chrono::seconds(10)};

pool_worker::Args workerArgs(const SteadyRequest& request, unsigned worker) {
  if (!request.slowConsumer || worker != slowWorker(request)) return {worker + 1, workRounds, {}};
  return {worker + 1, slowRounds,
          fmt::format("slow: the others take {} rounds for a job", workRounds)};
}

struct pool_sup {
  static constexpr std::string_view module_name = "pool_sup";
  static supervisor::Supervise init(SteadyRequest request) {
    SupervisorSpec spec{patient, {}};
    for (unsigned i = 0; i < request.workers; ++i) {
      const Atom name = producer::worker_name(i);
      spec.children.push_back({name, [args = workerArgs(request, i), name] {
        return gen_msg::start_link<pool_worker>(args, {.name = name});
      }});
    }
    return spec;
  }
};

struct producer_sup {
  static constexpr std::string_view module_name = "producer_sup";
  static supervisor::Supervise init(SteadyRequest request) {
    SupervisorSpec spec{patient, {}};
    for (unsigned i = 0; i < producers; ++i) {
      const Atom name = Atom::intern(fmt::format("producer_{}", i + 1));
      const producer::Args args{i + 1, request.rate / producers + (i < request.rate % producers),
                                periodsMs[i], request.workers};
      spec.children.push_back({name, [args, name] {
        return gen_msg::start_link<producer>(args, {.name = name});
      }});
    }
    return spec;
  }
};

/// One child that is a supervisor itself.
template <class M>
ChildSpec supervisorChild(const SteadyRequest& request) {
  const Atom name = Atom::intern(M::module_name);
  ChildSpec spec;
  spec.id = name;
  spec.type = ChildType::Supervisor;
  spec.start = [request, name] {
    return supervisor::start_link<M>(request, {.name = name});
  };
  return spec;
}

struct load_test_sup {
  static constexpr std::string_view module_name = "load_test_sup";
  static supervisor::Supervise init(SteadyRequest request) {
    return SupervisorSpec{
        SupFlags{},
        {supervisorChild<pool_sup>(request), supervisorChild<producer_sup>(request)}};
  }
};

}  // namespace

tl::expected<Steady, std::string> Steady::start(Runtime& runtime, const SteadyRequest& request) {
  const auto started =
      supervisor::start<load_test_sup>(runtime, request,
                                       {.name = Atom::intern("load_test_sup")})
          .wait();
  if (!started) return tl::unexpected("load test: " + started.error().message());
  if (!*started) return tl::unexpected("load test: " + print(started->error()));
  return Steady(runtime, **started);
}

Steady::Steady(Steady&& other) noexcept
    : m_runtime(other.m_runtime), m_supervisor(std::exchange(other.m_supervisor, {})) {}

Steady::~Steady() { stop(); }

void Steady::stop() {
  const Pid root = std::exchange(m_supervisor, {});
  if (root) proc_lib::stop(*m_runtime, root, atoms::shutdown).wait();
}

std::uint64_t jobsDone(const Snapshot& snapshot) {
  const Atom worker = gen_msg::module<pool_worker>().initial_call;
  std::uint64_t jobs = 0;
  for (const ProcessRow& row : snapshot.processes) {
    if (row.initial_call == worker) jobs += row.messages;
  }
  return jobs;
}

}  // namespace app::load_test
