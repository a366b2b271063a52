// SPDX-License-Identifier: GPL-3.0-or-later
// Callbacks that hold their scheduler up are reported.
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "support/eventually.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using test::ManualWorld;

namespace {

struct blocker {
  static constexpr std::string_view module_name = "blocker";
  static constexpr bool blocking = true;
  struct State {};
  using Msg = std::function<void()>;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Msg&& code, State&) {
    code();
    return gen_msg::ok();
  }
};

struct Connect {};

/// Takes its time to connect, after its init.
struct connector {
  static constexpr std::string_view module_name = "connector";
  using State = ManualClock*;
  using Msg = test::Note;
  using Continue = Connect;
  static gen_msg::Init<State> init(ManualClock* clock) {
    return gen_msg::ok(State{clock}, gen_msg::continue_with(Connect{}));
  }
  static gen_msg::Return handle_continue(Connect&&, State& clock) {
    clock->advance(200ms);
    return gen_msg::ok();
  }
  static gen_msg::Return handle_msg(Msg&&, State&) { return gen_msg::ok(); }
};

/// A puppet whose next message takes so long.
Pid busy_puppet(ManualWorld& world, std::chrono::milliseconds time,
                gen_msg::StartOptions options = {}) {
  const Pid pid = test::start_puppet(world, test::plain(test::make_journal()), options);
  test::in(world, pid, [&world, time] { world.scheduler().clock().advance(time); });
  return pid;
}

}  // namespace

class TestLongCallback : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void a_callback_at_the_limit_is_reported_with_who_how_long_and_in_what() {
    ManualWorld world;
    gen_msg::StartOptions options;
    options.name = Atom::intern("slow_one");
    const Pid pid = busy_puppet(world, 100ms, options);
    QCOMPARE(world.reports.size(), std::size_t{1});
    const QString report = QString::fromStdString(world.reports[0]);
    QVERIFY(report.contains(QString::fromStdString(to_string(pid))));
    QVERIFY(report.contains("slow_one"));
    QVERIFY(report.contains("puppet:init/1"));
    QVERIFY(report.contains("so_far_ms: 100"));
    QCOMPARE(world.all_reports[0].kind, Report::Kind::LongCallback);
    QCOMPARE(world.all_reports[0].pid, pid);
    QVERIFY(report.contains("variant") || report.contains("Msg"));
    QCOMPARE(world.runtime().long_callbacks(), std::uint64_t{1});
  }

  void a_callback_below_the_limit_is_not_reported() {
    ManualWorld world;
    busy_puppet(world, 99ms);
    QCOMPARE(world.runtime().long_callbacks(), std::uint64_t{0});
    QVERIFY(world.reports.empty());
  }

  void many_short_callbacks_are_no_long_one() {
    ManualWorld world;
    const Pid pid = test::start_puppet(world, test::plain(test::make_journal()));
    for (int i = 0; i < 10; ++i) {
      test::tell(world, pid, [&] { world.scheduler().clock().advance(60ms); });
    }
    world.run();
    QCOMPARE(world.runtime().long_callbacks(), std::uint64_t{0});
  }

  void limit_zero_reports_nothing() {
    RuntimeOptions options;
    options.long_callback = 0ms;
    ManualWorld world(0, options);
    busy_puppet(world, 10'000ms);
    QCOMPARE(world.runtime().long_callbacks(), std::uint64_t{0});
  }

  void the_limit_is_an_option() {
    RuntimeOptions options;
    options.long_callback = 5ms;
    ManualWorld world(0, options);
    busy_puppet(world, 5ms);
    QCOMPARE(world.runtime().long_callbacks(), std::uint64_t{1});
  }

  void a_long_init_is_reported_as_init() {
    ManualWorld world;
    test::start_puppet(world, [&]() -> test::puppet::Init {
      world.scheduler().clock().advance(200ms);
      return gen_msg::ok(test::puppet::State{test::make_journal(), {}, {}});
    });
    QCOMPARE(world.reports.size(), std::size_t{1});
    QVERIFY(QString::fromStdString(world.reports[0]).endsWith("in: init"));
  }

  void a_long_continuation_is_reported_with_its_type() {
    ManualWorld world;
    world.started(gen_msg::start<connector>(world.runtime(), &world.scheduler().clock()));
    QCOMPARE(world.reports.size(), std::size_t{1});
    QVERIFY(QString::fromStdString(world.reports[0]).contains("Connect"));
  }

  void a_long_terminate_is_reported_as_terminate() {
    ManualWorld world;
    const Pid pid = test::start_puppet(world, [&]() -> test::puppet::Init {
      test::puppet::State state{test::make_journal(), {}, {}};
      state.on_terminate = [&](const Term&, test::puppet::State&) {
        world.scheduler().clock().advance(200ms);
      };
      return gen_msg::ok(std::move(state));
    });
    test::tell_return(world, pid,
                      [](test::puppet::State&) { return gen_msg::stop(atoms::normal); });
    world.run();
    QCOMPARE(world.reports.size(), std::size_t{1});
    QVERIFY(QString::fromStdString(world.reports[0]).endsWith("in: terminate"));
  }

  void a_blocking_process_may_take_as_long_as_it_likes() {
    ManualWorld world;
    const Pid pid = world.started(gen_msg::start<blocker>(world.runtime()));
    world.runtime().send(Address<blocker::Msg>{pid}, blocker::Msg([&] {
                           world.scheduler().clock().advance(10'000ms);
                         }));
    world.run();
    QCOMPARE(world.runtime().long_callbacks(), std::uint64_t{0});
  }

  /// With threads: two that are stuck. The second is reported after the first, which is still
  /// stuck then and was looked at again: once each.
  void a_callback_is_reported_once_while_it_still_runs() {
    std::mutex mutex;
    std::vector<Pid> reports;
    std::atomic<bool> leave{false};
    RuntimeOptions options;
    options.schedulers = 3;
    options.process_limit = 64;
    options.message_bytes = std::size_t{1} << 28;
    options.long_callback = 4ms;
    options.logger = [&](const Report& report) {
      const std::lock_guard lock(mutex);
      reports.push_back(report.pid);
    };
    {
      Runtime runtime(options);
      const auto get_stuck = [&] {
        const Pid pid =
            **gen_msg::start<test::puppet>(runtime, test::plain(test::make_journal())).wait(30s);
        runtime.send(Address<test::puppet::Msg>{pid},
                     test::puppet::Code([&](test::puppet::State&) {
                       eventually([&] { return leave.load(); });
                       return gen_msg::ok();
                     }));
      };
      get_stuck();
      QVERIFY(eventually([&] { return runtime.long_callbacks() == 1; }));
      get_stuck();
      QVERIFY(eventually([&] { return runtime.long_callbacks() >= 2; }));
      QCOMPARE(runtime.long_callbacks(), std::uint64_t{2});
      leave = true;
    }
    QCOMPARE(reports.size(), std::size_t{2});
    QVERIFY(reports[0] != reports[1]);
  }

  void a_callback_that_begins_after_long_idleness_is_reported() {
    std::atomic<bool> leave{false};
    RuntimeOptions options;
    options.schedulers = 1;
    options.process_limit = 64;
    options.message_bytes = std::size_t{1} << 28;
    options.long_callback = 4ms;
    options.logger = [](const Report&) {};
    Runtime runtime(options);
    const Pid pid =
        **gen_msg::start<test::puppet>(runtime, test::plain(test::make_journal())).wait(30s);
    for (std::uint64_t round = 1; round <= 3; ++round) {
      // All asleep, and so the watch, sooner or later.
      QVERIFY(eventually([&] { return runtime.sleeping_schedulers() == 1; }));
      leave = false;
      runtime.send(Address<test::puppet::Msg>{pid}, test::puppet::Code([&](test::puppet::State&) {
                     eventually([&] { return leave.load(); });
                     return gen_msg::ok();
                   }));
      QVERIFY(eventually([&] { return runtime.long_callbacks() >= round; }));
      leave = true;
    }
  }
};

QTEST_APPLESS_MAIN(TestLongCallback)
#include "tst_long_callback.moc"
