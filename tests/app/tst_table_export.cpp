// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QFileDialog>
#include <QTemporaryDir>

#include "app/table_export.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/message_strip.h"

/// The processes that the table shows, in files.
class TestTableExport : public test::WidgetTest {
  Q_OBJECT

 private:
  QTemporaryDir m_folder;

  QByteArray content(const char* name) {
    QFile file(m_folder.filePath(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  static models::NodeViewPtr view() {
    return test::view(test::snapshot(1, {{.index = 1, .name = "small", .mailbox = 1},
                                         {.index = 2, .name = "large", .mailbox = 9}}));
  }

 private Q_SLOTS:
  void writes_byTheNamesEnding_inTheTablesOrder() {
    QVERIFY(app::writeTable(*view(), m_folder.filePath(QStringLiteral("a.tsv"))));
    const QList<QByteArray> lines = content("a.tsv").split('\n');
    QCOMPARE(lines.size(), 4);  // titles, two processes, and the end of the last line
    QVERIFY(lines[0].contains('\t'));
    QVERIFY2(lines[1].startsWith("<0.2.1>\tlarge\t"), lines[1].constData());
    QVERIFY(app::writeTable(*view(), m_folder.filePath(QStringLiteral("a.JSON"))));
    QVERIFY(content("a.JSON").startsWith('['));
    QVERIFY(content("a.JSON").contains("\"small\""));
    QVERIFY(!app::writeTable(*view(), m_folder.filePath(QStringLiteral("no/a.tsv"))));
  }

  void dialog_saysHowItWent() {
    QWidget window;
    auto* strip = new views::MessageStrip(&window);
    window.show();
    const auto choose = [&](const QString& path) {
      app::exportTable(view(), *strip, &window);
      auto* dialog = window.findChild<QFileDialog*>(QStringLiteral("tableExportDialog"));
      emit dialog->fileSelected(path);
      delete dialog;
    };
    choose(m_folder.filePath(QStringLiteral("b.tsv")));
    QVERIFY(strip->text().startsWith(QStringLiteral("Saved ")));
    choose(m_folder.filePath(QStringLiteral("no/b.tsv")));
    QVERIFY(strip->text().startsWith(QStringLiteral("Cannot write ")));
  }
};

QTEST_MAIN(TestTableExport)
#include "tst_table_export.moc"
