// SPDX-License-Identifier: GPL-3.0-or-later
// Reports: the logger, the rings that keep them, their text.
#include <QtTest/QtTest>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "genmsg/behaviour/supervisor_report.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Level = Report::Level;
using Kind = Report::Kind;
using gen::StartOptions;

namespace {

Term text(std::string_view line) { return Term::binary(line); }

struct test_sup {
  static constexpr std::string_view module_name = "test_sup";
  static supervisor::Supervise init(std::vector<ChildSpec> children) {
    return SupervisorSpec{{}, std::move(children)};
  }
};

ChildSpec puppet_child(const char* id) {
  return {atom(id), [] { return gen_msg::start_link<puppet>(plain(make_journal())); }};
}

Pid start_sup(ManualWorld& world, std::vector<ChildSpec> children, StartOptions options = {}) {
  return world.started(
      supervisor::start<test_sup>(world.runtime(), std::move(children), std::move(options)));
}

const Report* find(const ManualWorld& world, Kind kind) {
  for (const Report& report : world.all_reports) {
    if (report.kind == kind) return &report;
  }
  return nullptr;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

class TestReports : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- the logger

  void report_carries_who_when_and_how_urgent() {
    ManualWorld world;
    world.advance(5ms);
    const std::int64_t now = world.runtime().now_ns();
    const Pid pid = start_puppet(world, plain(make_journal()), {.name = Atom::intern("named")});
    in(world, pid, [] {
      current_runtime().report(Level::Notice, Kind::Other, text("hello"));
    });
    QCOMPARE(world.all_reports.size(), std::size_t{1});
    const Report& report = world.all_reports[0];
    QCOMPARE(report.number, std::uint64_t{1});
    QCOMPARE(report.time_ns, now);
    QVERIFY(report.wall_time_us > 1'700'000'000'000'000);
    QVERIFY(report.level == Level::Notice && report.kind == Kind::Other);
    QCOMPARE(report.pid, pid);
    QVERIFY(report.name == Atom::intern("named"));
    QCOMPARE(report.report, text("hello"));
  }

  void report_from_a_plain_thread_is_of_no_process() {
    ManualWorld world;
    world.runtime().report(Level::Error, Kind::Other, text("outside"));
    QCOMPARE(world.all_reports.at(0).pid, Pid{});
  }

  void what_the_logger_throws_is_dropped() {
    int calls = 0;
    RuntimeOptions options;
    options.logger = [&calls](const Report&) {
      ++calls;
      throw std::runtime_error("disk full");
    };
    ManualScheduler scheduler(0, options);
    auto started = gen_msg::start<puppet>(scheduler.runtime(), plain(make_journal()));
    scheduler.run();
    const Pid pid = **started.get();
    scheduler.runtime().send(Address<puppet::Msg>{pid}, puppet::Code([](puppet::State&) {
                               current_runtime().report(Level::Error, Kind::Other, Term());
                               return gen_msg::ok();
                             }));
    scheduler.run();
    QCOMPARE(calls, 1);
    QVERIFY(scheduler.runtime().is_alive(pid));
    QCOMPARE(scheduler.runtime().reports().reports.size(), std::size_t{1});  // kept nevertheless
  }

  void less_urgent_levels_than_report_level_are_not_made() {
    RuntimeOptions options;
    options.report_level = Level::Warning;
    ManualWorld world(0, options);
    for (const Level level : {Level::Error, Level::Warning, Level::Notice, Level::Info}) {
      QCOMPARE(world.runtime().reports_level(level), level <= Level::Warning);
      world.runtime().report(level, Kind::Other, Term());
    }
    QCOMPARE(world.all_reports.size(), std::size_t{2});
    QCOMPARE(world.runtime().reports().last, std::uint64_t{2});
  }

  // --- the rings

  void reports_since_a_number_are_those_above_it_in_order() {
    ManualWorld world;
    for (const Level level : {Level::Info, Level::Error, Level::Info, Level::Warning}) {
      world.runtime().report(level, Kind::Other, Term());
    }
    const ReportBatch batch = world.runtime().reports(1);
    QCOMPARE(batch.last, std::uint64_t{4});
    QCOMPARE(batch.lost, std::uint64_t{0});
    QCOMPARE(batch.reports.size(), std::size_t{3});
    for (std::size_t i = 0; i < 3; ++i) QCOMPARE(batch.reports[i]->number, std::uint64_t{i + 2});
    QVERIFY(world.runtime().reports(4).reports.empty());
    QVERIFY(world.runtime().reports(99).reports.empty());
    QCOMPARE(world.runtime().reports(99).lost, std::uint64_t{0});
  }

  void flood_of_one_level_pushes_out_none_of_another() {
    RuntimeOptions options;
    options.reports_kept = 4;
    ManualWorld world(0, options);
    world.runtime().report(Level::Error, Kind::Crash, text("the crash"));
    for (int i = 0; i < 100; ++i) world.runtime().report(Level::Info, Kind::Progress, Term());
    const ReportBatch batch = world.runtime().reports();
    QCOMPARE(batch.reports.size(), std::size_t{5});
    QCOMPARE(batch.reports[0]->report, text("the crash"));
    QCOMPARE(batch.reports[1]->number, std::uint64_t{98});
  }

  void what_is_kept_no_longer_is_counted_as_lost() {
    RuntimeOptions options;
    options.reports_kept = 4;
    ManualWorld world(0, options);
    for (int i = 0; i < 10; ++i) world.runtime().report(Level::Error, Kind::Other, Term());
    QCOMPARE(world.runtime().reports(0).lost, std::uint64_t{6});
    QCOMPARE(world.runtime().reports(3).lost, std::uint64_t{3});
    QCOMPARE(world.runtime().reports(6).lost, std::uint64_t{0});
  }

  void reports_are_exact_while_several_threads_report() {
    RuntimeOptions options;
    options.schedulers = 1;
    options.process_limit = 16;
    options.reports_kept = 64;
    std::atomic<std::uint64_t> logged{0};
    options.logger = [&logged](const Report&) { ++logged; };
    Runtime runtime(options);
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&runtime] {
        for (int k = 0; k < 500; ++k) runtime.report(Level::Info, Kind::Other, Term());
      });
    }
    std::uint64_t seen = 0, counted = 0;
    const auto take = [&] {
      const ReportBatch batch = runtime.reports(seen);
      counted += batch.lost + batch.reports.size();
      seen = batch.last;
    };
    for (int i = 0; i < 100; ++i) take();
    for (std::thread& thread : threads) thread.join();
    take();
    QCOMPARE(seen, std::uint64_t{1500});
    QCOMPARE(counted, std::uint64_t{1500});
    QCOMPARE(logged.load(), std::uint64_t{1500});
  }

  // --- supervisors

  void start_of_a_child_is_a_progress_report_of_level_info() {
    ManualWorld world;
    const Pid sup = start_sup(world, {puppet_child("a")}, {.name = Atom::intern("top")});
    QVERIFY(sup);
    const Report* const report = find(world, Kind::Progress);
    QVERIFY(report != nullptr);
    QVERIFY(report->level == Level::Info);
    const std::string written = print(report->report);
    QVERIFY2(contains(written, "{supervisor,{local,top}}"), written.c_str());
    QVERIFY2(contains(written, "{id,a},{mfargs,undefined},{restart_type,permanent},"
                               "{significant,false},{shutdown,5000},{child_type,worker}]"),
             written.c_str());
    QVERIFY(format(*report).starts_with("=PROGRESS REPORT==== "));
    QVERIFY(world.reports.empty());
  }

  /// Also while it starts its first children.
  void report_names_a_supervisor_as_it_was_started() {
    ManualWorld world;
    start_sup(world, {puppet_child("a")}, {.name = Global{read("{pool,1}")}});
    const std::string global = print(find(world, Kind::Progress)->report);
    QVERIFY2(contains(global, "{supervisor,{global,{pool,1}}}"), global.c_str());
    world.all_reports.clear();
    const Pid unnamed = start_sup(world, {puppet_child("a")});
    const std::string written = print(find(world, Kind::Progress)->report);
    QVERIFY2(contains(written, "{supervisor,{" + to_string(unnamed) + ",test_sup}}"),
             written.c_str());
  }

  void end_of_a_child_is_a_supervisor_report_with_context_and_offender() {
    ManualWorld world;
    const Pid sup = start_sup(world, {puppet_child("a")});
    auto children = supervisor::which_children(world.runtime(), sup);
    const Pid child = world.answer(std::move(children)).value().at(0).pid;
    world.runtime().exit(child, atom("boom"));
    world.run();
    const Report* const report = find(world, Kind::Supervisor);
    QVERIFY(report != nullptr);
    QVERIFY(report->level == Level::Error);
    QCOMPARE(report->pid, sup);
    QCOMPARE(print(report->report),
             "[{supervisor,{" + to_string(sup) + ",test_sup}},{errorContext,child_terminated}," +
                 "{reason,boom},{offender,[{pid," + to_string(child) +
                 "},{id,a},{mfargs,undefined},{restart_type,permanent},{significant,false}," +
                 "{shutdown,5000},{child_type,worker}]}]");
    const std::string written = format(*report);
    QVERIFY(written.starts_with("=SUPERVISOR REPORT==== "));
    QVERIFY(contains(written, "\n    errorContext: child_terminated\n"));
    QVERIFY(contains(written, "\n    reason: boom\n"));
  }

  // --- text

  void heading_has_kind_and_date() {
    Report report;
    report.kind = Kind::Crash;
    report.wall_time_us = 1'000'000'000'123'456;
    report.report = read("[[{pid,a}],[{neighbour,[{pid,b}]}]]");
    const std::string written = format(report);
    const QString line = QString::fromStdString(written).section(u'\n', 0, 0);
    const QRegularExpression pattern(
        QStringLiteral("^=CRASH REPORT==== [89]-Sep-2001::\\d\\d:\\d\\d:\\d\\d\\.123456 ===$"));
    QVERIFY2(pattern.match(line).hasMatch(), qPrintable(line));
    QVERIFY(written.ends_with("\n  crasher:\n    pid: a\n  neighbours:\n    neighbour:\n      pid: b"));
  }

  void text_of_a_huge_report_is_bounded_and_whole_utf8() {
    Report report;
    std::string letters;
    for (int i = 0; i < 2'000; ++i) letters += "ä";
    report.report = Term::list(std::vector<Term>(
        100, Term::tuple_of(Atom::intern("key"), Term::string(letters))));
    const std::string written = format(report);
    QVERIFY(written.size() <= max_report_characters);
    QVERIFY(written.ends_with("..."));
    QVERIFY(QString::fromStdString(written).indexOf(QChar::ReplacementCharacter) < 0);
  }

  void depth_limit_makes_the_text_shorter() {
    Report report;
    Term deep = atom("core");
    for (int i = 0; i < 100; ++i) deep = Term::tuple_of(deep, deep);
    report.report = Term::list({Term::tuple_of(atom("reason"), deep)});
    QVERIFY(format(report, {.depth = 5, .characters = 2000}).size() < format(report).size());
  }

  void report_of_an_unexpected_shape_is_still_text() {
    for (const Kind kind : {Kind::Crash, Kind::Supervisor, Kind::Progress, Kind::Terminating,
                            Kind::LongCallback, Kind::DeadLetter, Kind::Other}) {
      for (const char* const term : {"undefined", "[]", "{a}", "[a,b]", "#{a => b}", "[[],[a]]"}) {
        Report report;
        report.kind = kind;
        report.report = read(term);
        QVERIFY(format(report).size() > 20);
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestReports)
#include "tst_reports.moc"
