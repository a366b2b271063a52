// SPDX-License-Identifier: GPL-3.0-or-later
// bench_caf WORKLOAD COUNT: the workloads that CAF (the C++ Actor Framework) can do, see measure.h.
// Written for 0.17, as Debian 12 has it.
#include <caf/all.hpp>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "measure.h"

namespace {

using bench::Moment;
using bench::now_ns;
using bench::print;
using bench::print_each;
using Number = std::int64_t;
using begin_atom = caf::atom_constant<caf::atom("begin")>;
using stop_atom = caf::atom_constant<caf::atom("stop")>;

struct Counter {
  Number left = 0;
  Number sum = 0;
  std::int64_t begin_ns = 0;
};

caf::behavior counter(caf::stateful_actor<Counter>* self, Number count, std::int64_t* begin_ns,
                      Moment* last) {
  self->state.left = count;
  return {[=](Number value) {
    Counter& state = self->state;
    if (state.begin_ns == 0) *begin_ns = state.begin_ns = now_ns();
    state.sum += value;
    if (--state.left == 0) last->set();
  }};
}

/// Holds up its scheduler until it may go on, so that messages queue for it.
caf::behavior held_counter(caf::stateful_actor<Counter>* self, Number count, std::int64_t* begin_ns,
                           Moment* last, const Moment* filled) {
  const caf::behavior counts = counter(self, count, begin_ns, last);
  return {[=](begin_atom) {
    while (!filled->is_set()) std::this_thread::yield();
    self->become(counts);
  }};
}

void drain(caf::actor_system& system, Number count) {
  std::int64_t begin = 0;
  Moment last;
  Moment filled;
  const auto actor = system.spawn(held_counter, count, &begin, &last, &filled);
  caf::anon_send(actor, begin_atom::value);
  const std::int64_t sending = now_ns();
  for (Number i = 0; i < count; ++i) caf::anon_send(actor, i);
  print_each("send", sending, now_ns(), count);
  filled.set();
  const std::int64_t end = last.wait();
  print_each("drain", begin, end, count);
}

caf::behavior pong(caf::event_based_actor*) {
  return {[](Number value) { return value; }};
}

struct Ping {
  Number left = 0;
};

caf::behavior ping(caf::stateful_actor<Ping>* self, caf::actor peer, Number rounds,
                   std::atomic<Number>* pairs, Moment* done) {
  self->state.left = rounds;
  return {[=](begin_atom) { self->send(peer, Number{0}); },
          [=](Number) {
            if (--self->state.left == 0) {
              if (pairs->fetch_sub(1) == 1) done->set();
              return;
            }
            self->send(peer, self->state.left);
          }};
}

std::int64_t run_pairs(caf::actor_system& system, Number pairs, Number rounds) {
  std::atomic<Number> left{pairs};
  Moment done;
  std::vector<caf::actor> pings;
  for (Number i = 0; i < pairs; ++i) {
    pings.push_back(system.spawn(ping, system.spawn(pong), rounds, &left, &done));
  }
  const std::int64_t begin = now_ns();
  for (const caf::actor& one : pings) caf::anon_send(one, begin_atom::value);
  return done.wait() - begin;
}

void ping_pong(caf::actor_system& system, Number count) {
  print("round", static_cast<double>(run_pairs(system, 1, count)) / static_cast<double>(count));
}
void pairs(caf::actor_system& system, Number count) {
  constexpr Number rounds = 2'000;
  print("message", static_cast<double>(run_pairs(system, count, rounds)) /
                       static_cast<double>(2 * rounds * count));
}

struct Link {
  caf::actor next;
};
caf::behavior link_of_ring(caf::stateful_actor<Link>* self, caf::actor next, Moment* done) {
  self->state.next = std::move(next);
  return {[=](caf::actor other) { self->state.next = std::move(other); },
          [=](Number hops) {
            if (hops == 0) {
              done->set();
            } else {
              self->send(self->state.next, hops - 1);
            }
          }};
}

void ring(caf::actor_system& system, Number count) {
  Moment done;
  const caf::actor first = system.spawn(link_of_ring, caf::actor{}, &done);
  caf::actor next = first;
  for (int i = 1; i < 1'000; ++i) next = system.spawn(link_of_ring, next, &done);
  caf::anon_send(first, next);
  const std::int64_t begin = now_ns();
  caf::anon_send(next, count);
  print_each("hop", begin, done.wait(), count);
}

struct Producer {
  Number left = 0;
};
caf::behavior producer(caf::stateful_actor<Producer>* self, caf::actor to, Number count) {
  self->state.left = count;
  return {[=](begin_atom again) {
    for (int i = 0; i < 200 && self->state.left > 0; ++i) self->send(to, self->state.left--);
    if (self->state.left > 0) self->send(self, again);
  }};
}

void fan_in(caf::actor_system& system, Number count, int senders) {
  std::int64_t first = 0;
  Moment last;
  const auto sink = caf::actor_cast<caf::actor>(system.spawn(counter, count, &first, &last));
  std::vector<caf::actor> producers;
  for (int i = 0; i < senders; ++i) {
    producers.push_back(system.spawn(producer, sink, count / senders));
  }
  const std::int64_t begin = now_ns();
  for (const caf::actor& one : producers) caf::anon_send(one, begin_atom::value);
  print_each("fan-in", begin, last.wait(), count);
}
void fan_in_1(caf::actor_system& system, Number count) { fan_in(system, count, 1); }
void fan_in_2(caf::actor_system& system, Number count) { fan_in(system, count, 2); }

void fan_in_threads(caf::actor_system& system, Number count, int senders) {
  std::int64_t first = 0;
  Moment last;
  const auto sink = system.spawn(counter, count, &first, &last);
  const std::int64_t begin = now_ns();
  std::vector<std::jthread> threads;
  for (int i = 0; i < senders; ++i) {
    threads.emplace_back([sink, share = count / senders] {
      for (Number k = 0; k < share; ++k) caf::anon_send(sink, k);
    });
  }
  print_each("fan-in", begin, last.wait(), count);
}
void fan_in_thread_1(caf::actor_system& system, Number count) { fan_in_threads(system, count, 1); }
void fan_in_thread_2(caf::actor_system& system, Number count) { fan_in_threads(system, count, 2); }

struct Receiver {
  Number left = 0;
};
caf::behavior receiver(caf::stateful_actor<Receiver>* self, Number rounds,
                       std::atomic<Number>* receivers, Moment* done) {
  self->state.left = rounds;
  return {[=](Number) {
    if (--self->state.left == 0 && receivers->fetch_sub(1) == 1) done->set();
  }};
}

caf::behavior broadcaster(caf::stateful_actor<Producer>* self,
                          const std::vector<caf::actor>* receivers, Number rounds) {
  self->state.left = rounds;
  return {[=](begin_atom again) {
    for (const caf::actor& one : *receivers) self->send(one, self->state.left);
    if (--self->state.left > 0) self->send(self, again);
  }};
}

void broadcast(caf::actor_system& system, Number count) {
  constexpr Number rounds = 100;
  std::atomic<Number> left{count};
  Moment done;
  std::vector<caf::actor> receivers;
  for (Number i = 0; i < count; ++i) {
    receivers.push_back(caf::actor_cast<caf::actor>(system.spawn(receiver, rounds, &left, &done)));
  }
  const auto sender = system.spawn(broadcaster, &receivers, rounds);
  const std::int64_t begin = now_ns();
  caf::anon_send(sender, begin_atom::value);
  print_each("delivery", begin, done.wait(), count * rounds);
}

struct Filling {
  Number numbers[7] = {};
  std::atomic<Number>* left = nullptr;
};
caf::behavior idler(caf::stateful_actor<Filling>* self, std::atomic<Number>* left) {
  self->state.left = left;
  return {[=](stop_atom) {
    self->state.left->fetch_sub(1, std::memory_order_relaxed);
    self->quit();
  }};
}

void spawn(caf::actor_system& system, Number count) {
  std::vector<caf::actor> actors;
  actors.reserve(static_cast<std::size_t>(count));
  std::atomic<Number> left{count};
  const double before = bench::resident_bytes();
  const std::int64_t begin = now_ns();
  for (Number i = 0; i < count; ++i) {
    actors.push_back(caf::actor_cast<caf::actor>(system.spawn(idler, &left)));
  }
  print_each("start", begin, now_ns(), count);
  const double own = static_cast<double>(count) * sizeof(caf::actor);
  print("bytes", (bench::resident_bytes() - before - own) / static_cast<double>(count));
  const std::int64_t stop = now_ns();
  for (const caf::actor& one : actors) caf::anon_send(one, stop_atom::value);
  while (left.load() > 0) std::this_thread::yield();
  print_each("stop", stop, now_ns(), count);
}

struct Sky {
  Number sum = 0;
  int missing = 10;
};
caf::behavior sky(caf::stateful_actor<Sky>* self, caf::actor parent, Number number, Number size,
                  Moment* done) {
  return {[=](begin_atom begin) {
            if (size == 1) {
              self->send(parent, number);
              self->quit();
              return;
            }
            for (int i = 0; i < 10; ++i) {
              const Number share = size / 10;
              self->send(self->spawn(sky, caf::actor_cast<caf::actor>(self), number + i * share,
                                     share, static_cast<Moment*>(nullptr)),
                         begin);
            }
          },
          [=](Number value) {
            self->state.sum += value;
            if (--self->state.missing != 0) return;
            if (done != nullptr) {
              done->set();
            } else {
              self->send(parent, self->state.sum);
            }
            self->quit();
          }};
}

void skynet(caf::actor_system& system, Number count) {
  Moment done;
  const std::int64_t begin = now_ns();
  caf::anon_send(system.spawn(sky, caf::actor{}, Number{0}, count, &done), begin_atom::value);
  print("ms", static_cast<double>(done.wait() - begin) / 1e6);
}

struct Workload {
  const char* name;
  void (*run)(caf::actor_system&, Number);
};
constexpr Workload workloads[] = {
    {"drain", drain},         {"ping-pong", ping_pong}, {"pairs", pairs},
    {"ring", ring},           {"fan-in-1", fan_in_1},   {"fan-in-2", fan_in_2},
    {"fan-in-thread-1", fan_in_thread_1},               {"fan-in-thread-2", fan_in_thread_2},
    {"broadcast", broadcast}, {"spawn", spawn},         {"skynet", skynet},
};

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc == 3 ? argv[1] : "";
  for (const Workload& workload : workloads) {
    if (name != workload.name) continue;
    caf::actor_system_config config;
    caf::actor_system system{config};
    workload.run(system, std::atoll(argv[2]));
    std::fflush(stdout);
    std::_Exit(0);
  }
  std::fprintf(stderr, "usage: bench_caf WORKLOAD COUNT\n");
  return 2;
}
