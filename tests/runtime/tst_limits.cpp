// SPDX-License-Identifier: GPL-3.0-or-later
// What happens where memory, serials and patience end; and that a timeout does not inflate times.
#include <QtTest/QtTest>

#include <array>
#include <chrono>
#include <new>
#include <variant>
#include <vector>

#include "genmsg/genmsg.h"

using namespace genmsg;
using namespace std::chrono_literals;

namespace {

struct Large {
  std::array<std::uint64_t, 24> words{};
};
struct Small {
  std::uint64_t value = 0;
};

struct keeper {
  static constexpr std::string_view module_name = "keeper";
  struct State {
    std::vector<std::uint64_t>* seen = nullptr;
  };
  using Msg = std::variant<Large, Small>;
  static gen_msg::Init<State> init(std::vector<std::uint64_t>* seen) {
    return gen_msg::ok(State{seen});
  }
  static gen_msg::Return handle_msg(Msg&& msg, State& state) {
    const auto* const small = std::get_if<Small>(&msg);
    state.seen->push_back(small != nullptr ? small->value : std::get<Large>(msg).words[0]);
    return gen_msg::ok();
  }
};

/// Asks for a timeout with every message, and takes a microsecond of the manual clock for each.
struct punctual {
  static constexpr std::string_view module_name = "punctual";
  using Msg = std::variant<Small, Timeout>;
  struct State {
    ManualClock* clock = nullptr;
  };
  static gen_msg::Init<State> init(ManualClock* clock) { return gen_msg::ok(State{clock}); }
  static gen_msg::Return handle_msg(Msg&&, State& state) {
    state.clock->advance(1us);
    return gen_msg::ok(std::chrono::nanoseconds(1h));
  }
};

RuntimeOptions small_memory() {
  RuntimeOptions options;
  options.message_bytes = std::size_t{1} << 20;
  return options;
}

struct worker {
  static constexpr std::string_view module_name = "worker";
  struct State {};
  using Msg = Small;
  static gen_msg::Init<State> init(bool good) {
    if (!good) return gen_msg::error(Atom::intern("no_db"));
    return gen_msg::ok(State{});
  }
  static gen_msg::Return handle_msg(Small&&, State&) { return gen_msg::ok(); }
};

ChildSpec child(const char* id, bool good) {
  ChildSpec spec;
  spec.id = Atom::intern(id);
  spec.start = [good] { return gen_msg::start_link<worker>(good); };
  return spec;
}

/// Its second child cannot be started, so it has to end the first one before it can answer.
struct inner_sup {
  static constexpr std::string_view module_name = "inner_sup";
  static supervisor::Supervise init() {
    return SupervisorSpec{{}, {child("good", true), child("bad", false)}};
  }
};
struct outer_sup {
  static constexpr std::string_view module_name = "outer_sup";
  static supervisor::Supervise init() {
    ChildSpec inner;
    inner.id = Atom::intern("inner");
    inner.type = ChildType::Supervisor;
    inner.start = [] { return supervisor::start_link<inner_sup>(); };
    return SupervisorSpec{{}, {child("first", true), inner}};
  }
};

}  // namespace

class TestLimits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void memory_thatIsUsedUp_isAnErrorAndNothingIsMixedUp() {
    ManualScheduler scheduler(0, small_memory());
    Runtime& runtime = scheduler.runtime();
    std::vector<std::uint64_t> seen;
    auto started = gen_msg::start<keeper>(runtime, &seen);
    scheduler.run();
    const Pid pid = started.get().value().value();
    std::vector<std::uint64_t> sent;
    const auto send_all = [&](auto make) {
      for (;;) {
        try {
          runtime.send(pid, make(sent.size()));
          sent.push_back(sent.size());
        } catch (const std::bad_alloc&) {
          return;
        }
      }
    };
    for (int round = 0; round < 3; ++round) {
      send_all([](std::uint64_t number) {
        Large large;
        large.words[0] = number;
        return large;
      });
      send_all([](std::uint64_t number) { return Small{number}; });  // into the gap that is left
      QVERIFY(sent.size() > seen.size());
      scheduler.run();
      QCOMPARE(seen, sent);
    }
  }

  void exit_withoutMemoryForItsMessage_endsTheTrappingProcess() {
    ManualScheduler scheduler(0, small_memory());
    Runtime& runtime = scheduler.runtime();
    const Pid trapper = proc_lib::spawn(
        runtime,
        [] {
          trap_exit(true);
          gen_msg::enter_loop<worker>({});
        },
        Atom::intern("trapper:init/1"));
    scheduler.run();
    auto suspended = sys::suspend(runtime, trapper);
    scheduler.run();
    QVERIFY(suspended.get().has_value());
    try {
      for (;;) runtime.send(trapper, Small{});
    } catch (const std::bad_alloc&) {
    }
    runtime.exit(trapper, Atom::intern("from_outside"));
    scheduler.run();
    QVERIFY(!runtime.is_alive(trapper));
  }

  void busyTime_ofAProcessWithTimeouts_isWhatItTook() {
    ManualScheduler scheduler;
    auto started = gen_msg::start<punctual>(scheduler.runtime(), &scheduler.clock());
    scheduler.run();
    const Pid pid = started.get().value().value();
    for (int i = 0; i < 1000; ++i) scheduler.runtime().send(pid, Small{});
    scheduler.run();
    const Snapshot snapshot = take_snapshot(scheduler.runtime());
    QCOMPARE(snapshot.processes.size(), std::size_t{1});
    QCOMPARE(snapshot.processes[0].messages, std::uint64_t{1000});
    QCOMPARE(snapshot.processes[0].busy_ns, std::uint64_t{1'000'000});
  }

  void nestedSupervisor_whoseStartFails_tellsItsParentWhy() {
    ManualScheduler scheduler;
    auto started = supervisor::start<outer_sup>(scheduler.runtime());
    scheduler.run();
    const StartResult result = started.get().value();
    QVERIFY(!result);
    QCOMPARE(print(result.error()),
             std::string("{shutdown,{failed_to_start_child,inner,"
                         "{shutdown,{failed_to_start_child,bad,no_db}}}}"));
    QCOMPARE(scheduler.runtime().process_count(), 0u);
  }

  void serial_thatIsTheLast_retiresItsSlot() {
    RuntimeOptions options;
    options.process_limit = 1;
    ManualScheduler scheduler(0, options);
    Runtime& runtime = scheduler.runtime();
    proc_lib::spawn(runtime, [] {}, Atom::intern("short:init/1"));
    scheduler.run();
    runtime.table().at(0).serial.store(ProcessTable::last_serial - 1);
    const Pid last = proc_lib::spawn(runtime, [] {}, Atom::intern("short:init/1"));
    QCOMPARE(last.serial, ProcessTable::last_serial);
    scheduler.run();
    QVERIFY(!proc_lib::spawn(runtime, [] {}, Atom::intern("short:init/1")));
  }
};

QTEST_APPLESS_MAIN(TestLimits)
#include "tst_limits.moc"
