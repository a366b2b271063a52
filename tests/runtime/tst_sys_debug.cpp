// SPDX-License-Identifier: GPL-3.0-or-later
// sys: trace, log, log_to_file, statistics, install and remove. Tests named a<n> are acceptance cases of OTP's sys_SUITE.
#include <fstream>
#include <stdexcept>

#include <QFile>
#include <QTemporaryDir>

#include "support/counter.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using Lines = std::vector<std::string>;

namespace {

struct World : ManualWorld {
  World() { pid = started(gen_msg::start<counter>(runtime(), std::int64_t{0})); }
  void add(std::int64_t value) {
    runtime().send(Address<counter::Msg>{pid}, Add{value});
    run();
  }
  Lines log() {
    Lines printed;
    const auto events = answer(sys::log_get(runtime(), pid));
    for (const Term& event : *events) printed.push_back(print(event));
    return printed;
  }
  bool is_debugged() { return runtime().table().at(pid.index).has(Process::is_debugged); }
  bool install(std::string_view id, Term state, sys::DebugFunction::Fun fun) {
    return answer(sys::install(runtime(), pid, {atom(id), std::move(fun), std::move(state)}))
        .has_value();
  }
  static std::string in_event(int value) {
    return "{in,{'Add',#{value => " + std::to_string(value) + "}}}";
  }
  static std::string state_event(int sum) {
    return "{noreply,#{label => <<\"c\">>,sum => " + std::to_string(sum) + "}}";
  }
  Pid pid;
};

Lines lines_of(const std::string& file_name) {
  std::ifstream file(file_name);
  Lines lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

class TestSysDebug : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void b9_events_are_in_and_noreply() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    world.add(5);
    QCOMPARE(world.log(), (Lines{World::in_event(5), World::state_event(5)}));
  }

  void a1_log_off_leaves_nothing() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    world.add(1);
    QVERIFY(world.answer(sys::log_off(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::log_print(world.runtime(), world.pid)));
    QCOMPARE(world.lines, Lines{});
    QCOMPARE(world.log(), Lines{});
    QVERIFY(!world.is_debugged());  // and costs nothing
  }

  void a2_log_keeps_the_last_ten_oldest_first() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    for (int i = 1; i <= 8; ++i) world.add(1);
    const Lines log = world.log();
    QCOMPARE(log.size(), std::size_t{10});
    QCOMPARE(log.front(), World::in_event(1));
    QCOMPARE(log[1], World::state_event(4));
    QCOMPARE(log.back(), World::state_event(8));
  }

  void log_of_another_size_while_on_changes_nothing() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid, 3)));
    for (int i = 1; i <= 8; ++i) world.add(1);
    QCOMPARE(world.log().size(), std::size_t{10});
    QVERIFY(world.answer(sys::log_off(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid, 3)));
    for (int i = 1; i <= 8; ++i) world.add(1);
    QCOMPARE(world.log().size(), std::size_t{3});
  }

  void log_of_no_events_is_unknown() {
    World world;
    const auto refused = world.answer(sys::log(world.runtime(), world.pid, 0));
    QCOMPARE(refused.error().code, Error::Code::BadArgument);
    QCOMPARE(refused.error().reason, Term(atoms::unknown_debug));
    QVERIFY(!world.is_debugged());
  }

  void log_print_prints_lines() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    world.add(2);
    QVERIFY(world.answer(sys::log_print(world.runtime(), world.pid)));
    const std::string who = "*DBG* " + to_string(world.pid);
    QCOMPARE(world.lines, (Lines{who + " got {'Add',#{value => 2}}",
                                 who + " new state #{label => <<\"c\">>,sum => 2}"}));
  }

  void a8_trace_prints_as_it_happens() {
    World world;
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, true)));
    world.add(2);
    QCOMPARE(world.lines.size(), std::size_t{2});
    QVERIFY(world.lines[0].find(" got ") != std::string::npos);
    QVERIFY(world.lines[1].find(" new state ") != std::string::npos);
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, false)));
    world.add(2);
    QCOMPARE(world.lines.size(), std::size_t{2});
    QVERIFY(!world.is_debugged());
  }

  void a7_statistics_count_messages_only() {
    World world;
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, true)));
    world.add(1);
    QVERIFY(world.answer(sys::get_status(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, true)));  // no reset
    world.add(1);
    const auto got = world.answer(sys::statistics_get(world.runtime(), world.pid));
    const auto rows = got->elements();
    QCOMPARE(rows.size(), std::size_t{5});
    QCOMPARE(rows[0].elements()[0], Term(atoms::start_time));
    QCOMPARE(rows[1].elements()[0], Term(atoms::current_time));
    QCOMPARE(rows[2], read("{reductions,2}"));
    QCOMPARE(rows[3], read("{messages_in,2}"));
    QCOMPARE(rows[4], read("{messages_out,0}"));
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, false)));
    QCOMPARE(*world.answer(sys::statistics_get(world.runtime(), world.pid)),
             Term(atoms::no_statistics));
    QVERIFY(!world.is_debugged());
  }

  void timeouts_are_events() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.answer(sys::log(world.runtime(), pid)));
    tell_return(world, pid,
                [](puppet::State&) { return gen_msg::ok(std::chrono::milliseconds(3)); });
    world.advance(std::chrono::milliseconds(5));
    const auto events = world.answer(sys::log_get(world.runtime(), pid));
    QCOMPARE(events->size(), std::size_t{4});
    QCOMPARE((*events)[2], read("{in,timeout}"));
  }

  void a13_no_debug_turns_everything_off() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, true)));
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, true)));
    QVERIFY(world.answer(sys::no_debug(world.runtime(), world.pid)));
    world.add(1);
    QCOMPARE(world.lines, Lines{});
    QVERIFY(!world.is_debugged());
  }

  void works_while_suspended() {
    World world;
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QCOMPARE(world.log(), Lines{});  // system messages are no events
    world.add(1);
    QCOMPARE(world.log().size(), std::size_t{2});
  }

  void events_are_bounded() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.answer(sys::log(world.runtime(), pid)));
    world.runtime().send(pid, std::vector<int>(100'000, 7));
    const auto events = world.answer(sys::log_get(world.runtime(), pid));
    QVERIFY(events->at(0).elements()[1].elements().size() < 100);
  }

  void callback_that_ends_leaves_no_new_state() {
    World world;
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, true)));
    world.runtime().send(Address<counter::Msg>{world.pid}, Fail{});
    world.run();
    QCOMPARE(world.lines.size(), std::size_t{1});
  }

  void standard_io_that_throws_does_not_end_the_process() {
    RuntimeOptions options;
    ManualScheduler scheduler(0, [&] {
      options.standard_io = [](std::string_view) { throw std::runtime_error("closed"); };
      return options;
    }());
    auto starting = gen_msg::start<counter>(scheduler.runtime(), std::int64_t{0});
    scheduler.run();
    const Pid pid = **starting.get();
    sys::trace(scheduler.runtime(), pid, true);
    scheduler.runtime().send(Address<counter::Msg>{pid}, Add{1});
    scheduler.run();
    QVERIFY(scheduler.runtime().is_alive(pid));
  }

  // --- log_to_file

  void a4_log_to_file_has_a_line_for_each_event() {
    World world;
    const QTemporaryDir folder;
    const std::string name = folder.filePath(QStringLiteral("lög")).toStdString();
    QVERIFY(world.answer(sys::log_to_file(world.runtime(), world.pid, name)));
    world.add(5);
    const std::string pid = to_string(world.pid);
    QCOMPARE(lines_of(name),
             (Lines{"*DBG* " + pid + " got {'Add',#{value => 5}}",
                    "*DBG* " + pid + " new state #{label => <<\"c\">>,sum => 5}"}));
    QVERIFY(world.answer(sys::log_to_file(world.runtime(), world.pid, std::nullopt)));
    world.add(6);
    QCOMPARE(lines_of(name).size(), std::size_t{2});
    QVERIFY(!world.is_debugged());
  }

  void log_to_file_makes_the_file_anew() {
    World world;
    const QTemporaryDir folder;
    const std::string name = folder.filePath(QStringLiteral("log")).toStdString();
    for (int i = 0; i < 2; ++i) {
      QVERIFY(world.answer(sys::log_to_file(world.runtime(), world.pid, name)));
      world.add(i);
    }
    QCOMPARE(lines_of(name).size(), std::size_t{2});
  }

  void log_file_that_cannot_be_opened_says_which_and_why_and_ends_the_old_one() {
    World world;
    const QTemporaryDir folder;
    const std::string name = folder.filePath(QStringLiteral("log")).toStdString();
    QVERIFY(world.answer(sys::log_to_file(world.runtime(), world.pid, name)));
    const std::string wrong = folder.path().toStdString();
    const auto refused = world.answer(sys::log_to_file(world.runtime(), world.pid, wrong));
    QCOMPARE(refused.error().code, Error::Code::BadArgument);
    QCOMPARE(print(refused.error().reason),
             "{open_file,<<\"" + wrong + ": Is a directory\">>}");
    world.add(1);
    QCOMPARE(lines_of(name), Lines{});
    QVERIFY(!world.is_debugged());
  }

  void log_file_that_takes_no_more_is_reported() {
    if (!QFile::exists(QStringLiteral("/dev/full"))) QSKIP("no /dev/full here");
    World world;
    QVERIFY(world.answer(sys::log_to_file(world.runtime(), world.pid, "/dev/full")));
    world.add(1);
    QCOMPARE(world.reports.size(), std::size_t{1});
    QVERIFY(world.reports[0].find("log_to_file ends: /dev/full: No space left on device") !=
            std::string::npos);
    world.add(2);
    QCOMPARE(world.reports.size(), std::size_t{1});
  }

  // --- install

  void a13_installed_function_sees_events_and_the_name() {
    World world;
    Lines seen;
    QVERIFY(world.install("f", 0, [&](const Term& state, const Term& event, const Term& name) {
      seen.push_back(print(state) + " " + print(event) + " " + print(name));
      return Term(state.as_integer() + 1);
    }));
    world.add(5);
    const std::string pid = to_string(world.pid);
    QCOMPARE(seen, (Lines{"0 " + World::in_event(5) + " " + pid,
                          "1 " + World::state_event(5) + " " + pid}));
    const auto status = world.answer(sys::get_status_parts(world.runtime(), world.pid));
    QCOMPARE(Term::list(status->debug), read("[{f,2}]"));
    QVERIFY(world.answer(sys::no_debug(world.runtime(), world.pid)));
    world.add(6);
    QCOMPARE(seen.size(), std::size_t{2});
    QVERIFY(!world.is_debugged());
  }

  void a14_ids_tell_functions_apart() {
    World world;
    int calls = 0;
    const auto count = [&](const Term& state, const Term&, const Term&) {
      ++calls;
      return state;
    };
    for (const char* const id : {"f", "f", "g"}) QVERIFY(world.install(id, 0, count));
    world.add(1);
    QCOMPARE(calls, 4);  // two functions, two events
    QVERIFY(world.answer(sys::remove(world.runtime(), world.pid, atom("f"))));
    world.add(1);
    QCOMPARE(calls, 6);
    QVERIFY(world.answer(sys::remove(world.runtime(), world.pid, atom("f"))));  // nobody's: ok
  }

  void function_that_is_done_or_throws_is_removed() {
    World world;
    int done = 0;
    int thrown = 0;
    QVERIFY(world.install("d", 0, [&](const Term&, const Term&, const Term&) {
      ++done;
      return std::optional<Term>();
    }));
    QVERIFY(world.install("t", 0,
                          [&](const Term&, const Term&, const Term&) -> std::optional<Term> {
                            ++thrown;
                            throw std::runtime_error("no");
                          }));
    world.add(1);
    world.add(2);
    QCOMPARE(done, 1);
    QCOMPARE(thrown, 1);
    QCOMPARE(world.answer(sys::get_status_parts(world.runtime(), world.pid))->debug.size(),
             std::size_t{0});
    QVERIFY(world.reports.empty());
  }

  void newest_item_sees_an_event_first() {
    World world;
    Lines order;
    for (const char* const id : {"old", "new"}) {
      QVERIFY(world.install(id, 0, [&order, id](const Term& state, const Term&, const Term&) {
        order.emplace_back(id);
        return state;
      }));
    }
    world.add(1);
    QCOMPARE(order, (Lines{"new", "old", "new", "old"}));
  }

  void start_option_debug_has_all_kinds() {
    ManualWorld world;
    const QTemporaryDir folder;
    int calls = 0;
    gen_msg::StartOptions options;
    options.debug.trace = true;
    options.debug.log = 3;
    options.debug.statistics = true;
    options.debug.log_to_file = folder.filePath(QStringLiteral("log")).toStdString();
    options.debug.install.push_back(
        {atom("f"),
         [&](const Term& state, const Term&, const Term&) {
           ++calls;
           return state;
         },
         atom("s")});
    const Pid pid =
        world.started(gen_msg::start<counter>(world.runtime(), std::int64_t{0}, options));
    world.runtime().send(Address<counter::Msg>{pid}, Add{1});
    world.run();
    QCOMPARE(calls, 2);
    QCOMPARE(world.lines.size(), std::size_t{2});
    QCOMPARE(lines_of(options.debug.log_to_file), world.lines);
    QCOMPARE(world.answer(sys::get_status_parts(world.runtime(), pid))->debug.size(),
             std::size_t{5});
  }

  void start_option_debug_that_cannot_be_had_is_left_out_with_a_warning() {
    ManualWorld world;
    gen_msg::StartOptions options;
    options.debug.log_to_file = "/no/such/folder/log";
    const Pid pid =
        world.started(gen_msg::start<counter>(world.runtime(), std::int64_t{0}, options));
    QVERIFY(pid);
    QVERIFY(world.reports.at(0).find("log_to_file: /no/such/folder/log: No such file") !=
            std::string::npos);
    QVERIFY(!world.runtime().table().at(pid.index).has(Process::is_debugged));
  }
};

QTEST_APPLESS_MAIN(TestSysDebug)
#include "tst_sys_debug.moc"
