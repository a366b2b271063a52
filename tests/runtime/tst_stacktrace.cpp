// SPDX-License-Identifier: GPL-3.0-or-later
// The stack of a throw in the crash report: this program is built with the hook of
// GENMSG_STACKTRACES, whatever the option says.
#include <QtTest/QtTest>

#include <stdexcept>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;

/// With a name that the dynamic linker knows.
[[gnu::noinline]] void function_that_throws(int depth) {
  if (depth == 0) throw std::runtime_error("deep");
  function_that_throws(depth - 1);
  asm volatile("");  // no tail call
}

namespace {

/// What stands in the crash report of a process that does `code`.
std::string error_info_of(std::function<void()> code) {
  ManualWorld world;
  in(world, start_puppet(world, plain(make_journal())), std::move(code));
  for (const Report& report : world.all_reports) {
    if (report.kind != Report::Kind::Crash) continue;
    for (const Term& pair : report.report.elements()[0].elements()) {
      if (pair.elements()[0].is(Atom::intern("error_info"))) return print(pair.elements()[1]);
    }
  }
  return "no report";
}

struct Careless {
  ~Careless() {
    try {
      throw 1;
    } catch (int) {
    }
  }
};

}  // namespace

class TestStacktrace : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void crash_report_names_the_function_that_threw() {
    const std::string info = error_info_of([] { function_that_throws(2); });
    QVERIFY2(info.find("function_that_throws(int)") != std::string::npos, info.c_str());
    QVERIFY(info.find("{puppet,handle_msg,") != std::string::npos);  // the place comes first
    QVERIFY(info.find("{puppet,") < info.find("function_that_throws"));
  }

  void stack_survives_throws_of_destructors_on_the_way() {
    const std::string info = error_info_of([] {
      const Careless careless;
      function_that_throws(2);
    });
    QVERIFY2(info.find("function_that_throws(int)") != std::string::npos, info.c_str());
  }

  void exit_reason_is_the_same_as_without() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, start_puppet(world, plain(journal)), [pid] { monitor(pid); });
    in(world, pid, [] { function_that_throws(0); });
    QVERIFY(journal->back().find("<<\"deep\">>},[{puppet,handle_msg,") != std::string::npos);
    QVERIFY(journal->back().find("function_that_throws") == std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestStacktrace)
#include "tst_stacktrace.moc"
