// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QItemSelectionModel>

#include "models/group_model.h"
#include "models/roles.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::GroupBy;
using models::GroupModel;
using test::ProcessSpec;

class TestGroupModel : public test::UnitTest {
  Q_OBJECT

 private:
  struct Fixture {
    GroupModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    models::Collector collector;
    double timeS = 1;

    void show(const std::vector<ProcessSpec>& processes, GroupBy by) {
      models::ViewSpec spec;
      spec.groupBy = by;
      model.applyView(collector.collect(test::snapshot(timeS++, processes), spec));
    }
    QStringList names() const {
      QStringList names;
      for (int row = 0; row < model.rowCount(); ++row)
        names << model.index(row, GroupModel::Group).data().toString();
      return names;
    }
  };

 private Q_SLOTS:
  void showsNothing_whereNothingIsGrouped() {
    Fixture f;
    f.show({{.index = 1}}, GroupBy::None);
    QCOMPARE(f.model.rowCount(), 0);
    QCOMPARE(f.model.filterOf(0), QString());
  }

  void selectionStaysOnItsGroup() {
    Fixture f;
    f.show({{.index = 1, .initialCall = "a:init/1", .mailbox = 3},
            {.index = 2, .initialCall = "b:init/1", .mailbox = 2},
            {.index = 3, .initialCall = "c:init/1", .mailbox = 1}},
           GroupBy::InitialCall);
    QCOMPARE(f.names(), (QStringList{QStringLiteral("a:init/1"), QStringLiteral("b:init/1"),
                                     QStringLiteral("c:init/1")}));
    QItemSelectionModel selection(&f.model);
    selection.select(f.model.index(1, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    f.show({{.index = 2, .initialCall = "b:init/1", .mailbox = 2},
            {.index = 3, .initialCall = "c:init/1", .mailbox = 9},
            {.index = 4, .initialCall = "d:init/1", .mailbox = 5}},
           GroupBy::InitialCall);
    QCOMPARE(f.names(), (QStringList{QStringLiteral("c:init/1"), QStringLiteral("d:init/1"),
                                     QStringLiteral("b:init/1")}));
    QCOMPARE(selection.selectedRows().size(), 1);
    QCOMPARE(selection.selectedRows().first().row(), 2);
    f.show({{.index = 2}}, GroupBy::Status);
    QCOMPARE(f.names(), QStringList{QStringLiteral("Waiting")});
  }

  void sortsByAnyColumn() {
    Fixture f;
    f.show({{.index = 1, .initialCall = "w_10:init/1", .mailbox = 3},
            {.index = 2, .initialCall = "w_9:init/1"}, {.index = 3, .initialCall = "w_9:init/1"}},
           GroupBy::InitialCall);
    f.model.sort(GroupModel::Count, Qt::DescendingOrder);
    QCOMPARE(f.names().first(), QStringLiteral("w_9:init/1"));
    f.model.sort(GroupModel::MailboxMax, Qt::DescendingOrder);
    QCOMPARE(f.names().first(), QStringLiteral("w_10:init/1"));
    f.model.sort(GroupModel::Group, Qt::AscendingOrder);
    QCOMPARE(f.names().first(), QStringLiteral("w_9:init/1"));
    QCOMPARE(f.model.index(0, GroupModel::Count).data().toString(), QStringLiteral("2"));
    QCOMPARE(f.model.index(0, GroupModel::Count).data(models::RawValueRole).toInt(), 2);
    for (int column = 0; column < f.model.columnCount(); ++column) {
      QVERIFY(!f.model.headerData(column, Qt::Horizontal).toString().isEmpty());
      QVERIFY(!f.model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
    }
  }

  // The filter of a group lets through as many as the group has.
  void filtersShowTheGroup_data() {
    QTest::addColumn<int>("by");
    QTest::newRow("initial call") << static_cast<int>(GroupBy::InitialCall);
    QTest::newRow("supervisor") << static_cast<int>(GroupBy::Supervisor);
    QTest::newRow("status") << static_cast<int>(GroupBy::Status);
  }
  void filtersShowTheGroup() {
    QFETCH(int, by);
    Fixture f;
    f.show({{.index = 1, .initialCall = "pool:init/1"},
            {.index = 2, .parent = 1, .initialCall = "pool:init/10"},
            {.index = 3, .parent = 1, .initialCall = "pool:init/1",
             .status = genmsg::Status::Suspended}},
           static_cast<GroupBy>(by));
    QVERIFY(f.model.rowCount() >= 2);
    for (int row = 0; row < f.model.rowCount(); ++row) {
      models::ViewSpec spec;
      spec.filter = f.model.filterOf(row);
      const auto view = f.collector.recollect(spec);
      QCOMPARE(view->filterError, QString());
      QCOMPARE(static_cast<int>(view->order.size()),
               f.model.index(row, GroupModel::Count).data(models::RawValueRole).toInt());
    }
  }
};

QTEST_GUILESS_MAIN(TestGroupModel)
#include "tst_group_model.moc"
