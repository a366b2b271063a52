// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "genmsg/process/message_pool.h"
#include "support/manual_world.h"

using namespace genmsg;

namespace {

std::shared_ptr<MessagePool> make_pool(std::size_t pages) {
  return std::make_shared<MessagePool>(pages * MessagePool::granule * MessagePool::page_granules);
}

void fill(Message* message, std::uint32_t bytes) {
  std::memset(message->payload(), static_cast<int>(bytes & 0xff), bytes);
}
bool is_filled(const Message* message, std::uint32_t bytes) {
  const auto* const payload = static_cast<const unsigned char*>(message->payload());
  for (std::uint32_t i = 0; i < bytes; ++i) {
    if (payload[i] != (bytes & 0xff)) return false;
  }
  return true;
}

}  // namespace

class TestMessagePool : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void index_and_address_go_together() {
    const auto pool = make_pool(16);
    MessagePool::Cache cache;
    for (int i = 0; i < 100; ++i) {
      Message* const message = pool->allocate(cache, 8);
      QVERIFY(pool->at(pool->index_of(message)) == message);
      QVERIFY(pool->index_of(message) > 1);  // 0 and 1 mean empty and closed
      QCOMPARE(message->next.load(), 0u);
    }
  }

  void messages_do_not_overlap() {
    for (const std::uint64_t seed : test::seeds(10)) {
      const auto pool = make_pool(512);
      MessagePool::Cache cache;
      std::mt19937_64 random(seed);
      std::vector<std::pair<Message*, std::uint32_t>> live;
      for (int i = 0; i < 20'000; ++i) {
        if (live.size() < 1000 && random() % 2 == 0) {
          const auto bytes = static_cast<std::uint32_t>(random() % Message::inline_bytes);
          Message* const message = pool->allocate(cache, bytes);
          fill(message, bytes);
          live.emplace_back(message, bytes);
        } else if (!live.empty()) {
          std::swap(live[random() % live.size()], live.back());
          const auto [message, bytes] = live.back();
          if (!is_filled(message, bytes)) QFAIL(qPrintable(QString::number(seed)));
          pool->release(cache, message);
          live.pop_back();
        }
      }
    }
  }

  void exhaustion_throws_and_freeing_helps() {
    const auto pool = make_pool(8);
    MessagePool::Cache cache;
    std::vector<Message*> live;
    const auto take_all = [&] {
      try {
        for (;;) live.push_back(pool->allocate(cache, 200));
      } catch (const std::bad_alloc&) {
      }
    };
    take_all();
    const std::size_t all = live.size();
    QVERIFY(all > 200);
    QVERIFY_THROWS_EXCEPTION(std::bad_alloc, pool->allocate(cache, 200));
    for (Message* const message : live) pool->release(cache, message);
    live.clear();
    take_all();
    // The last page of each of four counters may not have been told of its frees.
    QVERIFY(live.size() + 5 * (all / 7) >= all);
    QVERIFY(!live.empty());
  }

  void pages_come_back_for_ever() {
    const auto pool = make_pool(32);
    MessagePool::Cache cache;
    for (int i = 0; i < 200'000; ++i) pool->release(cache, pool->allocate(cache, 100));
  }

  /// A long-lived message keeps its own page and no other.
  void long_lived_message_keeps_one_page() {
    const auto pool = make_pool(32);
    MessagePool::Cache cache;
    Message* const kept = pool->allocate(cache, 100);
    fill(kept, 100);
    for (int i = 0; i < 100'000; ++i) pool->release(cache, pool->allocate(cache, 100));
    QVERIFY(is_filled(kept, 100));
  }

  void freed_by_another_thread() {
    const auto pool = make_pool(64);
    std::mutex mutex;
    std::vector<Message*> handed;
    std::atomic<bool> done{false};
    std::atomic<int> bad{0};
    std::thread taker([&] {
      MessagePool::Cache& cache = pool->cache_of_this_thread();
      for (;;) {
        std::vector<Message*> mine;
        const bool last = done;
        {
          const std::lock_guard lock(mutex);
          mine.swap(handed);
        }
        for (Message* const message : mine) {
          if (!is_filled(message, 64)) ++bad;
          pool->release(cache, message);
        }
        if (last && mine.empty()) return;
      }
    });
    MessagePool::Cache& cache = pool->cache_of_this_thread();
    for (int i = 0; i < 50'000; ++i) {
      Message* const message = pool->allocate(cache, 64);
      fill(message, 64);
      for (;;) {
        const std::lock_guard lock(mutex);
        if (handed.size() > 500) continue;  // the pool is small on purpose
        handed.push_back(message);
        break;
      }
    }
    done = true;
    taker.join();
    QCOMPARE(bad.load(), 0);
  }

  void caches_of_threads_are_used_again() {
    const auto pool = make_pool(16);
    std::set<MessagePool::Cache*> caches;
    for (int i = 0; i < 100; ++i) {
      std::thread([&] {
        MessagePool::Cache& cache = pool->cache_of_this_thread();
        caches.insert(&cache);
        pool->release(cache, pool->allocate(cache, 8));
      }).join();
    }
    QCOMPARE(caches.size(), std::size_t{1});
  }

  void thread_outlives_a_pool() {
    std::thread([] {
      for (int i = 0; i < 20; ++i) {
        const auto pool = make_pool(4);
        MessagePool::Cache& cache = pool->cache_of_this_thread();
        pool->release(cache, pool->allocate(cache, 8));
      }
    }).join();
  }
};

QTEST_APPLESS_MAIN(TestMessagePool)
#include "tst_message_pool.moc"
