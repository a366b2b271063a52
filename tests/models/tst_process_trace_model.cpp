// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>

#include "models/process_trace_model.h"
#include "models/trace_model.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::ProcessTraceModel;
using models::TraceModel;
using test::pid;

class TestProcessTraceModel : public test::UnitTest {
  Q_OBJECT

 private:
  static genmsg::TraceBatch batch(std::initializer_list<std::uint32_t> indexes) {
    genmsg::TraceBatch made;
    for (const std::uint32_t index : indexes) {
      genmsg::TraceEvent event;
      event.pid = pid(index);
      event.peer = pid(9);
      event.message = genmsg::Term(index);
      made.events.push_back(event);
    }
    return made;
  }

 private Q_SLOTS:
  void showsTheEventsOfOneProcess() {
    TraceModel trace(4);
    ProcessTraceModel model(&trace);
    QAbstractItemModelTester tester(&model);
    trace.append(batch({1, 2, 1}));
    QCOMPARE(model.rowCount(), 0);
    model.setPid(pid(1));
    QCOMPARE(model.rowCount(), 2);
    trace.append(batch({1, 2}));  // the oldest leaves
    QCOMPARE(model.rowCount(), 2);
    model.setPid(pid(2));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, TraceModel::Message).data().toString(), QStringLiteral("2"));
    trace.clear();
    QCOMPARE(model.rowCount(), 0);
    model.setPid({});
    trace.append(batch({1}));
    QCOMPARE(model.rowCount(), 0);
  }
};

QTEST_GUILESS_MAIN(TestProcessTraceModel)
#include "tst_process_trace_model.moc"
