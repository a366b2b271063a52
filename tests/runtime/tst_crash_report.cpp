// SPDX-License-Identifier: GPL-3.0-or-later
// What a process tells of its end: proc_lib's crash report.
#include <QtTest/QtTest>

#include <stdexcept>

#include "genmsg/scheduler/crash_report.h"
#include "support/endless_trace.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using Kind = Report::Kind;

namespace {

std::vector<Report> of_kind(const ManualWorld& world, Kind kind) {
  std::vector<Report> found;
  for (const Report& report : world.all_reports) {
    if (report.kind == kind) found.push_back(report);
  }
  return found;
}

/// The value of a key in a list of pairs; the atom `missing` if there is none.
Term value(const Term& list, std::string_view key) {
  for (const Term& pair : list.elements()) {
    if (pair.elements()[0].is(Atom::intern(key))) return pair.elements()[1];
  }
  return atom("missing");
}

/// The one crash report of a world, by its parts.
struct Crash {
  explicit Crash(const ManualWorld& world) : count(of_kind(world, Kind::Crash).size()) {
    if (count == 0) return;
    report = of_kind(world, Kind::Crash)[0];
    own = report.report.elements()[0];
    for (const Term& one : report.report.elements()[1].elements()) {
      neighbours.push_back(one.elements()[1]);
    }
  }
  Term operator[](std::string_view key) const { return value(own, key); }
  /// Without the frames that GENMSG_STACKTRACES adds.
  Term error_info() const {
    const auto parts = value(own, "error_info").elements();
    std::vector<Term> places;
    for (const Term& place : parts[2].elements()) {
      if (!place.is(Term::Kind::Binary)) places.push_back(place);
    }
    return Term::tuple_of(parts[0], parts[1], Term::list(std::move(places)));
  }

  std::size_t count;
  Report report;
  Term own = Term::list({});
  std::vector<Term> neighbours;
};

/// A gen_server that fails at every call.
struct clumsy {
  static constexpr std::string_view module_name = "clumsy";
  struct State {
    std::string secret = "xyzzy";
  };
  using Call = Note;
  using Reply = int;
  using Cast = std::variant<int, Note>;
  static gen_server::Init<State> init() { return gen_server::ok(State{}); }
  static gen_server::CallReturn<Reply> handle_call(Note&&, const gen_server::From<Reply>&,
                                                   State&) {
    throw std::runtime_error("oops");
  }
  static gen_server::Return handle_cast(Cast&&, State&) { throw 1; }
  static FormatStatus format_status(FormatStatus status) {
    status.state = Term::tuple_of(atom("redacted"), status.reason && status.message);
    if (status.reason) status.reason = Term::tuple_of(atom("seen"), *status.reason);
    status.message.reset();
    return status;
  }
};

/// The one report of a behaviour that a world has.
Term terminating(const ManualWorld& world) {
  const auto reports = of_kind(world, Kind::Terminating);
  return reports.size() == 1 ? reports[0].report : Term::map({});
}
Term at(const Term& map, std::string_view key) {
  const Term* const found = map.find(Atom::intern(key));
  return found != nullptr ? *found : atom("missing");
}

constexpr std::string_view oops = "{exception,<<\"std::runtime_error\">>,<<\"oops\">>}";

}  // namespace

class TestCrashReport : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void own_part_has_the_keys_of_otp_in_its_order() {
    ManualWorld world;
    const Pid pid = start_puppet(world, trapping(make_journal()), {.name = Atom::intern("p1")});
    in(world, pid, [] { put(atom("colour"), atom("red")); });
    tell(world, pid, [] { genmsg::exit(atom("bye")); });
    note(world, pid, 1);
    world.run();
    const Crash crash(world);
    QCOMPARE(crash.count, std::size_t{1});
    QVERIFY(crash.report.level == Report::Level::Error);
    QCOMPARE(crash.report.pid, pid);
    std::string keys;
    for (const Term& pair : crash.own.elements()) keys += print(pair.elements()[0]) + " ";
    QCOMPARE(keys, std::string("initial_call pid registered_name process_label error_info "
                               "ancestors message_queue_len messages links dictionary trap_exit "
                               "status reductions "));
    QCOMPARE(crash["initial_call"], read("{puppet,init,['Argument__1']}"));
    QCOMPARE(crash["pid"], Term(pid));
    QCOMPARE(crash["registered_name"], atom("p1"));
    QCOMPARE(crash.error_info(), read("{exit,bye,[]}"));
    QCOMPARE(crash["ancestors"], Term::list({}));
    QCOMPARE(crash["message_queue_len"], Term(1));
    QCOMPARE(crash["messages"].elements().size(), std::size_t{1});
    QCOMPARE(crash["links"], Term::list({}));
    QCOMPARE(crash["dictionary"], read("[{colour,red}]"));
    QCOMPARE(crash["trap_exit"], Term(true));
    QCOMPARE(crash["status"], atom("running"));
    QCOMPARE(crash["reductions"], Term(2));
    QVERIFY(world.reports.back().find("initial call: puppet:init/1") != std::string::npos);
  }

  void process_without_a_name_has_an_empty_registered_name() {
    ManualWorld world;
    in(world, start_puppet(world, plain(make_journal())), [] { genmsg::exit(atom("bye")); });
    QCOMPARE(Crash(world)["registered_name"], Term::list({}));
  }

  void orderly_reasons_have_none() {
    for (const char* const reason : {"normal", "shutdown", "{shutdown,x}"}) {
      ManualWorld world;
      in(world, start_puppet(world, plain(make_journal())), [&] { genmsg::exit(read(reason)); });
      QVERIFY(world.all_reports.empty());
    }
  }

  void every_other_reason_has_one() {
    for (const char* const reason : {"killed", "kill", "noproc", "{shutdown,x,y}", "{normal,x}"}) {
      ManualWorld world;
      in(world, start_puppet(world, plain(make_journal())), [&] { genmsg::exit(read(reason)); });
      QCOMPARE(Crash(world).count, std::size_t{1});
    }
  }

  /// proc_lib catches what the process raises; it cannot catch an exit signal.
  void exit_signal_that_is_not_trapped_has_none() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    world.runtime().exit(pid, atom("boom"));
    world.runtime().exit(start_puppet(world, trapping(make_journal())), atoms::kill);
    world.run();
    QVERIFY(!world.runtime().is_alive(pid));
    QVERIFY(world.all_reports.empty());
  }

  void c71_process_of_proc_lib_alone_is_reported_too() {
    ManualWorld world;
    proc_lib::spawn(world.runtime(), [] { genmsg::exit(atom("bad")); },
                    Atom::intern("worker:run/2"));
    world.run();
    const Crash crash(world);
    QCOMPARE(crash.count, std::size_t{1});
    QCOMPARE(crash["initial_call"], read("{worker,run,['Argument__1','Argument__2']}"));
  }

  void process_without_an_initial_call_has_no_such_key() {
    ManualWorld world;
    proc_lib::spawn(world.runtime(), [] { genmsg::exit(atom("bad")); }, {});
    world.run();
    QCOMPARE(Crash(world)["initial_call"], atom("missing"));
  }

  void initial_call_that_is_no_mfa_is_shown_as_it_is() {
    QCOMPARE(initial_call_term(Atom::intern("pool_worker")), atom("pool_worker"));
    QCOMPARE(initial_call_term(Atom::intern("a:b/x")), atom("a:b/x"));
    QCOMPARE(initial_call_term(Atom::intern("a:b/-1")), atom("a:b/-1"));
    QCOMPARE(initial_call_term(Atom::intern("a:b/4000000000")), atom("a:b/4000000000"));
    QCOMPARE(initial_call_term(Atom::intern("ns::m:f/0")),
             Term::tuple_of(atom("ns::m"), atom("f"), Term::list({})));
  }

  void first_ten_messages_are_shown_by_their_type() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    tell(world, pid, [] { genmsg::exit(atom("bye")); });
    for (int i = 0; i < 20; ++i) world.runtime().send(pid, Note{i});
    world.run();
    const Crash crash(world);
    QCOMPARE(crash["message_queue_len"], Term(20));
    const Term messages = crash["messages"];
    QCOMPARE(messages.elements().size(), std::size_t{10});
    QVERIFY(messages.elements()[0].is(Term::Kind::Opaque));
  }

  void messages_of_a_traced_process_are_shown_in_full() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.answer(sys::set_traced(world.runtime(), pid, test::endless_trace(), true)));
    tell(world, pid, [] { genmsg::exit(atom("bye")); });
    world.runtime().send(pid, Note{5});
    world.run();
    QCOMPARE(Crash(world)["messages"], read("[#{value => 5}]"));
  }

  void values_of_the_dictionary_are_bounded() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [] {
      put(atom("big"), Term::list(std::vector<Term>(100'000, Term(1))));
      genmsg::exit(atom("bye"));
    });
    const Term entry = Crash(world)["dictionary"].elements()[0];
    QVERIFY(entry.elements()[1].elements().size() <= 1001);
  }

  /// proc_lib_SUITE:t_format.
  void c86_report_of_huge_data_is_limited_and_valid_text() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [] {
      std::string letters;
      for (int i = 0; i < 100'000; ++i) letters += "\u00e4";
      Term deep = atom("core");
      for (int i = 0; i < 100; ++i) deep = Term::tuple_of(deep, Term::string(letters));
      put(atom("deep"), deep);
      put(atom("long"), Term::list(std::vector<Term>(100'000, atom("element"))));
      genmsg::exit(Term::tuple_of(atom("huge"), Term::binary(letters), deep));
    });
    const Report report = Crash(world).report;
    const std::string text = format(report);
    const std::string shorter = format(report, {.depth = 20, .characters = 400});
    QVERIFY(text.size() <= max_report_characters);
    QVERIFY(shorter.size() < text.size());
    for (const std::string& one : {text, shorter}) {
      QVERIFY(one.find("initial call: puppet:init/1") != std::string::npos);
      QVERIFY(QString::fromStdString(one).indexOf(QChar::ReplacementCharacter) < 0);
    }
  }

  void c72_linked_process_that_does_not_trap_is_a_neighbour() {
    ManualWorld world;
    Pid crasher, linked;
    const Pid trapper = start_puppet(world, trapping(make_journal()));
    const Pid parent = start_puppet(world, trapping(make_journal()), {.name = Atom::intern("ma")});
    in(world, parent, [&] {
      crasher = **gen_msg::start_link<puppet>(plain(make_journal())).get();
    });
    in(world, crasher, [&] {
      linked = **gen_msg::start_link<puppet>(plain(make_journal())).get();
      link(trapper);
    });
    in(world, crasher, [] { genmsg::exit(atom("bye")); });
    const Crash crash(world);
    QCOMPARE(crash.count, std::size_t{1});  // the linked one dies by the signal
    QCOMPARE(crash["ancestors"], read("[ma]"));
    QCOMPARE(crash["links"].elements().size(), std::size_t{3});
    QCOMPARE(crash.neighbours.size(), std::size_t{1});  // not the trapping ones
    const Term& neighbour = crash.neighbours[0];
    QCOMPARE(value(neighbour, "pid"), Term(linked));
    QCOMPARE(value(neighbour, "registered_name"), Term::list({}));
    QCOMPARE(value(neighbour, "initial_call"), read("{puppet,init,['Argument__1']}"));
    QCOMPARE(value(neighbour, "ancestors"), Term::list({Term(crasher)}));
    QCOMPARE(value(neighbour, "message_queue_len"), Term(0));
    QCOMPARE(value(neighbour, "trap_exit"), Term(false));
    QCOMPARE(value(neighbour, "status"), atom("waiting"));
    QCOMPARE(value(neighbour, "reductions"), Term(0));
    QCOMPARE(value(neighbour, "messages"), atom("missing"));
    QCOMPARE(value(neighbour, "dictionary"), atom("missing"));
    QVERIFY(!world.runtime().is_alive(linked) && world.runtime().is_alive(trapper));
  }

  /// proc_lib_SUITE:crash; initial call and ancestors are not in the dictionary here.
  void c73_process_that_erased_its_dictionary_is_reported_as_ever() {
    ManualWorld world;
    Pid pid;
    const Pid parent = start_puppet(world, trapping(make_journal()), {.name = Atom::intern("ma")});
    in(world, parent, [&] { pid = **gen_msg::start_link<puppet>(plain(make_journal())).get(); });
    in(world, pid, [] {
      put(atom("colour"), atom("red"));
      genmsg::erase();
      genmsg::exit(atom("bye"));
    });
    const Crash crash(world);
    QCOMPARE(crash.count, std::size_t{1});
    QCOMPARE(crash["dictionary"], Term::list({}));
    QCOMPARE(crash["initial_call"], read("{puppet,init,['Argument__1']}"));
    QCOMPARE(crash["ancestors"], read("[ma]"));
  }

  void neighbours_are_fifteen_at_most() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [] {
      for (int i = 0; i < 20; ++i) {
        static_cast<void>(gen_msg::start_link<puppet>(plain(make_journal())).get());
      }
    });
    in(world, pid, [] { genmsg::exit(atom("bye")); });
    const Crash crash(world);
    QCOMPARE(crash["links"].elements().size(), std::size_t{20});
    QCOMPARE(crash.neighbours.size(), std::size_t{15});
  }

  void suspended_neighbour_says_so() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    Pid linked;
    in(world, pid, [&] { linked = **gen_msg::start_link<puppet>(plain(make_journal())).get(); });
    QVERIFY(world.answer(sys::suspend(world.runtime(), linked)));
    note(world, linked, 1);
    in(world, pid, [] { genmsg::exit(atom("bye")); });
    const Crash crash(world);
    QCOMPARE(value(crash.neighbours.at(0), "status"), atom("suspended"));
    QCOMPARE(value(crash.neighbours.at(0), "message_queue_len"), Term(1));
  }

  // --- the behaviour's report, which comes before it

  void b56_exit_in_a_callback_gives_the_behaviours_report_and_then_the_crash_report() {
    ManualWorld world;
    const Journal journal = make_journal();
    std::size_t reports_in_terminate = 99;
    const Pid pid = start_puppet(world, [&]() -> puppet::Init {
      return gen_msg::ok(puppet::State{
          journal,
          [&](const Term&, puppet::State&) { reports_in_terminate = world.all_reports.size(); },
          {}});
    });
    in(world, pid, [] { genmsg::exit(atom("crashed")); });
    QCOMPARE(*journal, std::vector<std::string>{"terminate crashed"});
    QCOMPARE(reports_in_terminate, std::size_t{0});  // terminate comes first
    QCOMPARE(world.all_reports.size(), std::size_t{2});
    QVERIFY(world.all_reports[0].kind == Kind::Terminating);
    QVERIFY(world.all_reports[1].kind == Kind::Crash);
    QCOMPARE(at(terminating(world), "reason"), atom("crashed"));
    QCOMPARE(at(terminating(world), "label"), read("{gen_msg,terminate}"));
    QCOMPARE(at(terminating(world), "name"), Term(pid));
  }

  void b55_orderly_reasons_give_neither() {
    for (const char* const reason : {"normal", "shutdown", "{shutdown,x}"}) {
      ManualWorld world;
      const Pid pid = start_puppet(world, plain(make_journal()));
      tell_return(world, pid, [&](puppet::State&) { return gen_msg::stop(read(reason)); });
      world.run();
      QVERIFY(!world.runtime().is_alive(pid));
      QVERIFY(world.all_reports.empty());
    }
  }

  void b54_stop_with_another_reason_gives_both() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.answer(proc_lib::stop(world.runtime(), pid, atom("other"))));
    QCOMPARE(world.all_reports.size(), std::size_t{2});
    QCOMPARE(at(terminating(world), "last_message"), Term::list({}));  // no message led to it
  }

  void exception_is_of_class_error_with_the_place_where_it_left_the_callback() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [] { throw std::runtime_error("oops"); });
    const Crash crash(world);
    const auto info = crash["error_info"].elements();
    QCOMPARE(info[0], atom("error"));
    QCOMPARE(info[1], read(oops));
    const auto place = info[2].elements()[0].elements();
    QCOMPARE(place[0], atom("puppet"));
    QCOMPARE(place[1], atom("handle_msg"));
    QVERIFY(place[2].is(Term::Kind::Atom) &&
            place[2].as_atom().name().find("function") != std::string_view::npos);
    QCOMPARE(at(terminating(world), "reason"),
             Term::tuple_of(info[1], Term::list({info[2].elements()[0]})));
  }

  void exception_of_a_timeout_says_so() {
    ManualWorld world;
    const Pid pid = start_puppet(world, [&]() -> puppet::Init {
      puppet::State state{make_journal(), {}, {}};
      state.on_timeout = [](puppet::State&) -> puppet::Return { throw std::runtime_error("oops"); };
      return gen_msg::ok(state, std::chrono::nanoseconds(0));
    });
    world.run();
    QVERIFY(!world.runtime().is_alive(pid));
    QCOMPARE(Crash(world).error_info().elements()[2], read("[{puppet,handle_msg,timeout}]"));
    QCOMPARE(at(terminating(world), "last_message"), atom("timeout"));
  }

  void exception_in_init_has_init_as_its_place_and_only_a_crash_report() {
    ManualWorld world;
    const Term reason = world.refused(gen_msg::start<puppet>(
        world.runtime(), []() -> puppet::Init { throw std::runtime_error("oops"); }));
    QCOMPARE(reason, Term::tuple_of(read(oops), read("[{puppet,init,undefined}]")));
    QCOMPARE(world.all_reports.size(), std::size_t{1});
    QCOMPARE(Crash(world).count, std::size_t{1});
  }

  void b42_what_terminate_throws_is_the_reason() {
    ManualWorld world;
    const Pid pid = start_puppet(world, [&]() -> puppet::Init {
      return gen_msg::ok(puppet::State{
          make_journal(),
          [](const Term&, puppet::State&) { throw std::runtime_error("oops"); },
          {}});
    });
    const Journal journal = make_journal();
    in(world, start_puppet(world, plain(journal)), [&] { monitor(pid); });
    in(world, pid, [] { genmsg::exit(atoms::normal); });
    const Term reason = Term::tuple_of(read(oops), read("[{puppet,terminate,undefined}]"));
    QCOMPARE(journal->back(), "DOWN 1 " + to_string(pid) + " " + print(reason));
    QCOMPARE(at(terminating(world), "reason"), reason);
    QCOMPARE(Crash(world).count, std::size_t{1});
  }

  void b43_what_terminate_exits_with_is_the_reason() {
    ManualWorld world;
    const Pid pid = start_puppet(world, [&]() -> puppet::Init {
      return gen_msg::ok(puppet::State{
          make_journal(), [](const Term&, puppet::State&) { genmsg::exit(atom("late")); }, {}});
    });
    in(world, pid, [] { genmsg::exit(atom("early")); });
    QCOMPARE(at(terminating(world), "reason"), atom("late"));
    QCOMPARE(Crash(world).error_info(), read("{exit,late,[]}"));
  }

  void last_message_is_its_type() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<clumsy>(world.runtime()));
    gen_server::cast<clumsy>(world.runtime(), pid, clumsy::Cast(Note{3}));
    world.run();
    QCOMPARE(Crash(world)["error_info"].elements()[2].elements()[0].elements()[1],
             atom("handle_cast"));
    const Term type = Crash(world)["error_info"].elements()[2].elements()[0].elements()[2];
    QVERIFY(type.as_atom().name().find("Note") != std::string_view::npos);  // not the variant
  }

  void last_message_of_a_debugged_process_is_shown_as_it_came() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<clumsy>(world.runtime()));
    QVERIFY(world.answer(sys::log(world.runtime(), pid)));
    gen_server::call<clumsy>(world.runtime(), pid, Note{4});
    world.run();
    const Term report = terminating(world);
    QCOMPARE(at(report, "last_message"), read("{'$gen_call',undefined,#{value => 4}}"));
    QCOMPARE(at(report, "log"), read("[{in,{'$gen_call',undefined,#{value => 4}}}]"));
  }

  void state_and_reason_are_those_of_format_status() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<clumsy>(world.runtime()));
    gen_server::call<clumsy>(world.runtime(), pid, Note{3});
    world.run();
    const Term report = terminating(world);
    QCOMPARE(at(report, "state"), read("{redacted,true}"));
    QCOMPARE(at(report, "reason").elements()[0], atom("seen"));
    QVERIFY(at(report, "last_message").is(Term::Kind::Opaque));  // not given: as it came
    QCOMPARE(Crash(world)["error_info"].elements()[1], read(oops));  // the crash report's is raw
  }

  void format_status_for_sys_has_neither_message_nor_reason() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<clumsy>(world.runtime()));
    const auto status = world.answer(sys::get_status_parts(world.runtime(), pid));
    QCOMPARE(status->state, read("{redacted,false}"));
  }

  void client_of_a_call_is_named() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<clumsy>(world.runtime()));
    const Pid client = start_puppet(world, plain(make_journal()), {.name = Atom::intern("asker")});
    in(world, client, [&] { gen_server::call<clumsy>(world.runtime(), pid, Note{3}); });
    const Term report = terminating(world);
    QCOMPARE(at(report, "client_info"),
             Term::tuple_of(client, Term::tuple_of(atom("asker"), Term::list({}))));
    const std::string text = world.reports.at(0);
    QVERIFY2(text.find("** Generic server " + to_string(pid) + " terminating\n") !=
                 std::string::npos, text.c_str());
    QVERIFY(text.find("\n** Client " + to_string(client)) != std::string::npos);
    QVERIFY(text.find("\n** When Server state == {redacted,true}\n") != std::string::npos);
  }

  void client_that_has_exited_is_dead() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<clumsy>(world.runtime()));
    const Pid client = start_puppet(world, plain(make_journal()));
    tell(world, client, [&] {
      gen_server::call<clumsy>(world.runtime(), pid, Note{3});
      exit(self(), atoms::kill);
    });
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid, {.priority = true})));
    world.run();
    QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    QCOMPARE(at(terminating(world), "client_info"), Term::tuple_of(client, atom("dead")));
  }

  void text_of_the_behaviours_report_is_otps() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()), {.name = Atom::intern("p1")});
    in(world, pid, [] { genmsg::exit(atom("bye")); });
    const std::string text = world.reports.at(0);
    QVERIFY(text.starts_with("=ERROR REPORT==== "));
    QVERIFY(text.find("\n** Generic message server p1 terminating\n** Last message in was ") !=
            std::string::npos);
    QVERIFY(text.ends_with("\n** Reason for termination ==\n** bye"));
  }
};

QTEST_APPLESS_MAIN(TestCrashReport)
#include "tst_crash_report.moc"
