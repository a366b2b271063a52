// SPDX-License-Identifier: GPL-3.0-or-later
// The process dictionary, labels and initial calls.
#include <algorithm>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;

namespace {

struct empty_sup {
  static constexpr std::string_view module_name = "empty_sup";
  static supervisor::Supervise init() { return SupervisorSpec{}; }
};

struct a_server {
  static constexpr std::string_view module_name = "a_server";
  struct State {};
  static gen_server::Init<State> init() { return gen_server::ok(State{}); }
};

/// Runs `code` in a process.
void in_process(const std::function<void()>& code) {
  ManualWorld world;
  const Pid pid = start_puppet(world, plain(make_journal()));
  bool ran = false;
  in(world, pid, [&] {
    code();
    ran = true;
  });
  QVERIFY(ran);
}

}  // namespace

class TestDictionary : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void put_gives_the_value_that_was_there() {
    in_process([] {
      QCOMPARE(put(atom("k"), 1), atom("undefined"));
      QCOMPARE(put(atom("k"), 2), Term(1));
      QCOMPARE(get(atom("k")), Term(2));
    });
  }

  void get_of_an_absent_key_is_undefined() {
    in_process([] { QCOMPARE(get(atom("nothing")), atom("undefined")); });
  }

  void keys_are_matched_exactly() {
    in_process([] {
      put(1, atom("integer"));
      put(Term(1.0), atom("float"));
      QCOMPARE(get(Term(1)), atom("integer"));
      QCOMPARE(get(Term(1.0)), atom("float"));
    });
  }

  void get_0_gives_all_of_it() {
    in_process([] {
      QVERIFY(get().empty());
      put(atom("a"), 1);
      put(read("{b,c}"), 2);
      const auto all = get();
      QCOMPARE(all.size(), std::size_t{2});
      QVERIFY(std::find(all.begin(), all.end(), Term::Entry(read("{b,c}"), 2)) != all.end());
    });
  }

  void get_keys_gives_the_keys() {
    in_process([] {
      put(atom("a"), 1);
      put(atom("b"), 2);
      put(atom("c"), 1);
      QCOMPARE(get_keys().size(), std::size_t{3});
      const auto keys = get_keys(Term(1));
      QCOMPARE(keys, (std::vector<Term>{atom("a"), atom("c")}));
    });
  }

  void erase_1_gives_the_value_and_removes_it() {
    in_process([] {
      put(atom("a"), 1);
      QCOMPARE(genmsg::erase(atom("a")), Term(1));
      QCOMPARE(genmsg::erase(atom("a")), atom("undefined"));
      QCOMPARE(get(atom("a")), atom("undefined"));
    });
  }

  void erase_0_gives_all_and_empties_it() {
    in_process([] {
      put(atom("a"), 1);
      put(atom("b"), 2);
      QCOMPARE(genmsg::erase().size(), std::size_t{2});
      QVERIFY(get().empty() && get_keys().empty());
    });
  }

  void a_plain_thread_has_no_dictionary() {
    QVERIFY_THROWS_EXCEPTION(NotAProcess, put(1, 2));
    QVERIFY_THROWS_EXCEPTION(NotAProcess, get());
    QVERIFY_THROWS_EXCEPTION(NotAProcess, genmsg::erase());
    QVERIFY_THROWS_EXCEPTION(NotAProcess, proc_lib::set_label(1));
  }

  // --- labels

  void a_label_is_any_term_and_others_can_ask_for_it() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QCOMPARE(world.answer(proc_lib::get_label(world.runtime(), pid)).value(), Term());
    in(world, pid, [] { proc_lib::set_label(read("{worker,7}")); });
    QCOMPARE(world.answer(proc_lib::get_label(world.runtime(), pid)).value(),
             read("{worker,7}"));
  }

  void process_info_and_crash_report_show_it() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [] { proc_lib::set_label(read("{worker,7}")); });
    const auto info = world.answer(process_info(world.runtime(), pid));
    QCOMPARE(info.value().label, read("{worker,7}"));
    QVERIFY(print(info->to_term()).find("{label,{worker,7}}") != std::string::npos);
    tell_return(world, pid, [](puppet::State&) { return gen_msg::stop(atom("bye")); });
    world.run();
    QCOMPARE(world.all_reports.back().label, read("{worker,7}"));
    QVERIFY(world.reports.back().find("process_label: {worker,7}") != std::string::npos);
  }

  void a_process_asks_for_its_own_label_at_once() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    Term label;
    in(world, pid, [&] {
      proc_lib::set_label(atom("me"));
      label = proc_lib::get_label(world.runtime(), self()).get().value();
    });
    QCOMPARE(label, atom("me"));
  }

  void the_label_of_a_dead_process_is_undefined() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [] { proc_lib::set_label(1); });
    world.runtime().exit(pid, atoms::kill);
    world.run();
    QCOMPARE(world.answer(proc_lib::get_label(world.runtime(), pid)).value(), Term());
  }

  void the_label_is_in_the_dictionary_and_goes_with_it() {
    in_process([] {
      proc_lib::set_label(5);
      QCOMPARE(get(Atom::intern("$process_label")), Term(5));
      genmsg::erase();
      QCOMPARE(proc_lib::get_label(current_runtime(), self()).get().value(), Term());
    });
  }

  void get_status_shows_the_label() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [] { proc_lib::set_label(atom("shown")); });
    const auto status = world.answer(sys::get_status_parts(world.runtime(), pid)).value();
    QCOMPARE(status.label, atom("shown"));
    const Term entry = read("{'$process_label',shown}");
    QVERIFY(std::find(status.dictionary.begin(), status.dictionary.end(), entry) !=
            status.dictionary.end());
  }

  // --- initial calls

  void translate_initial_call_by_the_kind_of_process() {
    ManualWorld world;
    Runtime& runtime = world.runtime();
    const Pid worker = start_puppet(world, plain(make_journal()));
    const Pid server = world.started(gen_server::start<a_server>(runtime));
    const Pid root = world.started(supervisor::start<empty_sup>(runtime));
    QCOMPARE(proc_lib::translate_initial_call(runtime, worker), read("{puppet,init,1}"));
    QCOMPARE(proc_lib::translate_initial_call(runtime, server), read("{a_server,init,1}"));
    QCOMPARE(proc_lib::translate_initial_call(runtime, root), read("{supervisor,empty_sup,1}"));
  }

  void translate_initial_call_of_a_plain_process_is_what_it_was_spawned_as() {
    ManualWorld world;
    const auto spawned_as = [&](std::string_view call) {
      const Pid pid = proc_lib::spawn(world.runtime(), [] {}, Atom::intern(call));
      const Term translated = proc_lib::translate_initial_call(world.runtime(), pid);
      world.run();
      return translated;
    };
    QCOMPARE(spawned_as("m:f/3"), read("{m,f,3}"));
    QCOMPARE(spawned_as("ns::m:f/0"), read("{'ns::m',f,0}"));
    for (const std::string_view odd : {"m", "m:f", "m:f/x", "m:f/999", ":f/1", "m:/1", "m/1"}) {
      QCOMPARE(spawned_as(odd), read("{proc_lib,init_p,5}"));
    }
  }

  void initial_call_has_placeholders_for_arguments() {
    ManualWorld world;
    const Pid worker = start_puppet(world, plain(make_journal()));
    QCOMPARE(proc_lib::initial_call(world.runtime(), worker),
             read("{puppet,init,['Argument__1']}"));
    const Pid odd = proc_lib::spawn(world.runtime(), [] {}, Atom::intern("odd"));
    QCOMPARE(proc_lib::initial_call(world.runtime(), odd), atom("false"));
  }

  void initial_call_of_a_dead_process_is_unknown() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    world.runtime().exit(pid, atoms::kill);
    world.run();
    QCOMPARE(proc_lib::translate_initial_call(world.runtime(), pid), read("{proc_lib,init_p,5}"));
    QCOMPARE(proc_lib::initial_call(world.runtime(), pid), atom("false"));
    QCOMPARE(proc_lib::initial_call(world.runtime(), Pid{}), atom("false"));
  }
};

QTEST_GUILESS_MAIN(TestDictionary)
#include "tst_dictionary.moc"
