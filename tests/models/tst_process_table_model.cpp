// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>

#include "models/process_table_model.h"
#include "models/roles.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Status;
using models::Collector;
using models::NodeViewPtr;
using models::ProcessColumn;
using models::ProcessTableModel;
using models::RowStatus;
using models::ViewSpec;
using test::pid;
using test::ProcessSpec;
using test::snapshot;

namespace {

constexpr int column(ProcessColumn c) {
  return static_cast<int>(c);
}

/// A model under the eyes of the tester, and one collector that feeds it.
struct Fixture {
  ProcessTableModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
  Collector collector;

  NodeViewPtr show(double timeS, const std::vector<ProcessSpec>& processes,
                   const ViewSpec& spec = {}) {
    const NodeViewPtr view = collector.collect(snapshot(timeS, processes), spec);
    model.applyView(view);
    return view;
  }
  std::vector<std::uint32_t> indexes() const {
    std::vector<std::uint32_t> found;
    for (int row = 0; row < model.rowCount(); ++row) found.push_back(model.pidAt(row).index);
    return found;
  }
  QString text(int row, ProcessColumn c, int role = Qt::DisplayRole) const {
    return model.index(row, column(c)).data(role).toString();
  }
};

using Indexes = std::vector<std::uint32_t>;

}  // namespace

class TestProcessTableModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void showsNothing_beforeTheFirstView() {
    Fixture f;
    QCOMPARE(f.model.rowCount(), 0);
    QCOMPARE(f.model.columnCount(), models::processColumnCount);
    f.model.setOrderFrozen(true);
    f.model.setOrderFrozen(false);
    QCOMPARE(f.model.pidAt(0), genmsg::Pid());
    QCOMPARE(f.model.rowOf(pid(1)), -1);
  }

  void showsNothing_ofAnEmptySnapshot() {
    Fixture f;
    f.show(1, {});
    QCOMPARE(f.model.rowCount(), 0);
  }

  void showsRows_inTheOrderOfTheView() {
    Fixture f;
    f.show(1, {{.index = 1, .mailbox = 1}, {.index = 2, .mailbox = 9}, {.index = 3, .mailbox = 5}});
    QCOMPARE(f.indexes(), (Indexes{2, 3, 1}));
    QCOMPARE(f.model.rowOf(pid(3)), 1);
    QCOMPARE(f.model.rowOf(pid(3, 2)), -1);  // the slot's next process
  }

  void changesRows_data() {
    QTest::addColumn<Indexes>("before");
    QTest::addColumn<Indexes>("after");
    QTest::newRow("insert one") << Indexes{} << Indexes{1};
    QTest::newRow("insert at the head") << Indexes{2, 3} << Indexes{1, 2, 3};
    QTest::newRow("insert in the middle") << Indexes{1, 3} << Indexes{1, 2, 3};
    QTest::newRow("insert at the tail") << Indexes{1, 2} << Indexes{1, 2, 3, 4};
    QTest::newRow("remove the head") << Indexes{1, 2, 3} << Indexes{2, 3};
    QTest::newRow("remove from the middle") << Indexes{1, 2, 3, 4} << Indexes{1, 4};
    QTest::newRow("remove all") << Indexes{1, 2, 3} << Indexes{};
    QTest::newRow("replace all") << Indexes{1, 2, 3} << Indexes{4, 5};
    QTest::newRow("reorder") << Indexes{1, 2, 3} << Indexes{3, 1, 2};
    QTest::newRow("all at once") << Indexes{1, 2, 3, 4} << Indexes{4, 5, 2, 6};
  }

  // In the order given: the first has the largest mailbox.
  void changesRows() {
    QFETCH(Indexes, before);
    QFETCH(Indexes, after);
    const auto processes = [](const Indexes& indexes) {
      std::vector<ProcessSpec> specs;
      for (const std::uint32_t index : indexes)
        specs.push_back(
            {.index = index, .mailbox = static_cast<std::uint32_t>(100 - specs.size())});
      return specs;
    };
    Fixture f;
    f.show(1, processes(before));
    QList<QPersistentModelIndex> kept;
    for (int row = 0; row < f.model.rowCount(); ++row)
      kept.append(f.model.index(row, column(ProcessColumn::Pid)));
    f.show(2, processes(after));
    QCOMPARE(f.indexes(), after);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const QPersistentModelIndex& index = kept[static_cast<qsizetype>(i)];
      const bool stays = std::find(after.begin(), after.end(), before[i]) != after.end();
      QCOMPARE(index.isValid(), stays);
      if (!stays) continue;
      QCOMPARE(index.data(models::PidRole).value<genmsg::Pid>(), pid(before[i]));
      QCOMPARE(index.column(), column(ProcessColumn::Pid));
    }
  }

  void keepsSelection_whenItMovesAndOthersGo() {
    Fixture f;
    f.show(1, {{.index = 1, .mailbox = 3}, {.index = 2, .mailbox = 2}, {.index = 3, .mailbox = 1}});
    QItemSelectionModel selection(&f.model);
    selection.setCurrentIndex(f.model.index(2, 0),
                              QItemSelectionModel::Select | QItemSelectionModel::Rows);
    f.show(2, {{.index = 2, .mailbox = 2}, {.index = 3, .mailbox = 8}, {.index = 4, .mailbox = 1}});
    QCOMPARE(selection.selectedRows().size(), 1);
    QCOMPARE(f.model.pidAt(selection.selectedRows().first().row()), pid(3));
    QCOMPARE(f.model.pidAt(selection.currentIndex().row()), pid(3));
  }

  void dropsSelection_whenItsProcessGoes() {
    Fixture f;
    f.show(1, {{.index = 1}, {.index = 2}});
    QItemSelectionModel selection(&f.model);
    selection.select(f.model.index(0, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    f.show(2, {{.index = 1, .serial = 2}, {.index = 2}});
    QVERIFY(selection.selectedRows().isEmpty());
  }

  void saysNothing_whenTheSameViewComesAgain() {
    Fixture f;
    const NodeViewPtr view = f.show(1, {{.index = 1}, {.index = 2}});
    QSignalSpy changed(&f.model, &ProcessTableModel::dataChanged);
    QSignalSpy layout(&f.model, &ProcessTableModel::layoutChanged);
    f.model.applyView(view);
    f.model.applyView(nullptr);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(layout.count(), 0);
  }

  void reportsVisibleRowsOnly_whenValuesChange() {
    Fixture f;
    std::vector<ProcessSpec> processes;
    for (std::uint32_t i = 1; i <= 50; ++i) processes.push_back({.index = i, .mailbox = 100 - i});
    f.show(1, processes);
    f.model.setVisibleRows(10, 19);
    QSignalSpy changed(&f.model, &ProcessTableModel::dataChanged);
    QSignalSpy layout(&f.model, &ProcessTableModel::layoutChanged);
    for (ProcessSpec& process : processes) process.messages = 100;
    f.show(2, processes);
    QCOMPARE(layout.count(), 0);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex(), f.model.index(10, 0));
    QCOMPARE(changed[0][1].toModelIndex(), f.model.index(19, models::processColumnCount - 1));
  }

  void reportsNothing_whenTheVisibleRowsAreBeyondTheEnd() {
    Fixture f;
    f.show(1, {{.index = 1}});
    f.model.setVisibleRows(5, 9);
    QSignalSpy changed(&f.model, &ProcessTableModel::dataChanged);
    f.show(2, {{.index = 1, .messages = 1}});
    QCOMPARE(changed.count(), 0);
  }

  void keepsPlaces_whileFrozen() {
    Fixture f;
    f.show(1, {{.index = 1, .mailbox = 9}, {.index = 2, .mailbox = 5}});
    f.model.setOrderFrozen(true);
    QSignalSpy layout(&f.model, &ProcessTableModel::layoutChanged);
    f.show(2, {{.index = 2, .mailbox = 700}, {.index = 3, .mailbox = 800}});
    QCOMPARE(f.indexes(), (Indexes{1, 2}));
    QCOMPARE(layout.count(), 0);
    QCOMPARE(f.text(1, ProcessColumn::Mailbox), QStringLiteral("700"));
    QCOMPARE(f.model.index(0, 0).data(models::StatusRole).toInt(),
             static_cast<int>(RowStatus::Exited));
    QCOMPARE(f.text(0, ProcessColumn::Mailbox), QString());
    QCOMPARE(f.text(0, ProcessColumn::Pid), QStringLiteral("<0.1.1>"));
    f.show(3, {{.index = 2, .mailbox = 1}, {.index = 3, .mailbox = 2}, {.index = 4}});
    f.model.setOrderFrozen(false);
    QCOMPARE(f.indexes(), (Indexes{3, 2, 4}));
    f.show(4, {{.index = 4}});
    QCOMPARE(f.indexes(), (Indexes{4}));
  }

  void showsAnotherSorting_evenWhileFrozen() {
    Fixture f;
    f.show(1, {{.index = 1, .mailbox = 9}, {.index = 2, .mailbox = 5}});
    f.model.setOrderFrozen(true);
    ViewSpec spec;
    spec.sortColumn = ProcessColumn::Pid;
    f.model.applyView(f.collector.recollect(spec));
    QCOMPARE(f.indexes(), (Indexes{2, 1}));
    QVERIFY(f.model.isOrderFrozen());
  }

  void comesUpToDate_afterViewsWereLeftOut() {
    Fixture f;
    f.show(1, {{.index = 1, .mailbox = 9}, {.index = 2, .mailbox = 5}});
    f.collector.collect(snapshot(2, {{.index = 3}, {.index = 4}}), {});
    f.show(3, {{.index = 2, .mailbox = 5}, {.index = 4, .mailbox = 7}});
    QCOMPARE(f.indexes(), (Indexes{4, 2}));
  }

  void requestsSorting_insteadOfSorting() {
    Fixture f;
    f.show(1, {{.index = 1, .mailbox = 9}, {.index = 2, .mailbox = 5}});
    QSignalSpy requested(&f.model, &ProcessTableModel::viewSpecRequested);
    f.model.sort(column(ProcessColumn::Mailbox), Qt::DescendingOrder);
    QCOMPARE(requested.count(), 0);  // it is what is shown
    f.model.sort(column(ProcessColumn::Name), Qt::AscendingOrder);
    f.model.sort(-1);
    f.model.sort(99);
    QCOMPARE(requested.count(), 1);
    const auto spec = requested[0][0].value<ViewSpec>();
    QCOMPARE(spec.sortColumn, ProcessColumn::Name);
    QCOMPARE(spec.sortOrder, Qt::AscendingOrder);
    QCOMPARE(f.indexes(), (Indexes{1, 2}));
    f.model.setFilter(QStringLiteral("pool"));
    QCOMPARE(requested.count(), 2);
    QCOMPARE(requested[1][0].value<ViewSpec>().sortColumn, ProcessColumn::Name);
    QCOMPARE(requested[1][0].value<ViewSpec>().filter, QStringLiteral("pool"));
  }

  void answersCells_data() {
    QTest::addColumn<int>("col");
    QTest::addColumn<QString>("display");
    QTest::addColumn<QString>("accessible");
    QTest::addColumn<QVariant>("raw");
    QTest::addColumn<bool>("rightAligned");
    const auto row = [](const char* name, ProcessColumn c, const char16_t* display,
                        const char16_t* accessible, const QVariant& raw, bool right) {
      QTest::newRow(name) << column(c) << QString::fromUtf16(display)
                          << QString::fromUtf16(accessible) << raw << right;
    };
    row("status", ProcessColumn::Status, u"\u275a\u275a Suspended", u"Suspended",
        QStringLiteral("Suspended"), false);
    row("pid", ProcessColumn::Pid, u"<0.7.1>", u"<0.7.1>", QStringLiteral("<0.7.1>"), false);
    row("name", ProcessColumn::Name, u"pool", u"pool", QStringLiteral("pool"), false);
    row("initial call", ProcessColumn::InitialCall, u"w:init/1", u"w:init/1",
        QStringLiteral("w:init/1"), false);
    row("mailbox", ProcessColumn::Mailbox, u"12,345", u"12,345 messages", 12345U, true);
    row("rate", ProcessColumn::MessageRate, u"4,000", u"4,000 messages/s", 4000.0, true);
    row("time", ProcessColumn::TimePerMessage, u"62.5", u"62.5 µs", 62.5, true);
    row("busy", ProcessColumn::Busy, u"25.0", u"25.0 %", 25.0, true);
    row("uptime", ProcessColumn::Uptime, u"3 m 12 s", u"3 m 12 s", 192.0, true);
  }

  void answersCells() {
    QFETCH(int, col);
    QFETCH(QString, display);
    QFETCH(QString, accessible);
    QFETCH(QVariant, raw);
    QFETCH(bool, rightAligned);
    ProcessSpec process{.index = 7,
                        .name = "pool",
                        .initialCall = "w:init/1",
                        .status = Status::Suspended,
                        .mailbox = 12345,
                        .startS = 10};
    Fixture f;
    f.show(200, {process});
    process.messages = 8000;
    process.busyNs = 500'000'000;
    f.show(202, {process});
    const QModelIndex index = f.model.index(0, col);
    QCOMPARE(index.data().toString(), display);
    QCOMPARE(index.data(Qt::AccessibleTextRole).toString(), accessible);
    QCOMPARE(index.data(models::RawValueRole), raw);
    QCOMPARE(index.data(models::PidRole).value<genmsg::Pid>(), pid(7));
    QCOMPARE(index.data(models::StatusRole).toInt(), static_cast<int>(RowStatus::Suspended));
    const int alignment = index.data(Qt::TextAlignmentRole).toInt();
    QCOMPARE((alignment & Qt::AlignRight) != 0, rightAligned);
    QVERIFY(!f.model.headerData(col, Qt::Horizontal).toString().isEmpty());
    QVERIFY(!f.model.headerData(col, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
  }

  void answersTheColumnsOfFields() {
    genmsg::Snapshot made = *snapshot(
        100, {{.index = 1, .name = "pool"}, {.index = 7, .parent = 1, .status = Status::Suspended}});
    genmsg::ProcessRow& row = made.processes[1];
    row.restarts = 3;
    row.peak = 12345;
    row.last_type = genmsg::Atom::intern("add");
    row.last_ago_ns = 3e9F;
    row.wait_max_ns = 1'500'000;
    row.state_bytes = 2048;
    row.scheduler = 2;
    row.traced = true;
    made.suspensions = {{pid(7), 40'000'000'000, genmsg::Term(pid(5))}};
    genmsg::RestartHistory history;
    history.supervisor = pid(1);
    history.strategy = genmsg::Atom::intern("one_for_one");
    history.intensity = 4;
    history.period = std::chrono::seconds(5);
    history.in_period = 2;
    history.total = 9;
    made.supervisors = {history};
    Fixture f;
    f.model.applyView(f.collector.collect(std::make_shared<genmsg::Snapshot>(made), {}));
    const int at = f.model.rowOf(pid(7));
    QCOMPARE(f.text(at, ProcessColumn::Restarts), QStringLiteral("3"));
    QCOMPARE(f.text(at, ProcessColumn::Peak), QStringLiteral("12,345"));
    QCOMPARE(f.text(at, ProcessColumn::LastMessage), QStringLiteral("add · 3 s"));
    QCOMPARE(f.text(at, ProcessColumn::WaitMax), QStringLiteral("1.50 ms"));
    QCOMPARE(f.text(at, ProcessColumn::StateSize), QStringLiteral("2.0 KiB"));
    QCOMPARE(f.text(at, ProcessColumn::Thread), QStringLiteral("2"));
    QCOMPARE(f.text(at, ProcessColumn::Trace), QStringLiteral("traced"));
    QCOMPARE(f.text(at, ProcessColumn::SuspendedFor), QStringLiteral("1 m 0 s"));
    QCOMPARE(f.text(at, ProcessColumn::Supervisor), QStringLiteral("pool"));
    QCOMPARE(f.text(at, ProcessColumn::Behaviour), QStringLiteral("gen_msg"));
    QVERIFY(f.text(at, ProcessColumn::SuspendedFor, Qt::ToolTipRole)
                .contains(QStringLiteral("<0.5.1>")));
    const QString tip = f.text(at, ProcessColumn::Restarts, Qt::ToolTipRole);
    QVERIFY2(tip.contains(QStringLiteral("2 of at most 4 restarts within 5 s")), qPrintable(tip));
    const int other = f.model.rowOf(pid(1));
    for (const ProcessColumn c : {ProcessColumn::LastMessage, ProcessColumn::WaitMax,
                                  ProcessColumn::StateSize, ProcessColumn::Thread,
                                  ProcessColumn::Trace, ProcessColumn::SuspendedFor}) {
      QCOMPARE(f.text(other, c), QString());
      if (c != ProcessColumn::LastMessage && c != ProcessColumn::Trace)
        QVERIFY(!f.model.index(other, column(c)).data(models::RawValueRole).isValid());
    }
  }

  void showsAlarms_andSortsByThem() {
    Fixture f;
    f.show(1, {{.index = 1}, {.index = 2}});
    const auto alarms = std::make_shared<const models::AlarmCounts>(
        models::AlarmCounts{{pid(2), {3, models::AlarmLevel::Error}}});
    QSignalSpy changed(&f.model, &ProcessTableModel::dataChanged);
    QSignalSpy requested(&f.model, &ProcessTableModel::viewSpecRequested);
    f.model.setAlarms(alarms);
    f.model.setAlarms(std::make_shared<const models::AlarmCounts>(*alarms));  // says nothing new
    QCOMPARE(changed.count(), 1);
    QCOMPARE(requested.count(), 0);
    const int at = f.model.rowOf(pid(2));
    QCOMPARE(f.text(at, ProcessColumn::Alarms), QStringLiteral("3"));
    QCOMPARE(f.model.index(at, 0).data(models::AlarmLevelRole).toInt(),
             static_cast<int>(models::AlarmLevel::Error));
    QCOMPARE(f.text(f.model.rowOf(pid(1)), ProcessColumn::Alarms), QString());
    f.model.sort(column(ProcessColumn::Alarms), Qt::DescendingOrder);
    QCOMPARE(requested.count(), 1);
    f.model.applyView(f.collector.recollect(requested[0][0].value<ViewSpec>()));
    QCOMPARE(f.indexes(), (Indexes{2, 1}));
    f.model.setAlarms(std::make_shared<const models::AlarmCounts>(
        models::AlarmCounts{{pid(1), {1, models::AlarmLevel::Info}}}));
    QCOMPARE(requested.count(), 2);
    f.model.applyView(f.collector.recollect(requested[1][0].value<ViewSpec>()));
    QCOMPARE(f.indexes(), (Indexes{1, 2}));
  }

  void keepsATrend() {
    Fixture f;
    for (std::uint32_t depth = 1; depth <= 3; ++depth)
      f.show(depth, {{.index = 1, .mailbox = depth * 10}});
    const auto trend = f.model.index(0, column(ProcessColumn::Trend))
                           .data(models::TrendRole).value<models::MailboxTrend>();
    QCOMPARE(trend.last(3), (models::MailboxTrend{10, 20, 30}));
    QVERIFY(f.text(0, ProcessColumn::Trend, Qt::AccessibleTextRole)
                .contains(QStringLiteral("from 10 to 30")));
    // The same snapshot in another order is no new moment.
    ViewSpec spec;
    spec.sortColumn = ProcessColumn::Pid;
    f.model.applyView(f.collector.recollect(spec));
    const auto again = f.model.index(0, column(ProcessColumn::Trend))
                           .data(models::TrendRole).value<models::MailboxTrend>();
    QCOMPARE(again, trend);
  }

  void keepsExitedOnes_inTheirPlace_forAWhile() {
    Fixture f;
    ViewSpec spec;
    spec.keepsExited = true;
    f.show(1, {{.index = 1, .mailbox = 9}, {.index = 2, .mailbox = 5}, {.index = 3}}, spec);
    f.show(2, {{.index = 1, .mailbox = 9}, {.index = 3, .mailbox = 1}}, spec);
    QCOMPARE(f.indexes(), (Indexes{1, 2, 3}));
    QCOMPARE(f.model.view()->exitedShown, 1U);
    QCOMPARE(f.model.view()->totals.processes, 2U);
    const auto status = [&](int row) {
      return static_cast<RowStatus>(f.model.index(row, 0).data(models::StatusRole).toInt());
    };
    QCOMPARE(status(1), RowStatus::Exited);
    QCOMPARE(f.text(1, ProcessColumn::Pid), QStringLiteral("<0.2.1>"));
    QCOMPARE(f.text(1, ProcessColumn::Mailbox), QString());
    QCOMPARE(f.text(1, ProcessColumn::Supervisor), QString());
    QCOMPARE(f.model.rowOf(pid(2)), 1);
    // It goes with the order, also while that is held.
    f.show(11, {{.index = 1, .mailbox = 2}, {.index = 3, .mailbox = 8}}, spec);
    QCOMPARE(f.indexes(), (Indexes{3, 2, 1}));
    QCOMPARE(f.text(1, ProcessColumn::Uptime), QStringLiteral("2 s"));
    f.show(12.5, {{.index = 1, .mailbox = 2}, {.index = 3, .mailbox = 8}}, spec);
    QCOMPARE(f.indexes(), (Indexes{3, 1}));
  }

  void forgetsExitedOnes_whenTheyAreNotWanted() {
    Fixture f;
    ViewSpec spec;
    spec.keepsExited = true;
    f.show(1, {{.index = 1}, {.index = 2}}, spec);
    f.show(2, {{.index = 2}}, spec);
    QCOMPARE(f.indexes(), (Indexes{2, 1}));
    spec.filter = QStringLiteral("status:exited");
    f.model.applyView(f.collector.recollect(spec));
    QCOMPARE(f.indexes(), (Indexes{1}));
    spec.filter.clear();
    spec.keepsExited = false;
    f.model.applyView(f.collector.recollect(spec));
    QCOMPARE(f.indexes(), (Indexes{2}));
  }

  void keepsABoundedNumberOfExitedOnes() {
    Collector collector;
    ViewSpec spec;
    spec.keepsExited = true;
    collector.collect(test::manyProcesses(1, 5000), spec);
    const NodeViewPtr view = collector.collect(test::manyProcesses(2, 10), spec);
    QCOMPARE(view->exited.size(), models::exitedMost);
    QCOMPARE(view->order.size(), models::exitedMost + 10);
  }

  void findsRows_inBothDirections() {
    Fixture f;
    f.show(1, {{.index = 1, .name = "a", .mailbox = 4},
               {.index = 2, .name = "b", .mailbox = 3},
               {.index = 3, .name = "a2", .mailbox = 2}});
    auto filter = models::Filter::parse(QStringLiteral("name:a"));
    QVERIFY(filter);
    QCOMPARE(f.model.findRow(*filter, 0, 1, 10), 0);
    QCOMPARE(f.model.findRow(*filter, 1, 1, 10), 2);
    QCOMPARE(f.model.findRow(*filter, 1, 1, 1), -1);
    QCOMPARE(f.model.findRow(*filter, 1, -1, 10), 0);
    QCOMPARE(f.model.findRow(*filter, -1, -1, 10), -1);
  }

  void saysWhichAreNew() {
    Fixture f;
    f.show(100, {{.index = 1, .startS = 99.5}, {.index = 2, .startS = 90}});
    const auto newness = [&](std::uint32_t index) {
      return f.model.index(f.model.rowOf(pid(index)), 0).data(models::NewnessRole).toDouble();
    };
    QCOMPARE(newness(1), 0.75);
    QCOMPARE(newness(2), 0.0);
    f.model.setNewnessShown(false);
    QCOMPARE(newness(1), 0.0);
  }

  void showsADash_whereARateIsNotKnownYet() {
    Fixture f;
    f.show(1, {{.index = 1}});
    QCOMPARE(f.text(0, ProcessColumn::MessageRate), QString(QChar(0x2013)));
    QVERIFY(!f.model.index(0, column(ProcessColumn::Busy)).data(models::RawValueRole).isValid());
  }

  void answersNothing_outOfRange() {
    Fixture f;
    f.show(1, {{.index = 1}});
    QVERIFY(!f.model.data({}).isValid());
    QVERIFY(!f.model.index(1, 0).isValid());
    QVERIFY(!f.model.index(0, models::processColumnCount).isValid());
    QVERIFY(!f.model.headerData(99, Qt::Horizontal).isValid());
    QVERIFY(!f.model.headerData(0, Qt::Vertical).isValid());
    QCOMPARE(f.model.rowCount(f.model.index(0, 0)), 0);
  }
};

QTEST_GUILESS_MAIN(TestProcessTableModel)
#include "tst_process_table_model.moc"
