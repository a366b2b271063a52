// SPDX-License-Identifier: GPL-3.0-or-later
// Messages that reach nobody: the exact count, and the record of the last.
#include <QtTest/QtTest>

#include <atomic>
#include <thread>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Why = DeadLetter::Why;

namespace {

/// Says what it is asked to when somebody looks at it.
struct Telling {
  std::function<Term()> tell;
};

/// A pid that has exited.
Pid dead_pid(ManualWorld& world) {
  const Pid pid = proc_lib::spawn(world.runtime(), [] {}, {});
  world.run();
  return pid;
}

}  // namespace

template <>
struct genmsg::TermTraits<Telling> {
  static Term to_term(const Telling& telling) { return telling.tell(); }
  static std::string type_name() { return "telling"; }
};

class TestDeadLetters : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void letter_says_who_sent_what_to_whom_and_why() {
    ManualWorld world;
    const Pid dead = dead_pid(world);
    const Pid sender = start_puppet(world, plain(make_journal()));
    world.advance(2ms);
    in(world, sender, [dead] { send(dead, Note{7}); });
    const DeadLetterBatch batch = world.runtime().last_dead_letters();
    QCOMPARE(batch.total, std::uint64_t{1});
    QCOMPARE(batch.not_recorded, std::uint64_t{0});
    QCOMPARE(batch.letters.size(), std::size_t{1});
    const DeadLetter& letter = batch.letters[0];
    QCOMPARE(letter.number, std::uint64_t{1});
    QCOMPARE(letter.time_ns, world.runtime().now_ns());
    QCOMPARE(letter.sender, sender);
    QCOMPARE(letter.receiver, dead);
    QVERIFY(letter.why == Why::Exited);
    QVERIFY(letter.type.name().find("Note") != std::string_view::npos);
    QCOMPARE(letter.message, read("#{value => 7}"));
  }

  void letter_to_a_pid_that_never_was_has_no_message() {
    ManualWorld world;
    note(world, Pid{4000, 1}, 1);
    const DeadLetter letter = world.runtime().last_dead_letters().letters.at(0);
    QCOMPARE(letter.receiver, (Pid{4000, 1}));
    QCOMPARE(letter.sender, Pid{});
    QCOMPARE(letter.message, Term());
    QVERIFY(letter.why == Why::Exited);
  }

  void message_that_a_behaviour_does_not_take_is_not_taken() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()), {.name = Atom::intern("fussy")});
    world.runtime().send(pid, std::string("what?"));
    world.run();
    const DeadLetter letter = world.runtime().last_dead_letters().letters.at(0);
    QVERIFY(letter.why == Why::NotTaken);
    QCOMPARE(letter.receiver, pid);
    QCOMPARE(letter.message, Term::binary("what?"));
    const Report report = world.all_reports.at(0);
    QVERIFY(report.kind == Report::Kind::DeadLetter && report.level == Report::Level::Warning);
    QVERIFY(world.reports.at(0).find("fussy does not take") != std::string::npos);
  }

  void last_letters_are_kept_and_all_are_counted() {
    RuntimeOptions options;
    options.dead_letters_kept = 3;
    ManualWorld world(0, options);
    for (int i = 0; i < 10; ++i) note(world, Pid{}, i);
    const DeadLetterBatch batch = world.runtime().last_dead_letters();
    QCOMPARE(batch.total, std::uint64_t{10});
    QCOMPARE(world.runtime().dead_letters(), std::uint64_t{10});
    QCOMPARE(batch.letters.size(), std::size_t{3});
    QCOMPARE(batch.letters[0].number, std::uint64_t{8});  // oldest first
    QCOMPARE(batch.letters[2].number, std::uint64_t{10});
  }

  void none_are_kept_if_none_are_wanted() {
    RuntimeOptions options;
    options.dead_letters_kept = 0;
    ManualWorld world(0, options);
    note(world, Pid{}, 1);
    QVERIFY(world.runtime().last_dead_letters().letters.empty());
    QCOMPARE(world.runtime().dead_letters(), std::uint64_t{1});
  }

  void message_is_looked_at_once_a_millisecond() {
    ManualWorld world;
    const Pid dead = dead_pid(world);
    int looks = 0;
    const Telling telling{[&looks] { return Term(++looks); }};
    for (int i = 0; i < 10; ++i) world.runtime().send(dead, telling);
    QCOMPARE(looks, 1);
    world.advance(1ms);
    for (int i = 0; i < 10; ++i) world.runtime().send(dead, telling);
    QCOMPARE(looks, 2);
    const auto letters = world.runtime().last_dead_letters().letters;
    QCOMPARE(letters.at(0).message, Term(1));
    QCOMPARE(letters.at(1).message, Term());
    QCOMPARE(letters.at(10).message, Term(2));
  }

  void message_that_takes_long_to_look_at_is_looked_at_for_a_twentieth_of_the_time() {
    ManualWorld world;
    const Pid dead = dead_pid(world);
    int looks = 0;
    const Telling slow{[&] {
      ++looks;
      world.scheduler().clock().advance(10ms);
      return Term();
    }};
    world.runtime().send(dead, slow);
    world.scheduler().clock().advance(199ms);
    world.runtime().send(dead, slow);
    QCOMPARE(looks, 1);
    world.scheduler().clock().advance(1ms);
    world.runtime().send(dead, slow);
    QCOMPARE(looks, 2);
  }

  void look_that_sends_to_the_dead_itself_does_not_recurse() {
    ManualWorld world;
    const Pid dead = dead_pid(world);
    Telling telling;
    int depth = 0;
    telling.tell = [&]() -> Term {
      if (++depth > 3) return atom("too deep");
      world.scheduler().clock().advance(5ms);
      world.runtime().send(dead, telling);
      return atom("sent");
    };
    world.runtime().send(dead, telling);
    QCOMPARE(depth, 1);
    const DeadLetterBatch batch = world.runtime().last_dead_letters();
    QCOMPARE(batch.total, std::uint64_t{2});
    QCOMPARE(batch.letters.size() + batch.not_recorded, std::size_t{2});
  }

  void look_that_throws_gives_the_type() {
    ManualWorld world;
    const Pid dead = dead_pid(world);
    world.runtime().send(dead, Telling{[]() -> Term { throw std::runtime_error("shy"); }});
    QCOMPARE(world.runtime().last_dead_letters().letters.at(0).message, Term::opaque("telling"));
  }

  void record_of_several_threads_never_waits_and_never_miscounts() {
    RuntimeOptions options;
    options.schedulers = 1;
    options.process_limit = 16;
    Runtime runtime(options);
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&runtime] {
        for (int k = 0; k < 2000; ++k) runtime.send(Pid{9, 9}, Note{k});
      });
    }
    for (int i = 0; i < 200; ++i) {
      const DeadLetterBatch batch = runtime.last_dead_letters();
      QVERIFY(batch.letters.size() + batch.not_recorded <= batch.total);
    }
    for (std::thread& thread : threads) thread.join();
    const DeadLetterBatch batch = runtime.last_dead_letters();
    QCOMPARE(batch.total, std::uint64_t{6000});
    QCOMPARE(batch.letters.back().number + batch.not_recorded, std::uint64_t{6000});
  }
};

QTEST_APPLESS_MAIN(TestDeadLetters)
#include "tst_dead_letters.moc"
