// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSettings>
#include <QStandardPaths>

#include "support/unit_test.h"
#include "views/column_sets.h"

using views::ColumnSet;

class TestColumnSets : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("genmsg-tests"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_column_sets"));
    QSettings().clear();
  }

  void savesReplacesAndDeletes() {
    QVERIFY(views::savedColumnSets().isEmpty());
    const ColumnSet load{QStringLiteral("Load"),
                         {QStringLiteral("pid"), QStringLiteral("mailbox")},
                         QStringLiteral("mailbox"),
                         Qt::DescendingOrder};
    const ColumnSet names{QStringLiteral("A names"),
                          {QStringLiteral("name"), QStringLiteral("pid")},
                          QStringLiteral("name"),
                          Qt::AscendingOrder};
    views::saveColumnSet(load);
    views::saveColumnSet(names);
    QCOMPARE(views::savedColumnSets(), (QList<ColumnSet>{names, load}));
    ColumnSet other = load;
    other.widths = {120, 40};
    other.columns = {QStringLiteral("pid")};
    views::saveColumnSet(other);
    QCOMPARE(views::savedColumnSets(), (QList<ColumnSet>{names, other}));
    views::deleteColumnSet(names.name);
    views::deleteColumnSet(QStringLiteral("never saved"));
    QCOMPARE(views::savedColumnSets(), QList<ColumnSet>{other});
  }
};

QTEST_GUILESS_MAIN(TestColumnSets)
#include "tst_column_sets.moc"
