// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cmath>
#include <limits>
#include <thread>
#include <type_traits>
#include <vector>

#include <QTest>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "genmsg/term/term.h"

using genmsg::Atom;
using genmsg::Pid;
using genmsg::Term;
using Kind = genmsg::Term::Kind;
namespace atoms = genmsg::atoms;

static_assert(!std::is_convertible_v<const char*, Term>);  // it would become `true`
static_assert(!std::is_convertible_v<double, Term>);
static_assert(std::is_nothrow_move_constructible_v<Term>);

namespace {

Term read(const char* text) {
  return genmsg::parse(text).value();
}

Term nest(std::size_t depth, Term inner) {
  for (std::size_t i = 0; i < depth; ++i) inner = Term::tuple_of(std::move(inner));
  return inner;
}

// In Erlang's order. Equal neighbours do not occur.
const std::vector<const char*>& ascending() {
  static const std::vector<const char*> texts = {"-1.0e300",
                                                 "-340282366920938463463374607431768211456",
                                                 "-18446744073709551616",
                                                 "-18446744073709551615",
                                                 "-9223372036854775809",
                                                 "-9223372036854775808",
                                                 "-3",
                                                 "-2.5",
                                                 "-2",
                                                 "0",
                                                 "0.5",
                                                 "1",
                                                 "1.0",
                                                 "2",
                                                 "9007199254740992",
                                                 "9007199254740992.0",
                                                 "9007199254740993",
                                                 "9223372036854775807",
                                                 "9223372036854775808",
                                                 "9223372036854775808.0",
                                                 "18446744073709551615",
                                                 "18446744073709551616",
                                                 "18446744073709551616.0",
                                                 "18446744073709551617",
                                                 "340282366920938463463374607431768211455",
                                                 "340282366920938463463374607431768211456.0",
                                                 "1.0e300",
                                                 "'A'",
                                                 "a",
                                                 "aa",
                                                 "b",
                                                 "'ж'",
                                                 "{}",
                                                 "{1}",
                                                 "{1.0}",
                                                 "{b}",
                                                 "{a,a}",
                                                 "{a,b}",
                                                 "{b,a}",
                                                 "#{}",
                                                 "#{a=>2}",
                                                 "#{b=>1}",
                                                 "#{1=>a,2=>a}",
                                                 "#{2=>a,1.0=>a}",
                                                 "#{a=>1,b=>2}",
                                                 "#{a=>1,b=>3}",
                                                 "#{a=>1,c=>1}",
                                                 "[]",
                                                 "[1|2]",
                                                 "[1|a]",
                                                 "[1|{}]",
                                                 "[1]",
                                                 "[1,2|#{}]",
                                                 "[1,2]",
                                                 "[1,2|<<>>]",
                                                 "[1.0,3]",
                                                 "[1|<<>>]",
                                                 "[2]",
                                                 "[a]",
                                                 "[[]]",
                                                 "<<>>",
                                                 "<<0>>",
                                                 "<<1>>",
                                                 "<<1,0>>",
                                                 "<<255>>"};
  return texts;
}

}  // namespace

class TestTerm : public QObject {
  Q_OBJECT

 private slots:
  void default_is_undefined() {
    QVERIFY(Term().is(atoms::undefined));
    QVERIFY(Term(true).is(atoms::true_));
    QVERIFY(Term(false).is(atoms::false_));
  }

  void integers_keep_their_value() {
    QCOMPARE(Term(-5).as_integer(), -5);
    QCOMPARE(Term('a').as_integer(), 97);
    QCOMPARE(Term::integer(7).as_integer(), 7);
    constexpr auto greatest = std::numeric_limits<std::uint64_t>::max();
    const Term large(greatest);
    QVERIFY(large.is(Kind::Integer));
    QVERIFY(large.is_uint64() && !large.is_int64());
    QCOMPARE(large.as_unsigned(), greatest);
    QCOMPARE(large.as_integer(), std::numeric_limits<std::int64_t>::max());
    QVERIFY(!Term(-1).is_uint64());
    QVERIFY(large != Term(-1));  // the same bits
    QVERIFY(Term(std::uint64_t{5}) == Term(5));
  }

  void integers_beyond_64_bits_keep_their_value() {
    const std::array<std::uint64_t, 3> words = {1, 2, 0};
    const Term big = Term::integer(true, words);
    QVERIFY(big.is(Kind::Integer) && big.is_big() && big.is_negative());
    QVERIFY(!big.is_int64() && !big.is_uint64());
    QCOMPARE(big.magnitude().size(), std::size_t{2});
    QCOMPARE(print(big), std::string("-36893488147419103233"));
    QCOMPARE(big.as_integer(), std::numeric_limits<std::int64_t>::min());
    QCOMPARE(Term::integer(false, words).as_integer(), std::numeric_limits<std::int64_t>::max());
    QVERIFY(big != Term::integer(false, words));
    // What fits in 64 bits has one form only.
    constexpr std::uint64_t two_to_63 = std::uint64_t{1} << 63;
    QVERIFY(Term::integer(true, {{two_to_63}}) == Term(std::numeric_limits<std::int64_t>::min()));
    QVERIFY(Term::integer(false, {{two_to_63, 0}}) == Term(two_to_63));
    QVERIFY(Term::integer(true, {{two_to_63 + 1}}).is_big());
    QVERIFY(Term::integer(true, {}) == Term(0));
    const std::vector<std::uint64_t> too_many(257, 1);
    QVERIFY(Term::integer(false, too_many) == Term::opaque("integer of 16385 bits"));
  }

  void improper_lists_keep_their_tail() {
    const Term list = Term::list({Term(1), Term(2)}, atoms::ok);
    QVERIFY(list.is(Kind::ImproperList));
    QCOMPARE(list.elements().size(), std::size_t{3});
    QVERIFY(list.elements().back() == atoms::ok);
    QCOMPARE(print(list), std::string("[1,2|ok]"));
    QVERIFY(Term::list({Term(0)}, list) == read("[0,1,2|ok]"));
    QVERIFY(Term::list({Term(0)}, Term::list({})) == Term::list({Term(0)}));
    QVERIFY(Term::list({}, atoms::ok) == atoms::ok);
  }

  void floats_that_erlang_has_not_become_atoms() {
    QCOMPARE(Term(2.5).as_float(), 2.5);
    QVERIFY(Term(std::nan("")).is(atoms::nan));
    QVERIFY(Term(HUGE_VAL).is(atoms::infinity));
    QVERIFY(Term(-HUGE_VAL).is(atoms::neg_infinity));
  }

  void leaves_keep_their_value() {
    QCOMPARE(Term(Pid{3, 4}).as_pid(), (Pid{3, 4}));
    QCOMPARE(Term::reference(9).as_reference(), std::uint64_t{9});
    QVERIFY(Term::binary("bytes").as_binary() == "bytes");
    QVERIFY(Term::opaque("ns::Type").as_opaque() == "ns::Type");
    QVERIFY(Term::binary("").as_binary().empty());
    QVERIFY(Term::list({}).elements().empty());
  }

  void string_is_list_of_code_points() {
    QVERIFY(Term::string("a\u0436") == read("[97,1078]"));
    QVERIFY(Term::string("a\xFFz") == read("[97,16#FFFD,$z]"));
    QVERIFY(Term::string("\xED\xA0\x80") == read("[16#FFFD,16#FFFD,16#FFFD]"));  // a surrogate
    QVERIFY(Term::string("\xC0\x80") == read("[16#FFFD,16#FFFD]"));              // too long
  }

  void map_sorts_and_keeps_last_of_equal_keys() {
    const Term map = Term::map({{Term(2), atoms::ok},
                                {Term(1.0), atoms::ok},
                                {atoms::error, Term(1)},
                                {Term(1), atoms::ok},
                                {atoms::error, Term(2)},
                                {atoms::error, Term(3)}});
    QCOMPARE(print(map), std::string("#{1 => ok,2 => ok,1.0 => ok,error => 3}"));
    QVERIFY(*map.find(atoms::error) == Term(3));
    QVERIFY(map.find(Term(1.0)) != map.find(Term(1)));
    QVERIFY(map.find(atoms::ok) == nullptr);
    QVERIFY(Term::map({}).find(atoms::ok) == nullptr);
  }

  void copies_share_contents() {
    const Term list = Term::list({Term(1), Term::binary("x")});
    const Term copy = list;
    QVERIFY(copy.elements().data() == list.elements().data());
    Term moved = copy;
    const Term taken = std::move(moved);
    QVERIFY(moved.is(atoms::undefined));  // NOLINT: a moved-from term is `undefined`
    Term assigned = Term::binary("old");
    assigned = taken;
    assigned = *&assigned;
    QVERIFY(assigned == list);
  }

  void compare_is_erlangs_order() {
    const auto& texts = ascending();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (std::size_t j = 0; j < texts.size(); ++j) {
        const Term a = read(texts[i]);
        const Term b = read(texts[j]);
        QVERIFY2(compare(a, b) == (i <=> j),
                 qPrintable(QString("%1 and %2").arg(texts[i], texts[j])));
        QCOMPARE(a == b, i == j);
      }
    }
  }

  void compare_orders_kinds() {
    const std::vector<Term> kinds = {Term(1),       atoms::ok,         Term::reference(1),
                                     Pid{1, 1},     Term::opaque("t"), Term::tuple({}),
                                     Term::map({}), Term::list({}),    Term::binary("")};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      for (std::size_t j = 0; j < kinds.size(); ++j) {
        QVERIFY(compare(kinds[i], kinds[j]) == (i <=> j));
      }
    }
  }

  void compare_number_type_decides_last() {
    // Erlang's == finds the first elements equal, so the second ones decide.
    QVERIFY(compare(read("{1,b}"), read("{1.0,a}")) > 0);
    QVERIFY(compare(read("{1,a}"), read("{1.0,a}")) < 0);
    // The keys of maps differ, though.
    QVERIFY(compare(read("#{1=>b}"), read("#{1.0=>a}")) < 0);
    QVERIFY(compare_keys(read("{2}"), read("{1.0}")) < 0);
  }

  void negative_zero_equals_zero() {
    QVERIFY(Term(-0.0) == Term(0.0));
    QCOMPARE(phash2(Term(-0.0)), phash2(Term(0.0)));
  }

  // The number is OTP 25's.
  void hash_of_large_maps_is_erlangs() {
    std::vector<Term::Entry> entries;
    for (int i = 1; i <= 100; ++i) entries.emplace_back(Term(i), Term(i));
    QCOMPARE(phash2(Term::map(std::move(entries))), 86594703U);
  }

  void hash_follows_equality() {
    for (const char* text : ascending()) QCOMPARE(phash2(read(text)), phash2(read(text)));
    QVERIFY(phash2(read("{1,[]}")) != phash2(read("{[],1}")));
    QVERIFY(phash2(read("[[1],[]]")) != phash2(read("[[],[1]]")));
    QVERIFY(phash2(Term(1)) != phash2(Term(1.0)));
  }

  void deep_terms_need_no_stack() {
    constexpr std::size_t depth = 300'000;
    const Term a = nest(depth, Term(1));
    const Term b = nest(depth, Term(2));
    QVERIFY(compare(a, b) < 0);
    QVERIFY(a != b);
    QVERIFY(a == nest(depth, Term(1)));
    QVERIFY(phash2(a) != phash2(b));
    QVERIFY(print(a).size() < 2000);
    Term map = Term(1);
    for (std::size_t i = 0; i < depth; ++i) map = Term::map({{atoms::data, std::move(map)}});
  }

  void compare_does_not_walk_shared_contents() {
    Term wide = Term(1);
    for (int i = 0; i < 60; ++i) wide = Term::tuple_of(wide, wide);  // 2^60 leaves
    QVERIFY(Term::tuple_of(wide, Term(1)) == Term::tuple_of(wide, Term(1)));
    QVERIFY(compare(Term::tuple_of(wide, Term(1)), Term::tuple_of(wide, Term(2))) < 0);
  }

  void threads_share_contents() {
    const Term shared = Term::list({Term::binary("abc"), Term::tuple_of(atoms::ok, Term(1))});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([copy = shared] {
        for (int round = 0; round < 20000; ++round) {
          Term mine = copy;
          Term element = mine.elements()[1];
          mine = Term::tuple_of(element, std::move(mine));
        }
      });
    }
    for (auto& thread : threads) thread.join();
    QCOMPARE(print(shared), std::string("[<<\"abc\">>,{ok,1}]"));
  }

  void last_owner_may_be_another_thread() {
    for (int round = 0; round < 200; ++round) {
      Term term = nest(10, Term::binary("x"));
      std::thread other([copy = term]() mutable { copy = Term(); });
      term = Term();
      other.join();
    }
  }
};

QTEST_APPLESS_MAIN(TestTerm)
#include "tst_term.moc"
