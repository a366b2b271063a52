// SPDX-License-Identifier: GPL-3.0-or-later
#include "genmsg/term/parse.h"
#include "models/process_exit.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Report;
using genmsg::Term;
using test::pid;

namespace {

Report report(Report::Kind kind, genmsg::Pid of, const Term& content) {
  Report made;
  made.kind = kind;
  made.pid = of;
  made.report = content;
  return made;
}

Term term(const char* text) { return genmsg::parse(text).value(); }

}  // namespace

class TestProcessExit : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void reason_isInTheReportsOfTheProcess() {
    using Kind = Report::Kind;
    const Report crash = report(
        Kind::Crash, pid(2), term("[[{initial_call,x},{error_info,{error,badarg,[]}}],[]]"));
    QCOMPARE(models::exitReasonIn(crash, pid(2)), std::optional(term("badarg")));
    QCOMPARE(models::exitReasonIn(crash, pid(3)), std::optional<Term>());
    const Report terminating = report(Kind::Terminating, pid(2), term("#{reason => {stop,7}}"));
    QCOMPARE(models::exitReasonIn(terminating, pid(2)), std::optional(term("{stop,7}")));
    const Report odd = report(Kind::Crash, pid(2), term("foo"));
    QCOMPARE(models::exitReasonIn(odd, pid(2)), std::optional<Term>());
    const Report other = report(Kind::Other, pid(2), term("#{reason => x}"));
    QCOMPARE(models::exitReasonIn(other, pid(2)), std::optional<Term>());
  }

  void reason_isInItsSupervisorsReport() {
    const auto pair = [](const char* key, const Term& value) {
      return Term::tuple_of(genmsg::Atom::intern(key), value);
    };
    const Term child = Term::list({pair("pid", Term(pid(2))), pair("id", term("w"))});
    const Report supervisor =
        report(Report::Kind::Supervisor, pid(1),
               Term::list({pair("reason", term("killed")), pair("offender", child)}));
    QCOMPARE(models::exitReasonIn(supervisor, pid(2)), std::optional(term("killed")));
    QCOMPARE(models::exitReasonIn(supervisor, pid(1)), std::optional<Term>());
  }

  void successor_hasTheName_elseWasStartedInstead() {
    const auto view = test::view(
        test::snapshot(50, {{.index = 1},
                            {.index = 5, .parent = 1, .startS = 9},
                            {.index = 6, .parent = 1, .initialCall = "other:init/1", .startS = 21},
                            {.index = 7, .parent = 1, .startS = 22},
                            {.index = 8, .parent = 1, .startS = 23},
                            {.index = 9, .name = "named", .startS = 30}}));
    const std::int64_t seenNs = view->snapshot->node_start_ns + 20'000'000'000;
    const genmsg::ProcessRow child = test::processRow({.index = 2, .parent = 1, .startS = 3});
    QCOMPARE(models::successorOf(*view, child, seenNs), pid(7));
    const genmsg::ProcessRow named =
        test::processRow({.index = 2, .parent = 1, .name = "named", .startS = 3});
    QCOMPARE(models::successorOf(*view, named, seenNs), pid(9));
    QCOMPARE(models::successorOf(*view, child, seenNs + 10'000'000'000), genmsg::Pid());
    const genmsg::ProcessRow orphan = test::processRow({.index = 2, .parent = 44});
    QCOMPARE(models::successorOf(*view, orphan, seenNs), genmsg::Pid());
  }
};

QTEST_GUILESS_MAIN(TestProcessExit)
#include "tst_process_exit.moc"
