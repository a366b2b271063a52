// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "genmsg/term/parse.h"
#include "models/roles.h"
#include "models/step_model.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Atom;
using genmsg::Term;
using models::StepModel;

namespace {

Term term(const char* text) { return genmsg::parse(text).value(); }

std::shared_ptr<genmsg::sys::Step> step() {
  auto made = std::make_shared<genmsg::sys::Step>();
  made->sender = test::pid(4);
  made->type = Atom::intern("Add");
  made->message = term("{add,2}");
  made->before = term("#{count => 40, name => x}");
  made->after = term("#{count => 42, name => x}");
  return made;
}

struct Fixture {
  StepModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

  QStringList titles() const {
    QStringList titles;
    for (int row = 0; row < model.rowCount(); ++row)
      titles << model.index(row, 0).data().toString();
    return titles;
  }
  QStringList items(int group) const {
    QStringList items;
    const QModelIndex parent = model.index(group, 0);
    for (int row = 0; row < model.rowCount(parent); ++row)
      items << model.index(row, StepModel::Item, parent).data().toString() + u'=' +
                   model.index(row, StepModel::Value, parent).data().toString();
    return items;
  }
};

}  // namespace

class TestStepModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void isEmpty_withoutAStep() {
    Fixture f;
    QSignalSpy reset(&f.model, &StepModel::modelReset);
    f.model.setStep(nullptr);
    QCOMPARE(reset.count(), 0);
    QVERIFY(f.model.isEmpty());
    QCOMPARE(f.model.rowCount(), 0);
    QCOMPARE(f.model.summary(), QString());
    QCOMPARE(f.model.text(), QString());
  }

  void showsTheMessage_andWhatChanged() {
    Fixture f;
    f.model.setStep(step());
    QCOMPARE(f.titles(), (QStringList{QStringLiteral("Message"),
                                      QStringLiteral("Changed in the state: 1")}));
    QCOMPARE(f.items(0), (QStringList{QStringLiteral("Type=Add"), QStringLiteral("From=<0.4.1>"),
                                      QStringLiteral("Message={add,2}")}));
    QCOMPARE(f.items(1), QStringList(QStringLiteral("count=40 → 42")));
    QCOMPARE(f.model.summary(), QStringLiteral("Handled {add,2}"));
    QCOMPARE(f.model.text(),
             QStringLiteral("Handled {add,2}\nMessage\n  Type: Add\n  From: <0.4.1>\n"
                            "  Message: {add,2}\nChanged in the state: 1\n"
                            "  count: 40 → 42\n"));
    const QModelIndex from = f.model.index(1, 0, f.model.index(0, 0));
    QCOMPARE(from.data(models::PidRole).value<genmsg::Pid>(), test::pid(4));
    f.model.setStep(nullptr);
    QCOMPARE(f.model.rowCount(), 0);
  }

  void saysWhenNothingChanged() {
    Fixture f;
    const auto same = step();
    same->after = same->before;
    same->sender = {};
    f.model.setStep(same);
    QCOMPARE(f.titles().last(), QStringLiteral("No change in the state"));
    QCOMPARE(f.items(1), QStringList());
    QVERIFY(f.items(0).contains(QStringLiteral("From=no process")));
  }

  void showsWhatItSent_andMarksReplies() {
    Fixture f;
    const auto sending = step();
    sending->sent.push_back({Term(test::pid(5)), Atom::intern("Job"), term("{job,1}")});
    sending->sent.push_back({Term(test::pid(4)), Atom::intern("reply"), term("42"), true});
    sending->sent_more = 7;
    f.model.setStep(sending);
    QCOMPARE(f.titles().last(), QStringLiteral("Sent: 9"));
    QCOMPARE(f.items(2), (QStringList{QStringLiteral("to <0.5.1>=Job {job,1}"),
                                      QStringLiteral("reply to <0.4.1>=42"),
                                      QStringLiteral("… 7 more=")}));
    const QModelIndex to = f.model.index(0, 0, f.model.index(2, 0));
    QCOMPARE(to.data(models::PidRole).value<genmsg::Pid>(), test::pid(5));
  }

  void skipped_saysSo() {
    Fixture f;
    const auto skipped = step();
    skipped->skipped = true;
    skipped->after = skipped->before;
    f.model.setStep(skipped);
    QCOMPARE(f.titles(), QStringList(QStringLiteral("Message, thrown away")));
    QCOMPARE(f.model.summary(), QStringLiteral("Skipped {add,2}: it is kept as a dead letter"));
  }

  void itsLast_hasItsReason() {
    Fixture f;
    const auto last = step();
    last->after = genmsg::atoms::undefined;
    last->exit_reason = term("{badarg,[]}");
    f.model.setStep(last);
    QCOMPARE(f.titles(), (QStringList{QStringLiteral("Message"),
                                      QStringLiteral("It was its last: the process has exited")}));
    QCOMPARE(f.items(1), QStringList(QStringLiteral("Reason={badarg,[]}")));
    QCOMPARE(f.model.summary(), QStringLiteral("Handled {add,2} and ended: {badarg,[]}"));
  }

  void heldAfterAnException_hasItsStateStill() {
    Fixture f;
    const auto held = step();
    held->exit_reason = term("badarg");
    f.model.setStep(held);
    QCOMPARE(f.titles(), (QStringList{QStringLiteral("Message"),
                                      QStringLiteral("Changed in the state: 1"),
                                      QStringLiteral("It was its last: the process is held before "
                                                     "it exits")}));
  }

  void showsSome_ofVeryManyChanges() {
    Fixture f;
    const auto many = step();
    many->before = Term::list(std::vector<Term>(1000, Term(-1)));
    many->after = Term::list(std::vector<Term>(1000, Term(-2)));
    f.model.setStep(many);
    QCOMPARE(f.titles().last(), QStringLiteral("Changed in the state: 1,000"));
    QCOMPARE(f.items(1).size(), qsizetype{StepModel::itemsMax} + 1);
    QCOMPARE(f.items(1).first(), QStringLiteral("[1]=-1 → -2"));
    QCOMPARE(f.items(1).last(), QStringLiteral("… 800 more="));
  }

  void longValue_isCutButWholeForWhoAsks() {
    Fixture f;
    const auto large = step();
    large->message = Term::binary(std::string(5000, 'x'));
    f.model.setStep(large);
    const QModelIndex value =
        f.model.index(2, StepModel::Value, f.model.index(0, 0));
    QVERIFY(value.data().toString().size() < 600);
    QVERIFY(value.data(models::TermTextRole).toString().size() > 5000);
  }

  void answersNothing_outOfRange() {
    Fixture f;
    f.model.setStep(step());
    QVERIFY(!f.model.data({}).isValid());
    QVERIFY(!f.model.index(9, 0).isValid());
    QVERIFY(!f.model.index(0, StepModel::ColumnCount).isValid());
    QVERIFY(!f.model.headerData(StepModel::ColumnCount, Qt::Horizontal).isValid());
  }
};

QTEST_GUILESS_MAIN(TestStepModel)
#include "tst_step_model.moc"
