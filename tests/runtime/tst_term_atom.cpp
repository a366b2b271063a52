// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <QTest>

#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"

using genmsg::Atom;
using genmsg::Pid;
namespace atoms = genmsg::atoms;

namespace {

// Static initialisers may run before any of the library's.
const Atom early = Atom::intern("tst_term_atom_early");
const std::string early_name{atoms::noproc.name()};

}  // namespace

class TestTermAtom : public QObject {
  Q_OBJECT

 private slots:
  void default_is_undefined() {
    QCOMPARE(Atom(), atoms::undefined);
    QVERIFY(Atom().name() == "undefined");
  }

  void intern_same_name_gives_same_atom() {
    const Atom a = Atom::intern("some_name");
    QCOMPARE(Atom::intern("some_name"), a);
    QVERIFY(Atom::intern("another_name") != a);
    QVERIFY(a.name() == "some_name");
    QCOMPARE(Atom::from_index(a.index()), a);
  }

  void intern_keeps_any_bytes() {
    const std::string name("a\0b", 3);
    QVERIFY(Atom::intern(name).name() == name);
    QVERIFY(Atom::intern("").name().empty());
  }

  void find_unknown_name_gives_nothing() {
    QVERIFY(!Atom::find("never_interned_by_anybody"));
    QVERIFY(Atom::find("ok") == atoms::ok);
  }

  void predefined_names_are_otps() {
    QVERIFY(atoms::true_.name() == "true");
    QVERIFY(atoms::exit.name() == "EXIT");
    QVERIFY(atoms::down.name() == "DOWN");
    QVERIFY(atoms::initial_call.name() == "$initial_call");
    QVERIFY(atoms::ancestors.name() == "$ancestors");
    static_assert(atoms::normal != atoms::shutdown);
    for (const std::string_view name : genmsg::detail::predefined_atoms) {
      QVERIFY(Atom::intern(name).name() == name);
    }
  }

  void atoms_work_in_static_initialisers() {
    QVERIFY(early.name() == "tst_term_atom_early");
    QCOMPARE(early_name, std::string("noproc"));
  }

  void intern_too_long_throws() {
    QVERIFY(Atom::intern(std::string(255, 'x')).name().size() == 255);
    QVERIFY_THROWS_EXCEPTION(std::length_error, Atom::intern(std::string(256, 'x')));
    std::string letters;  // the limit is in characters, not in bytes
    for (int i = 0; i < 255; ++i) letters += "\u00e4";
    QVERIFY(Atom::intern(letters).name() == letters);
  }

  void name_of_foreign_index_is_empty() {
    QVERIFY(Atom::from_index(0xFFFFFFFF).name().empty());
    QVERIFY(Atom::from_index(Atom::max_count - 1).name().empty());
  }

  void threads_agree_on_atoms() {
    constexpr int thread_count = 4;
    constexpr int name_count = 5000;  // more than a chunk of the table
    std::vector<std::vector<Atom>> seen(thread_count);
    std::vector<std::thread> threads;
    for (auto& mine : seen) {
      threads.emplace_back([&mine] {
        for (int i = 0; i < name_count; ++i) {
          mine.push_back(Atom::intern("thread_atom_" + std::to_string(i)));
        }
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& mine : seen) QVERIFY(mine == seen.front());
    for (std::size_t i = 0; i < name_count; ++i) {
      QVERIFY(seen[0][i].name() == "thread_atom_" + std::to_string(i));
    }
  }

  void name_is_visible_through_relaxed_counter() {
    constexpr int count = 20000;
    std::atomic<std::uint32_t> published = 0;
    std::atomic<int> wrong = 0;
    std::thread reader([&] {
      std::string_view last;
      while (last != "relaxed_19999") {
        last = Atom::from_index(published.load(std::memory_order_relaxed)).name();
        if (last != "undefined" && !last.starts_with("relaxed_")) ++wrong;
      }
    });
    for (int i = 0; i < count; ++i) {
      const Atom atom = Atom::intern("relaxed_" + std::to_string(i));
      published.store(atom.index(), std::memory_order_relaxed);
    }
    reader.join();
    QCOMPARE(wrong.load(), 0);
  }

  void pid_prints_index_and_serial() {
    QCOMPARE(to_string(Pid{84, 3}), std::string("<0.84.3>"));
    QCOMPARE(to_string(Pid{}), std::string("<0.0.0>"));
    QVERIFY(!Pid{});
    QVERIFY((Pid{0, 1}));
    QVERIFY((Pid{1, 2} < Pid{2, 1}));
  }
};

QTEST_APPLESS_MAIN(TestTermAtom)
#include "tst_term_atom.moc"
