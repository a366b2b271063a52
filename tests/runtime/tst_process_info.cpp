// SPDX-License-Identifier: GPL-3.0-or-later
// What a process tells of itself. See: erlang:process_info/2.
#include <algorithm>
#include <optional>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using Lines = std::vector<std::string>;

class TestProcessInfo : public QObject {
  Q_OBJECT

  struct One {
    One() { me = start_puppet(world, trapping(journal), {.name = Atom::intern("me")}); }
    ProcessInfo info(Pid of, std::size_t messages = 0) {
      const auto answer = world.answer(process_info(world.runtime(), of, messages));
      return answer ? *answer : ProcessInfo{};
    }
    void suspend() { world.answer(sys::suspend(world.runtime(), me)); }

    Journal journal = make_journal();
    ManualWorld world;
    Pid me;
  };

  /// The value of a key in a proplist.
  static Term item(const Term& list, std::string_view key) {
    for (const Term& entry : list.elements()) {
      if (entry.elements()[0] == atom(key)) return entry.elements()[1];
    }
    return atom("no_such_item");
  }

 private Q_SLOTS:
  void plain_items() {
    One one;
    for (int i = 0; i < 3; ++i) note(one.world, one.me, i);
    const ProcessInfo info = one.info(one.me);
    QCOMPARE(info.pid, one.me);
    QCOMPARE(info.registered_name, Atom::intern("me"));
    QCOMPARE(info.initial_call, Atom::intern("puppet:init/1"));
    QCOMPARE(info.trap_exit, true);
    QCOMPARE(info.parent, Term());
    QVERIFY(!info.hibernating && !info.suspended && !info.priority_messages);
    QVERIFY(info.memory > sizeof(Process));
    QCOMPARE(one.info(one.me).reductions, std::uint64_t{3});
    QCOMPARE(one.info(one.me).status, Atom::intern("waiting"));
  }

  void links_monitors_and_monitored_by() {
    One one;
    const Pid peer = start_puppet(one.world, plain(make_journal()), {.name = Atom::intern("peer")});
    in(one.world, one.me, [&] {
      link(peer);
      monitor(peer);
      monitor(Atom::intern("peer"));
    });
    const ProcessInfo mine = one.info(one.me);
    QCOMPARE(mine.links, std::vector<Pid>{peer});
    QCOMPARE(mine.monitors.size(), std::size_t{2});
    QVERIFY(std::ranges::any_of(mine.monitors, [](const auto& m) {
      return m.name == Atom::intern("peer");
    }));
    const ProcessInfo its = one.info(peer);
    QCOMPARE(its.links, std::vector<Pid>{one.me});
    QCOMPARE(its.monitored_by, (std::vector<Pid>{one.me, one.me}));
    in(one.world, one.me, [&] { unlink(peer); });
    QCOMPARE(one.info(one.me).links, std::vector<Pid>{});
    QCOMPARE(one.info(peer).links, std::vector<Pid>{});
  }

  /// One that is unlinked is no link any more, acknowledged or not.
  void unlink_that_is_not_acknowledged_is_no_link() {
    One one;
    const Pid peer = start_puppet(one.world, plain(make_journal()));
    in(one.world, one.me, [&] { link(peer); });
    in(one.world, one.me, [&] {
      unlink(peer);
      QCOMPARE(process_info().links, std::vector<Pid>{});
    });
  }

  void dictionary_parent_and_ancestors() {
    One one;
    Pid child;
    in(one.world, one.me, [&] {
      child = *gen_msg::start_link<puppet>(plain(make_journal())).get().value();
    });
    in(one.world, child, [] { put(atom("key"), atom("value")); });
    const ProcessInfo info = one.info(child);
    QCOMPARE(info.dictionary, (std::vector<Term::Entry>{{atom("key"), atom("value")}}));
    QCOMPARE(info.parent, Term(one.me));
    QCOMPARE(info.ancestors, std::vector<Term>{atom("me")});
  }

  void dead_process_is_noproc() {
    One one;
    one.world.runtime().exit(one.me, atoms::kill);
    one.world.run();
    const auto answer = one.world.answer(process_info(one.world.runtime(), one.me));
    QVERIFY(!answer);
    QVERIFY(answer.error().code == Error::Code::NoProc);
    const auto nobody = one.world.answer(process_info(one.world.runtime(), Pid{}));
    QVERIFY(!nobody);
  }

  void process_that_dies_before_it_answers_is_noproc() {
    One one;
    one.world.runtime().exit(one.me, atoms::kill);
    const auto answer = one.world.answer(process_info(one.world.runtime(), one.me));
    QVERIFY(!answer);
    QVERIFY(answer.error().code == Error::Code::NoProc);
  }

  void answered_while_suspended() {
    One one;
    one.suspend();
    note(one.world, one.me, 1);
    const ProcessInfo info = one.info(one.me);
    QCOMPARE(info.status, atoms::suspended);
    QVERIFY(info.suspended);
    QCOMPARE(info.message_queue_len, 1u);
    QCOMPARE(*one.journal, Lines{});
    one.world.answer(sys::resume(one.world.runtime(), one.me));
  }

  void answered_while_hibernating_which_goes_on() {
    One one;
    tell_return(one.world, one.me, [](puppet::State&) { return gen_msg::ok(gen_msg::hibernate); });
    one.world.run();
    QVERIFY(one.info(one.me).hibernating);
    QVERIFY(one.info(one.me).hibernating);
  }

  void not_queued_behind_messages() {
    One one;
    for (int i = 0; i < 5; ++i) note(one.world, one.me, i);
    std::size_t handled = 99;
    std::uint32_t length = 0;
    process_info(one.world.runtime(), one.me).then([&](const Result<ProcessInfo>& info) {
      handled = one.journal->size();
      length = info->message_queue_len;
    });
    one.world.run();
    QCOMPARE(handled, std::size_t{0});
    QCOMPARE(length, 5u);
  }

  void looking_does_not_restart_a_timeout() {
    One one;
    tell_return(one.world, one.me,
                [](puppet::State&) { return gen_msg::ok(std::chrono::milliseconds(10)); });
    one.world.run();
    one.world.advance(std::chrono::milliseconds(6));
    one.info(one.me);
    one.world.advance(std::chrono::milliseconds(6));
    one.world.run();
    QCOMPARE(*one.journal, Lines{"timeout"});
  }

  void messages_priority_first_and_no_more_than_asked() {
    One one;
    Alias alias;
    in(one.world, one.me, [&] { alias = genmsg::alias({.priority = true}); });
    one.suspend();
    for (int i = 0; i < 5; ++i) one.world.runtime().send(one.me, Note{i});
    one.world.runtime().send(alias, Note{10}, with_priority);
    const ProcessInfo info = one.info(one.me, 3);
    QCOMPARE(info.messages, (std::vector<Term>{to_term(Note{10}), to_term(Note{0}),
                                               to_term(Note{1})}));
    QCOMPARE(info.message_queue_len, 6u);
    QVERIFY(info.priority_messages);
    QCOMPARE(one.info(one.me, 100).messages.size(), std::size_t{6});
    QCOMPARE(one.info(one.me).messages.size(), std::size_t{0});
  }

  void flushed_messages_are_not_shown() {
    One one;
    const Pid peer = start_puppet(one.world, plain(make_journal()));
    std::uint64_t reference = 0;
    in(one.world, one.me, [&] { reference = monitor(peer); });
    one.suspend();
    tell(one.world, one.me, [&] {
      demonitor(reference, flush);
      QCOMPARE(process_info(10).messages, std::vector<Term>{to_term(Note{1})});
    });
    one.world.runtime().exit(peer, atoms::kill);
    one.world.run();
    one.world.runtime().send(one.me, Note{1});
    one.world.answer(sys::resume(one.world.runtime(), one.me));
    QCOMPARE(*one.journal, Lines{"note 1"});
  }

  /// The message that is being handled is not queued any more.
  void own_info_is_given_at_once_without_the_running_message() {
    One one;
    std::optional<ProcessInfo> seen;
    std::optional<ProcessInfo> pending;
    tell(one.world, one.me, [&] {
      seen = process_info(10);
      pending = *process_info(current_runtime(), self(), 10).get();
    });
    one.world.runtime().send(one.me, Note{1});
    one.world.runtime().send(one.me, Note{2});
    one.world.run();
    QCOMPARE(seen->status, atoms::running);
    QCOMPARE(seen->message_queue_len, 2u);
    QCOMPARE(seen->messages, (std::vector<Term>{to_term(Note{1}), to_term(Note{2})}));
    QCOMPARE(pending->messages, seen->messages);
  }

  void own_info_needs_a_process() {
    QVERIFY_THROWS_EXCEPTION(NotAProcess, process_info());
  }

  void priority_messages_while_any_mark_is_on() {
    One one;
    const Pid peer = start_puppet(one.world, plain(make_journal()));
    const auto marked = [&] { return one.info(one.me).priority_messages; };
    in(one.world, one.me, [&] { link(peer, with_priority); });
    QVERIFY(marked());
    in(one.world, one.me, [&] { link(peer); });
    QVERIFY(!marked());
    in(one.world, one.me, [&] { link(peer, with_priority); });
    in(one.world, one.me, [&] { unlink(peer); });
    QVERIFY(!marked());
    std::uint64_t reference = 0;
    in(one.world, one.me, [&] { reference = monitor(peer, {.priority = true}); });
    QVERIFY(marked());
    in(one.world, one.me, [&] { demonitor(reference); });
    QVERIFY(!marked());
    Alias alias;
    in(one.world, one.me, [&] { alias = genmsg::alias({.priority = true}); });
    QVERIFY(marked());
    in(one.world, one.me, [&] { unalias(alias); });
    QVERIFY(!marked());
    in(one.world, one.me, [&] { monitor(peer, {.priority = true}); });
    one.world.runtime().exit(peer, atoms::kill);
    one.world.run();
    QVERIFY(!marked());  // it has fired
  }

  void memory_grows_with_the_queue() {
    One one;
    one.suspend();
    const std::size_t before = one.info(one.me).memory;
    for (int i = 0; i < 5000; ++i) one.world.runtime().send(one.me, Note{i});
    const std::size_t after = one.info(one.me).memory;
    QCOMPARE(after - before, 5000 * (sizeof(Message) + sizeof(Note)));
  }

  void term_is_a_proplist() {
    One one;
    in(one.world, one.me, [] { put(atom("key"), 7); });
    const Term term = one.info(one.me).to_term();
    QCOMPARE(item(term, "registered_name"), atom("me"));
    QCOMPARE(item(term, "initial_call"), atom("puppet:init/1"));
    QCOMPARE(item(term, "status"), atom("waiting"));
    QCOMPARE(item(term, "trap_exit"), atom("true"));
    QCOMPARE(item(term, "dictionary"), read("[{key,7}]"));
    QCOMPARE(item(term, "message_queue_len"), Term(0));
    const Pid nameless = start_puppet(one.world, plain(make_journal()));
    QCOMPARE(item(one.info(nameless).to_term(), "registered_name"), atom("no_such_item"));
  }
};

QTEST_APPLESS_MAIN(TestProcessInfo)
#include "tst_process_info.moc"
