// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include "models/row_order.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Status;
using models::ProcessColumn;
using models::ViewSpec;

namespace {

using Rows = std::vector<std::uint32_t>;
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

// Each column has another order of the three, and row 3 has no value where there may be none.
genmsg::SnapshotPtr fourProcesses() {
  const auto made = std::make_shared<genmsg::Snapshot>(*test::snapshot(
      100,
                        {{.index = 5,
                          .name = "worker_10",
                          .initialCall = "b:init/1",
                          .status = Status::Waiting,
                          .mailbox = 7,
                          .startS = 3},
                         {.index = 6,
                          .name = "worker_9",
                          .initialCall = "a:init/1",
                          .status = Status::Suspended,
                          .mailbox = 7,
                          .startS = 1},
                         {.index = 4,
                          .name = "Alpha",
                          .initialCall = "c:init/1",
                          .status = Status::Running,
                          .mailbox = 1,
                          .startS = 2},
                         {.index = 3, .initialCall = "", .status = Status::Waiting, .startS = 4}}));
  auto& rows = made->processes;
  const auto set = [&rows](auto member, auto a, auto b, auto c) {
    rows[0].*member = a;
    rows[1].*member = b;
    rows[2].*member = c;
  };
  using Row = genmsg::ProcessRow;
  set(&Row::wait_max_ns, 2.0F, 3.0F, 1.0F);
  set(&Row::peak, 5U, 6U, 7U);
  set(&Row::last_ago_ns, 90e9F, 1e9F, 50e9F);
  set(&Row::restarts, 1U, 0U, 2U);
  set(&Row::state_bytes, 300U, 200U, 100U);
  set(&Row::traced, false, true, false);
  set(&Row::scheduler, std::int16_t{1}, std::int16_t{0}, std::int16_t{2});
  set(&Row::parent, test::pid(2), test::pid(1), test::pid(9));
  made->suspensions = {{test::pid(6), 90'000'000'000, {}}, {test::pid(4), 80'000'000'000, {}}};
  return made;
}

}  // namespace

class TestRowOrder : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void sorts_data() {
    QTest::addColumn<ProcessColumn>("column");
    QTest::addColumn<Rows>("ascending");
    QTest::addColumn<Rows>("descending");
    QTest::newRow("status") << ProcessColumn::Status << Rows{0, 3, 2, 1} << Rows{1, 2, 0, 3};
    QTest::newRow("pid") << ProcessColumn::Pid << Rows{3, 2, 0, 1} << Rows{1, 0, 2, 3};
    QTest::newRow("name") << ProcessColumn::Name << Rows{2, 1, 0, 3} << Rows{0, 1, 2, 3};
    QTest::newRow("call") << ProcessColumn::InitialCall << Rows{1, 0, 2, 3} << Rows{2, 0, 1, 3};
    QTest::newRow("mailbox") << ProcessColumn::Mailbox << Rows{3, 2, 0, 1} << Rows{0, 1, 2, 3};
    QTest::newRow("rate") << ProcessColumn::MessageRate << Rows{1, 2, 0, 3} << Rows{0, 2, 1, 3};
    QTest::newRow("time") << ProcessColumn::TimePerMessage << Rows{2, 0, 1, 3} << Rows{1, 0, 2, 3};
    QTest::newRow("busy") << ProcessColumn::Busy << Rows{0, 1, 2, 3} << Rows{2, 1, 0, 3};
    QTest::newRow("alarms") << ProcessColumn::Alarms << Rows{0, 1, 2, 3} << Rows{1, 0, 2, 3};
    QTest::newRow("trend") << ProcessColumn::Trend << Rows{3, 2, 0, 1} << Rows{0, 1, 2, 3};
    QTest::newRow("wait") << ProcessColumn::WaitMax << Rows{2, 0, 1, 3} << Rows{1, 0, 2, 3};
    QTest::newRow("peak") << ProcessColumn::Peak << Rows{3, 0, 1, 2} << Rows{2, 1, 0, 3};
    QTest::newRow("last") << ProcessColumn::LastMessage << Rows{1, 2, 0, 3} << Rows{0, 2, 1, 3};
    QTest::newRow("behaviour") << ProcessColumn::Behaviour << Rows{0, 1, 2, 3} << Rows{0, 1, 2, 3};
    QTest::newRow("supervisor") << ProcessColumn::Supervisor << Rows{1, 0, 2, 3}
                                << Rows{2, 0, 1, 3};
    QTest::newRow("restarts") << ProcessColumn::Restarts << Rows{1, 3, 0, 2} << Rows{2, 0, 1, 3};
    QTest::newRow("size") << ProcessColumn::StateSize << Rows{2, 1, 0, 3} << Rows{0, 1, 2, 3};
    QTest::newRow("suspended") << ProcessColumn::SuspendedFor << Rows{1, 2, 0, 3}
                               << Rows{2, 1, 0, 3};
    QTest::newRow("trace") << ProcessColumn::Trace << Rows{0, 2, 3, 1} << Rows{1, 0, 2, 3};
    QTest::newRow("thread") << ProcessColumn::Thread << Rows{1, 0, 2, 3} << Rows{2, 0, 1, 3};
    QTest::newRow("uptime") << ProcessColumn::Uptime << Rows{3, 0, 2, 1} << Rows{1, 2, 0, 3};
  }

  void sorts() {
    QFETCH(ProcessColumn, column);
    QFETCH(Rows, ascending);
    QFETCH(Rows, descending);
    models::NodeView view;
    view.snapshot = fourProcesses();
    view.rates = {{30, 2, 0}, {0.5F, 3, 0.1F}, {20, 1, 0.2F}, {unknown, unknown, unknown}};
    view.suspended = {{1, 0}, {2, 1}};
    view.spec.sortColumn = column;
    view.spec.sortOrder = Qt::AscendingOrder;
    view.spec.alarms = std::make_shared<models::AlarmCounts>(
        models::AlarmCounts{{test::pid(5), {9, models::AlarmLevel::Info}},
                            {test::pid(6), {1, models::AlarmLevel::Error}}});
    models::AtomRanks ranks;
    Rows rows{0, 1, 2, 3};
    models::sortRows(rows, view, ranks);
    QCOMPARE(rows, ascending);
    rows = {0, 1, 2, 3};
    view.spec.sortOrder = Qt::DescendingOrder;
    models::sortRows(rows, view, ranks);
    QCOMPARE(rows, descending);
  }

  void ranksNewNames_amongTheOld() {
    const auto atom = [](const char* name) { return genmsg::Atom::intern(name); };
    models::AtomRanks ranks;
    ranks.cover({atom("rank_a"), atom("rank_c")});
    QVERIFY(ranks.rank(atom("rank_a")) < ranks.rank(atom("rank_c")));
    ranks.cover({atom("rank_b"), atom("rank_a")});
    QVERIFY(ranks.rank(atom("rank_a")) < ranks.rank(atom("rank_b")));
    QVERIFY(ranks.rank(atom("rank_b")) < ranks.rank(atom("rank_c")));
  }

  void comparesNaturally_data() {
    QTest::addColumn<QByteArray>("less");
    QTest::addColumn<QByteArray>("more");
    QTest::newRow("numbers") << QByteArray("worker_9") << QByteArray("worker_10");
    QTest::newRow("case") << QByteArray("Worker_2") << QByteArray("worker_10");
    QTest::newRow("digits before letters") << QByteArray("w_1") << QByteArray("w_a");
    QTest::newRow("prefix") << QByteArray("pool") << QByteArray("pool_1");
    QTest::newRow("long numbers") << QByteArray("99999999999999999999998")
                                  << QByteArray("99999999999999999999999");
    QTest::newRow("leading zeros") << QByteArray("a01") << QByteArray("a2");
    QTest::newRow("only zeros differ") << QByteArray("a01") << QByteArray("a1");
    QTest::newRow("only case differs") << QByteArray("A") << QByteArray("a");
    QTest::newRow("zero") << QByteArray("a0") << QByteArray("a1");
    QTest::newRow("empty") << QByteArray("") << QByteArray("a");
  }

  void comparesNaturally() {
    QFETCH(QByteArray, less);
    QFETCH(QByteArray, more);
    const std::string_view a(less.constData(), static_cast<std::size_t>(less.size()));
    const std::string_view b(more.constData(), static_cast<std::size_t>(more.size()));
    QVERIFY(models::isNaturallyLess(a, b));
    QVERIFY(!models::isNaturallyLess(b, a));
    QVERIFY(!models::isNaturallyLess(a, a));
  }

  void invertsAnOrder() {
    QCOMPARE(models::positionsOf(Rows{2, 0}, 4), (Rows{1, models::noRow, 0, models::noRow}));
  }

  void findsChanges_inBothDirections() {
    const auto before = test::view(test::snapshot(1, {{.index = 1}, {.index = 2}, {.index = 3}}));
    const auto after = test::view(test::snapshot(2, {{.index = 3}, {.index = 4}}));
    const auto change = models::orderChange(*before, *after);
    QVERIFY(!change.same);
    QCOMPARE(change.removed, (Rows{0, 1}));
    QCOMPARE(change.inserted, (Rows{1}));
    QVERIFY(models::orderChange(*before, *before).same);
  }

  void doesNotCallIt_theSame_whenTheTailIsGone() {
    const auto before = test::view(test::snapshot(1, {{.index = 1}, {.index = 2}}));
    const auto after = test::view(test::snapshot(2, {{.index = 1}}));
    QVERIFY(!models::orderChange(*before, *after).same);
    QCOMPARE(models::orderChange(*before, *after).removed, (Rows{1}));
  }
};

QTEST_GUILESS_MAIN(TestRowOrder)
#include "tst_row_order.moc"
