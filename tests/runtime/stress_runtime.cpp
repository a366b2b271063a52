// SPDX-License-Identifier: GPL-3.0-or-later
// The runtime with real threads, meant for the thread sanitizer: sums that must come out exactly,
// whatever the threads do. GENMSG_SEED replays a seed, GENMSG_STRESS=n does n times as much.
#include <array>
#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "support/endless_trace.h"
#include "support/eventually.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;

namespace {

std::uint64_t seed() {
  static const std::uint64_t chosen = [] {
    const char* const given = std::getenv("GENMSG_SEED");
    const std::uint64_t made = given != nullptr ? std::strtoull(given, nullptr, 0)
                                                : std::random_device{}();
    std::printf("GENMSG_SEED=%llu\n", static_cast<unsigned long long>(made));
    return made;
  }();
  return chosen;
}

int scale() {
  const char* const given = std::getenv("GENMSG_STRESS");
  return given != nullptr ? std::max(1, std::atoi(given)) : 1;
}

/// Every message made is destroyed, and either handled, refused or dropped with its receiver.
struct Tally {
  std::atomic<std::int64_t> made{0};
  std::atomic<std::int64_t> destroyed{0};
  std::atomic<std::int64_t> handled{0};
};

class Ticket {
 public:
  explicit Ticket(Tally& tally) : tally_(&tally) { ++tally_->made; }
  Ticket(Ticket&& other) noexcept : tally_(std::exchange(other.tally_, nullptr)) {}
  ~Ticket() {
    if (tally_ != nullptr) ++tally_->destroyed;
  }
  Tally& tally() { return *tally_; }

 private:
  Tally* tally_;
};

struct Parcel {
  Ticket ticket;
  std::int64_t hops = 0;
};

/// Handles parcels and passes some on. Links to whom it is told, and dies of what it is told.
struct clerk {
  static constexpr std::string_view module_name = "clerk";
  struct LinkTo {
    Pid pid;
  };
  using Msg = std::variant<Parcel, LinkTo, Timeout, Exit, Down>;
  struct State {
    std::int64_t handled = 0;
    std::vector<Pid> colleagues = {};
  };
  static gen_msg::Init<State> init(bool traps) {
    if (traps) trap_exit(true);
    return gen_msg::ok(State{});
  }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (auto* const link_to = std::get_if<LinkTo>(&message)) {
      state.colleagues.push_back(link_to->pid);
      link(link_to->pid);
      if (state.colleagues.size() % 3 == 0) unlink(state.colleagues.front());
      monitor(link_to->pid);
      return gen_msg::ok(1ms);
    }
    if (auto* const parcel = std::get_if<Parcel>(&message)) {
      ++state.handled;
      ++parcel->ticket.tally().handled;
      if (parcel->hops > 0 && !state.colleagues.empty()) {
        const auto next = state.colleagues[static_cast<std::size_t>(parcel->hops) %
                                           state.colleagues.size()];
        send(Address<Msg>{next}, Parcel{std::move(parcel->ticket), parcel->hops - 1});
      }
      if (state.handled % 50 == 0) return gen_msg::ok(std::chrono::microseconds(state.handled));
    }
    return gen_msg::ok();
  }
};
/// Waits on its own thread for the states of others, who may be blocking, busy, or dead.
struct asker {
  static constexpr std::string_view module_name = "asker";
  static constexpr bool blocking = true;
  struct Ask {
    Pid whom;
    std::atomic<std::int64_t>* answered = nullptr;
  };
  using Msg = std::variant<Ask, Parcel, Timeout, Exit>;
  struct State {};
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Msg&& message, State&) {
    if (auto* const parcel = std::get_if<Parcel>(&message)) ++parcel->ticket.tally().handled;
    if (const auto* const ask = std::get_if<Ask>(&message)) {
      const auto answer = sys::get_state(current_runtime(), ask->whom).wait(30s);
      const bool in_time = answer || answer.error().code != Error::Code::Timeout;
      if (in_time) ++*ask->answered;
      return gen_msg::ok(std::chrono::microseconds(100));
    }
    return gen_msg::ok();
  }
};

BOOST_DESCRIBE_STRUCT(clerk::State, (), (handled))
using ClerkAddress = Address<clerk::Msg>;

RuntimeOptions options(unsigned schedulers, std::uint32_t limit = 4096) {
  RuntimeOptions made;
  made.schedulers = schedulers;
  made.process_limit = limit;
  made.message_bytes = std::size_t{1} << 30;
  made.logger = [](const Report&) {};
  return made;
}

Pid start_clerk(Runtime& runtime, bool traps) {
  const auto started = gen_msg::start<clerk>(runtime, traps).wait(30s);
  return started && *started ? **started : Pid{};
}

}  // namespace

class StressRuntime : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { seed(); }

  /// Many senders to many processes that all live: every message is handled, in the order of its
  /// sender, and the counters say so.
  void many_senders_to_many_processes() {
    Tally tally;
    const std::int64_t each = 8'000 * scale();
    {
      Runtime runtime(options(4));
      std::vector<Pid> pids;
      for (int i = 0; i < 16; ++i) pids.push_back(start_clerk(runtime, false));
      std::vector<std::thread> senders;
      for (std::size_t s = 0; s < 4; ++s) {
        senders.emplace_back([&, s] {
          for (std::int64_t i = 0; i < each; ++i) {
            runtime.send(ClerkAddress{pids[(s + static_cast<std::size_t>(i)) % pids.size()]},
                         Parcel{Ticket(tally), 0});
          }
        });
      }
      for (std::thread& sender : senders) sender.join();
      QVERIFY(eventually([&] { return tally.handled == 4 * each; }));
      QVERIFY(eventually([&] { return runtime.messages_handled() >= 4u * std::uint64_t(each); }));
      QCOMPARE(runtime.dead_letters(), std::uint64_t{0});
    }
    QCOMPARE(tally.destroyed.load(), tally.made.load());
  }

  /// Two processes that wake each other, over and over: a lost wake-up would stop them.
  void wake_ups_are_not_lost() {
    Tally tally;
    Runtime runtime(options(2));
    const Pid a = start_clerk(runtime, false);
    const Pid b = start_clerk(runtime, false);
    runtime.send(ClerkAddress{a}, clerk::LinkTo{b});
    runtime.send(ClerkAddress{b}, clerk::LinkTo{a});
    const std::int64_t rounds = 150 * scale();
    for (std::int64_t i = 1; i <= rounds; ++i) {
      runtime.send(ClerkAddress{a}, Parcel{Ticket(tally), 100});
      QVERIFY(eventually([&] { return tally.handled == i * 101; }));
    }
    QVERIFY(eventually([&] { return tally.destroyed == tally.made; }));
  }

  /// Processes that start, link, are messaged and die, while threads send to pids old and new.
  void spawn_and_exit_storm() {
    Tally tally;
    std::atomic<std::int64_t> refused{0};
    {
      Runtime runtime(options(3, 64));
      std::vector<std::atomic<std::uint64_t>> pids(32);
      std::atomic<bool> done{false};
      std::vector<std::thread> threads;
      for (unsigned s = 0; s < 2; ++s) {
        threads.emplace_back([&, s] { storm_of_sends(runtime, pids, tally, refused, done, s); });
      }
      threads.emplace_back([&] {
        while (!done) check_snapshot(runtime);
      });
      std::mt19937_64 random(seed());
      for (int i = 0; i < 1'500 * scale(); ++i) {
        auto& place = pids[random() % pids.size()];
        const Pid old = Process::unpack(place.load());
        if (old) runtime.exit(old, random() % 2 == 0 ? Term(atoms::kill) : Term(atoms::shutdown));
        const Pid fresh = start_clerk(runtime, random() % 4 == 0);
        if (fresh) place = Process::pack(fresh);
      }
      done = true;
      for (std::thread& thread : threads) thread.join();
      for (const ProcessRow& row : take_snapshot(runtime).processes) {
        runtime.exit(row.pid, atoms::kill);  // also those that trapped their exit
      }
      QVERIFY(eventually([&] { return runtime.process_count() == 0; }));
      QVERIFY(runtime.dead_letters() >= std::uint64_t(refused.load()));
      QCOMPARE(runtime.timers().armed_count(), std::size_t{0});
    }
    QCOMPARE(tally.destroyed.load(), tally.made.load());
  }

  /// Random control from outside while messages flow: every request is answered, the sums agree,
  /// and what was resumed last runs.
  void control_from_outside() {
    Tally tally;
    Runtime runtime(options(3));
    std::vector<Pid> pids;
    for (int i = 0; i < 8; ++i) pids.push_back(start_clerk(runtime, true));
    std::atomic<bool> done{false};
    std::atomic<std::int64_t> refused{0};
    std::vector<std::atomic<std::uint64_t>> places(pids.size());
    for (std::size_t i = 0; i < pids.size(); ++i) places[i] = Process::pack(pids[i]);
    std::thread sender([&] { storm_of_sends(runtime, places, tally, refused, done, 7); });
    std::thread looker([&] {
      while (!done) check_snapshot(runtime);
    });
    std::vector<std::thread> controllers;
    for (unsigned c = 0; c < 2; ++c) {
      controllers.emplace_back([&, c] { control(runtime, pids, c); });
    }
    for (std::thread& controller : controllers) controller.join();
    done = true;
    sender.join();
    looker.join();
    for (const Pid pid : pids) QVERIFY(sys::resume(runtime, pid, {.priority = true}).wait(30s));
    QVERIFY(eventually([&] { return tally.destroyed == tally.made; }));
    QCOMPARE(refused.load(), std::int64_t{0});  // nobody died
    std::uint64_t depth = 0;
    for (const ProcessRow& row : take_snapshot(runtime).processes) depth += row.mailbox;
    QVERIFY(depth == 0 || eventually([&] {
              depth = 0;
              for (const ProcessRow& row : take_snapshot(runtime).processes) depth += row.mailbox;
              return depth == 0;
            }));
  }

  /// Requests by several threads to processes that die meanwhile: each is answered, none forgotten.
  void requests_to_the_dying_are_answered() {
    Runtime runtime(options(2, 16));
    std::mt19937_64 random(seed());
    for (int round = 0; round < 200 * scale(); ++round) {
      const Pid pid = start_clerk(runtime, false);
      QVERIFY(pid);
      std::vector<Pending<Term>> states;
      std::thread asker([&] {
        for (int i = 0; i < 5; ++i) {
          states.push_back(sys::get_state(runtime, pid, {.priority = i % 2 == 0}));
        }
      });
      if (random() % 2 == 0) sys::suspend(runtime, pid, {.priority = true});
      runtime.exit(pid, atoms::kill);
      asker.join();
      for (Pending<Term>& state : states) {
        const Result<Term> answered = state.wait(30s);
        const bool known = answered || answered.error().code == Error::Code::NoProc ||
                           answered.error().code == Error::Code::Exited;
        if (!known) QFAIL(print(answered.error().reason).c_str());
      }
    }
    QVERIFY(eventually([&] { return runtime.process_count() == 0; }));
  }

  /// A scheduler that is stuck in a callback does not hold up who else is ready, nor the timers.
  void stuck_scheduler_holds_nobody_up() {
    Runtime runtime(options(2));
    const Pid other = start_clerk(runtime, false);
    std::atomic<bool> stuck{false};
    Tally tally;
    const test::Journal journal = test::make_journal();
    const Pid sticky = **gen_msg::start<test::puppet>(runtime, test::plain(journal)).wait(30s);
    for (int round = 0; round < 3; ++round) {
      stuck = true;
      const std::int64_t before = tally.handled;
      runtime.send(Address<test::puppet::Msg>{sticky},
                   test::puppet::Code([&](test::puppet::State&) {
                     send(ClerkAddress{other}, Parcel{Ticket(tally), 0});
                     const auto until = std::chrono::steady_clock::now() + 5s;
                     while (stuck && std::chrono::steady_clock::now() < until) {
                       std::this_thread::yield();
                     }
                     return gen_msg::ok();
                   }));
      const auto begin = std::chrono::steady_clock::now();
      QVERIFY(eventually([&] { return tally.handled == before + 1; }));
      stuck = false;
      QVERIFY(std::chrono::steady_clock::now() - begin < 4s);
      // The next round must not set the flag before this one has seen it cleared.
      QVERIFY(sys::get_state(runtime, sticky).wait(30s));
    }
  }

  /// Limited processes that change their limits, are suspended and die while threads flood them: of
  /// each that lives, what was sent is handled, queued, or lost by count.
  void limits_lose_exactly_what_they_count() {
    using Policy = MailboxLimit::Policy;
    Tally tally;
    std::array<std::atomic<std::int64_t>, 8> sent{};
    std::atomic<std::int64_t> refused{0};
    {
      Runtime runtime(options(3));
      std::vector<Pid> pids;
      for (std::size_t i = 0; i < sent.size(); ++i) {
        gen_msg::StartOptions start;
        start.mailbox_limit = {static_cast<std::uint32_t>(1 + i), static_cast<Policy>(i % 3)};
        pids.push_back(**gen_msg::start<clerk>(runtime, i % 2 == 0, start).wait(30s));
      }
      std::atomic<bool> done{false};
      std::vector<std::thread> threads;
      for (unsigned s = 0; s < 2; ++s) {
        threads.emplace_back([&, s] {
          std::mt19937_64 random(seed() + s);
          for (int i = 0; i < 30'000 * scale(); ++i) {
            const std::size_t to = random() % pids.size();
            ++sent[to];
            if (!runtime.send(ClerkAddress{pids[to]}, Parcel{Ticket(tally), 0})) ++refused;
          }
        });
      }
      threads.emplace_back([&] {
        while (!done) check_snapshot(runtime);
      });
      threads.emplace_back([&] { control(runtime, pids, 9); });
      threads.emplace_back([&] { overflow_and_die(runtime, tally); });
      for (std::size_t i = 0; i < threads.size(); ++i) {
        if (i != 2) threads[i].join();
      }
      done = true;
      threads[2].join();
      for (std::size_t i = 0; i < pids.size(); ++i) {
        QVERIFY(sys::resume(runtime, pids[i], {.priority = true}).wait(30s));
        QVERIFY(sys::get_state(runtime, pids[i]).wait(30s));  // behind all that was sent
        const auto status = sys::get_status_parts(runtime, pids[i]).wait(30s);
        QVERIFY(status);
        const std::int64_t handled = parse_handled(status->state);
        QCOMPARE(handled + static_cast<std::int64_t>(status->messages_lost), sent[i].load());
      }
    }
    QCOMPARE(tally.destroyed.load(), tally.made.load());
  }

  /// Blocking processes that ask ordinary ones, which pass parcels on meanwhile, and new ones that
  /// start and die: every question is answered, and the counters are exact when all is over.
  void blocking_processes_among_others() {
    Tally tally;
    std::atomic<std::int64_t> answered{0};
    const std::int64_t rounds = 400 * scale();
    std::int64_t asked = 0;
    {
      RuntimeOptions few = options(2);
      few.blocking_threads = 6;
      few.blocking_idle = 1ms;  // so that threads come and go
      Runtime runtime(few);
      std::vector<Pid> clerks;
      for (int i = 0; i < 4; ++i) clerks.push_back(start_clerk(runtime, false));
      std::vector<Pid> askers;
      const auto start_asker = [&] { return **gen_msg::start<asker>(runtime).wait(30s); };
      for (int i = 0; i < 8; ++i) askers.push_back(start_asker());
      std::atomic<bool> done{false};
      std::thread looker([&] {
        while (!done) check_snapshot(runtime);
      });
      std::mt19937_64 random(seed());
      for (std::int64_t i = 0; i < rounds; ++i) {
        const Pid pid = askers[random() % askers.size()];
        ++asked;
        if (!runtime.send(Address<asker::Msg>{pid},
                          asker::Ask{clerks[random() % clerks.size()], &answered})) {
          QFAIL("nobody died");
        }
        runtime.send(ClerkAddress{clerks[random() % clerks.size()]}, Parcel{Ticket(tally), 0});
        runtime.send(Address<asker::Msg>{pid}, Parcel{Ticket(tally), 0});
        if (random() % 16 == 0) {
          const Pid brief = start_asker();
          runtime.send(Address<asker::Msg>{brief}, Parcel{Ticket(tally), 0});
          runtime.exit(brief, atoms::kill);
        }
      }
      QVERIFY(eventually([&] { return answered == asked; }));
      for (const Pid pid : askers) QVERIFY(sys::get_state(runtime, pid).wait(30s));
      for (const Pid pid : clerks) QVERIFY(sys::get_state(runtime, pid).wait(30s));
      QVERIFY(eventually([&] { return tally.destroyed == tally.made; }));
      QVERIFY(tally.handled >= 2 * rounds);
      QVERIFY(eventually([&] { return runtime.blocking_threads() == 0; }));
      done = true;
      looker.join();
    }
    QCOMPARE(tally.destroyed.load(), tally.made.load());
  }

  /// A runtime may go while its blocking processes wait for each other, for ever.
  void destruction_while_blocked() {
    for (int round = 0; round < 20 * scale(); ++round) {
      std::atomic<std::int64_t> answered{0};
      const auto begin = std::chrono::steady_clock::now();
      {
        Runtime runtime(options(2));
        const auto start_asker = [&] { return **gen_msg::start<asker>(runtime).wait(30s); };
        for (int i = 0; i < 3; ++i) {
          const Pid a = start_asker();
          const Pid b = start_asker();
          runtime.send(Address<asker::Msg>{a}, asker::Ask{b, &answered});
          runtime.send(Address<asker::Msg>{b}, asker::Ask{a, &answered});
        }
      }
      QVERIFY(std::chrono::steady_clock::now() - begin < 25s);  // no wait ran into its limit
    }
  }

  /// A runtime may go while its processes talk; what they hold goes with it.
  void destruction_while_busy() {
    Tally tally;
    for (int round = 0; round < 20 * scale(); ++round) {
      Runtime runtime(options(2));
      const Pid a = start_clerk(runtime, false);
      const Pid b = start_clerk(runtime, true);
      runtime.send(ClerkAddress{a}, clerk::LinkTo{b});
      runtime.send(ClerkAddress{b}, clerk::LinkTo{a});
      for (int i = 0; i < 50; ++i) {
        runtime.send(ClerkAddress{a}, Parcel{Ticket(tally), 1'000'000});
      }
    }
    QCOMPARE(tally.destroyed.load(), tally.made.load());
  }

 private:
  static void storm_of_sends(Runtime& runtime, std::vector<std::atomic<std::uint64_t>>& pids,
                             Tally& tally, std::atomic<std::int64_t>& refused,
                             const std::atomic<bool>& done, unsigned number) {
    std::mt19937_64 random(seed() + number + 1);
    const auto any = [&] { return Process::unpack(pids[random() % pids.size()].load()); };
    while (!done) {
      const Pid to = any();
      if (random() % 16 == 0) {
        if (const Pid peer = any()) runtime.send(ClerkAddress{to}, clerk::LinkTo{peer});
      } else if (!runtime.send(ClerkAddress{to}, Parcel{Ticket(tally), 3})) {
        ++refused;
      }
      if (tally.made - tally.destroyed > 20'000) std::this_thread::yield();
    }
  }

  /// Processes one after the other that a flood ends: never the next one of the slot.
  static void overflow_and_die(Runtime& runtime, Tally& tally) {
    for (int round = 0; round < 200 * scale(); ++round) {
      gen_msg::StartOptions start;
      start.mailbox_limit = {3, MailboxLimit::Policy::Exit};
      const auto started = gen_msg::start<clerk>(runtime, true, start).wait(30s);
      const Pid pid = started && *started ? **started : Pid{};
      sys::suspend(runtime, pid, {.priority = true}).wait(30s);
      for (int i = 0; i < 3; ++i) runtime.send(ClerkAddress{pid}, Parcel{Ticket(tally), 0});
      const bool lived = sys::get_state(runtime, pid, {.priority = true}).wait(30s).has_value();
      const Delivery fourth =
          runtime.try_send(ClerkAddress{pid}, Parcel{Ticket(tally), 0});
      if (!lived || fourth != Delivery::Full || !eventually([&] { return !runtime.is_alive(pid); })) {
        QTest::qFail("a limit did not end its process, or too early", __FILE__, __LINE__);
        return;
      }
    }
  }

  static std::int64_t parse_handled(const Term& state) {
    for (const auto& [key, value] : state.entries()) {
      if (key == Term(Atom::intern("handled"))) return value.as_integer();
    }
    return -1;
  }

  static void control(Runtime& runtime, const std::vector<Pid>& pids, unsigned number) {
    const TraceSessionPtr traces[] = {test::endless_trace(), test::endless_trace()};
    std::mt19937_64 random(seed() + 100 + number);
    for (int i = 0; i < 600 * scale(); ++i) {
      const Pid pid = pids[random() % pids.size()];
      const sys::Options how{.priority = random() % 2 == 0};
      bool answered = true;
      switch (random() % 6) {
        case 0: answered = sys::suspend(runtime, pid, {.priority = true}).wait(30s).has_value(); break;
        case 1: answered = sys::resume(runtime, pid, {.priority = true}).wait(30s).has_value(); break;
        case 2: answered = sys::get_state(runtime, pid, {.priority = true}).wait(30s).has_value(); break;
        case 3: sys::get_status(runtime, pid, how); break;
        case 4: sys::log(runtime, pid, 5, how); break;
        default: sys::set_traced(runtime, pid, traces[random() % 2], random() % 2 == 0, how); break;
      }
      if (!answered) {
        QTest::qFail("a request was not answered", __FILE__, __LINE__);
        return;
      }
    }
  }

  static void check_snapshot(const Runtime& runtime) {
    const Snapshot snapshot = take_snapshot(runtime);
    for (const ProcessRow& row : snapshot.processes) {
      if (row.mailbox > 10'000'000 || row.pid.serial == 0) {
        QTest::qFail("a row is nonsense", __FILE__, __LINE__);
      }
    }
    for (const SchedulerRow& row : snapshot.schedulers) {
      const std::uint64_t alive = std::uint64_t(snapshot.time_ns - snapshot.node_start_ns);
      if (row.busy_ns + row.idle_ns != alive) {
        QTest::qFail("busy and idle time do not add up", __FILE__, __LINE__);
      }
    }
  }
};

QTEST_APPLESS_MAIN(StressRuntime)
#include "stress_runtime.moc"
