// SPDX-License-Identifier: GPL-3.0-or-later
// Local names, global names, and names in a registry of the user's.
#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

class PhoneBook final : public NameRegistry {
 public:
  Atom name() const override { return Atom::intern("phone_book"); }
  bool register_name(const Term& name, Pid pid) override {
    const std::lock_guard lock(mutex_);
    return pids_.try_emplace(print(name), pid).second;
  }
  void unregister_name(const Term& name) override {
    const std::lock_guard lock(mutex_);
    pids_.erase(print(name));
  }
  Pid whereis_name(const Term& name) const override {
    const std::lock_guard lock(mutex_);
    const auto found = pids_.find(print(name));
    return found != pids_.end() ? found->second : Pid{};
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return pids_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Pid> pids_;
};

/// One of each kind of name, and a book that outlives the world.
struct Kinds {
  std::shared_ptr<PhoneBook> book = std::make_shared<PhoneBook>();
  std::vector<Name> all = {Atom::intern("local_name"), Global{read("{shard,1}")},
                           Via{book, read("\"555\"")}};
};

gen_msg::StartOptions named(Name name) {
  gen_msg::StartOptions options;
  options.name = std::move(name);
  return options;
}

}  // namespace

class TestNames : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- local

  void register_gives_another_process_a_name() {
    ManualWorld world;
    const Atom name = Atom::intern("given");
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.runtime().register_name(name, pid));
    QCOMPARE(world.runtime().whereis(name), pid);
    QCOMPARE(world.runtime().registered(), std::vector<Atom>{name});
    QCOMPARE(take_snapshot(world.runtime()).processes.front().name, name);
  }

  void register_badarg_if_the_name_is_taken() {
    ManualWorld world;
    const Pid one = start_puppet(world, plain(make_journal()));
    const Pid two = start_puppet(world, plain(make_journal()));
    QVERIFY(world.runtime().register_name(Atom::intern("n"), one));
    const auto taken = world.runtime().register_name(Atom::intern("n"), two);
    QCOMPARE(taken.error().reason, atom("badarg"));
    QCOMPARE(world.runtime().whereis(Atom::intern("n")), one);
    QVERIFY(world.runtime().register_name(Atom::intern("m"), two));
  }

  void register_badarg_if_the_process_has_a_name() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.runtime().register_name(Atom::intern("one"), pid));
    QVERIFY(!world.runtime().register_name(Atom::intern("two"), pid));
    QVERIFY(!world.runtime().register_name(Atom::intern("one"), pid));
    QVERIFY(!world.runtime().whereis(Atom::intern("two")));
    QCOMPARE(world.runtime().whereis(Atom::intern("one")), pid);
  }

  void register_badarg_for_a_dead_process() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    world.runtime().exit(pid, atoms::kill);
    world.run();
    QCOMPARE(world.runtime().register_name(Atom::intern("n"), pid).error().reason, atom("badarg"));
    QVERIFY(!world.runtime().register_name(Atom::intern("n"), Pid{}));
  }

  void register_badarg_for_undefined() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QCOMPARE(world.runtime().register_name(atoms::undefined, pid).error().reason, atom("badarg"));
  }

  void unregister_frees_the_name_and_the_process() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.runtime().register_name(Atom::intern("one"), pid));
    QVERIFY(world.runtime().unregister_name(Atom::intern("one")));
    QVERIFY(!world.runtime().whereis(Atom::intern("one")));
    QVERIFY(world.runtime().register_name(Atom::intern("two"), pid));
  }

  void unregister_badarg_for_an_unknown_name() {
    ManualWorld world;
    QCOMPARE(world.runtime().unregister_name(Atom::intern("nobody")).error().reason,
             atom("badarg"));
  }

  void a_process_registers_others_by_the_erlang_names() {
    ManualWorld world;
    const Pid one = start_puppet(world, plain(make_journal()));
    const Pid two = start_puppet(world, plain(make_journal()));
    in(world, one, [&] {
      QVERIFY(register_name(Atom::intern("other"), two));
      QCOMPARE(whereis(Atom::intern("other")), two);
      QCOMPARE(registered().size(), std::size_t{1});
      QVERIFY(!unregister_name());
      QVERIFY(unregister_name(Atom::intern("other")));
    });
  }

  void a_name_that_another_gave_is_free_when_the_process_ends() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid watcher = start_puppet(world, trapping(journal));
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.runtime().register_name(Atom::intern("given"), pid));
    in(world, watcher, [&] { link(pid); });
    world.runtime().exit(pid, atom("gone"));
    while (world.runtime().is_alive(pid)) QVERIFY(world.step());
    // Before the exit signal has been received.
    QVERIFY(journal->empty());
    QVERIFY(!world.runtime().whereis(Atom::intern("given")));
    world.run();
    QCOMPARE(journal->size(), std::size_t{1});
  }

  void register_that_races_with_exit_leaves_no_name() {
    RuntimeOptions options;
    options.schedulers = 2;
    Runtime runtime(options);
    for (int i = 0; i < 300; ++i) {
      const Pid pid = **gen_msg::start<puppet>(runtime, plain(make_journal())).wait();
      std::thread killer([&] { runtime.exit(pid, atoms::kill); });
      static_cast<void>(runtime.register_name(Atom::intern("raced"), pid));
      global::register_name(runtime, 1, pid);
      killer.join();
      while (runtime.is_alive(pid)) std::this_thread::yield();
      QTRY_VERIFY(!runtime.whereis(Atom::intern("raced")));
      QTRY_VERIFY(!global::whereis_name(runtime, 1));
    }
  }

  void send_to_a_name_that_nobody_has_is_badarg() {
    ManualWorld world;
    const auto local = world.runtime().send(Atom::intern("nobody"), Note{1});
    QCOMPARE(local.error().reason, atom("badarg"));
    QVERIFY(!world.runtime().send(Global{1}, Note{1}));
  }

  void send_to_a_dead_pid_is_no_error() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    world.runtime().exit(pid, atoms::kill);
    world.run();
    QVERIFY(world.runtime().send(Name(pid), Note{1}));
  }

  // --- global

  void a_global_name_is_any_term() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    for (const char* const text : {"{shard,1}", "\"a string\"", "7", "an_atom"}) {
      QVERIFY(global::register_name(world.runtime(), read(text), pid));
      QCOMPARE(global::whereis_name(world.runtime(), read(text)), pid);
    }
    QCOMPARE(global::registered_names(world.runtime()).size(), std::size_t{4});
    QVERIFY(world.runtime().registered().empty());
  }

  void a_global_name_has_one_process() {
    ManualWorld world;
    const Pid one = start_puppet(world, plain(make_journal()));
    const Pid two = start_puppet(world, plain(make_journal()));
    QVERIFY(global::register_name(world.runtime(), 1, one));
    QVERIFY(!global::register_name(world.runtime(), 1, two));
    global::unregister_name(world.runtime(), 1);
    QVERIFY(global::register_name(world.runtime(), 1, two));
    global::unregister_name(world.runtime(), 2);
  }

  void global_names_of_a_dead_process_are_free_before_its_exit_signal_comes() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid watcher = start_puppet(world, plain(journal));
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(global::register_name(world.runtime(), 1, pid));
    QVERIFY(global::register_name(world.runtime(), 2, pid));
    in(world, watcher, [&] { monitor(pid); });
    world.runtime().exit(pid, atom("gone"));
    while (world.runtime().is_alive(pid)) QVERIFY(world.step());
    QVERIFY(journal->empty());
    QVERIFY(global::registered_names(world.runtime()).empty());
    QVERIFY(!global::register_name(world.runtime(), 1, pid));
  }

  // --- all kinds

  void start_registers_any_kind_of_name() {
    const Kinds kinds;
    for (const Name& name : kinds.all) {
      ManualWorld world;
      const Journal journal = make_journal();
      const Pid pid = start_puppet(world, plain(journal), named(name));
      QVERIFY(pid);
      QCOMPARE(name.resolve(world.runtime()), pid);
      QVERIFY(world.runtime().send(name, Note{1}));
      QVERIFY(world.answer(sys::get_state(world.runtime(), name)));
      QCOMPARE(*journal, Lines{"note 1"});
    }
  }

  void a_taken_name_gives_already_started_and_init_is_not_called() {
    const Kinds kinds;
    for (const Name& name : kinds.all) {
      ManualWorld world;
      const Pid holder = start_puppet(world, plain(make_journal()), named(name));
      const Pid caller = start_puppet(world, plain(make_journal()));
      int inits = 0;
      StartResult second = Pid{};
      in(world, caller, [&] {
        const puppet::Args counts = [&]() -> puppet::Init {
          ++inits;
          return gen_msg::ok(puppet::State{});
        };
        second = *gen_msg::start_link<puppet>(counts, named(name)).get();
      });
      QVERIFY(!second);
      QCOMPARE(second.error(), Term::tuple_of(atoms::already_started, holder));
      QCOMPARE(inits, 0);
      // It does not trap exits and lives; nothing was reported.
      QVERIFY(world.runtime().is_alive(caller));
      QVERIFY(world.reports.empty());
      QCOMPARE(name.resolve(world.runtime()), holder);
    }
  }

  void names_are_free_before_the_starter_hears_that_init_failed() {
    const Kinds kinds;
    const std::vector<puppet::Args> failing = {
        [] { return puppet::Init(gen_msg::stop(atom("stopped"))); },
        [] { return puppet::Init(gen_msg::ignore()); },
        [] { return puppet::Init(gen_msg::error(atom("no"))); },
        []() -> puppet::Init { throw std::runtime_error("init"); },
    };
    for (const Name& name : kinds.all) {
      for (const puppet::Args& fails : failing) {
        ManualWorld world;
        bool told = false;
        gen_msg::start<puppet>(world.runtime(), fails, named(name))
            .then([&](const Result<StartResult>&) {
              told = true;
              QVERIFY(!name.resolve(world.runtime()));
            });
        world.run();
        QVERIFY(told);
      }
    }
  }

  void a_name_is_free_when_its_process_ends() {
    const Kinds kinds;
    for (const Name& name : kinds.all) {
      ManualWorld world;
      const Pid pid = start_puppet(world, plain(make_journal()), named(name));
      world.runtime().exit(pid, atoms::kill);
      world.run();
      QVERIFY(!name.resolve(world.runtime()));
      QVERIFY(start_puppet(world, plain(make_journal()), named(name)));
    }
    QCOMPARE(kinds.book->size(), std::size_t{0});
  }

  void a_runtime_that_goes_takes_its_names_out_of_the_users_registry() {
    const auto book = std::make_shared<PhoneBook>();
    {
      ManualScheduler scheduler;
      gen_msg::start<puppet>(scheduler.runtime(), plain(make_journal()), named(Via{book, 1}));
      scheduler.run();
      QCOMPARE(book->size(), std::size_t{1});
    }
    QCOMPARE(book->size(), std::size_t{0});
  }

  void a_pid_or_a_via_without_registry_is_no_name_to_start_with() {
    ManualWorld world;
    QCOMPARE(world.refused(gen_msg::start<puppet>(world.runtime(), plain(make_journal()),
                                                  named(Pid{1, 1}))),
             atom("badarg"));
    QCOMPARE(world.refused(gen_msg::start<puppet>(world.runtime(), plain(make_journal()),
                                                  named(Via{nullptr, 1}))),
             atom("badarg"));
    QVERIFY(!Name(Via{nullptr, 1}).resolve(world.runtime()));
  }

  void names_print_as_otp_writes_them() {
    const auto book = std::make_shared<PhoneBook>();
    QCOMPARE(Name(Atom::intern("n")).to_term(), atom("n"));
    QCOMPARE(Name(Global{read("{a,1}")}).to_term(), read("{global,{a,1}}"));
    QCOMPARE(Name(Via{book, 5}).to_term(), read("{via,phone_book,5}"));
  }

  void sys_errors_name_whom_was_asked() {
    ManualWorld world;
    const auto answer = world.answer(sys::get_state(world.runtime(), Global{5}));
    QCOMPARE(answer.error().reason, read("{noproc,{sys,get_state,[{global,5}]}}"));
  }

  void the_status_header_joins_a_pid_or_an_atom_and_pairs_any_other_name() {
    const auto header = [](std::optional<Name> name, Pid* started = nullptr) {
      ManualWorld world;
      gen_msg::StartOptions options;
      options.name = std::move(name);
      const Pid pid = start_puppet(world, plain(make_journal()), options);
      if (started != nullptr) *started = pid;
      const Term status = world.answer(sys::get_status(world.runtime(), pid)).value();
      const Term misc = status.elements()[3].elements()[4];
      return misc.elements()[0];
    };
    const auto tag = std::string("Status for generic message server");
    const auto joined = [&](const std::string& text) {
      return Term::tuple_of(atoms::header, Term::string(tag + " " + text));
    };
    Pid pid;
    const Term of_pid = header(std::nullopt, &pid);
    QCOMPARE(of_pid, joined(to_string(pid)));
    QCOMPARE(header(Name(Atom::intern("n"))), joined("n"));
    QCOMPARE(header(Name(Global{Atom::intern("g")})), joined("g"));
    QCOMPARE(header(Name(Global{Term::string("str")})),
             Term::tuple_of(atoms::header,
                            Term::tuple_of(Term::string(tag), Term::string("str"))));
  }

  void debug_lines_have_the_name_that_it_was_started_by() {
    ManualWorld world;
    gen_msg::StartOptions options = named(Global{read("{shard,1}")});
    options.debug.trace = true;
    const Pid pid = start_puppet(world, plain(make_journal()), options);
    note(world, pid, 1);
    world.run();
    QVERIFY(!world.lines.empty());
    QVERIFY(world.lines[0].starts_with("*DBG* {shard,1} got "));
  }
};

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
