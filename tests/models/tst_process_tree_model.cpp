// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/format.h"
#include "models/process_tree_model.h"
#include "models/roles.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::Collector;
using models::ProcessTreeModel;
using test::pid;
using test::ProcessSpec;
using test::snapshot;

namespace {

/// A model under the eyes of the tester, which asks about every row: no branch stays unopened.
struct Fixture {
  ProcessTreeModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
  Collector collector;

  void show(double timeS, const std::vector<ProcessSpec>& processes) {
    model.applyView(collector.collect(snapshot(timeS, processes), {}));
  }
  // "1(2 3(4)) 5": indexes of pids, children in brackets.
  QString outline(const QModelIndex& parent = {}) const {
    QStringList rows;
    for (int row = 0; row < model.rowCount(parent); ++row) {
      const QModelIndex index = model.index(row, 0, parent);
      QString text = QString::number(model.pidAt(index).index);
      if (model.hasChildren(index)) text += QLatin1Char('(') + outline(index) + QLatin1Char(')');
      rows.append(text);
    }
    return rows.join(QLatin1Char(' '));
  }
  QString text(std::uint32_t index, int column, int role = Qt::DisplayRole) const {
    return model.indexOf(pid(index)).siblingAtColumn(column).data(role).toString();
  }
};

ProcessSpec child(std::uint32_t index, std::uint32_t parent) {
  return {.index = index, .parent = parent, .startS = 0.1 * index};
}

}  // namespace

class TestProcessTreeModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void isEmpty_beforeTheFirstView() {
    Fixture f;
    QCOMPARE(f.model.rowCount(), 0);
    QVERIFY(!f.model.hasChildren());
    QVERIFY(!f.model.indexOf(pid(1)).isValid());
    f.show(1, {});
    QCOMPARE(f.model.rowCount(), 0);
  }

  void changes_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    const auto row = [](const char* name, const char16_t* before, const char16_t* after) {
      QTest::newRow(name) << QString::fromUtf16(before) << QString::fromUtf16(after);
    };
    row("one", u"", u"1");
    row("grow", u"1", u"1(2 3(4))");
    row("shrink", u"1(2 3(4))", u"1");
    row("insert at the head", u"1(3 4)", u"1(2 3 4)");
    row("insert in the middle", u"1(2 5)", u"1(2 3 4 5)");
    row("insert at the tail", u"1(2 3)", u"1(2 3 4 5)");
    row("remove the head", u"1(2 3 4)", u"1(3 4)");
    row("remove runs", u"1(2 3 4 5 6)", u"1(4)");
    row("remove and insert", u"1(2 4 6)", u"1(3 4 5)");
    row("remove all", u"1(2 3) 4", u"");
    row("replace all", u"1(2)", u"3(4)");
    row("orphan becomes a root", u"1(2(3(4)))", u"1(2) 4");
    row("orphan of a root", u"1(2(3))", u"2(3)");
    row("orphans with children", u"1(2(3(4) 5(6)))", u"1 3(4) 5(6)");
    row("child of a moved one", u"1(2(3))", u"1 3(4)");
  }

  void changes() {
    QFETCH(QString, before);
    QFETCH(QString, after);
    Fixture f;
    f.show(1, parse(before));
    QCOMPARE(f.outline(), before);
    f.show(2, parse(after));
    QCOMPARE(f.outline(), after);
    f.show(3, parse(before));
    QCOMPARE(f.outline(), before);
  }

  void keepsIndexes_whenOthersComeAndGo() {
    Fixture f;
    f.show(1, {child(1, 0), child(3, 1), child(5, 1), child(7, 5)});
    const QPersistentModelIndex five = f.model.indexOf(pid(5));
    const QPersistentModelIndex seven = f.model.indexOf(pid(7)).siblingAtColumn(2);
    f.show(2, {child(1, 0), child(2, 1), child(4, 1), child(5, 1), child(6, 5), child(7, 5)});
    QCOMPARE(f.model.pidAt(five), pid(5));
    QCOMPARE(five.row(), 2);
    QCOMPARE(f.model.pidAt(seven), pid(7));
    QCOMPARE(seven.column(), 2);
    QCOMPARE(seven.parent(), QModelIndex(five));
    f.show(3, {child(1, 0), child(7, 0)});
    QVERIFY(!five.isValid());
  }

  void reportsRuns_notRows() {
    Fixture f;
    f.show(1, {child(1, 0), child(5, 1)});
    QSignalSpy inserted(&f.model, &ProcessTreeModel::rowsInserted);
    QSignalSpy removed(&f.model, &ProcessTreeModel::rowsRemoved);
    QSignalSpy reset(&f.model, &ProcessTreeModel::modelReset);
    f.show(2, {child(1, 0), child(2, 1), child(3, 1), child(4, 1), child(5, 1)});
    f.show(3, {child(1, 0), child(5, 1)});
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(reset.count(), 0);
  }

  void reportsVisibleRowsOnly() {
    Fixture f;
    std::vector<ProcessSpec> processes{child(1, 0)};
    for (std::uint32_t i = 2; i < 20; ++i) processes.push_back(child(i, 1));
    f.show(1, processes);
    const auto row = [&](std::uint32_t index) { return f.model.indexOf(pid(index)); };
    f.model.setVisibleIndexes({row(1), row(2), row(3), row(4), row(9)});
    QSignalSpy changed(&f.model, &ProcessTreeModel::dataChanged);
    f.show(2, processes);
    QCOMPARE(changed.count(), 3);
    QCOMPARE(changed[1][0].toModelIndex(), row(2));
    QCOMPARE(changed[1][1].toModelIndex(),
             row(4).siblingAtColumn(ProcessTreeModel::ColumnCount - 1));
    QCOMPARE(changed[2][0].toModelIndex(), row(9));
    processes.resize(3);
    f.show(3, processes);  // some of the visible ones went
  }

  void saysNothing_whenTheSnapshotIsTheSame() {
    Fixture f;
    f.show(1, {child(1, 0), child(2, 1)});
    QSignalSpy changed(&f.model, &ProcessTreeModel::dataChanged);
    f.model.applyView(f.model.view());
    models::ViewSpec spec;
    spec.filter = QStringLiteral("nobody");
    f.model.applyView(f.collector.recollect(spec));
    f.model.applyView(nullptr);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(f.outline(), QStringLiteral("1(2)"));
  }

  void looksForNobody_whenTheTreeIsTheSame() {
    ProcessTreeModel model;
    Collector collector;
    const std::vector<ProcessSpec> processes{child(1, 0), child(2, 1)};
    const auto before = collector.collect(snapshot(1, processes), {});
    model.applyView(before);
    QCOMPARE(model.rowCount(model.index(0, 0)), 1);
    // Somebody else, though the tree is said to be the same: who looks at it would see that.
    const auto after =
        std::make_shared<models::NodeView>(*test::view(snapshot(2, {child(1, 0), child(9, 1)})));
    after->forest = before->forest;
    QSignalSpy removed(&model, &ProcessTreeModel::rowsRemoved);
    model.applyView(after);
    QCOMPARE(removed.count(), 0);
  }

  void takesABranchAnew_whenSiblingsChangePlaces() {
    Fixture f;
    f.show(1, {child(1, 0), child(2, 1), child(3, 1)});
    f.show(2, {child(1, 0), {.index = 2, .parent = 1, .startS = 0.9}, child(3, 1)});
    QCOMPARE(f.outline(), QStringLiteral("1(3 2)"));
  }

  void opensOnlyWhatIsAskedFor() {
    ProcessTreeModel model;  // no tester, which asks for all
    Collector collector;
    model.applyView(collector.collect(snapshot(1, {child(1, 0), child(2, 1)}), {}));
    QSignalSpy inserted(&model, &ProcessTreeModel::rowsInserted);
    QVERIFY(model.hasChildren(model.index(0, 0)));
    model.applyView(collector.collect(snapshot(2, {child(1, 0), child(2, 1), child(3, 1)}), {}));
    QCOMPARE(inserted.count(), 0);
    QCOMPARE(model.rowCount(model.index(0, 0)), 2);
    model.applyView(collector.collect(snapshot(3, {child(1, 0), child(2, 1)}), {}));
    QCOMPARE(model.rowCount(model.index(0, 0)), 1);
  }

  void findsAProcess_deepInTheTree() {
    ProcessTreeModel model;
    model.applyView(
        test::view(snapshot(1, {child(1, 0), child(2, 1), child(3, 1), child(4, 3), child(5, 4)})));
    const QModelIndex five = model.indexOf(pid(5));
    QCOMPARE(model.pidAt(five), pid(5));
    QCOMPARE(model.pidAt(five.parent().parent()), pid(3));
    QVERIFY(!model.indexOf(pid(5, 2)).isValid());
  }

  void answersCells() {
    Fixture f;
    f.show(1, {{.index = 1, .name = "pool", .initialCall = "supervisor:init/1"},
               {.index = 2,
                .parent = 1,
                .initialCall = "w:init/1",
                .status = genmsg::Status::Suspended,
                .mailbox = 1234,
                .startS = 0.5},
               {.index = 3, .parent = 1, .initialCall = "", .startS = 0.6}});
    using Tree = ProcessTreeModel;
    QCOMPARE(f.text(1, Tree::Name), QStringLiteral("pool"));
    QCOMPARE(f.text(2, Tree::Name), QStringLiteral("w:init/1"));
    QCOMPARE(f.text(3, Tree::Name), QStringLiteral("<0.3.1>"));
    QCOMPARE(f.text(1, Tree::InitialCall), QStringLiteral("supervisor:init/1"));
    QCOMPARE(f.text(2, Tree::Status, Qt::AccessibleTextRole), QStringLiteral("Suspended"));
    QCOMPARE(f.text(2, Tree::Mailbox), QStringLiteral("1,234"));
    QCOMPARE(f.text(2, Tree::Mailbox, models::RawValueRole), QStringLiteral("1234"));
    QCOMPARE(f.text(2, Tree::Pid), QStringLiteral("<0.2.1>"));
    QCOMPARE(f.text(2, Tree::MessageRate), QStringLiteral("–"));
    QVERIFY(f.model.indexOf(pid(2)).data(models::StatusRole).toInt() ==
            static_cast<int>(models::rowStatus(genmsg::Status::Suspended)));
    for (int column = 0; column < Tree::ColumnCount; ++column)
      QVERIFY(!f.model.headerData(column, Qt::Horizontal).toString().isEmpty());
    QVERIFY(!f.model.headerData(Tree::ColumnCount, Qt::Horizontal).isValid());
    QVERIFY(!f.model.data({}).isValid());
    QVERIFY(!f.model.index(9, 0).isValid());
    QCOMPARE(f.model.pidAt({}), genmsg::Pid());
  }

  void showsPages_ofManyChildren() {
    const int page = static_cast<int>(ProcessTreeModel::pageSize);
    ProcessTreeModel model;
    Collector collector;
    model.applyView(collector.collect(test::manyProcesses(1, 2U * 500 + 8), {}));
    const QPersistentModelIndex pool = model.index(0, 0);
    const auto kind = [&](int row) { return model.kindAt(model.index(row, 0, pool)); };
    using Kind = ProcessTreeModel::RowKind;
    QCOMPARE(model.rowCount(pool), 1 + page + 2);
    QVERIFY(kind(0) == Kind::ClassSummary);
    QVERIFY(kind(page) == Kind::Process);
    QVERIFY(kind(page + 1) == Kind::More);
    QVERIFY(kind(page + 2) == Kind::Grouped);
    const QModelIndex more = model.index(page + 1, 0, pool);
    QCOMPARE(more.data().toString(), QStringLiteral("… 507 more"));
    QCOMPARE(model.pidAt(more), genmsg::Pid());
    QCOMPARE(model.ownerAt(more), pid(1));
    QVERIFY(!model.hasChildren(more));
    QCOMPARE(model.rowCount(more), 0);
    QVERIFY(!more.siblingAtColumn(ProcessTreeModel::Status).data(models::StatusRole).isValid());
    QCOMPARE(model.index(page + 2, 0, pool).data().toString(),
             QStringLiteral("Group all 1,007 by class"));
    model.showMore(model.index(0, 0, pool));  // is none
    QCOMPARE(model.rowCount(pool), 1 + page + 2);
    model.showMore(more);
    QCOMPARE(model.rowCount(pool), 1 + 2 * page + 2);
    model.showMore(model.index(2 * page + 1, 0, pool));
    QCOMPARE(model.rowCount(pool), 1 + 1007);
    QCOMPARE(model.pidAt(model.index(1007, 0, pool)), pid(1008));
    // Fewer: the pages stay, and nothing is said twice.
    model.applyView(collector.collect(test::manyProcesses(2, 8), {}));
    QCOMPARE(model.rowCount(pool), 7);
  }

  void keepsAPage_underTheTester() {
    Fixture f;
    const auto show = [&](double timeS, std::uint32_t count) {
      f.model.applyView(f.collector.collect(test::manyProcesses(timeS, count), {}));
      return f.model.rowCount(f.model.index(0, 0));
    };
    QCOMPARE(show(1, 400), 399);
    QCOMPARE(show(2, 501), 500);
    QCOMPARE(show(3, 502), 503);
    (void)f.model.reveal(pid(502));
    QCOMPARE(show(4, 600), 504);
    QCOMPARE(show(5, 501), 500);
    QCOMPARE(show(6, 510), 503);
  }

  void revealsWhatIsBeyondThePages() {
    ProcessTreeModel model;
    Collector collector;
    model.applyView(collector.collect(test::manyProcesses(1, 2000), {}));
    const QModelIndex pool = model.index(0, 0);
    const int rows = model.rowCount(pool);
    QVERIFY(!model.indexOf(pid(1500)).isValid());
    QCOMPARE(model.rowCount(pool), rows);
    const QModelIndex found = model.reveal(pid(1500));
    QCOMPARE(model.pidAt(found), pid(1500));
    QCOMPARE(model.rowCount(pool), rows + 1);
    QCOMPARE(model.indexOf(pid(1500)), found);
    QCOMPARE(model.pidAt(model.reveal(pid(1000))), pid(1000));
    QCOMPARE(model.indexOf(pid(1000)).row() + 1, model.indexOf(pid(1500)).row());
    // The row becomes one of the page, and is not there twice.
    model.showMore(model.index(found.row() - 1, 0, pool));
    QCOMPARE(model.rowCount(pool), rows + 500 + 1);
    QVERIFY(model.indexOf(pid(1000)).row() < 1001);
    for (std::uint32_t i = 0; i < 30; ++i)
      QCOMPARE(model.pidAt(model.reveal(pid(1600 + i))), pid(1600 + i));
    QCOMPARE(model.rowCount(pool),
             rows + 500 + static_cast<int>(ProcessTreeModel::revealedMax));
    QVERIFY(!model.reveal(pid(3000)).isValid());
  }

  void sumsUpBranchesAndClasses() {
    Fixture f;
    f.show(1, {{.index = 1, .mailbox = 1},
               {.index = 2, .parent = 1, .mailbox = 20},
               {.index = 3, .parent = 2, .mailbox = 300}});
    using Tree = ProcessTreeModel;
    QCOMPARE(f.text(1, Tree::Mailbox), QStringLiteral("1 / 321"));
    QCOMPARE(f.text(1, Tree::Mailbox, models::RawValueRole), QStringLiteral("321"));
    QCOMPARE(f.text(2, Tree::Mailbox), QStringLiteral("20 / 320"));
    QCOMPARE(f.text(3, Tree::Mailbox), QStringLiteral("300"));
    QCOMPARE(f.text(1, Tree::Children), QStringLiteral("1"));
    QCOMPARE(f.text(3, Tree::Children), QString());
    QCOMPARE(f.text(1, Tree::MessageRate), QStringLiteral("– / –"));
    f.show(2, {{.index = 1, .mailbox = 1, .messages = 5},
               {.index = 2, .parent = 1, .mailbox = 20},
               {.index = 3, .parent = 2, .mailbox = 300, .messages = 40}});
    QCOMPARE(f.text(1, Tree::MessageRate), QStringLiteral("5.0 / 45"));

    ProcessTreeModel model;
    model.applyView(f.collector.collect(test::manyProcesses(3, 1001), {}));
    std::uint64_t sum = 0;
    std::uint32_t largest = 0;
    for (const genmsg::ProcessRow& row : model.view()->snapshot->processes) {
      if (!row.parent) continue;
      sum += row.mailbox;
      largest = std::max(largest, row.mailbox);
    }
    const QModelIndex summary = model.index(0, 0, model.index(0, 0));
    QCOMPARE(summary.data().toString(), QStringLiteral("1,000 × pool_worker:init/1"));
    QCOMPARE(summary.siblingAtColumn(Tree::Mailbox).data().toString(),
             QStringLiteral("Σ %1, max %2")
                 .arg(models::formatCount(sum), models::formatCount(largest)));
  }

  void saysHowOftenASupervisorRestarts_andWhen() {
    Fixture f;
    const std::vector<ProcessSpec> processes{
        {.index = 1, .name = "sup"}, {.index = 2, .parent = 1}, {.index = 3, .parent = 1}};
    const auto show = [&](double timeS) {
      auto made = std::make_shared<genmsg::Snapshot>(*snapshot(timeS, processes));
      made->processes[1].restarts = 2;
      made->processes[1].start_ns = 9'500'000'000;
      genmsg::RestartHistory history;
      history.supervisor = pid(1);
      history.strategy = genmsg::Atom::intern("one_for_one");
      history.intensity = 3;
      history.period = std::chrono::seconds(5);
      history.total = 7;
      for (const std::int64_t second : {1, 6, 9}) {
        genmsg::RestartRecord record;
        record.time_ns = second * 1'000'000'000;
        history.last.push_back(record);
      }
      made->supervisors.push_back(history);
      f.model.applyView(f.collector.collect(made, {}));
    };
    const auto restarted = [&](std::uint32_t index) {
      return f.model.indexOf(pid(index)).data(models::RestartedRole).toBool();
    };
    using Tree = ProcessTreeModel;
    show(10);
    QCOMPARE(f.text(1, Tree::Restarts), QStringLiteral("2 / 3"));
    QCOMPARE(f.text(1, Tree::Strategy), QStringLiteral("one_for_one"));
    QVERIFY(f.text(1, Tree::Restarts, Qt::ToolTipRole).contains(QStringLiteral("7 times")));
    QCOMPARE(f.text(2, Tree::Restarts), QStringLiteral("2"));
    QCOMPARE(f.text(3, Tree::Restarts), QStringLiteral("0"));
    QCOMPARE(f.text(2, Tree::Strategy), QString());
    QVERIFY(restarted(1));
    QVERIFY(restarted(2));
    QVERIFY(!restarted(3));
    show(12);  // since the view before: no
    QCOMPARE(f.text(1, Tree::Restarts), QStringLiteral("1 / 3"));
    QVERIFY(!restarted(1));
    QVERIFY(!restarted(2));
  }

 private:
  static std::vector<ProcessSpec> parse(const QString& outline) {
    std::vector<ProcessSpec> processes;
    std::vector<std::uint32_t> parents{0};
    for (const QString& token : QString(outline)
                                    .replace(QLatin1Char('('), QStringLiteral(" ( "))
                                    .replace(QLatin1Char(')'), QStringLiteral(" ) "))
                                    .split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
      if (token == QLatin1String("("))
        parents.push_back(processes.back().index);
      else if (token == QLatin1String(")"))
        parents.pop_back();
      else
        processes.push_back(child(token.toUInt(), parents.back()));
    }
    return processes;
  }
};

QTEST_GUILESS_MAIN(TestProcessTreeModel)
#include "tst_process_tree_model.moc"
