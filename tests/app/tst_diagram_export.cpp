// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QFileDialog>
#include <QTemporaryDir>

#include "app/diagram_export.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/message_strip.h"
#include "views/process_diagram.h"

class TestDiagramExport : public test::WidgetTest {
  Q_OBJECT

 private:
  QTemporaryDir m_folder;

  QByteArray content(const char* name) {
    QFile file(m_folder.filePath(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  static void fill(views::ProcessDiagram& diagram) {
    const auto view = test::view(test::snapshot(1, {{.index = 1, .name = "pool_sup"}}));
    diagram.showProcesses({test::pid(1)}, view);
  }

 private Q_SLOTS:
  void writes_byTheNamesEnding() {
    views::ProcessDiagram diagram;
    fill(diagram);
    QVERIFY(app::writeDiagram(diagram, m_folder.filePath(QStringLiteral("a.svg"))));
    QVERIFY(content("a.svg").contains("pool_sup"));
    QVERIFY(app::writeDiagram(diagram, m_folder.filePath(QStringLiteral("a.PNG"))));
    QCOMPARE(QImage::fromData(content("a.PNG")).size(), diagram.toImage().size());
    const auto failed = app::writeDiagram(diagram, m_folder.filePath(QStringLiteral("no/a.svg")));
    QVERIFY(!failed);
    QVERIFY(!failed.error().empty());
  }

  void dialog_saysHowItWent() {
    QWidget window;
    auto* strip = new views::MessageStrip(&window);
    auto* diagram = new views::ProcessDiagram(&window);
    fill(*diagram);
    window.show();
    const auto choose = [&](const QString& path) {
      app::exportDiagram(*diagram, *strip, &window);
      auto* dialog = window.findChild<QFileDialog*>(QStringLiteral("diagramExportDialog"));
      emit dialog->fileSelected(path);
      delete dialog;
    };
    choose(m_folder.filePath(QStringLiteral("b.svg")));
    QVERIFY(strip->text().startsWith(QStringLiteral("Saved ")));
    QVERIFY(!content("b.svg").isEmpty());
    choose(m_folder.filePath(QStringLiteral("no/b.svg")));
    QVERIFY(strip->text().startsWith(QStringLiteral("Cannot write ")));
  }
};

QTEST_MAIN(TestDiagramExport)
#include "tst_diagram_export.moc"
