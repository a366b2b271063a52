// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <thread>
#include <vector>

#include "genmsg/process/process.h"
#include "genmsg/scheduler/run_queue.h"
#include "support/manual_world.h"

using namespace genmsg;

namespace {

/// Addresses to pass around; nobody looks behind them.
struct Fakes {
  explicit Fakes(std::size_t count) : memory(count) {}
  Process* at(std::size_t number) { return &memory[number]; }
  std::size_t number_of(const Process* process) const {
    return static_cast<std::size_t>(process - memory.data());
  }
  std::vector<Process> memory;
};

}  // namespace

class TestRunQueue : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void first_in_first_out() {
    Fakes fakes(10);
    RunQueue queue;
    QVERIFY(queue.pop() == nullptr);
    for (std::size_t i = 0; i < 10; ++i) QVERIFY(queue.push(fakes.at(i)));
    QCOMPARE(queue.size(), 10u);
    for (std::size_t i = 0; i < 10; ++i) QVERIFY(queue.pop() == fakes.at(i));
    QVERIFY(queue.pop() == nullptr);
    QCOMPARE(queue.taken(), 10u);
  }

  void full_ring_refuses() {
    Fakes fakes(RunQueue::capacity + 1);
    RunQueue queue;
    for (int round = 0; round < 3; ++round) {
      for (std::size_t i = 0; i < RunQueue::capacity; ++i) QVERIFY(queue.push(fakes.at(i)));
      QVERIFY(!queue.push(fakes.at(RunQueue::capacity)));
      for (std::size_t i = 0; i < RunQueue::capacity; ++i) QVERIFY(queue.pop() == fakes.at(i));
    }
  }

  void steal_takes_the_older_half() {
    Fakes fakes(1000);
    std::array<Process*, RunQueue::max_stolen> stolen{};
    for (const std::size_t count : {std::size_t{2}, std::size_t{3}, std::size_t{10}}) {
      RunQueue queue;
      for (std::size_t i = 0; i < count; ++i) queue.push(fakes.at(i));
      QCOMPARE(queue.steal(stolen, false), count - count / 2);
      for (std::size_t i = 0; i < count - count / 2; ++i) QVERIFY(stolen[i] == fakes.at(i));
      QVERIFY(queue.pop() == (fakes.at(count - count / 2)));
    }
    RunQueue queue;
    QCOMPARE(queue.steal(stolen, true), std::size_t{0});
    queue.push(fakes.at(0));
    QCOMPARE(queue.steal(stolen, false), std::size_t{0});  // a lone entry stays
    QCOMPARE(queue.steal(stolen, true), std::size_t{1});
    for (std::size_t i = 0; i < 1000; ++i) queue.push(fakes.at(i));
    QCOMPARE(queue.steal(stolen, false), std::size_t{RunQueue::max_stolen});
  }

  /// One owner and two thieves: every process that was pushed is taken by exactly one of them.
  void nothing_is_lost_or_taken_twice() {
    constexpr std::size_t count = 100'000;
    Fakes fakes(512);
    RunQueue queue;
    std::vector<std::atomic<int>> queued(fakes.memory.size());
    std::atomic<std::size_t> taken{0};
    std::atomic<int> errors{0};
    const auto take = [&](Process* process) {
      if (--queued[fakes.number_of(process)] != 0) ++errors;
      ++taken;
    };
    std::vector<std::thread> thieves;
    for (int t = 0; t < 2; ++t) {
      thieves.emplace_back([&] {
        std::array<Process*, RunQueue::max_stolen> stolen{};
        while (taken < count) {
          const std::size_t got = queue.steal(stolen, true);
          for (std::size_t i = 0; i < got; ++i) take(stolen[i]);
          if (got == 0) std::this_thread::yield();
        }
      });
    }
    std::size_t pushed = 0;
    for (std::size_t next = 0; taken < count;) {
      const std::size_t number = next++ % fakes.memory.size();
      if (pushed < count && queued[number] == 0) {
        queued[number] = 1;
        if (queue.push(fakes.at(number))) {
          ++pushed;
        } else {
          queued[number] = 0;
        }
      }
      if (next % 3 == 0) {
        if (Process* const process = queue.pop()) take(process);
      }
    }
    for (std::thread& thief : thieves) thief.join();
    QCOMPARE(errors.load(), 0);
    QCOMPARE(taken.load(), count);
    QCOMPARE(queue.size(), 0u);
  }
};

QTEST_APPLESS_MAIN(TestRunQueue)
#include "tst_run_queue.moc"
