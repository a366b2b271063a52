// SPDX-License-Identifier: GPL-3.0-or-later
// Spawning, sending, names, and how a process ends. Links and monitors: tst_process_links.
#include <numeric>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;

namespace {

struct Counted {
  explicit Counted(std::shared_ptr<int> alive_count) : alive(std::move(alive_count)) { ++*alive; }
  Counted(const Counted& other) : alive(other.alive) { ++*alive; }
  Counted(Counted&& other) noexcept : alive(other.alive) { ++*alive; }
  ~Counted() { --*alive; }
  std::shared_ptr<int> alive;
};

/// Takes what it can neither copy nor show, small and large.
struct mover {
  static constexpr std::string_view module_name = "mover";
  struct Large {
    std::unique_ptr<int> value;
    std::array<char, 4096> filler{};
  };
  using Msg = std::variant<std::unique_ptr<int>, Large, Counted>;
  struct State {
    int sum = 0;
  };
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (auto* const one = std::get_if<std::unique_ptr<int>>(&message)) state.sum += **one;
    if (auto* const large = std::get_if<Large>(&message)) state.sum += *large->value;
    return gen_msg::ok();
  }
};

}  // namespace

class TestProcess : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void spawn_runs_body_and_exits_normal() {
    ManualWorld world;
    bool ran = false;
    const Pid pid = proc_lib::spawn(world.runtime(), [&] { ran = self().serial != 0; }, {});
    QVERIFY(world.runtime().is_alive(pid));
    QVERIFY(!ran);
    world.run();
    QVERIFY(ran);
    QVERIFY(!world.runtime().is_alive(pid));
    QVERIFY(world.reports.empty());
    QCOMPARE(world.runtime().spawned(), std::uint64_t{1});
  }

  void functions_of_erlang_throw_outside_of_a_process() {
    QVERIFY_THROWS_EXCEPTION(NotAProcess, self());
    QVERIFY_THROWS_EXCEPTION(NotAProcess, link(Pid{1, 1}));
    QVERIFY_THROWS_EXCEPTION(NotAProcess, register_name(Atom::intern("nobody")));
  }

  void messages_of_one_sender_keep_their_order() {
    for (const std::uint64_t seed : seeds()) {
      ManualWorld world(seed);
      const Journal journal = make_journal();
      const Pid receiver = start_puppet(world, plain(journal));
      std::vector<Pid> senders;
      for (int s = 0; s < 3; ++s) senders.push_back(start_puppet(world, plain(make_journal())));
      for (std::int64_t s = 0; s < 3; ++s) {
        for (std::int64_t i = 0; i < 20; ++i) {
          tell(world, senders[static_cast<std::size_t>(s)], [receiver, s, i] {
            send(Address<puppet::Msg>{receiver}, Note{s * 100 + i});
          });
        }
      }
      world.run();
      QCOMPARE(journal->size(), std::size_t{60});
      std::array<int, 3> next{};
      for (const std::string& line : *journal) {
        const int value = std::stoi(line.substr(5));
        if (value % 100 != next.at(static_cast<std::size_t>(value / 100))++) {
          QFAIL(qPrintable(QString::number(seed)));
        }
      }
    }
  }

  void send_moves_small_and_large() {
    ManualWorld world;
    const Pid pid = world.started(gen_msg::start<mover>(world.runtime()));
    const Address<mover::Msg> to{pid};
    QVERIFY(world.runtime().send(to, std::make_unique<int>(1)));
    QVERIFY(world.runtime().send(to, mover::Large{std::make_unique<int>(2)}));
    world.run();
    QCOMPARE(world.runtime().messages_handled(), std::uint64_t{2});
  }

  void payloads_are_destroyed_once() {
    const auto alive = std::make_shared<int>(0);
    {
      ManualWorld world;
      const Pid pid = world.started(gen_msg::start<mover>(world.runtime()));
      const Address<mover::Msg> to{pid};
      for (int i = 0; i < 10; ++i) world.runtime().send(to, Counted(alive));
      QCOMPARE(*alive, 10);
      world.step();
      QCOMPARE(*alive, 9);
      world.runtime().exit(pid, atoms::shutdown);
      world.run();
      QCOMPARE(*alive, 0);
      QVERIFY(!world.runtime().send(to, Counted(alive)));
      QCOMPARE(*alive, 0);
    }
    {
      ManualScheduler abandoned;  // dropped by the runtime's destructor
      auto started = gen_msg::start<mover>(abandoned.runtime());
      abandoned.run();
      const Address<mover::Msg> to{**started.get()};
      for (int i = 0; i < 10; ++i) abandoned.runtime().send(to, Counted(alive));
      QCOMPARE(*alive, 10);
    }
    QCOMPARE(*alive, 0);
  }

  void wrong_message_is_a_dead_letter_with_a_report() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    QVERIFY(world.runtime().send(pid, std::string("what?")));
    world.run();
    QVERIFY(world.runtime().is_alive(pid));
    QCOMPARE(world.runtime().dead_letters(), std::uint64_t{1});
    QCOMPARE(world.reports.size(), std::size_t{1});
    QVERIFY(world.reports[0].find("DEAD LETTER") != std::string::npos);
  }

  void send_to_the_dead_is_a_dead_letter() {
    ManualWorld world;
    const Pid pid = proc_lib::spawn(world.runtime(), [] {}, {});
    world.run();
    QVERIFY(!note(world, pid, 1));
    QVERIFY(!note(world, Pid{}, 1));
    QVERIFY(!note(world, Pid{4000, 1}, 1));
    QCOMPARE(world.runtime().dead_letters(), std::uint64_t{3});
  }

  void address_is_checked() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.runtime().address<puppet::Msg>(pid).has_value());
    const auto wrong = world.runtime().address<int>(pid);
    QVERIFY(!wrong && wrong.error().code == Error::Code::BadArgument);
    const auto none = world.runtime().address<int>(Pid{});
    QVERIFY(!none && none.error().code == Error::Code::NoProc);
  }

  void depth_is_exact() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    const auto depth = [&] { return take_snapshot(world.runtime()).processes.at(0).mailbox; };
    QCOMPARE(depth(), 0u);
    for (std::uint32_t i = 1; i <= 100; ++i) {
      note(world, pid, i);
      QCOMPARE(depth(), i);
    }
    auto queued = sys::get_state(world.runtime(), pid);
    QCOMPARE(depth(), 101u);  // sys requests count
    for (std::uint32_t left = 100; left-- > 0;) {
      world.step();
      QCOMPARE(depth(), left + 1);
    }
    world.run();
    QCOMPARE(depth(), 0u);
    QVERIFY(queued.get().has_value());
  }

  void process_limit_gives_system_limit() {
    RuntimeOptions options;
    options.process_limit = 3;
    ManualWorld world(0, options);
    std::vector<Pid> pids;
    for (int i = 0; i < 3; ++i) pids.push_back(start_puppet(world, plain(make_journal())));
    QCOMPARE(world.refused(gen_msg::start<puppet>(world.runtime(), plain(make_journal()))),
             Term(atoms::system_limit));
    QCOMPARE(proc_lib::spawn(world.runtime(), [] {}, {}), Pid{});
    Term from_process;
    in(world, pids[0], [&] {
      from_process = gen_msg::start_link<puppet>(plain(make_journal())).get().value().error();
    });
    QCOMPARE(from_process, Term(atoms::system_limit));
    world.runtime().exit(pids[1], atoms::kill);
    world.run();
    QVERIFY(start_puppet(world, plain(make_journal())));
  }

  /// The slot of a process that ended on a scheduler serves whoever asks next.
  void freed_slot_is_there_for_every_thread() {
    RuntimeOptions options;
    options.process_limit = 2;
    ManualWorld world(0, options);
    for (int round = 0; round < 10; ++round) {
      const Pid parent = start_puppet(world, plain(make_journal()));
      Pid child;
      in(world, parent, [&] {
        child = *gen_msg::start_link<puppet>(plain(make_journal())).get().value();
      });
      QVERIFY(child);
      world.runtime().exit(parent, atoms::kill);
      world.run();
      QCOMPARE(world.runtime().process_count(), 0u);
    }
  }

  void stale_pid_never_reaches_the_successor() {
    RuntimeOptions options;
    options.process_limit = 1;
    ManualWorld world(0, options);
    const Journal journal = make_journal();
    std::vector<Pid> old;
    for (int i = 0; i < 50; ++i) {
      const Pid pid = start_puppet(world, plain(journal));
      QCOMPARE(pid.index, 0u);
      for (const Pid stale : old) {
        QVERIFY(stale.serial != pid.serial);
        QVERIFY(!note(world, stale, 1));
        world.runtime().exit(stale, atoms::kill);
        QVERIFY(!world.answer(sys::suspend(world.runtime(), stale, {.priority = true})));
        QVERIFY(!world.runtime().is_alive(stale));
      }
      QVERIFY(world.runtime().is_alive(pid));
      QCOMPARE(take_snapshot(world.runtime()).processes.at(0).mailbox, 0u);
      old.push_back(pid);
      world.runtime().exit(pid, atoms::kill);
      world.run();
    }
    QVERIFY(journal->empty());
  }

  // --- names

  void names_are_unique_and_one_each() {
    ManualWorld world;
    const Atom name = Atom::intern("alice");
    const Pid first = start_puppet(world, plain(make_journal()));
    const Pid second = start_puppet(world, plain(make_journal()));
    bool taken = true, again = true, undefined = true, freed = false, twice = true;
    in(world, first, [&] {
      undefined = register_name(atoms::undefined).has_value();
      QVERIFY(register_name(name));
      again = register_name(Atom::intern("bob")).has_value();
    });
    in(world, second, [&] { taken = register_name(name).has_value(); });
    QVERIFY(!taken && !again && !undefined);
    QCOMPARE(world.runtime().whereis(name), first);
    in(world, first, [&] {
      freed = unregister_name();
      twice = unregister_name();
    });
    QVERIFY(freed && !twice);
    QCOMPARE(world.runtime().whereis(name), Pid{});
    in(world, second, [&] { taken = register_name(name).has_value(); });
    QVERIFY(taken);
    QCOMPARE(world.runtime().registered(), std::vector<Atom>{name});
  }

  /// The name is free before EXIT and DOWN are seen.
  void name_is_free_before_exit_and_down_are_seen() {
    for (const std::uint64_t seed : seeds()) {
      ManualWorld world(seed);
      const Atom name = Atom::intern("short_lived");
      const Journal journal = make_journal();
      const Pid watcher = start_puppet(world, trapping(journal));
      Pid victim;
      in(world, watcher, [&] {
        victim = *gen_msg::start_link<puppet>(plain(make_journal()), {.name = name}).get().value();
        monitor(victim);
        link(victim);
      });
      QCOMPARE(world.runtime().whereis(name), victim);
      world.runtime().exit(victim, atom("boom"));
      while (journal->empty()) QVERIFY(world.step());
      QCOMPARE(world.runtime().whereis(name), Pid{});
      QVERIFY(!world.runtime().is_alive(victim));
      world.run();
      QCOMPARE(journal->size(), std::size_t{2});
    }
  }

  // --- exit

  void exit_in_a_callback_ends_with_its_reason() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid watcher = start_puppet(world, plain(journal));
    const Pid victim = start_puppet(world, plain(journal));
    in(world, watcher, [&] { monitor(victim); });
    in(world, victim, [] { genmsg::exit(atom("bye")); });
    QCOMPARE(*journal, (std::vector<std::string>{
                           "terminate bye", "DOWN 1 " + to_string(victim) + " bye"}));
    QCOMPARE(world.reports.size(), std::size_t{2});  // abnormal: the behaviour's, proc_lib's
    QVERIFY(world.reports[1].find("puppet:init/1") != std::string::npos);
  }

  void orderly_reasons_are_not_reported() {
    for (const Term& reason : {Term(atoms::normal), Term(atoms::shutdown), read("{shutdown,x}")}) {
      ManualWorld world;
      const Pid pid = start_puppet(world, plain(make_journal()));
      in(world, pid, [&] { genmsg::exit(reason); });
      QVERIFY(!world.runtime().is_alive(pid));
      QVERIFY(world.reports.empty());
    }
  }

  /// proc_lib reports what was raised in the process; an exit signal kills it without a word.
  void death_by_exit_signal_is_not_reported() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    world.runtime().exit(pid, atom("boom"));
    world.run();
    QVERIFY(!world.runtime().is_alive(pid));
    QCOMPARE(world.reports, std::vector<std::string>{});
  }

  void messages_after_the_exit_are_not_handled() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    note(world, pid, 1);
    tell_return(world, pid, [](puppet::State&) { return gen_msg::stop(atoms::normal); });
    note(world, pid, 2);
    world.run();
    QCOMPARE(*journal, (std::vector<std::string>{"note 1", "terminate normal"}));
  }

  void dictionary_keeps_terms() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [] {
      QCOMPARE(get(atom("k")), Term());
      put(atom("k"), 1);
      put(atom("k"), 2);
      QCOMPARE(get(atom("k")), Term(2));
    });
  }

  /// A sys request to a process that never enters a loop is refused, not run without a module.
  void request_to_a_process_without_a_loop_is_refused() {
    ManualWorld world;
    const Pid pid = proc_lib::spawn(world.runtime(), [] {}, {});
    auto state = sys::get_state(world.runtime(), pid);
    auto suspended = sys::suspend(world.runtime(), pid, {.priority = true});
    world.run();
    QVERIFY(!state.get() && !suspended.get());
    QCOMPARE(world.runtime().process_count(), 0u);
  }

  void runtimes_share_nothing() {
    ManualWorld one, other;
    const Pid in_one = start_puppet(one, plain(make_journal()), {.name = Atom::intern("same")});
    const Pid in_other = start_puppet(other, plain(make_journal()), {.name = Atom::intern("same")});
    QCOMPARE(in_one, in_other);
    one.runtime().exit(in_one, atoms::kill);
    one.run();
    QVERIFY(other.runtime().is_alive(in_other));
    QCOMPARE(other.runtime().whereis(Atom::intern("same")), in_other);
  }
};

QTEST_APPLESS_MAIN(TestProcess)
#include "tst_process.moc"
