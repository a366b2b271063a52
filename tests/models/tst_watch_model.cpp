// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>

#include "models/suspension_text.h"
#include "models/watch_model.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Term;
using genmsg::sys::MailboxDeeper;
using genmsg::sys::WatchInfo;
using models::WatchModel;

namespace {

WatchInfo watch(int id, std::uint64_t hits = 0) {
  return {Term(id), MailboxDeeper{static_cast<std::uint32_t>(id)}, models::observerOwner(), hits};
}

struct Fixture {
  WatchModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

  QStringList conditions() const {
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row) texts << model.index(row, 0).data().toString();
    return texts;
  }
};

}  // namespace

class TestWatchModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void showsEachWatch() {
    Fixture f;
    WatchInfo other = watch(2, 1234);
    other.owner = Term(test::pid(7));
    f.model.setWatches({watch(1), other});
    QCOMPARE(f.conditions(),
             (QStringList{QStringLiteral("mailbox > 1"), QStringLiteral("mailbox > 2")}));
    QCOMPARE(f.model.index(0, WatchModel::SetBy).data().toString(),
             QStringLiteral("this observer"));
    QCOMPARE(f.model.index(1, WatchModel::SetBy).data().toString(), QStringLiteral("<0.7.1>"));
    QCOMPARE(f.model.index(1, WatchModel::Hits).data().toString(), QStringLiteral("1,234"));
    QVERIFY(f.model.watchAt(1)->id == Term(2));
    QVERIFY(f.model.watchAt(2) == nullptr);
    QVERIFY(f.model.watchAt(-1) == nullptr);
  }

  void keepsTheRowsThatStay() {
    Fixture f;
    f.model.setWatches({watch(1), watch(2), watch(3)});
    const QPersistentModelIndex third = f.model.index(2, 0);
    f.model.setWatches({watch(2, 1), watch(3, 5), watch(4)});
    QVERIFY(third.isValid());
    QCOMPARE(third.row(), 1);
    QCOMPARE(f.model.index(third.row(), WatchModel::Hits).data().toString(), QStringLiteral("5"));
    QCOMPARE(f.conditions().size(), 3);
    f.model.setWatches({watch(3), watch(2), watch(4)});  // one was set again
    QCOMPARE(f.conditions().first(), QStringLiteral("mailbox > 3"));
    QCOMPARE(f.conditions().size(), 3);
    f.model.setWatches({});
    QCOMPARE(f.model.rowCount(), 0);
  }

  void answersNothing_outOfRange() {
    Fixture f;
    f.model.setWatches({watch(1)});
    QVERIFY(!f.model.data({}).isValid());
    QVERIFY(!f.model.index(1, 0).isValid());
    QVERIFY(!f.model.headerData(WatchModel::ColumnCount, Qt::Horizontal).isValid());
    QCOMPARE(f.model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("Suspends when"));
  }
};

QTEST_GUILESS_MAIN(TestWatchModel)
#include "tst_watch_model.moc"
