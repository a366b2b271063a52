// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_column.h"
#include "support/unit_test.h"

using models::ProcessColumn;

class TestProcessColumn : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void hasTheHeaders_inTheirOrder() {
    const QStringList titles{
        QStringLiteral("!"),         QStringLiteral("Status"),     QStringLiteral("Pid"),
        QStringLiteral("Name"),      QStringLiteral("Initial call"), QStringLiteral("Mailbox"),
        QStringLiteral("Trend"),     QStringLiteral("Msgs/s"),     QStringLiteral("µs/msg"),
        QStringLiteral("Wait max"),  QStringLiteral("Busy %"),     QStringLiteral("Peak"),
        QStringLiteral("Last msg"),  QStringLiteral("Behaviour"),  QStringLiteral("Supervisor"),
        QStringLiteral("Restarts"),  QStringLiteral("Uptime"),     QStringLiteral("State size"),
        QStringLiteral("Suspended for"), QStringLiteral("Trace"),  QStringLiteral("Thread")};
    QCOMPARE(titles.size(), models::processColumnCount);
    QSet<QString> ids;
    for (int i = 0; i < models::processColumnCount; ++i) {
      const auto info = models::processColumnInfo(static_cast<ProcessColumn>(i));
      QCOMPARE(info.title, titles[i]);
      QVERIFY(!info.toolTip.isEmpty());
      QVERIFY(!info.widthSample.isEmpty());
      ids.insert(info.id);
    }
    QCOMPARE(ids.size(), models::processColumnCount);
  }

  void beginsWithTheLargest_ofNumbers() {
    QCOMPARE(models::processColumnInfo(ProcessColumn::Mailbox).firstOrder, Qt::DescendingOrder);
    QCOMPARE(models::processColumnInfo(ProcessColumn::Name).firstOrder, Qt::AscendingOrder);
    QVERIFY(models::processColumnInfo(ProcessColumn::Mailbox).alignment & Qt::AlignRight);
    QVERIFY(models::processColumnInfo(ProcessColumn::Name).alignment & Qt::AlignLeft);
  }
};

QTEST_GUILESS_MAIN(TestProcessColumn)
#include "tst_process_column.moc"
