// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

#include "app/step_run.h"
#include "genmsg/term/parse.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/step_run_dialog.h"

using app::StepRun;
using genmsg::NodeError;
using test::pid;

class TestStepRun : public test::WidgetTest {
  Q_OBJECT

 private:
  struct Run {
    std::shared_ptr<test::FakeNode> node = std::make_shared<test::FakeNode>();
    models::NodeClient client{node};
    QWidget window;
    StepRun* run = new StepRun(&client, pid(1), QStringLiteral("worker <0.1.1>"), &window);
    QSignalSpy ended{run, &StepRun::ended};

    template <class T>
    T& child(const char* name) {
      return *run->dialog()->findChild<T*>(QLatin1String(name));
    }
    void start(int count) {
      child<QSpinBox>("stepCount").setValue(count);
      QTest::mouseClick(&child<QPushButton>("stepStart"), Qt::LeftButton);
    }
    void answer(bool last = false) {
      auto step = std::make_shared<genmsg::sys::Step>();
      step->message = genmsg::parse("{add,2}").value();
      if (last) step->exit_reason = genmsg::parse("badarg").value();
      take().answer(genmsg::StepPtr(step));
      QCoreApplication::processEvents();
    }
    void refuse(NodeError::Code code) {
      take().fail(code);
      QCoreApplication::processEvents();
    }
    test::FakeNode::Request<genmsg::StepPtr> take() {
      const auto request = node->steps.front();
      node->steps.pop_front();
      return request;
    }
    models::Operation operation() { return ended.last()[0].value<models::Operation>(); }
  };

 private Q_SLOTS:
  void steps_oneAfterTheOther() {
    Run run;
    run.start(3);
    for (int i = 1; i <= 3; ++i) {
      QCOMPARE(run.node->steps.size(), 1u);
      QCOMPARE(run.ended.count(), 0);
      run.answer();
    }
    QCOMPARE(run.child<QProgressBar>("stepProgress").value(), 3);
    QCOMPARE(run.node->steps.size(), 0u);
    QCOMPARE(run.ended.count(), 1);
    QVERIFY(run.operation().ok);
    QCOMPARE(run.operation().result, QStringLiteral("3 of 3 messages handled"));
    QCOMPARE(run.child<QLabel>("stepLast").text(), QStringLiteral("Handled {add,2}"));
  }

  void emptyMailbox_endsIt() {
    Run run;
    run.start(100);
    run.answer();
    run.refuse(NodeError::Code::EmptyMailbox);
    QCOMPARE(run.ended.count(), 1);
    QVERIFY(run.operation().ok);
    QCOMPARE(run.operation().result,
             QStringLiteral("1 of 100 messages handled: the mailbox is empty"));
    QVERIFY(run.child<QPushButton>("stepStart").isEnabled());
    QCOMPARE(run.child<QLabel>("messageText").text(), run.operation().result);
  }

  void processThatCannotGoOn_endsIt() {
    Run held;
    held.start(100);
    held.answer(true);
    QCOMPARE(held.node->steps.size(), 0u);
    QCOMPARE(held.ended.count(), 1);
    Run resumed;
    resumed.start(100);
    resumed.refuse(NodeError::Code::NotSuspended);
    QVERIFY(!resumed.operation().ok);
    QVERIFY(resumed.operation().result.contains(QStringLiteral("not suspended")));
  }

  void stop_endsItAfterTheStepUnderWay() {
    Run run;
    run.start(100);
    QTest::mouseClick(&run.child<QPushButton>("stepCancel"), Qt::LeftButton);
    QCOMPARE(run.ended.count(), 0);
    run.answer();
    QCOMPARE(run.ended.count(), 1);
    QCOMPARE(run.node->steps.size(), 0u);
    QCOMPARE(run.operation().result, QStringLiteral("1 of 100 messages handled: stopped"));
  }

  void closed_endsIt() {
    Run run;
    run.start(100);
    run.answer();
    run.run->dialog()->close();
    QCOMPARE(run.ended.count(), 1);
    run.answer();
    QCOMPARE(run.node->steps.size(), 0u);
  }
};

QTEST_MAIN(TestStepRun)
#include "tst_step_run.moc"
