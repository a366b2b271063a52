// SPDX-License-Identifier: GPL-3.0-or-later
// What gen_msg and gen_server have in common beyond start and start_link: start_monitor, enter_loop
// with its checks, stop, and a failed start of either.
#include <future>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using gen_msg::ok;

namespace {

const Atom name = Atom::intern("gen_start");

/// A gen_server that begins as a test says.
struct server {
  static constexpr std::string_view module_name = "server";
  struct State {
    Journal journal;
  };
  using Info = std::variant<Note, Timeout, Exit>;
  using Args = std::function<gen_server::Init<State>()>;
  static gen_server::Init<State> init(Args args) { return args(); }
  static gen_server::Return handle_info(Info&& info, State& state) {
    state.journal->push_back(std::holds_alternative<Note>(info) ? "note" : "other");
    return gen_server::ok();
  }
  static void terminate(const Term& reason, State& state) {
    state.journal->push_back("terminate " + print(reason));
  }
};

server::Args serving(Journal journal) {
  return [journal]() -> gen_server::Init<server::State> {
    return gen_server::ok(server::State{journal});
  };
}

/// A parent and what start_monitor() gave it.
struct World : ManualWorld {
  explicit World(bool traps = false) {
    parent = start_puppet(*this, traps ? trapping(journal) : plain(journal));
  }
  void start(puppet::Args args, gen_msg::StartOptions options = {}) {
    in(*this, parent, [&] {
      const auto started = gen_msg::start_monitor<puppet>(std::move(args), options).get();
      QVERIFY(started.has_value());
      result = *started;
    });
  }
  void start_server(server::Args args) {
    in(*this, parent,
       [&] { result = *gen_server::start_monitor<server>(std::move(args), {.name = name}).get(); });
  }
  bool parent_watches_nobody() {
    const Cold& cold = *runtime().table().at(parent.index).cold;
    return cold.monitors.empty();
  }
  Term failed() { return result->has_value() ? Term() : result->error(); }

  Journal journal = make_journal();
  Pid parent;
  std::optional<proc_lib::MonitorResult> result;
};

/// The reason with which a process ends that enters a loop.
struct Entered : ManualWorld {
  Term reason_of(proc_lib::Body body) {
    Term reason;
    proc_lib::start(runtime(), std::move(body), {}).then([&](Result<StartResult> started) {
      if (started && !*started) reason = started->error();
    });
    run();
    return reason;
  }
  Journal journal = make_journal();
};

}  // namespace

class TestGenStart : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- start_monitor

  void b51_started_with_a_monitor_sends_one_down() {
    World w;
    w.start(plain(make_journal()));
    const proc_lib::PidAndMonitor started = **w.result;
    QVERIFY(started.pid && started.monitor != 0);
    QVERIFY(w.answer(gen_msg::stop(w.runtime(), started.pid, atom("stopped"))));
    QCOMPARE(*w.journal, Lines{"DOWN " + std::to_string(started.monitor) + " " +
                               to_string(started.pid) + " stopped"});
    QVERIFY(w.parent_watches_nobody());
  }

  void b51_started_with_a_link_sends_one_exit() {
    World w(true);
    Pid pid;
    in(w, w.parent, [&] {
      pid = *gen_msg::start_link<puppet>(plain(make_journal())).get().value();
    });
    QVERIFY(w.answer(gen_msg::stop(w.runtime(), pid, atom("stopped"))));
    QCOMPARE(*w.journal, Lines{"EXIT " + to_string(pid) + " stopped"});
  }

  void start_monitor_is_no_link() {
    World w;
    w.start(plain(make_journal()));
    w.runtime().exit((*w.result)->pid, atom("boom"));
    w.run();
    QVERIFY(w.runtime().is_alive(w.parent));
  }

  void demonitor_of_a_start_monitor() {
    World w;
    w.start(plain(make_journal()));
    in(w, w.parent, [&] { QVERIFY(demonitor((*w.result)->monitor)); });
    w.runtime().exit((*w.result)->pid, atoms::kill);
    w.run();
    QCOMPARE(*w.journal, Lines{});
  }

  void failed_start_monitor_leaves_no_down() {
    const std::pair<puppet::Args, const char*> failing[] = {
        {[]() -> puppet::Init { return gen_msg::stop(atom("stopped")); }, "stopped"},
        {[]() -> puppet::Init { return gen_msg::error(atom("reason")); }, "reason"},
        {[]() -> puppet::Init { genmsg::exit(atom("left")); }, "left"},
        {[]() -> puppet::Init { return gen_msg::ignore(); }, ""},
    };
    for (const bool traps : {false, true}) {
      for (const auto& [args, reason] : failing) {
        World w(traps);
        for (int i = 0; i < 100; ++i) {
          w.start(args, {.name = name});
          QCOMPARE(w.failed(), *reason != 0 ? atom(reason) : Term());
          QVERIFY(w.result->has_value() ? !(*w.result)->pid : true);
          QVERIFY(!w.runtime().whereis(name));
        }
        QCOMPARE(*w.journal, Lines{});
        QVERIFY(w.parent_watches_nobody());
        QCOMPARE(w.runtime().process_count(), 1u);
      }
    }
  }

  void b49_name_taken_is_already_started_for_start_monitor() {
    World w;
    w.start(plain(make_journal()), {.name = name});
    const Pid first = (*w.result)->pid;
    bool called = false;
    w.start(
        [&]() -> puppet::Init {
          called = true;
          return gen_msg::ignore();
        },
        {.name = name});
    QCOMPARE(w.failed(), Term::tuple_of(atoms::already_started, first));
    QVERIFY(!called);
    QCOMPARE(*w.journal, Lines{});
  }

  void start_monitor_outside_of_a_process_is_a_bad_argument() {
    const auto result = gen_msg::start_monitor<puppet>(plain(make_journal())).get();
    QCOMPARE(result->error(), Term(atoms::badarg));
  }

  void start_monitor_that_does_not_acknowledge_in_time_leaves_no_down() {
    World w;
    std::optional<Pending<proc_lib::MonitorResult>> starting;
    in(w, w.parent, [&] {
      starting = proc_lib::start_monitor(
          [] { gen_msg::enter_loop<puppet>({make_journal(), {}, {}}); }, {}, 10ms);
    });
    w.advance(11ms);
    QCOMPARE(starting->get()->error(), Term(atoms::timeout));
    QCOMPARE(*w.journal, Lines{});
    QVERIFY(w.parent_watches_nobody());
  }

  // --- gen_server begins like gen_msg

  void gen_server_init_fails_as_that_of_gen_msg() {
    const std::pair<server::Args, const char*> failing[] = {
        {[]() -> gen_server::Init<server::State> { return gen_server::stop(atom("s")); }, "s"},
        {[]() -> gen_server::Init<server::State> { return gen_server::error(atom("e")); }, "e"},
        {[]() -> gen_server::Init<server::State> { genmsg::exit(atom("x")); }, "x"},
        {[]() -> gen_server::Init<server::State> { return gen_server::ignore(); }, ""},
    };
    for (const auto& [args, reason] : failing) {
      World w;
      in(w, w.parent, [&] {
        for (int i = 0; i < 100; ++i) {
          const auto linked = gen_server::start_link<server>(args, {.name = name}).get().value();
          QCOMPARE(linked ? Term() : linked.error(), *reason != 0 ? atom(reason) : Term());
        }
      });
      w.start_server(args);
      QCOMPARE(w.failed(), *reason != 0 ? atom(reason) : Term());
      QVERIFY(w.runtime().is_alive(w.parent));
      QCOMPARE(*w.journal, Lines{});
      QCOMPARE(w.runtime().process_count(), 1u);
    }
  }

  // --- stop

  void b52_stop_by_pid_and_by_name_then_noproc() {
    ManualWorld world;
    const Journal journal = make_journal();
    start_puppet(world, plain(journal), {.name = name});
    QVERIFY(world.answer(gen_msg::stop(world.runtime(), name)));
    QCOMPARE(*journal, Lines{"terminate normal"});
    const auto again = world.answer(gen_msg::stop(world.runtime(), name));
    QCOMPARE(again.error().code, Error::Code::NoProc);
    const Pid pid =
        world.started(gen_server::start<server>(world.runtime(), serving(journal)));
    QVERIFY(world.answer(gen_server::stop(world.runtime(), pid, atoms::shutdown)));
    QCOMPARE(journal->back(), std::string("terminate shutdown"));
  }

  void b52_stop_by_a_global_name() {
    ManualWorld world;
    const Name global = Global{read("{shard,1}")};
    const Pid pid = start_puppet(world, plain(make_journal()), {.name = global});
    QVERIFY(world.answer(gen_msg::stop(world.runtime(), global)));
    QVERIFY(!world.runtime().is_alive(pid));
    const auto again = world.answer(gen_msg::stop(world.runtime(), global));
    QCOMPARE(again.error().code, Error::Code::NoProc);
  }

  /// proc_lib_SUITE:stop; that it is no error to end for the reason that was asked: OTP 28.
  void c83_process_that_ends_by_itself_before_it_is_told_to() {
    ManualWorld world;
    Pid pid;
    const auto stopped = [&](std::string_view asked) {
      pid = start_puppet(world, plain(make_journal()));
      for (int i = 0; i < 3; ++i) note(world, pid, i);  // the request is behind them
      tell(world, pid, [] { genmsg::exit(atom("die")); });
      return world.answer(proc_lib::stop(world.runtime(), pid, atom(asked)));
    };
    QVERIFY(stopped("die"));
    const auto died = stopped("normal");
    QCOMPARE(died.error().code, Error::Code::Exited);
    QCOMPARE(died.error().reason,
             Term::tuple_of(atom("die"), Term::tuple_of(atom("sys"), atom("terminate"),
                                                        Term::list({Term(pid)}))));
  }

  void stop_ends_after_its_time() {
    Runtime runtime{[] {
      RuntimeOptions options;
      options.schedulers = 1;
      options.process_limit = 16;
      return options;
    }()};
    const Journal journal = make_journal();
    const Pid pid = **gen_msg::start<puppet>(runtime, plain(journal)).wait();
    std::promise<void> go;
    runtime.send(pid, puppet::Code([&](puppet::State&) {
      go.get_future().wait();
      return ok();
    }));
    const auto stopped = gen_msg::stop(runtime, pid, atoms::normal, 1ms).wait();
    go.set_value();
    QCOMPARE(stopped.error().code, Error::Code::Timeout);
  }

  void stop_of_oneself_is_calling_self() {
    ManualWorld world;
    Error::Code code{};
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [&] { code = gen_msg::stop(self(), atoms::normal).get().error().code; });
    QCOMPARE(code, Error::Code::CallingSelf);
    QVERIFY(world.runtime().is_alive(pid));
  }

  // --- enter_loop

  void b68_enter_loop_of_a_process_that_proc_lib_did_not_start() {
    ManualWorld world;
    const Journal journal = make_journal();
    Runtime::Spawn spawn;
    spawn.start = [journal] { gen_msg::enter_loop<puppet>({journal, {}, {}}); };
    Process* const process = world.runtime().create(std::move(spawn));
    const Pid pid = process->pid();
    const Pid watcher = start_puppet(world, plain(journal));
    in(world, watcher, [pid] { monitor(pid); });
    world.runtime().make_ready(*process);
    world.run();
    QVERIFY(journal->at(0).ends_with(" process_was_not_started_by_proc_lib"));
  }

  void b68_enter_loop_with_a_name_that_is_not_its_own() {
    Entered w;
    const auto enter = [&] {
      gen_msg::enter_loop<puppet>({w.journal, {}, {}}, ok(), {.name = name});
    };
    QCOMPARE(w.reason_of(enter), atom("process_not_registered"));
    QCOMPARE(w.reason_of([&] {
               register_name(Atom::intern("another"));
               enter();
             }),
             atom("process_not_registered"));
    start_puppet(w, plain(make_journal()), {.name = name});
    QCOMPARE(w.reason_of(enter), atom("process_not_registered"));
    QCOMPARE(*w.journal, Lines{});  // terminate is not called
  }

  void enter_loop_with_its_own_name_and_debug() {
    Entered w;
    const Pid pid = w.started(proc_lib::start(
        w.runtime(),
        [&] {
          register_name(name);
          gen_server::enter_loop<server>({w.journal}, {}, {.name = name, .debug = {.log = 3}});
          proc_lib::init_ack(self());
        },
        {}));
    w.runtime().send(pid, Note{1});
    w.run();
    QCOMPARE(*w.journal, Lines{"note"});
    QCOMPARE(w.answer(sys::log_get(w.runtime(), pid))->size(), std::size_t{2});
  }

  /// Case 67: the parent is whoever has the name by which it is known as one. A global one does not
  /// count.
  void b67_exit_of_a_parent_with_a_name_terminates() {
    for (const Name& called : {Name(name), Name(Global{1})}) {
      ManualWorld world;
      const Journal journal = make_journal();
      const Pid parent = start_puppet(world, plain(make_journal()), {.name = called});
      Pid child;
      in(world, parent, [&] {
        child = *proc_lib::start_link(
                     [journal] {
                       trap_exit(true);
                       gen_msg::enter_loop<puppet>({journal, {}, {}});
                       proc_lib::init_ack(self());
                     },
                     {})
                     .get()
                     .value();
      });
      world.runtime().exit(parent, atom("foo"));
      world.run();
      QVERIFY(!world.runtime().is_alive(child));
      QCOMPARE(*journal, Lines{"terminate foo"});
    }
  }

  void b67_name_of_the_parent_is_looked_up_when_the_loop_is_entered() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid first = start_puppet(world, plain(make_journal()), {.name = name});
    const auto spawn_without_a_name = [&] {
      Pid child;
      in(world, first, [&] {
        child = proc_lib::spawn(
            world.runtime(),
            [&] {
              trap_exit(true);
              gen_msg::enter_loop<puppet>({journal, {}, {}});
            },
            {});
        unregister_name();  // before the child runs
      });
      return child;
    };
    // Nobody has it: could_not_find_registered_name.
    QVERIFY(!world.runtime().is_alive(spawn_without_a_name()));
    // Another one has it now, and is the parent.
    in(world, first, [] { register_name(name); });
    const Pid second = start_puppet(world, plain(make_journal()));
    Pid child;
    in(world, first, [&] {
      child = proc_lib::spawn(
          world.runtime(),
          [&] {
            trap_exit(true);
            world.runtime().registry().erase(name, first);
            world.runtime().registry().insert(name, second);
            gen_msg::enter_loop<puppet>({journal, {}, {}});
            world.runtime().registry().erase(name, second);
          },
          {});
    });
    in(world, second, [&] { genmsg::exit(child, atom("foo")); });
    QCOMPARE(*journal, Lines{"terminate foo"});
  }
};

QTEST_APPLESS_MAIN(TestGenStart)
#include "tst_gen_start.moc"
