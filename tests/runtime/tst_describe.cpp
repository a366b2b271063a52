// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <cmath>
#include <deque>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include <QTest>

#include "genmsg/term/big_integer.h"
#include "genmsg/term/describe.h"
#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"

using namespace std::chrono_literals;
using genmsg::Converted;
using genmsg::from_term;
using genmsg::is_convertible_from_term;
using genmsg::Term;
using genmsg::to_term;

namespace pool_worker {

struct Limits {
  int low = 0;
  std::uint8_t high = 255;
  bool operator==(const Limits&) const = default;
};
BOOST_DESCRIBE_STRUCT(Limits, (), (low, high))

enum class Mode { Fast, Slow };
BOOST_DESCRIBE_ENUM(Mode, Fast, Slow)

enum class Plain : std::int8_t { A = -1, B = 5 };

struct Tick {};
struct Retry {
  int times = 0;
};
BOOST_DESCRIBE_STRUCT(Retry, (), (times))

struct Base {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Base, (), (name))

struct State : Base {
  Mode mode = Mode::Fast;
  std::vector<Limits> limits;
  std::optional<Limits> last;
};
BOOST_DESCRIBE_STRUCT(State, (Base), (mode, limits, last))

class Counter {
 public:
  explicit Counter(int start = 0) : count_(start) {}
  int count() const { return count_; }

 private:
  int count_;
  BOOST_DESCRIBE_CLASS(Counter, (), (), (), (count_))
};

struct Node {  // contains itself
  int value = 0;
  std::vector<Node> children;
  std::unique_ptr<Node> next;
};
BOOST_DESCRIBE_STRUCT(Node, (), (value, children, next))

struct Handler {  // has parts that cannot be shown
  int calls = 0;
  std::function<void()> callback;
};
BOOST_DESCRIBE_STRUCT(Handler, (), (calls, callback))

struct Locked {
  std::mutex mutex;
  int value = 3;
};
BOOST_DESCRIBE_STRUCT(Locked, (), (value))

struct Fixed {
  const int id = 1;
};
BOOST_DESCRIBE_STRUCT(Fixed, (), (id))

struct Undescribed {
  int x = 0;
};

struct Shape {
  virtual ~Shape() = default;
  int sides = 0;
};
BOOST_DESCRIBE_STRUCT(Shape, (), (sides))

struct L4 {
  int x = 0;
};
struct L3 {
  L4 l4;
};
struct L2 {
  L3 l3;
};
struct L1 {
  L2 l2;
};
struct L0 {
  L1 l1;
};
BOOST_DESCRIBE_STRUCT(L4, (), (x))
BOOST_DESCRIBE_STRUCT(L3, (), (l4))
BOOST_DESCRIBE_STRUCT(L2, (), (l3))
BOOST_DESCRIBE_STRUCT(L1, (), (l2))
BOOST_DESCRIBE_STRUCT(L0, (), (l1))

struct Celsius {  // described, but TermTraits wins
  double degrees = 0;
};
BOOST_DESCRIBE_STRUCT(Celsius, (), (degrees))

struct Secret {
  std::string text;
};

}  // namespace pool_worker

template <>
struct genmsg::TermTraits<pool_worker::Celsius> {
  static Term to_term(const pool_worker::Celsius& value) { return Term(value.degrees); }
  static Converted<pool_worker::Celsius> from_term(const Term& term) {
    return genmsg::from_term<double>(term).map([](double d) { return pool_worker::Celsius{d}; });
  }
  static std::string type_name() { return "celsius"; }
};

struct Counted {
  inline static int conversions = 0;
};

template <>
struct genmsg::TermTraits<Counted> {
  static Term to_term(const Counted&) { return ++Counted::conversions; }
};

template <>
struct genmsg::TermTraits<pool_worker::Secret> {  // read-only
  static Term to_term(const pool_worker::Secret&) { return Atom::intern("hidden"); }
};

namespace {

using namespace pool_worker;

template <class T>
QString shown(const T& value) {
  return QString::fromStdString(print(to_term(value)));
}

/// The value that a text stands for, shown again, or the error.
template <class T>
QString read(const char* text) {
  const auto value = from_term<T>(genmsg::parse(text).value());
  return value ? shown(*value) : QString::fromStdString(value.error().message());
}

using Event = std::variant<Tick, int, std::string, Retry>;

static_assert(is_convertible_from_term<State>);
static_assert(is_convertible_from_term<Node>);
static_assert(is_convertible_from_term<Event>);
static_assert(is_convertible_from_term<Counter>);
static_assert(is_convertible_from_term<std::unique_ptr<State>>);
static_assert(is_convertible_from_term<std::map<std::string, std::vector<bool>>>);
static_assert(!is_convertible_from_term<Handler>);
static_assert(!is_convertible_from_term<std::vector<Handler>>);
static_assert(!is_convertible_from_term<Locked>);
static_assert(!is_convertible_from_term<Fixed>);
static_assert(!is_convertible_from_term<Undescribed>);
static_assert(!is_convertible_from_term<std::unique_ptr<Shape>>);  // would be sliced
static_assert(!is_convertible_from_term<std::string_view>);
static_assert(!is_convertible_from_term<const char*>);
static_assert(!is_convertible_from_term<Secret>);

}  // namespace

class TestDescribe : public QObject {
  Q_OBJECT

 private slots:
  void scalars() {
    QCOMPARE(shown(true), "true");
    QCOMPARE(read<bool>("false"), "false");
    QCOMPARE(read<bool>("1"), "expected true or false, found 1");
    QCOMPARE(shown(std::uint64_t{18446744073709551615U}), "18446744073709551615");
    QCOMPARE(read<std::uint64_t>("18446744073709551615"), "18446744073709551615");
    QCOMPARE(read<std::int8_t>("-128"), "-128");
    QCOMPARE(shown(2.5F), "2.5");
    QCOMPARE(read<double>("2"), "2.0");
    QCOMPARE(read<double>("infinity"), "infinity");
    QVERIFY(std::isnan(*from_term<double>(to_term(std::nan("")))));
    QCOMPARE(read<double>("a"), "expected a float, found a");
    QVERIFY(read<float>("1.0e39").startsWith("expected a float of at most 3.40"));
  }

  void integers_are_range_checked() {
    QCOMPARE(read<std::uint8_t>("256"), "expected an integer from 0 to 255, found 256");
    QCOMPARE(read<std::uint8_t>("-1"), "expected an integer from 0 to 255, found -1");
    QCOMPARE(read<std::int8_t>("128"), "expected an integer from -128 to 127, found 128");
    QCOMPARE(read<int>("1.0"), "expected an integer from -2147483648 to 2147483647, found 1.0");
    QVERIFY(read<std::int64_t>("9223372036854775808").endsWith("found 9223372036854775808"));
    QVERIFY(read<std::uint64_t>("-1").startsWith("expected an integer from 0 to 184467440737"));
  }

  void integers_of_any_size() {
    const genmsg::BigInteger big("-123456789012345678901234567890");
    QCOMPARE(shown(big), "-123456789012345678901234567890");
    QCOMPARE(shown(genmsg::BigInteger(-5)), "-5");
    QVERIFY(*from_term<genmsg::BigInteger>(to_term(big)) == big);
    for (const std::int64_t bits : {0, 31, 63, 64, 65, 127, 128, 200}) {
      const genmsg::BigInteger power = genmsg::BigInteger(1) << bits;
      for (const int off : {-1, 0, 1}) {
        const genmsg::BigInteger value = power + off;
        QCOMPARE(shown(value), QString::fromStdString(value.str()));
        QVERIFY(*from_term<genmsg::BigInteger>(to_term(value)) == value);
        const genmsg::BigInteger negative = -value;
        QVERIFY(*from_term<genmsg::BigInteger>(to_term(negative)) == negative);
      }
    }
    const genmsg::BigInteger too_big = genmsg::BigInteger(1) << 16384;
    QCOMPARE(shown(too_big), "#Opaque<integer of 16385 bits>");
    QCOMPARE(read<genmsg::BigInteger>("1.0"), "expected an integer, found 1.0");
    QCOMPARE(shown(std::vector<genmsg::BigInteger>{big}), "[-123456789012345678901234567890]");
    QCOMPARE(read<double>("100000000000000000000"), "1.0e20");
    const std::string too_long = "1" + std::string(400, '0');
    QVERIFY(read<double>(too_long.c_str()).startsWith("expected a float of at most 1.797"));
    for (const std::size_t zeros : {310U, 401U}) {
      for (const char* const sign : {"", "-"}) {
        const std::string text = sign + ("1" + std::string(zeros, '0'));
        QVERIFY(read<double>(text.c_str()).startsWith("expected a float of"));
      }
    }
    QCOMPARE(read<double>("9007199254740993"), "9.007199254740992e15");
    QCOMPARE(read<double>("18446744073709551617"), "1.8446744073709552e19");
    QCOMPARE(read<double>("-36893488147419107329"), "-3.689348814741911e19");  // sticky: rounds up
    QVERIFY(read<std::int64_t>("-9223372036854775809").endsWith("found -9223372036854775809"));
    QVERIFY(read<std::uint64_t>("18446744073709551616").endsWith("found 18446744073709551616"));
  }

  void to_term_with_a_limit_is_bounded() {
    const std::vector<int> numbers(1000, 7);
    const std::map<int, std::vector<int>> table = {{1, numbers}, {2, {}}, {3, numbers}};
    const std::vector<std::vector<int>> nested = {{1, 2}, {}, numbers, {3}};
    const std::string text(5000, 'x');
    for (const std::size_t limit : {0U, 1U, 2U, 5U, 64U, 1002U, 5000U}) {
      QCOMPARE(to_term(numbers, limit), bounded(to_term(numbers), limit));
      QCOMPARE(to_term(nested, limit), bounded(to_term(nested), limit));
      QCOMPARE(to_term(table, limit), bounded(to_term(table), limit));
      QCOMPARE(to_term(text, limit), bounded(to_term(text), limit));
    }
    QCOMPARE(QString::fromStdString(print(to_term(nested, 5))), "[[1,2],[],'...']");
    QCOMPARE(to_term(numbers), Term::list(std::vector<Term>(1000, Term(7))));  // no budget is left
  }

  void to_term_with_a_limit_costs_what_is_kept() {
    const auto conversions = [](const auto& value) {
      Counted::conversions = 0;
      (void)to_term(value, 10);
      return Counted::conversions;
    };
    const std::vector<Counted> many(100'000);
    QVERIFY(conversions(many) <= 10);
    QVERIFY(conversions(std::vector(100, many)) <= 10);
    QVERIFY(conversions(std::optional(many)) <= 10);
    QVERIFY(conversions(std::tuple(1, many, many)) <= 10);
    std::map<int, Counted> table;
    for (int i = 0; i < 1000; ++i) table[i];
    QVERIFY(conversions(table) <= 10);
    QCOMPARE(conversions(std::vector<Counted>(3)), 3);
  }

  void improper_lists_are_no_lists() {
    QCOMPARE(read<std::vector<int>>("[1|2]"), "expected a list, found [1|2]");
    QCOMPARE((read<std::array<int, 2>>("[1|2]")), "expected a list of 2 elements, found [1|2]");
    QCOMPARE(read<Term>("[1|2]"), "[1|2]");
  }

  void terms_pass_through() {
    QCOMPARE(read<Term>("{a,1}"), "{a,1}");
    QCOMPARE(read<genmsg::Atom>("a"), "a");
    QCOMPARE(read<genmsg::Atom>("1"), "expected an atom, found 1");
    QCOMPARE(*from_term<genmsg::Pid>(to_term(genmsg::Pid{3, 4})), (genmsg::Pid{3, 4}));
    QCOMPARE(read<genmsg::Pid>("a"), "expected a pid, found a");
  }

  void text_is_a_binary() {
    QCOMPARE(shown(std::string("hi")), "<<\"hi\">>");
    QCOMPARE(shown(std::string_view("hi")), "<<\"hi\">>");
    QCOMPARE(shown("hi"), "<<\"hi\">>");
    const char* nothing = nullptr;
    QCOMPARE(shown(nothing), "undefined");
    QCOMPARE(read<std::string>("<<\"hi\">>"), "<<\"hi\">>");
    QCOMPARE(read<std::string>("\"hi\""), "expected a binary, such as <<\"text\">>, found \"hi\"");
  }

  void enums() {
    QCOMPARE(shown(Mode::Slow), "'Slow'");
    QCOMPARE(shown(static_cast<Mode>(7)), "7");
    QCOMPARE(read<Mode>("'Slow'"), "'Slow'");
    QCOMPARE(read<Mode>("slow"), "expected one of 'Fast', 'Slow', found slow");
    QCOMPARE(shown(Plain::A), "-1");
    QCOMPARE(read<Plain>("5"), "5");
    QCOMPARE(read<Plain>("128"), "expected an integer from -128 to 127, found 128");
  }

  void durations_are_nanoseconds() {
    QCOMPARE(shown(5ms), "5000000");
    QCOMPARE(read<std::chrono::milliseconds>("5000000"), "5000000");
    QCOMPARE(read<std::chrono::milliseconds>("1"),
             "expected a multiple of 1000000 nanoseconds within range, found 1");
    QCOMPARE(shown(std::chrono::hours::max()), "infinity");
    QVERIFY(*from_term<std::chrono::hours>(to_term(std::chrono::hours::max())) ==
            std::chrono::hours::max());
    QCOMPARE(shown(std::chrono::nanoseconds::min()), "-9223372036854775808");
    QCOMPARE(read<std::chrono::seconds>("a"), "expected an integer of nanoseconds, found a");
    QCOMPARE(shown(std::chrono::steady_clock::time_point(7ns)), "7");
    QCOMPARE(read<std::chrono::steady_clock::time_point>("7"), "7");
  }

  void optional_values() {
    QCOMPARE(shown(std::optional<int>()), "undefined");
    QCOMPARE(shown(std::optional<int>(1)), "1");
    QCOMPARE(read<std::optional<int>>("undefined"), "undefined");
    QCOMPARE(read<std::shared_ptr<Retry>>("#{times=>2}"), "#{times => 2}");
    QCOMPARE(read<std::unique_ptr<Retry>>("undefined"), "undefined");
    QCOMPARE(read<std::optional<std::uint8_t>>("a"),
             "expected an integer from 0 to 255, or undefined, found a");
    QCOMPARE(read<std::optional<Retry>>("#{times=>a}"),
             "times: expected an integer from -2147483648 to 2147483647, found a");
  }

  void variants() {
    QCOMPARE(shown(Event(Tick{})), "{'Tick',#{}}");
    QCOMPARE(shown(Event(5)), "{int,5}");
    QCOMPARE(shown(Event("x")), "{string,<<\"x\">>}");
    QCOMPARE(read<Event>("{'Retry',#{times=>2}}"), "{'Retry',#{times => 2}}");
    QCOMPARE(read<Event>("{'Tick',#{}}"), "{'Tick',#{}}");
    QCOMPARE(read<Event>("'Tick'"), "expected a tuple {TypeName,Value}, found 'Tick'");
    QCOMPARE(read<Event>("{foo,1}"),
             "expected {TypeName,Value} with one of 'Tick', int, string, "
             "'Retry', found {foo,1}");
    QCOMPARE(read<Event>("{'Retry',#{times=>a}}"),
             "Retry.times: expected an integer from "
             "-2147483648 to 2147483647, found a");
  }

  void containers() {
    QCOMPARE(shown(std::vector<int>{1, 2}), "[1,2]");
    QCOMPARE(read<std::deque<int>>("[1,2]"), "[1,2]");
    QCOMPARE(read<std::list<bool>>("[true]"), "[true]");
    QCOMPARE(read<std::vector<bool>>("[true,false]"), "[true,false]");
    QCOMPARE(read<std::set<int>>("[2,1]"), "[1,2]");
    QCOMPARE(read<std::vector<int>>("{1}"), "expected a list, found {1}");
    QCOMPARE((read<std::array<int, 2>>("[1,2]")), "[1,2]");
    QCOMPARE((read<std::array<int, 2>>("[1]")), "expected a list of 2 elements, found [1]");
    QCOMPARE((read<std::pair<int, bool>>("{1,true}")), "{1,true}");
    QCOMPARE((read<std::tuple<int, bool>>("{1,2}")), "[2]: expected true or false, found 2");
    QCOMPARE((read<std::tuple<>>("{}")), "{}");
    QCOMPARE((read<std::pair<int, bool>>("[]")), "expected a tuple of 2 elements, found []");
    QCOMPARE((read<std::map<std::string, int>>("#{<<\"a\">> => 1}")), "#{<<\"a\">> => 1}");
    QCOMPARE((read<std::unordered_map<int, int>>("#{1=>a}")),
             "[1]: expected an integer from -2147483648 to 2147483647, found a");
    QCOMPARE((read<std::map<bool, int>>("#{1=>1}")), "key [1]: expected true or false, found 1");
    QCOMPARE((read<std::map<int, int>>("[]")), "expected a map, found []");
    QCOMPARE((read<std::multimap<int, int>>("[{1,2},{1,3}]")), "[{1,2},{1,3}]");
  }

  void structs_are_maps() {
    State state;
    state.name = "w";
    state.limits = {Limits{1, 2}};
    QCOMPARE(
        shown(state),
        "#{last => undefined,limits => [#{high => 2,low => 1}],mode => 'Fast',name => <<\"w\">>}");
    const auto again = from_term<State>(to_term(state));
    QVERIFY(again && again->name == "w" && again->limits == state.limits && !again->last);
    QCOMPARE(from_term<Counter>(to_term(Counter(7)))->count(), 7);
    QCOMPARE(read<Node>("#{value=>1,children=>[#{value=>2,children=>[],next=>undefined}],"
                        "next=>#{value=>3,children=>[],next=>undefined}}"),
             "#{children => [#{children => [],next => undefined,value => 2}],"
             "next => #{children => [],next => undefined,value => 3},value => 1}");
  }

  void struct_errors_name_the_place() {
    QCOMPARE(read<State>("[]"), "expected a map of pool_worker::State, found []");
    QCOMPARE(read<Limits>("#{low=>1}"), "expected the key high, found #{low => 1}");
    QCOMPARE(read<Limits>("#{low=>1,high=>1,hgih=>2}"),
             "expected a key of pool_worker::Limits (did you mean high?), found hgih");
    QCOMPARE(read<Limits>("#{low=>1,high=>1,other=>2}"),
             "expected a key of pool_worker::Limits (one of low, high), found other");
    QCOMPARE(read<Limits>("#{low=>1,high=>1,1=>2}"),
             "expected a key of pool_worker::Limits (one of low, high), found 1");
    QCOMPARE(read<Tick>("#{a=>1}"), "expected a key of pool_worker::Tick (it has none), found a");
    QCOMPARE(read<State>("#{name=><<>>,mode=>'Fast',last=>undefined,"
                         "limits=>[#{low=>1,high=>1},#{low=>1,high=>256}]}"),
             "limits[2].high: expected an integer from 0 to 255, found 256");
    const auto error = from_term<bool>(Term::list(std::vector<Term>(1000, Term(1)))).error();
    QVERIFY(error.found.size() < 100);
  }

  void opaque_values_are_read_only() {
    QCOMPARE(shown(Undescribed{}), "#Opaque<pool_worker::Undescribed>");
    QCOMPARE(shown(std::filesystem::path("x")), "#Opaque<std::filesystem::path>");
    QCOMPARE(shown(Handler{}), "#{callback => #Opaque<std::function<void ()>>,calls => 0}");
    const auto handler = from_term<Handler>(to_term(Handler{}));
    QCOMPARE(QString::fromStdString(handler.error().message()),
             "callback: expected no change (a value of type std::function<void ()> cannot be made "
             "from a term), found #Opaque<std::function<void ()>>");
    QVERIFY(from_term<Locked>(to_term(Locked{}))
                .error()
                .expected.find("a value of type pool_worker::Locked cannot be made from a term") !=
            std::string::npos);
    QVERIFY(!from_term<std::string_view>(Term::binary("x")));
    QVERIFY(!from_term<Secret>(to_term(Secret{"x"})));
    QCOMPARE(shown(Secret{"x"}), "hidden");
  }

  void term_traits_win() {
    QCOMPARE(shown(Celsius{2.5}), "2.5");
    QCOMPARE(read<std::vector<Celsius>>("[1.5]"), "[1.5]");
    QCOMPARE(read<std::vector<Celsius>>("[a]"), "[1]: expected a float, found a");
    QVERIFY(genmsg::type_name<Celsius>() == "celsius");
  }

  void type_names_are_short() {
    using genmsg::type_name;
    QCOMPARE(type_name<int>(), std::string("int"));
    QCOMPARE(type_name<State>(), std::string("pool_worker::State"));
    QCOMPARE(type_name<std::string>(), std::string("string"));
    QCOMPARE((type_name<std::map<std::string, std::vector<int>>>()),
             std::string("std::map<string, std::vector<int>>"));
    QCOMPARE((type_name<std::unordered_map<int, std::unique_ptr<State>>>()),
             std::string("std::unordered_map<int, std::unique_ptr<pool_worker::State>>"));
    QCOMPARE(type_name<std::chrono::milliseconds>(), std::string("std::chrono::milliseconds"));
    using genmsg::detail::unqualified;
    QVERIFY(unqualified("a::b<c::d>") == "b<c::d>");
    QVERIFY(unqualified("f(a::b)::c") == "c");
    QVERIFY(unqualified("int") == "int");
  }

  void shape_keeps_declaration_order() {
    const auto shape = genmsg::shape_of<State>();
    QCOMPARE(shape.type_name, std::string("pool_worker::State"));
    QStringList names;
    for (const auto& field : shape.fields) {
      names << QString::fromUtf8(field.name.name().data(),
                                 static_cast<int>(field.name.name().size()));
    }
    QCOMPARE(names, QStringList({"name", "mode", "limits", "last"}));
    QCOMPARE(shape.fields[2].shape.type_name, std::string("std::vector<pool_worker::Limits>"));
    QCOMPARE(shape.fields[3].shape.fields.size(), std::size_t{2});  // what an optional holds
    QVERIFY(genmsg::shape_of<int>().fields.empty());
    QVERIFY(genmsg::shape_of<int>().values.empty());
    QVERIFY(!shape.fields[1].shape.values.empty());  // the words of an enum
    QVERIFY(shape.fields[1].shape.values[0] == genmsg::Atom::intern("Fast"));
  }

  void shape_is_four_levels_deep() {
    const auto shape = genmsg::shape_of<L0>();
    const auto& l3 = shape.fields[0].shape.fields[0].shape.fields[0].shape;
    QCOMPARE(l3.type_name, std::string("pool_worker::L3"));
    QCOMPARE(l3.fields.size(), std::size_t{1});
    QVERIFY(l3.fields[0].shape.fields.empty());
    QCOMPARE(genmsg::shape_of<Node>().fields.size(), std::size_t{3});  // and it ends
  }
};

QTEST_APPLESS_MAIN(TestDescribe)
#include "tst_describe.moc"
