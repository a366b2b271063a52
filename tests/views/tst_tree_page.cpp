// SPDX-License-Identifier: GPL-3.0-or-later
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QSignalSpy>
#include <QToolButton>
#include <algorithm>

#include "models/process_tree_model.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/diagram_pane.h"
#include "views/filter_bar.h"
#include "views/process_actions.h"
#include "views/process_diagram.h"
#include "views/process_tree_view.h"
#include "views/theme.h"
#include "views/tree_page.h"

using models::ProcessTreeModel;
using test::pid;
using test::ProcessSpec;
using views::ProcessTreeView;
using views::TreePage;

namespace {

// The outline is 1(3(4) 2) 5.
std::vector<ProcessSpec> five() {
  return {{.index = 1, .name = "pool_sup"},
          {.index = 2, .parent = 1, .name = "pool_b", .startS = 9},
          {.index = 3, .parent = 1, .name = "pool_a", .startS = 5},
          {.index = 4, .parent = 3, .initialCall = "pool_worker:init/1", .startS = 6},
          {.index = 5, .name = "logger", .startS = 7}};
}

struct Fixture {
  QMainWindow window;
  ProcessTreeModel model;
  views::ProcessActions actions{&window};
  models::Collector collector;
  TreePage* page = new TreePage(&model, &actions);
  ProcessTreeView* tree = page->findChild<ProcessTreeView*>(QStringLiteral("processTree"));
  double timeS = 20;

  explicit Fixture(const genmsg::SnapshotPtr& snapshot) {
    window.setCentralWidget(page);
    window.resize(1000, 600);
    window.show();
    show(snapshot);
  }
  void show(const genmsg::SnapshotPtr& snapshot) {
    page->applyView(collector.collect(snapshot, {}));
  }
  genmsg::Pid current() const { return model.pidAt(tree->currentIndex()); }
  QString hits() const { return page->findChild<QLabel*>(QStringLiteral("treeHits"))->text(); }
};

}  // namespace

class TestTreePage : public test::WidgetTest {
  Q_OBJECT

 private Q_SLOTS:
  void find_goesThroughTheHits() {
    Fixture f(test::snapshot(20, five()));
    f.tree->collapseAll();
    QCOMPARE(f.hits(), QStringLiteral("5"));
    f.page->findBar().setText(QStringLiteral("pool_"));
    QTRY_COMPARE(f.hits(), QStringLiteral("1 of 4 hits"));
    QCOMPARE(f.current(), pid(1));
    auto* edit = f.page->findChild<QLineEdit*>(QStringLiteral("filterEdit"));
    QTest::keyClick(edit, Qt::Key_F3);
    QTest::keyClick(edit, Qt::Key_F3);
    QCOMPARE(f.current(), pid(4));
    QVERIFY(f.tree->isExpanded(f.model.indexOf(pid(3))));
    QCOMPARE(f.hits(), QStringLiteral("3 of 4 hits"));
    QTest::keyClick(edit, Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(f.current(), pid(3));
    QTest::keyClick(edit, Qt::Key_Return);
    QTest::keyClick(f.tree, Qt::Key_F3);
    QCOMPARE(f.current(), pid(2));
    QTest::keyClick(f.tree, Qt::Key_F3);
    QCOMPARE(f.current(), pid(1));
    f.page->findBar().setText(QStringLiteral("nobody"));
    QTRY_COMPARE(f.hits(), QStringLiteral("0 hits"));
    QCOMPARE(f.page->findChild<QLabel*>(QStringLiteral("filterError"))->text(),
             QStringLiteral("Not found"));
    QCOMPARE(f.current(), pid(1));
    f.page->findBar().clear();
    QTRY_COMPARE(f.hits(), QStringLiteral("5"));
  }

  void find_reachesBeyondThePages() {
    Fixture f(test::manyProcesses(20, 3000));
    f.page->findBar().setText(QStringLiteral("<0.2900.1>"));
    QTRY_COMPARE(f.current(), pid(2900));
    QCOMPARE(f.hits(), QStringLiteral("1 of 1 hits"));
    QVERIFY(f.tree->viewport()->rect().intersects(f.tree->visualRect(f.tree->currentIndex())));
  }

  void more_loadsTheNextPage_byKeyAndClick() {
    Fixture f(test::manyProcesses(20, 1700));
    const QModelIndex pool = f.model.index(0, 0);
    f.tree->expand(pool);
    const auto more = [&] { return f.model.index(f.model.rowCount(pool) - 2, 0, pool); };
    QSignalSpy selected(f.page, &views::Page::pidSelected);
    f.tree->setCurrentIndex(more());
    QVERIFY(selected.isEmpty() || !selected.last()[0].value<genmsg::Pid>());
    QTest::keyClick(f.tree, Qt::Key_Return);
    QCOMPARE(f.model.rowCount(pool), 1003);
    QCOMPARE(f.current(), pid(502));  // the first of the new ones
    f.tree->scrollTo(more());
    QTest::mouseClick(f.tree->viewport(), Qt::LeftButton, {},
                      f.tree->visualRect(more()).center());
    QCOMPARE(f.model.rowCount(pool), 1503);
    QCOMPARE(f.current(), pid(1002));
  }

  void grouped_asksForTheFilterOfItsSupervisor() {
    Fixture f(test::manyProcesses(20, 1700));
    const QModelIndex pool = f.model.index(0, 0);
    f.tree->expand(pool);
    QSignalSpy groups(f.page, &TreePage::groupsRequested);
    const QModelIndex grouped = f.model.index(f.model.rowCount(pool) - 1, 0, pool);
    f.tree->scrollTo(grouped);
    QTest::mouseClick(f.tree->viewport(), Qt::LeftButton, {},
                      f.tree->visualRect(grouped).center());
    QCOMPARE(groups.count(), 1);
    QCOMPARE(groups[0][0].toString(), QStringLiteral("supervisor:<0.1.1>"));
  }

  void keys_openAndClose_withinABound() {
    Fixture f(test::snapshot(20, five()));
    f.tree->collapseAll();
    f.tree->setCurrentIndex(f.model.indexOf(pid(1)));
    QTest::keyClick(f.tree, Qt::Key_Plus);
    QVERIFY(f.tree->isExpanded(f.model.indexOf(pid(1))));
    QVERIFY(!f.tree->isExpanded(f.model.indexOf(pid(3))));
    QTest::keyClick(f.tree, Qt::Key_Minus);
    QVERIFY(!f.tree->isExpanded(f.model.indexOf(pid(1))));
    QTest::keyClick(f.tree, Qt::Key_Asterisk);
    QVERIFY(f.tree->isExpanded(f.model.indexOf(pid(3))));

    std::vector<ProcessSpec> wide{{.index = 1}};
    for (std::uint32_t i = 2; i < 402; ++i) wide.push_back({.index = i, .parent = 1});
    for (std::uint32_t i = 402; i < 4402; ++i)
      wide.push_back({.index = i, .parent = 2 + (i - 402) / 10});
    f.show(test::snapshot(21, wide));
    f.tree->setCurrentIndex(f.model.indexOf(pid(1)));
    QTest::keyClick(f.tree, Qt::Key_Asterisk);
    int opened = 0;
    for (std::uint32_t i = 2; i < 402; ++i) opened += f.tree->isExpanded(f.model.indexOf(pid(i)));
    QCOMPARE(opened, (ProcessTreeView::openedMax - 400) / 10);
  }

  void diagram_showsWhatIsOpen() {
    Fixture f(test::snapshot(20, five()));
    f.tree->collapse(f.model.indexOf(pid(3)));
    QTest::mouseClick(f.page->findChild<QToolButton*>(QStringLiteral("treeDiagram")),
                      Qt::LeftButton);
    QVERIFY(f.page->isDiagramShown());
    const auto& diagram = f.page->diagramPane().diagram();
    QCOMPARE(diagram.shown(), (std::vector{pid(1), pid(3), pid(2), pid(5)}));
    f.page->showProcess(pid(4));  // opens its ancestors
    QCOMPARE(diagram.shown(), (std::vector{pid(1), pid(3), pid(4), pid(2), pid(5)}));
    QCOMPARE(diagram.current(), pid(4));
    QVERIFY(f.page->findChild<QLabel*>(QStringLiteral("diagramNotice"))->isHidden());
    std::vector<ProcessSpec> four = five();
    four.pop_back();
    f.show(test::snapshot(21, four));
    QCOMPARE(diagram.shown(), (std::vector{pid(1), pid(3), pid(4), pid(2)}));
    QTest::mouseClick(f.page->findChild<QToolButton*>(QStringLiteral("treeOutline")),
                      Qt::LeftButton);
    QVERIFY(f.tree->isVisible());
  }

  void diagram_sharesSelectionAndMenu() {
    Fixture f(test::snapshot(20, five()));
    f.page->setDiagramShown(true);
    auto& diagram = f.page->diagramPane().diagram();
    QSignalSpy selected(f.page, &views::Page::pidSelected);
    QSignalSpy activated(f.page, &views::Page::activatedPid);
    QTest::mouseClick(diagram.viewport(), Qt::LeftButton, {}, diagram.boxRect(pid(2)).center());
    QCOMPARE(selected.count(), 1);
    QCOMPARE(selected[0][0].value<genmsg::Pid>(), pid(2));
    f.page->followSelection(pid(2));  // as the window does
    QCOMPARE(f.current(), pid(2));
    QTest::keyClick(&diagram, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    f.actions.setTarget({.pid = pid(2), .name = QStringLiteral("pool_b")});
    QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
    QCoreApplication::sendEvent(diagram.viewport(), &event);
    auto* menu = f.page->findChild<QMenu*>(QStringLiteral("processMenu"));
    QVERIFY(menu);
    QVERIFY(menu->actions().contains(f.actions.suspend()));
    menu->close();
  }

  void diagram_ofTooMany_showsTheNearest() {
    const std::size_t most = TreePage::diagramMax;
    Fixture f(test::manyProcesses(20, 1000));
    f.tree->expand(f.model.index(0, 0));
    f.page->setDiagramShown(true);
    const auto& diagram = f.page->diagramPane().diagram();
    const auto has = [&](std::uint32_t index) {
      return std::ranges::find(diagram.shown(), pid(index)) != diagram.shown().end();
    };
    auto* notice = f.page->findChild<QLabel*>(QStringLiteral("diagramNotice"));
    QVERIFY(notice->isVisible());
    QVERIFY2(notice->text().contains(QStringLiteral("300")), qPrintable(notice->text()));
    QCOMPARE(diagram.shown().size(), most);
    QVERIFY(!has(900));
    f.page->followSelection(pid(900));
    f.show(test::manyProcesses(21, 1000));
    QCOMPARE(diagram.shown().size(), most);
    QVERIFY(has(900));
    QVERIFY(has(1));
    QVERIFY2(notice->text().contains(QStringLiteral("from pool on")), qPrintable(notice->text()));
  }

  void diagram_asksForLinks_onRequestOnly() {
    Fixture f(test::snapshot(20, five()));
    QSignalSpy asked(f.page, &TreePage::infoRequested);
    f.page->setDiagramShown(true);
    QCOMPARE(asked.count(), 0);
    QTest::mouseClick(f.page->findChild<QToolButton*>(QStringLiteral("diagramLinks")),
                      Qt::LeftButton);
    QCOMPARE(asked.count(), 4);
    auto info = std::make_shared<genmsg::ProcessInfo>();
    info->links = {pid(1), pid(4)};
    info->monitors = {{pid(5), {}}};
    f.page->applyInfo(pid(3), info);
    auto* text = f.page->findChild<QLabel*>(QStringLiteral("diagramRelations"));
    QCOMPARE(text->text(),
             QStringLiteral("Dashed: links, 0 · Dotted: monitors, 1 · 4 still to answer"));
    auto other = std::make_shared<genmsg::ProcessInfo>();
    other->links = {pid(5)};
    f.page->applyInfo(pid(2), other);
    for (const std::uint32_t index : {1U, 4U, 5U}) f.page->applyInfoError(pid(index));
    QCOMPARE(text->text(), QStringLiteral("Dashed: links, 1 · Dotted: monitors, 1 · 3 did not tell"));
    QCOMPARE(asked.count(), 5);
  }

  void restart_tintsItsRow() {
    std::vector<ProcessSpec> processes = five();
    Fixture f(test::snapshot(20, processes));
    views::setMotionReduced(*qApp, true);
    const auto rowImage = [&](std::uint32_t index) {
      QRect row = f.tree->visualRect(f.model.indexOf(pid(index)).siblingAtColumn(
          ProcessTreeModel::Strategy));
      return f.tree->viewport()->grab(row).toImage();
    };
    const QColor calm = rowImage(2).pixelColor(2, 2);
    auto made = std::make_shared<genmsg::Snapshot>(*test::snapshot(21, processes));
    made->processes[1].restarts = 1;
    made->processes[1].start_ns = 20'900'000'000;
    f.show(made);
    QVERIFY(rowImage(2).pixelColor(2, 2) != calm);
    QCOMPARE(rowImage(5).pixelColor(2, 2), calm);
    auto later = std::make_shared<genmsg::Snapshot>(*made);
    later->time_ns = 25'000'000'000;
    f.show(later);
    QCOMPARE(rowImage(2).pixelColor(2, 2), calm);
  }
};

QTEST_MAIN(TestTreePage)
#include "tst_tree_page.moc"
