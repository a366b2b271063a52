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
    row(u"/^pool/", true);
    row(u"/^ool/", false);
    row(u"/POOL_w.*init/", true);
    row(u"/init\\/1$/", true);
    row(u"!/^pool/", false);
    row(u"/^x/|/^pool$/", true);
    row(u"name:/^pool$/", true);
    row(u"name:/init/", false);
    row(u"init:/^pool_[a-z]+:init/", true);
    row(u"pid:/^<0\\.17\\./", true);
    row(u"/^<0\\.17/", false);  // without the field, only names are looked at
    row(u"/a b/ pool", false);
    row(u"init=\"pool_worker:init/1\"", true);
    row(u"init=pool_worker", false);
    row(u"name=Pool", true);
    row(u"name=pool", false);
    row(u"supervisor=<0.9.1>", true);
    row(u"supervisor=0.9.2", false);
    row(u"supervisor=none", false);
    row(u"supervisor:pool", true);
    row(u"supervisor:TOP_SUP", true);
    row(u"supervisor=pool_sup", true);
    row(u"supervisor=pool", false);
    row(u"supervisor:/^top.*init/", true);
    row(u"supervisor:other", false);
    row(u"mailbox>=1k", true);
    row(u"mailbox>0.9K", true);
    row(u"mailbox>1M", false);
    row(u"nothing | pool", true);
    row(u"nothing |pool", true);
    row(u"nothing| nobody", false);
    row(u"pool_worker:init", true);
    row(u"worker:init/1", true);
    row(u"\"foo:bar\"", false);
    row(u"behaviour:gen_", true);
    row(u"behaviour:supervisor", false);
    row(u"type:add", true);
    row(u"type:sub", false);
    row(u"restarts>1", true);
    row(u"restarts>2", false);
    row(u"peak>=2000", true);
    row(u"wait>4.9", true);
    row(u"wait>5", false);
    row(u"thread=3", true);
    row(u"size>0", false);  // its module does not say
    row(u"size<=0", false);
    row(u"suspended>59s", true);
    row(u"suspended>1m", false);
    row(u"last<6s", true);
    row(u"last>6s", false);
    row(u"\"pool\"", true);
    row(u"\"pool_worker:init/1\"|x", true);
    row(u"\"a b\"", false);
    row(u"name:\"pool\"", true);
    row(u"\"mailbox>1\"", false);
  }

  void matches() {
    QFETCH(QString, text);
    QFETCH(bool, expected);
    auto row = test::processRow({.index = 17,
                                       .name = "Pool",
                                       .initialCall = "pool_worker:init/1",
                                       .status = Status::Suspended,
                                       .mailbox = 1000,
                                       .startS = 10,
                                       .serial = 3});
    row.parent = test::pid(9);
    row.restarts = 2;
    row.peak = 2000;
    row.last_type = genmsg::Atom::intern("add");
    row.last_ago_ns = 5e9F;
    row.wait_max_ns = 5000;
    row.scheduler = 3;
    auto filter = Filter::parse(text);
    QVERIFY2(filter, filter ? "" : qPrintable(filter.error().message));
    const ProcessRates rates{2.5F, 9500, 0.5F};
    const auto parent =
        test::processRow({.index = 9, .name = "pool_sup", .initialCall = "top_sup:init/1"});
    const models::FilterSubject subject{row,   rates,  100'000'000'000, 40'000'000'000,
                                        false, &parent};
    QCOMPARE(filter->matches(subject), expected);
    QCOMPARE(filter->matches(subject), expected);  // from memory
  }

  void neverMatches_whatIsNotKnown() {
    const auto row = test::processRow({});
    constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
    for (const char16_t* text : {u"msgs>0", u"msgs<=0", u"msgs=0", u"msgs!=0"}) {
      auto filter = Filter::parse(QString::fromUtf16(text));
      QVERIFY(filter);
      const ProcessRates rates{unknown, unknown, unknown};
      QVERIFY(!filter->matches({row, rates}));
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
    row(u"/pool", 0);
    row(u"a //", 2);
    row(u"/a/b", 3);
    row(u"/a(/", 3);
    row(u"name:/[/", 7);
    row(u"status:/run/", 0);
    row(u"mailbox:/1/", 0);
    row(u"color:/red/", 0);
    row(u"suspended>", 0);
    row(u"supervisor>pool", 0);
    row(u"foo:bar", 0);
    row(u"x foo>3", 2);
    row(u"a | ", 4);
    row(u"mailbox>1kk", 0);
    row(u"pid=17", 0);
  }

  void refuses() {
    QFETCH(QString, text);
    QFETCH(int, position);
    const auto filter = Filter::parse(text);
    QVERIFY(!filter);
    QVERIFY(!filter.error().message.isEmpty());
    QCOMPARE(filter.error().position, position);
  }

  void unknownField_isNamedWithTheKnownOnes() {
    const auto filter = Filter::parse(QStringLiteral("a foo:bar"));
    QVERIFY(!filter);
    QVERIFY(filter.error().message.startsWith(QStringLiteral("There is no field “foo”")));
    for (const char* known : {"mailbox", "status", "supervisor", "uptime"})
      QVERIFY2(filter.error().message.contains(QLatin1String(known)), known);
  }

  void refuses_moreAlternativesThanItsLimit() {
    QVERIFY(Filter::parse(QStringLiteral("a ").repeated(64)));
    QVERIFY(!Filter::parse(QStringLiteral("a ").repeated(65)));
  }
};

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
