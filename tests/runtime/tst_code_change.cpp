// SPDX-License-Identifier: GPL-3.0-or-later
// sys:change_code (acceptance case A 26 and the table of sys).
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;

namespace {

const Atom upgraded = Atom::intern("upgraded");

/// Takes the version and what it is given into its state; `refuse` and `crash` do not go well.
struct versioned {
  static constexpr std::string_view module_name = "versioned";
  struct State {
    std::string version = "1";
    std::int64_t changes = 0;
    BOOST_DESCRIBE_CLASS(State, (), (version, changes), (), ())
  };
  using Msg = Note;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Note&&, State&) { return gen_msg::ok(); }
  static Result<Ok> code_change(const Term& old_version, State& state, const Term& extra) {
    ++state.changes;  // also when it fails then
    if (extra == atom("refuse")) {
      return tl::unexpected(Error{Error::Code::BadState, atom("too_old")});
    }
    if (extra == atom("crash")) throw std::runtime_error("no");
    if (extra == atom("exit")) genmsg::exit(atom("left"));
    state.version = print(old_version) + " to " + print(extra);
    return Ok{};
  }
};

/// The same for a server whose state cannot be copied.
struct unique {
  static constexpr std::string_view module_name = "unique";
  struct State {
    std::unique_ptr<int> value;
  };
  using Info = Note;
  static gen_server::Init<State> init() {
    return gen_server::ok(State{std::make_unique<int>(1)});
  }
  static gen_server::Return handle_info(Note&&, State&) { return gen_server::ok(); }
  static Result<Ok> code_change(const Term&, State& state, const Term&) {
    *state.value = 2;
    return Ok{};
  }
};

struct World : ManualWorld {
  World() { pid = started(gen_msg::start<versioned>(runtime())); }
  Result<Ok> change(const Term& extra) {
    return answer(sys::change_code(runtime(), pid, upgraded, atom("old"), extra));
  }
  void suspend() { QVERIFY(answer(sys::suspend(runtime(), pid))); }
  Term state() { return *answer(sys::get_state(runtime(), pid)); }
  Pid pid;
};

}  // namespace

class TestCodeChange : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void suspended_changes_its_state_and_goes_on_with_it() {
    World w;
    w.suspend();
    QVERIFY(w.change(atom("extra")));
    QVERIFY(w.answer(sys::resume(w.runtime(), w.pid)));
    QCOMPARE(w.state(), read("#{version => <<\"old to extra\">>, changes => 1}"));
  }

  void change_moves_the_state_version() {
    World w;
    w.suspend();
    const auto before = w.answer(sys::get_versioned_state(w.runtime(), w.pid));
    QVERIFY(w.change(atom("extra")));
    QVERIFY(w.answer(sys::get_versioned_state(w.runtime(), w.pid))->version > before->version);
  }

  void running_is_an_unknown_system_message() {
    World w;
    const auto changed = w.change(atom("extra"));
    QCOMPARE(changed.error().reason,
             read("{unknown_system_msg,{change_code,upgraded,old,extra}}"));
    QCOMPARE(w.state(), read("#{version => <<\"1\">>, changes => 0}"));
  }

  void error_leaves_the_state_and_the_process() {
    World w;
    w.suspend();
    QCOMPARE(w.change(atom("refuse")).error().reason, read("{error,too_old}"));
    QCOMPARE(w.state(), read("#{version => <<\"1\">>, changes => 0}"));
  }

  void exception_is_an_exit_term_and_leaves_the_state_and_the_process() {
    World w;
    w.suspend();
    QCOMPARE(w.change(atom("crash")).error().reason,
             read("{'EXIT',{exception,<<\"std::runtime_error\">>,<<\"no\">>}}"));
    QCOMPARE(w.change(atom("exit")).error().reason, read("{'EXIT',left}"));
    QCOMPARE(w.state(), read("#{version => <<\"1\">>, changes => 0}"));
    QVERIFY(w.runtime().is_alive(w.pid));
  }

  void a26_module_without_code_change_is_undef_and_keeps_its_state() {
    ManualWorld world;
    const auto journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    const auto changed = world.answer(
        sys::change_code(world.runtime(), pid, upgraded, atom("old"), atom("extra")));
    QCOMPARE(changed.error().reason, read("{'EXIT',{undef,[{puppet,code_change,3,[]}]}}"));
    QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    note(world, pid, 1);
    world.run();
    QCOMPARE(*journal, std::vector<std::string>{"note 1"});
  }

  void dead_process_is_noproc() {
    ManualWorld world;
    QVERIFY(world.answer(sys::change_code(world.runtime(), Pid{}, upgraded, atom("o"), atom("e")))
                .error()
                .code == Error::Code::NoProc);
  }

  void state_that_cannot_be_copied_changes_in_place() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<unique>(world.runtime()));
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    QVERIFY(world.answer(
        sys::change_code(world.runtime(), pid, upgraded, atom("old"), atom("extra"))));
    QCOMPARE(*world.runtime().table().at(pid.index).state_as<unique::State>().value, 2);
  }
};

QTEST_APPLESS_MAIN(TestCodeChange)
#include "tst_code_change.moc"
