// SPDX-License-Identifier: GPL-3.0-or-later
// The wheel against a multimap, in random sequences. The seed is printed; GENMSG_SEED replays it.
#include <algorithm>
#include <map>
#include <random>
#include <thread>

#include "genmsg/process/timer_wheel.h"
#include "support/manual_world.h"

using namespace genmsg;

namespace {

constexpr std::int64_t ms = TimerWheel::tick_ns;

/// The first tick not before `at_ns`, and after `now_ns`.
std::int64_t due_ms(std::int64_t at_ns, std::int64_t now_ns) {
  return std::max((at_ns + ms - 1) / ms, now_ns / ms + 1);
}

Pid pid_of(std::size_t number) { return {static_cast<std::uint32_t>(number), 1}; }

/// Delays from a millisecond to a year, most of them short.
std::int64_t random_delay(std::mt19937_64& random) {
  const auto bits = random() % 100 < 90 ? random() % 30 : random() % 55;
  return static_cast<std::int64_t>(random() % (std::uint64_t{1} << bits));
}

struct Model {
  std::multimap<std::int64_t, std::size_t> by_due;
  std::map<std::size_t, std::int64_t> due;

  void arm(std::size_t number, std::int64_t at) {
    cancel(number);
    due[number] = at;
    by_due.emplace(at, number);
  }
  bool cancel(std::size_t number) {
    const auto found = due.find(number);
    if (found == due.end()) return false;
    const auto [first, last] = by_due.equal_range(found->second);
    by_due.erase(std::find_if(first, last, [&](const auto& entry) {
      return entry.second == number;
    }));
    due.erase(found);
    return true;
  }
  std::vector<std::size_t> expire(std::int64_t now_ms) {
    std::vector<std::size_t> fired;
    while (!by_due.empty() && by_due.begin()->first <= now_ms) {
      fired.push_back(by_due.begin()->second);
      due.erase(fired.back());
      by_due.erase(by_due.begin());
    }
    std::sort(fired.begin(), fired.end());
    return fired;
  }
};

/// False if wheel and model disagree somewhere.
bool same_as_model(std::uint64_t seed, std::size_t timers_count, int steps) {
  std::mt19937_64 random(seed);
  std::int64_t now = static_cast<std::int64_t>(random() % (std::uint64_t{1} << 40));
  TimerWheel wheel(1, now);
  std::vector<Timer> timers(timers_count);
  Model model;
  for (int i = 0; i < steps; ++i) {
    const std::size_t number = random() % timers.size();
    const auto what = random() % 10;
    if (what < 5) {
      const std::int64_t at = now + random_delay(random);
      wheel.arm(timers[number], pid_of(number), at, 0);
      model.arm(number, due_ms(at, now));
    } else if (what < 7) {
      if (wheel.cancel(timers[number]) != model.cancel(number)) return false;
    } else {
      // Straight to what the wheel says is next, or some way past it.
      const std::int64_t next = wheel.next_ns();
      if (!model.by_due.empty() && next > model.by_due.begin()->first * ms) return false;
      now = what == 7 && next != TimerWheel::never ? std::max(now, next)
                                                   : now + random_delay(random);
      std::vector<TimerWheel::Fired> fired;
      wheel.expire(now, fired);
      std::vector<std::size_t> numbers;
      for (const TimerWheel::Fired& one : fired) {
        if (one.generation != timers[one.pid.index].generation) return false;
        numbers.push_back(one.pid.index);
      }
      std::sort(numbers.begin(), numbers.end());
      if (numbers != model.expire(now / ms)) return false;
    }
    if (wheel.armed_count() != model.due.size()) return false;
  }
  for (Timer& timer : timers) wheel.cancel(timer);
  return wheel.armed_count() == 0;
}

}  // namespace

class TestTimerWheel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agrees_with_a_multimap() {
    const std::vector<std::uint64_t> seeds = std::getenv("GENMSG_SEED") != nullptr
                                                 ? test::seeds()
                                                 : std::vector<std::uint64_t>{
                                                       1, 2, 3, 4, 5, std::random_device{}()};
    for (const std::uint64_t seed : seeds) {
      std::printf("GENMSG_SEED=%llu\n", static_cast<unsigned long long>(seed));
      QVERIFY(same_as_model(seed, 5, 3000));
      QVERIFY(same_as_model(seed, 300, 20'000));
    }
  }

  void fires_at_the_first_millisecond_not_before_its_time() {
    TimerWheel wheel(1, 0);
    std::vector<TimerWheel::Fired> fired;
    Timer timer;
    wheel.arm(timer, pid_of(1), 5 * ms + 1, 0);
    QCOMPARE(wheel.next_ns(), 6 * ms);
    wheel.expire(6 * ms - 1, fired);
    QVERIFY(fired.empty());
    wheel.expire(6 * ms, fired);
    QCOMPARE(fired.size(), std::size_t{1});
    QVERIFY(fired[0].pid == pid_of(1));
    QCOMPARE(wheel.next_ns(), TimerWheel::never);
    QVERIFY(!wheel.cancel(timer));
  }

  void each_slot_of_each_level() {
    for (int level = 0; level < 6; ++level) {
      for (std::int64_t slot = 1; slot < 64; ++slot) {
        const std::int64_t at = (slot << (6 * level)) * ms;
        TimerWheel wheel(1, 0);
        Timer timer;
        wheel.arm(timer, pid_of(1), at, 0);
        std::vector<TimerWheel::Fired> fired;
        wheel.expire(at - 1, fired);
        QVERIFY(fired.empty());
        wheel.expire(at, fired);
        QCOMPARE(fired.size(), std::size_t{1});
      }
    }
  }

  /// As far as it reaches, from whatever time: it comes to an end, and early rather than never.
  void beyond_its_reach() {
    const std::int64_t year = std::int64_t{365} * 24 * 3600 * 1000 * ms;
    for (const std::int64_t begin : {std::int64_t{0}, ms, year / 3, 5 * year, 20 * year}) {
      TimerWheel wheel(1, begin);
      Timer timer;
      wheel.arm(timer, pid_of(1), TimerWheel::never, 0);
      std::vector<TimerWheel::Fired> fired;
      wheel.expire(begin + ms, fired);
      wheel.expire(begin + 2 * year, fired);
      QVERIFY(fired.empty());
      wheel.expire(begin + 3 * year, fired);
      QCOMPARE(fired.size(), std::size_t{1});
    }
  }

  void past_times_fire_at_the_next_tick() {
    TimerWheel wheel(1, 100 * ms);
    Timer timer;
    wheel.arm(timer, pid_of(1), 3 * ms, 0);
    std::vector<TimerWheel::Fired> fired;
    wheel.expire(101 * ms, fired);
    QCOMPARE(fired.size(), std::size_t{1});
  }

  void generation_tells_old_from_new() {
    TimerWheel wheel(1, 0);
    Timer timer;
    std::vector<TimerWheel::Fired> fired;
    wheel.arm(timer, pid_of(1), ms, 0);
    wheel.expire(ms, fired);
    QCOMPARE(fired.at(0).generation, timer.generation);
    QVERIFY(!wheel.cancel(timer));  // too late, but what has fired no longer counts
    QVERIFY(fired.at(0).generation != timer.generation);
    wheel.arm(timer, pid_of(1), 5 * ms, 0);
    wheel.arm(timer, pid_of(1), 9 * ms, 0);  // moved
    fired.clear();
    wheel.expire(20 * ms, fired);
    QCOMPARE(fired.size(), std::size_t{1});
    QCOMPARE(fired.at(0).generation, timer.generation);
  }

  void threads_arm_and_cancel_while_others_expire() {
    TimerWheel wheel(2, 0);
    std::atomic<bool> done{false};
    std::atomic<std::int64_t> now{0};
    std::thread firing([&] {
      std::vector<TimerWheel::Fired> fired;
      while (!done) {
        wheel.expire(now += ms / 2, fired);
        fired.clear();
      }
    });
    std::vector<std::thread> owners;
    for (unsigned t = 0; t < 2; ++t) {
      owners.emplace_back([&, t] {
        std::mt19937_64 random(t);
        for (int i = 0; i < 20'000; ++i) {
          const auto timer = std::make_unique<Timer>();  // freed while the wheel turns
          for (unsigned k = 0; k < 3; ++k) {
            wheel.arm(*timer, pid_of(t), now + static_cast<std::int64_t>(random() % 5) * ms, t);
          }
          wheel.cancel(*timer);
        }
      });
    }
    for (std::thread& owner : owners) owner.join();
    done = true;
    firing.join();
    QCOMPARE(wheel.armed_count(), std::size_t{0});
  }
};

QTEST_APPLESS_MAIN(TestTimerWheel)
#include "tst_timer_wheel.moc"
