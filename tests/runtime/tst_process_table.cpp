// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>
#include <set>
#include <thread>

#include "genmsg/process/process_table.h"
#include "support/manual_world.h"

using namespace genmsg;

class TestProcessTable : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void slots_are_distinct_up_to_the_limit() {
    for (const std::uint32_t limit : {1u, 2u, 63u, 64u, 65u, 1000u}) {
      ProcessTable table(limit);
      std::set<Process*> taken;
      while (Process* const slot = table.take(nullptr)) {
        QVERIFY(taken.insert(slot).second);
        QVERIFY(&table.at(slot->index) == slot);
      }
      QCOMPARE(taken.size(), std::size_t{limit});
      QCOMPARE(table.top(), limit);
      table.give_back(**taken.begin(), nullptr);
      QVERIFY(table.take(nullptr) == *taken.begin());
      QVERIFY(table.take(nullptr) == nullptr);
    }
  }

  /// However slots wander between the caches of schedulers, a small limit is exact.
  void small_limit_is_exact_with_caches() {
    for (const std::uint64_t seed : test::seeds(20)) {
      std::mt19937_64 random(seed);
      const auto limit = static_cast<std::uint32_t>(1 + random() % 100);
      ProcessTable table(limit);
      std::array<ProcessTable::Cache, 3> caches;
      std::vector<Process*> live;
      for (int i = 0; i < 5000; ++i) {
        const std::size_t who = random() % 4;
        ProcessTable::Cache* const cache = who < 3 ? &caches[who] : nullptr;
        if (random() % 2 == 0) {
          Process* const slot = table.take(cache);
          if ((slot == nullptr) != (live.size() == limit)) QFAIL(qPrintable(QString::number(seed)));
          if (slot != nullptr) live.push_back(slot);
        } else if (!live.empty()) {
          std::swap(live[random() % live.size()], live.back());
          table.give_back(*live.back(), cache);
          live.pop_back();
        }
      }
    }
  }

  void large_table_holds_back_little() {
    constexpr std::uint32_t limit = 20'000;
    ProcessTable table(limit);
    std::array<ProcessTable::Cache, 2> caches;
    std::vector<Process*> live;
    for (std::uint32_t i = 0; i < limit; ++i) {
      if (Process* const slot = table.take(&caches[i % 2])) live.push_back(slot);
    }
    QVERIFY(live.size() >= limit - 256);
    for (Process* const slot : live) table.give_back(*slot, &caches[0]);
    QVERIFY(caches[0].size() <= 256);
    for (auto& cache : caches) table.give_back_all(cache);
    live.clear();
    while (Process* const slot = table.take(nullptr)) live.push_back(slot);
    QCOMPARE(live.size(), std::size_t{limit});
  }

  void slot_of_knows_used_slots_only() {
    ProcessTable table(100);
    QVERIFY(table.slot_of(Pid{0, 1}) == nullptr);
    Process* const slot = table.take(nullptr);
    QVERIFY(table.slot_of(Pid{slot->index, 1}) == slot);
    QVERIFY(table.slot_of(Pid{slot->index, 0}) == nullptr);  // no pid
    QVERIFY(table.slot_of(Pid{100, 1}) == nullptr);
    QVERIFY(table.slot_of(Pid{0xffff'ffff, 1}) == nullptr);
  }

  void threads_never_share_a_slot() {
    ProcessTable table(64);
    std::atomic<int> errors{0};
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 3; ++t) {
      threads.emplace_back([&, t] {
        ProcessTable::Cache cache;
        std::vector<Process*> mine;
        std::mt19937_64 random(t);
        for (int i = 0; i < 20'000; ++i) {
          if (mine.size() < 20 && random() % 2 == 0) {
            Process* const slot = table.take(t == 0 ? nullptr : &cache);
            if (slot == nullptr || slot->state != nullptr) {
              ++errors;
              continue;
            }
            slot->state = &mine;
            mine.push_back(slot);
          } else if (!mine.empty()) {
            if (mine.back()->state != &mine) ++errors;
            mine.back()->state = nullptr;
            table.give_back(*mine.back(), t == 0 ? nullptr : &cache);
            mine.pop_back();
          }
        }
        while (!mine.empty()) {
          mine.back()->state = nullptr;
          table.give_back(*mine.back(), nullptr);
          mine.pop_back();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(errors.load(), 0);
  }
};

QTEST_APPLESS_MAIN(TestProcessTable)
#include "tst_process_table.moc"
