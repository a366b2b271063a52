// SPDX-License-Identifier: GPL-3.0-or-later
#include <deque>
#include <random>
#include <thread>

#include "genmsg/process/mailbox.h"
#include "support/manual_world.h"

using namespace genmsg;
using Found = Mailbox::Found;
using Advanced = Mailbox::Advanced;

namespace {

struct Box {
  Box() { mailbox.open(reader); }
  ~Box() {
    if (!mailbox.is_closed()) drain();
  }

  Message* make(std::int64_t value) {
    Message* const message = pool->allocate(cache, sizeof(std::int64_t));
    message->type = &message_type<std::int64_t>;
    ::new (message->payload()) std::int64_t(value);
    return message;
  }
  Pushed push(std::int64_t value) {
    return mailbox.push(*pool, make(value), [] { return true; });
  }
  std::int64_t front() {
    Message* message = nullptr;
    return mailbox.front(*pool, reader, message) == Found::Message ? message->as<std::int64_t>()
                                                                   : -1;
  }
  Advanced advance(bool park = false) {
    Message* message = nullptr;
    if (mailbox.front(*pool, reader, message) != Found::Message) return Advanced::Empty;
    Mailbox::count_taken(reader);
    const Advanced advanced = mailbox.advance(reader, message, park);
    if (advanced != Advanced::NotLinkedYet) pool->release(cache, message);
    return advanced;
  }
  void drain() {
    while (front() != -1) advance();
  }
  std::uint32_t depth() const { return mailbox.depth(reader); }

  std::shared_ptr<MessagePool> pool = std::make_shared<MessagePool>(std::size_t{64} << 20);
  MessagePool::Cache cache;
  Mailbox mailbox;
  Mailbox::Reader reader;
};

}  // namespace

class TestMailbox : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void closed_until_opened() {
    Mailbox mailbox;
    Mailbox::Reader reader;
    QVERIFY(mailbox.is_closed());
    QCOMPARE(mailbox.depth(reader), 0u);
    mailbox.open(reader);
    QVERIFY(!mailbox.is_closed() && !mailbox.is_parked());
    QCOMPARE(mailbox.depth(reader), 0u);
    QCOMPARE(mailbox.close(), Mailbox::empty);
    QVERIFY(mailbox.is_closed());
  }

  void first_in_first_out_with_exact_depth() {
    Box box;
    for (int i = 0; i < 100; ++i) {
      QVERIFY(box.push(i) == Pushed::Queued);
      QCOMPARE(box.depth(), static_cast<std::uint32_t>(i + 1));
    }
    for (int i = 0; i < 100; ++i) {
      QCOMPARE(box.front(), std::int64_t{i});
      QVERIFY(box.advance() == (i == 99 ? Advanced::Empty : Advanced::More));
      QCOMPARE(box.depth(), static_cast<std::uint32_t>(99 - i));
    }
    QCOMPARE(box.front(), std::int64_t{-1});
  }

  void push_unparks_an_empty_mailbox_once() {
    Box box;
    QVERIFY(box.mailbox.park(false));
    QVERIFY(box.mailbox.is_parked());
    QVERIFY(box.push(1) == Pushed::Unparked);
    QVERIFY(!box.mailbox.is_parked());
    QVERIFY(box.push(2) == Pushed::Queued);
    QVERIFY(!box.mailbox.unpark());
  }

  void park_fails_while_there_is_a_message() {
    Box box;
    box.push(1);
    QVERIFY(!box.mailbox.park(false));
    QVERIFY(!box.mailbox.is_parked());
  }

  /// Suspended: messages come and do not wake it; only unpark does.
  void parked_with_messages_stays_parked() {
    Box box;
    box.push(1);
    QVERIFY(box.mailbox.park(true));
    QVERIFY(box.push(2) == Pushed::Queued);
    QVERIFY(box.mailbox.is_parked());
    QVERIFY(box.mailbox.unpark());
    QVERIFY(!box.mailbox.unpark());
    QCOMPARE(box.front(), std::int64_t{1});
  }

  void advance_parks_in_the_same_step() {
    Box box;
    box.push(1);
    box.push(2);
    QVERIFY(box.advance(true) == Advanced::More);
    QVERIFY(box.advance(true) == Advanced::Parked);
    QVERIFY(box.mailbox.is_parked());
    QVERIFY(box.push(3) == Pushed::Unparked);
    QCOMPARE(box.front(), std::int64_t{3});
  }

  void closed_takes_nothing() {
    Box box;
    box.push(1);
    const std::uint32_t newest = box.mailbox.close();
    QCOMPARE(box.pool->at(newest)->as<std::int64_t>(), std::int64_t{1});
    Message* const late = box.make(2);
    QVERIFY(box.mailbox.push(*box.pool, late, [] { return true; }) == Pushed::Closed);
    box.pool->release(box.cache, late);
    QVERIFY(!box.mailbox.unpark());
  }

  void dead_receiver_takes_nothing() {
    Box box;
    Message* const late = box.make(2);
    QVERIFY(box.mailbox.push(*box.pool, late, [] { return false; }) == Pushed::Closed);
    QCOMPARE(box.depth(), 0u);
    box.pool->release(box.cache, late);
  }

  /// A sender read the word of one process; before it swaps, another has the slot. All that a sender
  /// sees of the two may be the same but for the count.
  void word_of_an_earlier_process_never_comes_again() {
    Box box;
    int serial = 1;
    bool changed = false;
    Message* const message = box.make(7);
    const Pushed pushed = box.mailbox.push(*box.pool, message, [&]() noexcept {
      const bool alive = serial == 1;
      if (!std::exchange(changed, true)) {
        box.mailbox.close();
        serial = 2;
        box.mailbox.open(box.reader);
      }
      return alive;
    });
    QVERIFY(pushed == Pushed::Closed);
    QCOMPARE(box.depth(), 0u);
    box.pool->release(box.cache, message);
  }

  void depth_survives_reopening() {
    Box box;
    for (int i = 0; i < 5; ++i) box.push(i);
    box.advance();
    box.mailbox.close();
    QCOMPARE(box.depth(), 0u);
    box.mailbox.open(box.reader);
    QCOMPARE(box.depth(), 0u);
    box.push(1);
    QCOMPARE(box.depth(), 1u);
    QCOMPARE(box.front(), std::int64_t{1});
  }

  void random_sequence_against_a_queue() {
    for (const std::uint64_t seed : test::seeds(50)) {
      Box box;
      std::mt19937_64 random(seed);
      std::deque<std::int64_t> model;
      bool parked = false;
      for (std::int64_t i = 0; i < 2000; ++i) {
        switch (random() % 4) {
          case 0:
          case 1: {
            const bool wakes = parked && model.empty();
            model.push_back(i);
            if ((box.push(i) == Pushed::Unparked) != wakes) QFAIL(qPrintable(QString::number(seed)));
            if (wakes) parked = false;
            break;
          }
          case 2:
            if (parked) {
              if (!box.mailbox.unpark()) QFAIL(qPrintable(QString::number(seed)));
              parked = false;
            }
            if (!model.empty()) {
              if (box.front() != model.front()) QFAIL(qPrintable(QString::number(seed)));
              model.pop_front();
              parked = box.advance(true) == Advanced::Parked;
              if (parked != model.empty()) QFAIL(qPrintable(QString::number(seed)));
            }
            break;
          default:
            if (!parked) parked = box.mailbox.park(random() % 2 == 0);
            break;
        }
        if (box.depth() != model.size()) QFAIL(qPrintable(QString::number(seed)));
        if (box.mailbox.is_parked() != parked) QFAIL(qPrintable(QString::number(seed)));
      }
    }
  }

  /// Many threads push, one consumes and parks whenever it can; whoever unparks wakes it. Nothing is
  /// lost, and each sender's messages come in order.
  void many_senders_and_a_consumer_that_parks() {
    constexpr std::int64_t senders = 3, each = 20'000;
    const auto pool = std::make_shared<MessagePool>(std::size_t{64} << 20);
    Mailbox mailbox;
    Mailbox::Reader reader;
    mailbox.open(reader);
    std::atomic<bool> ready{true};
    std::vector<std::thread> threads;
    for (std::int64_t s = 0; s < senders; ++s) {
      threads.emplace_back([&, s] {
        for (std::int64_t i = 0; i < each; ++i) {
          Message* const message =
              pool->allocate(pool->cache_of_this_thread(), sizeof(std::int64_t));
          ::new (message->payload()) std::int64_t(s * each + i);
          if (mailbox.push(*pool, message, [] { return true; }) == Pushed::Unparked) ready = true;
        }
      });
    }
    std::vector<std::int64_t> next(senders);
    std::int64_t seen = 0;
    bool in_order = true;
    MessagePool::Cache cache;
    while (seen < senders * each) {
      if (!ready.exchange(false)) {
        std::this_thread::yield();
        continue;
      }
      for (bool running = true; running;) {
        Message* message = nullptr;
        const Found found = mailbox.front(*pool, reader, message);
        if (found == Found::Nothing) running = !mailbox.park(false);
        if (found != Found::Message) continue;
        const std::int64_t value = message->as<std::int64_t>();
        in_order = in_order && value % each == next[static_cast<std::size_t>(value / each)]++;
        ++seen;
        Mailbox::count_taken(reader);
        Advanced advanced = mailbox.advance(reader, message, true);
        while (advanced == Advanced::NotLinkedYet) advanced = mailbox.advance(reader, message, true);
        pool->release(cache, message);
        running = advanced != Advanced::Parked;
      }
    }
    for (std::thread& thread : threads) thread.join();
    QVERIFY(in_order);
    QCOMPARE(mailbox.depth(reader), 0u);
  }
};

QTEST_APPLESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
