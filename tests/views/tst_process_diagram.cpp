// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QXmlStreamReader>

#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/process_diagram.h"

using test::pid;
using test::ProcessSpec;
using views::ProcessDiagram;

namespace {

// 1(2(4) 3) 5
std::vector<ProcessSpec> five() {
  return {{.index = 1, .name = "pool_sup"},
          {.index = 2, .parent = 1, .name = "worker_a", .mailbox = 20},
          {.index = 3, .parent = 1, .name = "worker_b", .status = genmsg::Status::Suspended},
          {.index = 4, .parent = 2},
          {.index = 5, .name = "logger"}};
}

struct Fixture {
  ProcessDiagram diagram;

  Fixture() {
    diagram.resize(900, 500);
    show(five());
    diagram.show();
    diagram.activateWindow();
    (void)QTest::qWaitForWindowActive(&diagram);
  }
  void show(const std::vector<ProcessSpec>& processes) {
    const auto view = test::view(test::snapshot(10, processes));
    std::vector<genmsg::Pid> pids;
    for (const std::uint32_t row : models::nearestBelow(*view->forest, models::noRow, 300))
      pids.push_back(view->process(row).pid);
    diagram.showProcesses(pids, view);
  }
  std::uint32_t press(Qt::Key key) {
    QTest::keyClick(&diagram, key);
    return diagram.current().index;
  }
};

}  // namespace

class TestProcessDiagram : public test::WidgetTest {
  Q_OBJECT

 private Q_SLOTS:
  void placesChildren_rightOfTheirParent() {
    Fixture f;
    for (const auto& [parent, child] : {std::pair{1U, 2U}, {1U, 3U}, {2U, 4U}})
      QVERIFY(f.diagram.boxRect(pid(parent)).right() < f.diagram.boxRect(pid(child)).left());
    QVERIFY(f.diagram.boxRect(pid(2)).bottom() < f.diagram.boxRect(pid(3)).top());
    QCOMPARE(f.diagram.boxRect(pid(9)), QRect());
  }

  void followsProcesses_thatComeAndGo() {
    Fixture f;
    f.diagram.setCurrent(pid(2));
    std::vector<ProcessSpec> processes = five();
    processes.erase(processes.begin() + 2);
    processes.push_back({.index = 6, .parent = 1, .name = "worker_c"});
    f.show(processes);
    QVERIFY(f.diagram.boxRect(pid(3)).isNull());
    QVERIFY(!f.diagram.boxRect(pid(6)).isNull());
    QCOMPARE(f.diagram.current(), pid(2));
    f.show({});
    QVERIFY(f.diagram.boxRect(pid(2)).isNull());
  }

  void arrows_goFromBoxToBox() {
    Fixture f;
    QSignalSpy selected(&f.diagram, &ProcessDiagram::pidSelected);
    QCOMPARE(f.press(Qt::Key_Right), 1U);  // none yet: the first
    QCOMPARE(f.press(Qt::Key_Right), 2U);
    QCOMPARE(f.press(Qt::Key_Right), 4U);
    QCOMPARE(f.press(Qt::Key_Right), 4U);  // nobody is below
    QCOMPARE(f.press(Qt::Key_Left), 2U);
    QCOMPARE(f.press(Qt::Key_Down), 3U);
    QCOMPARE(f.press(Qt::Key_Up), 2U);
    QCOMPARE(f.press(Qt::Key_Home), 1U);
    QCOMPARE(f.press(Qt::Key_Down), 5U);
    QCOMPARE(selected.count(), 8);
    QCOMPARE(selected.last()[0].value<genmsg::Pid>(), pid(5));
  }

  void tellsAScreenReader_whatIsCurrent() {
    Fixture f;
    QVERIFY(!f.diagram.accessibleName().isEmpty());
    QCOMPARE(f.diagram.accessibleDescription(), QStringLiteral("No process is selected"));
    f.diagram.setCurrent(pid(2));
    QCOMPARE(f.diagram.accessibleDescription(),
             QStringLiteral("worker_a <0.2.1>, Waiting, mailbox 20"));
    std::vector<ProcessSpec> processes = five();
    processes[1].mailbox = 1300;
    f.show(processes);
    QCOMPARE(f.diagram.accessibleDescription(),
             QStringLiteral("worker_a <0.2.1>, Waiting, mailbox 1,300"));
  }

  void zooms_byWheelKeysAndFit() {
    Fixture f;
    const double before = f.diagram.zoom();
    QTest::keyClick(&f.diagram, Qt::Key_Plus, Qt::ControlModifier);
    const double larger = f.diagram.zoom();
    QVERIFY(larger > before);
    QTest::keyClick(&f.diagram, Qt::Key_Minus);
    QCOMPARE(f.diagram.zoom(), before);
    const QPointF middle = f.diagram.viewport()->rect().center();
    QWheelEvent wheel(middle, f.diagram.mapToGlobal(middle), {}, {0, 120}, {}, {},
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(f.diagram.viewport(), &wheel);
    QVERIFY(f.diagram.zoom() > before);
    for (int i = 0; i < 50; ++i) f.diagram.zoomIn();
    QCOMPARE(f.diagram.zoom(), ProcessDiagram::zoomMax);
    QTest::keyClick(&f.diagram, Qt::Key_0);
    for (const std::uint32_t index : {1U, 2U, 3U, 4U, 5U})
      QVERIFY(f.diagram.viewport()->rect().contains(f.diagram.boxRect(pid(index))));
  }

  void drawsRelations() {
    Fixture f;
    const QImage before = f.diagram.toImage();
    f.diagram.setRelations({{models::Relation::Kind::Link, pid(2), pid(3)},
                            {models::Relation::Kind::Monitor, pid(3), pid(1)},
                            {models::Relation::Kind::Link, pid(2), pid(77)}});
    const QImage with = f.diagram.toImage();
    QVERIFY(with != before);
    f.diagram.setRelations({});
    QVERIFY(f.diagram.toImage() != with);
  }

  void exports_allOfIt() {
    Fixture f;
    const QImage image = f.diagram.toImage();
    QVERIFY(image.width() > image.height());
    QXmlStreamReader svg(f.diagram.toSvg());
    QString texts;
    while (!svg.atEnd()) {
      svg.readNext();
      if (svg.isCharacters()) texts += svg.text();
    }
    QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
    for (const char* name : {"pool_sup", "worker_a", "worker_b", "logger", "Suspended"})
      QVERIFY2(texts.contains(QLatin1String(name)), name);
  }

  void exports_aLargeOne_withinItsBound() {
    Fixture f;
    std::vector<ProcessSpec> processes{{.index = 1}};
    for (std::uint32_t i = 2; i <= 300; ++i) processes.push_back({.index = i, .parent = i / 3 + 1});
    for (auto& each : processes)
      if (each.parent == each.index) each.parent = 1;
    f.show(processes);
    const QImage image = f.diagram.toImage();
    QVERIFY(!image.isNull());
    QVERIFY(double(image.width()) * image.height() <= ProcessDiagram::pixelsMax);
  }
};

QTEST_MAIN(TestProcessDiagram)
#include "tst_process_diagram.moc"
