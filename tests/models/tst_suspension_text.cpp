// SPDX-License-Identifier: GPL-3.0-or-later
#include "genmsg/term/parse.h"
#include "models/suspension_text.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Suspension;
using genmsg::Term;
using models::ownerText;
using models::suspensionText;

namespace {

constexpr std::int64_t second = 1'000'000'000;

Term term(const char* text) { return genmsg::parse(text).value(); }

Suspension suspension(Term owner, std::int64_t untilNs = Suspension::no_end) {
  return {std::move(owner), genmsg::atoms::undefined, 100 * second, untilNs};
}

}  // namespace

class TestSuspensionText : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void owner_isAPersonOrAPid() {
    QCOMPARE(ownerText(models::observerOwner()), QStringLiteral("this observer"));
    QCOMPARE(ownerText(term("{observer,<<\"anna@build\">>,4711}")),
             QStringLiteral("observer anna@build (4711)"));
    QCOMPARE(ownerText(Term(test::pid(5))), QStringLiteral("<0.5.1>"));
    QCOMPARE(ownerText(genmsg::atoms::undefined), QStringLiteral("somebody without a pid"));
    QCOMPARE(ownerText(term("{observer,anna}")), QStringLiteral("{observer,anna}"));
  }

  void thisObserver_namesUserHostAndProgram() {
    const Term& owner = models::observerOwner();
    QCOMPARE(owner.elements().size(), 3U);
    QVERIFY(owner.elements()[1].as_binary().find('@') != std::string_view::npos);
    QCOMPARE(owner.elements()[2].as_integer(), QCoreApplication::applicationPid());
    QVERIFY(models::isThisObserver(owner));
    QVERIFY(!models::isThisObserver(Term(test::pid(5))));
  }

  void lease_isSaid() {
    const std::int64_t now = 112 * second;
    QCOMPARE(suspensionText(suspension(Term(test::pid(5))), now),
             QStringLiteral("by <0.5.1> for 12 s, no lease"));
    QCOMPARE(suspensionText(suspension(Term(test::pid(5)), 130 * second), now),
             QStringLiteral("by <0.5.1> for 12 s, lease ends in about 20 s unless renewed"));
    QCOMPARE(suspensionText(suspension(models::observerOwner(), 130 * second), now),
             QStringLiteral("by this observer for 12 s, lease renewed while the observer is there"));
    // The end that was told last may be over when it has long been renewed.
    QVERIFY(!suspensionText(suspension(models::observerOwner(), 130 * second), 171 * second)
                 .contains(QStringLiteral("0 s")));
  }

  void watch_isNamed() {
    Suspension held = suspension(models::observerOwner());
    held.why = term("{watch,<<\"state.jobs.3 >= 7\">>}");
    QCOMPARE(suspensionText(held, 101 * second),
             QStringLiteral("by this observer for 1 s, watch state.jobs.3 >= 7, no lease"));
    QVERIFY(!models::isHeld(held));
    held.why = term("{watch,mine,{badarg,[1]}}");
    QCOMPARE(suspensionText(held, 101 * second),
             QStringLiteral("by this observer for 1 s, watch mine: {badarg,[1]}, no lease"));
    QVERIFY(models::isHeld(held));
    QVERIFY(models::watchHitOf(held)->reason == term("{badarg,[1]}"));
    held.why = term("{other,1}");
    QVERIFY(!models::watchHitOf(held));
  }

  void watchId_readsAsItsCondition() {
    const genmsg::sys::Condition condition = genmsg::sys::MailboxDeeper{100};
    QCOMPARE(models::watchText(models::watchId(condition)), QStringLiteral("mailbox > 100"));
    QVERIFY(models::watchId(condition) == models::watchId(genmsg::sys::MailboxDeeper{100}));
    // Another observer's is another one, and reads the same.
    const Term other = Term::tuple_of(
        Term::tuple_of(genmsg::Atom::intern("observer"), Term::binary("ann@host"), 12),
        Term::binary("mailbox > 100"));
    QVERIFY(other != models::watchId(condition));
    QCOMPARE(models::watchText(other), QStringLiteral("mailbox > 100"));
  }
};

QTEST_GUILESS_MAIN(TestSuspensionText)
#include "tst_suspension_text.moc"
