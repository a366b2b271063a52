// SPDX-License-Identifier: GPL-3.0-or-later
// bench_asio WORKLOAD COUNT: a strand for each process, a function for each message, see measure.h.
#define BOOST_ASIO_DISABLE_DEPRECATED_MSG
#include <boost/asio.hpp>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "measure.h"

namespace {

namespace asio = boost::asio;
using bench::Moment;
using bench::now_ns;
using bench::print;
using bench::print_each;
using Number = std::int64_t;

/// Runs posted functions one at a time.
using Strand = asio::strand<asio::io_context::executor_type>;

/// A thread a processor.
class Pool {
 public:
  Pool() : work_(asio::make_work_guard(context_)) {
    const unsigned count = std::max(1u, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this] { context_.run(); });
  }
  Strand strand() { return asio::make_strand(context_); }

 private:
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::vector<std::jthread> threads_;
};

struct Counter {
  explicit Counter(Pool& pool) : strand(pool.strand()) {}
  void handle(Number value) {
    if (begin_ns == 0) begin_ns = now_ns();
    sum += value;
    if (--left == 0) last.set();
  }
  void send(Number value) {
    asio::post(strand, [this, value] { handle(value); });
  }
  Strand strand;
  Number left = 0;
  Number sum = 0;
  std::int64_t begin_ns = 0;
  Moment last;
};

void drain(Pool& pool, Number count) {
  Counter counter(pool);
  counter.left = count;
  Moment filled;
  asio::post(counter.strand, [&] {
    while (!filled.is_set()) std::this_thread::yield();
  });
  const std::int64_t sending = now_ns();
  for (Number i = 0; i < count; ++i) counter.send(i);
  print_each("send", sending, now_ns(), count);
  filled.set();
  const std::int64_t end = counter.last.wait();
  print_each("drain", counter.begin_ns, end, count);
}

struct Pong {
  Strand strand;
};
struct Ping {
  Ping(Pool& pool, Number rounds, std::atomic<Number>& pairs_left, Moment& all_done)
      : strand(pool.strand()), peer{pool.strand()}, left(rounds), pairs(pairs_left), done(all_done) {}
  void round() {
    if (left-- == 0) {
      if (pairs.fetch_sub(1) == 1) done.set();
      return;
    }
    asio::post(peer.strand, [this] { asio::post(strand, [this] { round(); }); });
  }
  Strand strand;
  Pong peer;
  Number left;
  std::atomic<Number>& pairs;
  Moment& done;
};

std::int64_t run_pairs(Pool& pool, Number pairs, Number rounds) {
  std::atomic<Number> left{pairs};
  Moment done;
  std::vector<std::unique_ptr<Ping>> pings;
  for (Number i = 0; i < pairs; ++i) {
    pings.push_back(std::make_unique<Ping>(pool, rounds, left, done));
  }
  const std::int64_t begin = now_ns();
  for (const auto& one : pings) asio::post(one->strand, [&one] { one->round(); });
  return done.wait() - begin;
}

void ping_pong(Pool& pool, Number count) {
  print("round", static_cast<double>(run_pairs(pool, 1, count)) / static_cast<double>(count));
}
void pairs(Pool& pool, Number count) {
  constexpr Number rounds = 2'000;
  print("message", static_cast<double>(run_pairs(pool, count, rounds)) /
                       static_cast<double>(2 * rounds * count));
}

struct Ring {
  std::vector<Strand> strands;
  Moment done;
  void hop(std::size_t at, Number left) {
    if (left == 0) {
      done.set();
      return;
    }
    const std::size_t next = (at + 1) % strands.size();
    asio::post(strands[next], [this, next, left] { hop(next, left - 1); });
  }
};

void ring(Pool& pool, Number count) {
  Ring ring;
  for (int i = 0; i < 1'000; ++i) ring.strands.push_back(pool.strand());
  const std::int64_t begin = now_ns();
  asio::post(ring.strands[0], [&] { ring.hop(0, count); });
  print_each("hop", begin, ring.done.wait(), count);
}

struct Producer {
  Strand strand;
  Number left;
  void portion(Counter& to) {
    for (int i = 0; i < 200 && left > 0; ++i) to.send(left--);
    if (left > 0) asio::post(strand, [this, &to] { portion(to); });
  }
};

void fan_in(Pool& pool, Number count, int senders) {
  Counter counter(pool);
  counter.left = count;
  std::vector<Producer> producers;
  for (int i = 0; i < senders; ++i) producers.push_back({pool.strand(), count / senders});
  const std::int64_t begin = now_ns();
  for (Producer& one : producers) asio::post(one.strand, [&] { one.portion(counter); });
  print_each("fan-in", begin, counter.last.wait(), count);
}
void fan_in_1(Pool& pool, Number count) { fan_in(pool, count, 1); }
void fan_in_2(Pool& pool, Number count) { fan_in(pool, count, 2); }

void fan_in_threads(Pool& pool, Number count, int senders) {
  Counter counter(pool);
  counter.left = count;
  const std::int64_t begin = now_ns();
  std::vector<std::jthread> threads;
  for (int i = 0; i < senders; ++i) {
    threads.emplace_back([&counter, share = count / senders] {
      for (Number k = 0; k < share; ++k) counter.send(k);
    });
  }
  print_each("fan-in", begin, counter.last.wait(), count);
}
void fan_in_thread_1(Pool& pool, Number count) { fan_in_threads(pool, count, 1); }
void fan_in_thread_2(Pool& pool, Number count) { fan_in_threads(pool, count, 2); }

struct Workload {
  const char* name;
  void (*run)(Pool&, Number);
};
constexpr Workload workloads[] = {
    {"drain", drain},       {"ping-pong", ping_pong},
    {"pairs", pairs},       {"ring", ring},
    {"fan-in-1", fan_in_1}, {"fan-in-2", fan_in_2},
    {"fan-in-thread-1", fan_in_thread_1},
    {"fan-in-thread-2", fan_in_thread_2},
};

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc == 3 ? argv[1] : "";
  for (const Workload& workload : workloads) {
    if (name != workload.name) continue;
    Pool pool;
    workload.run(pool, std::atoll(argv[2]));
    std::fflush(stdout);
    std::_Exit(0);
  }
  std::fprintf(stderr, "usage: bench_asio WORKLOAD COUNT\n");
  return 2;
}
