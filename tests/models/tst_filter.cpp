// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Status;
using models::Filter;
using models::ProcessRates;

class TestFilter : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void matches_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char16_t* text, bool expected) {
      const QString filter = QString::fromUtf16(text);
      QTest::newRow(qPrintable(filter)) << filter << expected;
    };
    row(u"", true);
    row(u"   ", true);
    row(u"pool", true);
    row(u"POOL", true);
    row(u"work_init", false);
    row(u"pool_worker:init/1", true);
    row(u"worker:init", true);
    row(u"17", true);
    row(u"<0.17.3>", true);
    row(u"18", false);
    row(u"pool 17", true);
    row(u"pool 18", false);
    row(u"18|pool", true);
    row(u"18|19", false);
    row(u"!pool", false);
    row(u"!other", true);
    row(u"!!pool", true);
    row(u"!18|pool", false);
    row(u"status:suspended", true);
    row(u"status:susp", true);
    row(u"Status:running|status:suspended", true);
    row(u"status:running", false);
    row(u"!status:suspended", false);
    row(u"name:pool", true);
    row(u"name:init", false);
    row(u"init:init", true);
    row(u"pid:17", true);
    row(u"pid:pool", false);
    row(u"mailbox>999", true);
    row(u"mailbox>1000", false);
    row(u"mailbox>=1000", true);
    row(u"mailbox<1000", false);
    row(u"mailbox<=1000", true);
    row(u"mailbox=1000", true);
    row(u"mailbox!=1000", false);
    row(u"msgs>2.4", true);
    row(u"msgs>2.6", false);
    row(u"us<10", true);
    row(u"us<9", false);
    row(u"busy>49", true);
    row(u"busy>51", false);
    row(u"uptime>59", true);
    row(u"uptime<1m", false);
    row(u"age<2m", true);
    row(u"uptime<0.1h", true);
    row(u"\"pool\"", true);
    row(u"\"pool_worker:init/1\"|x", true);
    row(u"\"a b\"", false);
    row(u"name:\"pool\"", true);
    row(u"\"mailbox>1\"", false);
  }

  void matches() {
    QFETCH(QString, text);
    QFETCH(bool, expected);
    const auto row = test::processRow({.index = 17,
                                       .name = "Pool",
                                       .initialCall = "pool_worker:init/1",
                                       .status = Status::Suspended,
                                       .mailbox = 1000,
                                       .startS = 10,
                                       .serial = 3});
    auto filter = Filter::parse(text);
    QVERIFY2(filter, filter ? "" : qPrintable(filter.error().message));
    const ProcessRates rates{2.5F, 9500, 0.5F};
    QCOMPARE(filter->matches(row, rates, 100'000'000'000), expected);
    QCOMPARE(filter->matches(row, rates, 100'000'000'000), expected);  // from memory
  }

  void neverMatches_whatIsNotKnown() {
    const auto row = test::processRow({});
    constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
    for (const char16_t* text : {u"msgs>0", u"msgs<=0", u"msgs=0", u"msgs!=0"}) {
      auto filter = Filter::parse(QString::fromUtf16(text));
      QVERIFY(filter);
      QVERIFY(!filter->matches(row, {unknown, unknown, unknown}, 0));
    }
  }

  void refuses_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position");
    const auto row = [](const char16_t* text, int position) {
      const QString filter = QString::fromUtf16(text);
      QTest::newRow(qPrintable(filter)) << filter << position;
    };
    row(u"!", 1);
    row(u"a|", 2);
    row(u"|a", 0);
    row(u"a||b", 2);
    row(u"a ! b", 3);
    row(u"\"a", 0);
    row(u"name:\"a", 5);
    row(u"\"\"", 0);
    row(u"status:", 0);
    row(u"status:asleep", 0);
    row(u"x status=running", 2);
    row(u"name>5", 0);
    row(u"mailbox:5", 0);
    row(u"mailbox>", 0);
    row(u"mailbox>many", 0);
    row(u"mailbox>inf", 0);
    row(u"uptime>5y", 0);
    row(u"mailbxo>5", 0);
  }

  void refuses() {
    QFETCH(QString, text);
    QFETCH(int, position);
    const auto filter = Filter::parse(text);
    QVERIFY(!filter);
    QVERIFY(!filter.error().message.isEmpty());
    QCOMPARE(filter.error().position, position);
  }

  void refuses_moreAlternativesThanItsLimit() {
    QVERIFY(Filter::parse(QStringLiteral("a ").repeated(64)));
    QVERIFY(!Filter::parse(QStringLiteral("a ").repeated(65)));
  }
};

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
