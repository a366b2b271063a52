// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "models/row_text.h"
#include "models/subtree.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using test::pid;

namespace {

/// pool(1) above 2 and 3; 4 below 3; 5 on its own.
models::NodeViewPtr family() {
  return test::view(test::snapshot(
      2, {{.index = 1, .name = "pool"},
          {.index = 2, .parent = 1, .name = "a\tb", .status = genmsg::Status::Suspended,
           .mailbox = 7, .messages = 12},
          {.index = 3, .parent = 1, .startS = 1},
          {.index = 4, .parent = 3, .startS = 1},
          {.index = 5}}));
}

}  // namespace

class TestRowText : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void tsv_ofOne_isOneLineOfCells() {
    const std::vector pids{pid(2)};
    const QStringList cells = models::rowsAsTsv(*family(), pids).split(QLatin1Char('\t'));
    QCOMPARE(cells.mid(0, 8),
             QStringList({QStringLiteral("<0.2.1>"), QStringLiteral("a b"),
                          QStringLiteral("worker:init/1"), QStringLiteral("gen_msg"),
                          QStringLiteral("<0.1.1>"), QStringLiteral("suspended"),
                          QStringLiteral("7"), QStringLiteral("12")}));
    QCOMPARE(cells[8], QString());  // a rate needs two snapshots
    QCOMPARE(cells.last(), QStringLiteral("2"));
  }

  void tsv_ofSeveral_hasTitlesWithUnits() {
    const std::vector pids{pid(1), pid(99), pid(5)};
    const QStringList lines = models::rowsAsTsv(*family(), pids).split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 3);  // the one that is gone has none
    QVERIFY(lines[0].contains(QStringLiteral("\tTime (µs/message)\t")));
    QCOMPARE(lines[0].count(QLatin1Char('\t')), lines[1].count(QLatin1Char('\t')));
    QVERIFY(lines[2].startsWith(QStringLiteral("<0.5.1>\t")));
  }

  void json_isReadBack() {
    const std::vector one{pid(2)};
    const QJsonObject object =
        QJsonDocument::fromJson(models::rowsAsJson(*family(), one).toUtf8()).object();
    QCOMPARE(object[QStringLiteral("pid")].toString(), QStringLiteral("<0.2.1>"));
    QCOMPARE(object[QStringLiteral("name")].toString(), QStringLiteral("a\tb"));
    QCOMPARE(object[QStringLiteral("mailbox")].toInt(), 7);
    QVERIFY(object[QStringLiteral("messages_per_s")].isNull());
    const std::vector two{pid(2), pid(3)};
    const auto document = QJsonDocument::fromJson(models::rowsAsJson(*family(), two).toUtf8());
    QCOMPARE(document.array().size(), 2);
  }

  void subtree_hasParentsBeforeChildren() {
    const models::NodeViewPtr view = family();
    const std::vector<genmsg::Pid> all = models::subtreeOf(*view, pid(1));
    QVERIFY((all == std::vector{pid(1), pid(2), pid(3), pid(4)}));
    QVERIFY((models::subtreeOf(*view, pid(3)) == std::vector{pid(3), pid(4)}));
    QVERIFY(models::subtreeOf(*view, pid(5)) == std::vector{pid(5)});
    QVERIFY(models::subtreeOf(*view, pid(99)).empty());
    QVERIFY(models::subtreeOf(*view, pid(1, 2)).empty());  // another of that index
  }
};

QTEST_GUILESS_MAIN(TestRowText)
#include "tst_row_text.moc"
