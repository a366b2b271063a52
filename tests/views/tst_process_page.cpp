// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

#include "models/collector.h"
#include "models/process_table_model.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/column_sets.h"
#include "views/filter_bar.h"
#include "views/process_actions.h"
#include "views/process_page.h"
#include "views/process_table_view.h"
#include "views/theme.h"

using genmsg::Status;
using views::ProcessActions;

class TestProcessPage : public test::WidgetTest {
  Q_OBJECT

 private:
  /// A page in a window, with actions that follow its selection as the main window does it.
  struct Window {
    QWidget widget;
    ProcessActions actions{&widget};
    models::ProcessTableModel model;
    models::Collector collector;
    views::ProcessPage page{&model, &actions};
    models::ViewSpec spec;
    models::NodeViewPtr view;
    double timeS = 1;

    Window() {
      auto* layout = new QVBoxLayout(&widget);
      layout->addWidget(&page);
      spec = model.viewSpec();
      QObject::connect(&model, &models::ProcessTableModel::viewSpecRequested, &widget,
                       [this](const models::ViewSpec& wanted) { spec = wanted; });
      QObject::connect(&page, &views::ProcessPage::pidSelected, &widget, [this] { follow(); });
      widget.resize(1000, 500);
      widget.show();
      widget.activateWindow();  // or shortcuts do nothing
      (void)QTest::qWaitForWindowActive(&widget);
    }
    ~Window() { widget.layout()->removeWidget(&page); page.setParent(nullptr); }

    void show(const std::vector<test::ProcessSpec>& processes) {
      view = collector.collect(test::snapshot(timeS++, processes), spec);
      page.applyView(view);
      if (actions.target().pid) follow();
    }
    void follow() {
      const genmsg::Pid pid = page.table().selectedPid();
      const std::uint32_t row = view->rowOf(pid);
      actions.setTarget({.pid = pid,
                         .name = QStringLiteral("process"),
                         .suspended = row != models::noRow &&
                                      view->process(row).status == Status::Suspended,
                         .exited = row == models::noRow});
    }
    QPoint at(int row) {
      return page.table().visualRect(model.index(row, 1)).center();
    }
    void click(int row, Qt::MouseButton button = Qt::LeftButton) {
      QTest::mouseClick(page.table().viewport(), button, {}, at(row));
    }
    QMenu* openMenu(int row) {
      click(row, Qt::RightButton);
      QContextMenuEvent event(QContextMenuEvent::Mouse, at(row),
                              page.table().viewport()->mapToGlobal(at(row)));
      QCoreApplication::sendEvent(page.table().viewport(), &event);
      return qobject_cast<QMenu*>(QApplication::activePopupWidget());
    }
  };

  static std::vector<test::ProcessSpec> three(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    return {{.index = 1, .mailbox = a}, {.index = 2, .mailbox = b}, {.index = 3, .mailbox = c}};
  }

  using Indexes = std::vector<std::uint32_t>;
  static Indexes selected(const Window& window) {
    Indexes indexes;
    for (const genmsg::Pid pid : window.page.selectedPids()) indexes.push_back(pid.index);
    return indexes;
  }

 private Q_SLOTS:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("genmsg-tests"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_process_page"));
  }

  void click_selectsThePid() {
    Window window;
    window.show(three(1, 20, 300));
    QSignalSpy selected(&window.page, &views::ProcessPage::pidSelected);
    window.click(1);
    QCOMPARE(selected.count(), 1);
    QVERIFY(selected.first().first().value<genmsg::Pid>() == test::pid(2));
  }

  void shiftAndCtrl_selectMore_andFollowTheirPids() {
    Window window;
    window.show({{.index = 1, .mailbox = 50}, {.index = 2, .mailbox = 40},
                 {.index = 3, .mailbox = 30}, {.index = 4, .mailbox = 20}});
    QSignalSpy changed(&window.page, &views::ProcessPage::selectionChanged);
    QWidget* viewport = window.page.table().viewport();
    window.click(0);
    QTest::mouseClick(viewport, Qt::LeftButton, Qt::ShiftModifier, window.at(2));
    QCOMPARE(selected(window), (Indexes{1, 2, 3}));
    QTest::mouseClick(viewport, Qt::LeftButton, Qt::ControlModifier, window.at(1));
    QCOMPARE(selected(window), (Indexes{1, 3}));
    QVERIFY(window.page.table().selectedPid() == test::pid(2));
    QCOMPARE(window.page.selectedCount(), 2);
    QVERIFY(changed.count() >= 3);
    window.page.table().releaseOrder();
    window.show({{.index = 1, .mailbox = 1}, {.index = 2, .mailbox = 2},
                 {.index = 3, .mailbox = 3}, {.index = 4, .mailbox = 4}});
    QCOMPARE(selected(window), (Indexes{3, 1}));
    // A menu on the selection is about all of it, one elsewhere about that row.
    QTest::mousePress(viewport, Qt::RightButton, {}, window.at(3));
    QCOMPARE(selected(window), (Indexes{3, 1}));
    QTest::mousePress(viewport, Qt::RightButton, {}, window.at(0));
    QCOMPARE(selected(window), (Indexes{4}));
  }

  void keys_selectMore() {
    Window window;
    window.show(three(300, 20, 1));
    window.click(0);
    views::ProcessTableView& table = window.page.table();
    QTest::keyClick(&table, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(selected(window), (Indexes{1, 2}));
    QTest::keyClick(&table, Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(selected(window), (Indexes{1}));
    QTest::keyClick(&table, Qt::Key_Down, Qt::ControlModifier);
    QTest::keyClick(&table, Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(selected(window), (Indexes{1}));
    QTest::keyClick(&table, Qt::Key_Space, Qt::ControlModifier);
    QCOMPARE(selected(window), (Indexes{1, 3}));
    QTest::keyClick(&table, Qt::Key_Escape);
    QCOMPARE(selected(window), (Indexes{3}));
    QTest::keyClick(&table, Qt::Key_Up);
    QCOMPARE(selected(window), (Indexes{2}));
  }

  void selectAll_isWhatIsShown_butExceptions() {
    Window window;
    window.show(three(300, 20, 1));
    window.click(0);
    QTest::keyClick(&window.page.table(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(window.page.selectedCount(), 3);
    QTest::mouseClick(window.page.table().viewport(), Qt::LeftButton, Qt::ControlModifier,
                      window.at(1));
    QCOMPARE(selected(window), (Indexes{1, 3}));
    window.page.table().releaseOrder();
    window.show({{.index = 1, .mailbox = 9}, {.index = 2, .mailbox = 8},
                 {.index = 3, .mailbox = 7}, {.index = 4, .mailbox = 6}});
    QCOMPARE(selected(window), (Indexes{1, 3}));  // who starts later was chosen by nobody
    window.page.findChild<QAction*>(QStringLiteral("keepExitedAction"))->setChecked(false);
    window.show({{.index = 1, .mailbox = 9}, {.index = 3, .mailbox = 7}});
    QCOMPARE(window.page.selectedCount(), 2);
    // What another filter shows, nobody has selected.
    window.page.filterBar().setText(QStringLiteral("mailbox>8"));
    window.show({{.index = 1, .mailbox = 9}, {.index = 3, .mailbox = 7}});
    window.page.filterBar().clear();
    window.show({{.index = 1, .mailbox = 9}, {.index = 3, .mailbox = 7}});
    QVERIFY(window.page.selectedCount() <= 1);
    window.page.restoreDefaultColumns();
  }

  void selection_losesWhoExits() {
    Window window;
    window.show(three(300, 20, 1));
    window.click(0);
    QTest::keyClick(&window.page.table(), Qt::Key_Down, Qt::ShiftModifier);
    // While the order is held, an exited one is still in the table, but nothing can be done to it.
    window.show({{.index = 2, .mailbox = 20}, {.index = 3, .mailbox = 1}});
    QCOMPARE(selected(window), (Indexes{2}));
    window.page.findChild<QAction*>(QStringLiteral("keepExitedAction"))->setChecked(false);
    window.page.table().releaseOrder();
    window.show({{.index = 2, .mailbox = 20}, {.index = 3, .mailbox = 1}});
    QCOMPARE(window.page.selectedCount(), 1);
    window.page.restoreDefaultColumns();
  }

  void columns_areHiddenAndMovedBySets() {
    Window window;
    window.show(three(300, 20, 1));
    views::ProcessTableView& table = window.page.table();
    QVERIFY(table.isColumnHidden(static_cast<int>(models::ProcessColumn::Peak)));
    QVERIFY(!table.isColumnHidden(static_cast<int>(models::ProcessColumn::Restarts)));
    for (const views::ColumnSet& set : views::savedColumnSets()) views::deleteColumnSet(set.name);
    views::saveColumnSet({QStringLiteral("Depths"),
                          {QStringLiteral("peak"), QStringLiteral("pid"),
                           QStringLiteral("gone_with_a_version"), QStringLiteral("mailbox")},
                          QStringLiteral("peak"),
                          Qt::DescendingOrder,
                          {77, 88, 66, 99}});
    emit table.horizontalHeader()->customContextMenuRequested({5, 5});
    auto* menu = window.page.findChild<QMenu*>(QStringLiteral("columnMenu"));
    QVERIFY(menu != nullptr);
    const auto choices = menu->findChildren<QAction*>();
    const auto choose = std::find_if(choices.begin(), choices.end(), [](const QAction* action) {
      return action->text() == QStringLiteral("Depths") && action->isCheckable();
    });
    QVERIFY(choose != choices.end());
    (*choose)->trigger();
    menu->close();
    const QHeaderView* header = table.horizontalHeader();
    QCOMPARE(header->count() - header->hiddenSectionCount(), 3);
    QCOMPARE(header->logicalIndex(0), static_cast<int>(models::ProcessColumn::Peak));
    QCOMPARE(header->logicalIndex(2), static_cast<int>(models::ProcessColumn::Mailbox));
    QCOMPARE(window.spec.sortColumn, models::ProcessColumn::Peak);
    QCOMPARE(header->sectionSize(static_cast<int>(models::ProcessColumn::Peak)), 77);
    QCOMPARE(header->sectionSize(static_cast<int>(models::ProcessColumn::Mailbox)), 99);
    table.restoreDefaultColumns();
    QCOMPARE(header->logicalIndex(0), static_cast<int>(models::ProcessColumn::Alarms));
    QVERIFY(table.isColumnHidden(static_cast<int>(models::ProcessColumn::Peak)));
    views::deleteColumnSet(QStringLiteral("Depths"));
  }

  void narrowTable_keepsItsNamesLongest() {
    Window window;
    window.show({{.index = 1, .name = "pool_worker_1", .initialCall = "pool_worker:init/1"}});
    const auto width = [&](models::ProcessColumn column) {
      return window.page.table().columnWidth(static_cast<int>(column));
    };
    const QFontMetrics text(views::monospaced(window.page.table().font()));
    const int call = text.horizontalAdvance(QStringLiteral("pool_worker_module:init/1"));
    const int name = text.horizontalAdvance(QStringLiteral("pool_worker_100000"));
    for (int wide = 2000; wide > 400; wide -= 10) {
      window.widget.resize(wide, 500);
      // Before the initial call has given what it can, the name gives nothing.
      if (width(models::ProcessColumn::InitialCall) > call * 4 / 5) {
        QVERIFY(width(models::ProcessColumn::Name) >= name);
      }
    }
    QVERIFY(width(models::ProcessColumn::InitialCall) < call * 4 / 5);
    QVERIFY(width(models::ProcessColumn::Name) >
            text.horizontalAdvance(QStringLiteral("pool_worker_64")));
  }

  void selection_followsThePidAcrossAResort() {
    Window window;
    window.show(three(1, 20, 300));
    window.click(0);
    QVERIFY(window.page.table().selectedPid() == test::pid(3));
    QSignalSpy selected(&window.page, &views::ProcessPage::pidSelected);
    window.page.table().releaseOrder();
    window.show(three(1, 20, 0));
    QCOMPARE(window.page.table().currentIndex().row(), 2);
    QVERIFY(window.page.table().selectedPid() == test::pid(3));
    QCOMPARE(selected.count(), 0);
  }

  void order_isHeldUnderTheHand() {
    Window window;
    window.show(three(1, 20, 300));
    window.click(0);
    auto* badge = window.page.findChild<QToolButton*>(QStringLiteral("orderHeldBadge"));
    QVERIFY(badge->isVisible());
    window.show(three(999, 20, 0));
    QVERIFY(window.model.pidAt(0) == test::pid(3));
    QTest::mouseClick(badge, Qt::LeftButton);
    QVERIFY(window.model.pidAt(0) == test::pid(1));
    QVERIFY(!badge->isVisible());
  }

  // On X11 a context menu opens on the press, and swallows the release.
  void contextMenu_doesNotHoldTheOrderForGood() {
    Window window;
    window.show(three(1, 20, 300));
    const QPoint at = window.at(1);
    QWidget* viewport = window.page.table().viewport();
    QTest::mousePress(viewport, Qt::RightButton, {}, at);
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, viewport->mapToGlobal(at));
    QCoreApplication::sendEvent(viewport, &event);
    const QPointer<QWidget> menu = QApplication::activePopupWidget();
    QVERIFY(menu != nullptr);
    QVERIFY(window.page.table().isOrderHeld());
    QTest::mouseRelease(menu, Qt::RightButton, {}, {-1, -1});
    if (menu) menu->close();
    QTRY_VERIFY_WITH_TIMEOUT(!window.page.table().isOrderHeld(),
                             views::ProcessTableView::holdMs + 3000);
  }

  void focus_choosesNoProcess() {
    Window window;
    window.page.filterBar().startEditing();
    QSignalSpy selected(&window.page, &views::ProcessPage::pidSelected);
    window.show(three(1, 20, 300));
    window.page.table().setFocus(Qt::TabFocusReason);
    QCOMPARE(selected.count(), 0);
  }

  void exit_keepsTheRowForAWhile() {
    Window window;
    window.show(three(1, 20, 300));
    window.click(1);
    window.page.table().releaseOrder();
    window.show({{.index = 1, .mailbox = 1}, {.index = 3, .mailbox = 300}});
    QCOMPARE(window.model.rowCount(), 3);
    QVERIFY(window.model.pidAt(1) == test::pid(2));
    QVERIFY(window.page.selectedPids().empty());
    auto* counts = window.page.findChild<QLabel*>(QStringLiteral("filterCounts"));
    QCOMPARE(counts->text(), QStringLiteral("2"));
    window.timeS += 11;
    window.show({{.index = 1, .mailbox = 1}, {.index = 3, .mailbox = 300}});
    QCOMPARE(window.model.rowCount(), 2);
  }

  void find_jumpsWithoutHiding() {
    Window window;
    window.show({{.index = 1, .name = "pool_a", .mailbox = 50}, {.index = 2, .mailbox = 40},
                 {.index = 3, .name = "pool_b", .mailbox = 30}, {.index = 4, .mailbox = 20}});
    auto* edit = window.page.findChild<QLineEdit*>(QStringLiteral("findEdit"));
    QTest::keyClick(&window.page.table(), Qt::Key_F3);
    QVERIFY(edit->isVisible());
    QTest::keyClicks(edit, QStringLiteral("pool_"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(window.page.table().currentIndex().row(), 0);
    QTest::keyClick(&window.page.table(), Qt::Key_F3);
    QCOMPARE(window.page.table().currentIndex().row(), 2);
    QTest::keyClick(&window.page.table(), Qt::Key_F3);
    QTRY_COMPARE(window.page.table().currentIndex().row(), 0);  // around the end
    QTest::keyClick(&window.page.table(), Qt::Key_F3, Qt::ShiftModifier);
    QTRY_COMPARE(window.page.table().currentIndex().row(), 2);
    QCOMPARE(window.model.rowCount(), 4);
    auto* message = window.page.findChild<QLabel*>(QStringLiteral("findMessage"));
    edit->setText(QStringLiteral("nobody"));
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(message->text(), QStringLiteral("not found"));
    edit->setText(QStringLiteral("mailbox>"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(message->text().contains(QStringLiteral("mailbox")));
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(!edit->isVisible());
  }

  void groups_areEnteredAsFilters() {
    Window window;
    auto* box = window.page.findChild<QComboBox*>(QStringLiteral("groupBox"));
    auto* groups = window.page.findChild<QTableView*>(QStringLiteral("groupTable"));
    box->setCurrentIndex(1);
    QCOMPARE(window.spec.groupBy, models::GroupBy::InitialCall);
    window.show({{.index = 1, .initialCall = "a:init/1", .mailbox = 5},
                 {.index = 2, .initialCall = "b:init/1", .mailbox = 1}});
    QVERIFY(groups->isVisible());
    QCOMPARE(groups->model()->rowCount(), 2);
    groups->setFocus();
    groups->setCurrentIndex(groups->model()->index(1, 0));
    QTest::keyClick(groups, Qt::Key_Return);
    QCOMPARE(window.spec.groupBy, models::GroupBy::None);
    QCOMPARE(window.spec.filter, QStringLiteral("init=\"b:init/1\""));
    window.show({{.index = 1, .initialCall = "a:init/1", .mailbox = 5},
                 {.index = 2, .initialCall = "b:init/1", .mailbox = 1}});
    QVERIFY(window.page.table().isVisible());
    QCOMPARE(window.model.rowCount(), 1);
    QVERIFY(window.model.pidAt(0) == test::pid(2));
  }

  void goTo_takesPidsSlotsAndNames_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("index");  // 0: there is none
    QTest::newRow("pid") << QStringLiteral("<0.2.1>") << 2;
    QTest::newRow("without brackets") << QStringLiteral(" 0.2.1 ") << 2;
    QTest::newRow("slot") << QStringLiteral("3") << 3;
    QTest::newRow("name") << QStringLiteral("pool") << 3;
    QTest::newRow("part of a name") << QStringLiteral("poo") << 0;
    QTest::newRow("the slot's earlier process") << QStringLiteral("<0.2.7>") << 0;
    QTest::newRow("beyond all slots") << QStringLiteral("99999999999999") << 0;
    QTest::newRow("nothing") << QString() << 0;
  }
  void goTo_takesPidsSlotsAndNames() {
    QFETCH(QString, text);
    QFETCH(int, index);
    Window window;
    window.show({{.index = 1}, {.index = 2}, {.index = 3, .name = "pool"}});
    window.page.findActions().last()->trigger();
    auto* dialog = window.widget.findChild<QDialog*>(QStringLiteral("goToDialog"));
    QVERIFY(dialog != nullptr);
    auto* edit = dialog->findChild<QLineEdit*>(QStringLiteral("goToEdit"));
    edit->setText(text);
    QTest::keyClick(edit, Qt::Key_Return);
    if (index > 0) {
      QVERIFY(!dialog->isVisible());
      QCOMPARE(window.page.table().selectedPid().index, static_cast<std::uint32_t>(index));
    } else {
      QVERIFY(dialog->isVisible());
      QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("goToMessage"))
                  ->text().contains(QStringLiteral("<0.17.3>")));
    }
    dialog->close();
  }

  void exit_selectsNobodyElse() {
    Window window;
    window.page.findChild<QAction*>(QStringLiteral("keepExitedAction"))->setChecked(false);
    window.show(three(1, 20, 300));
    window.click(0);
    window.page.table().releaseOrder();
    QSignalSpy selected(&window.page, &views::ProcessPage::pidSelected);
    window.show({{.index = 1, .mailbox = 1}, {.index = 2, .mailbox = 20}});
    QCOMPARE(window.model.rowCount(), 2);
    QCOMPARE(selected.count(), 0);
    QVERIFY(!window.page.table().currentIndex().isValid());
    QVERIFY(window.page.table().selectedPid() == test::pid(3));
    QVERIFY(!window.actions.suspend()->isEnabled());
    window.page.restoreDefaultColumns();
    QVERIFY(window.spec.keepsExited);
  }

  void contextMenu_actsOnItsPid_data() {
    QTest::addColumn<QString>("action");
    QTest::addColumn<QByteArray>("signal");
    QTest::newRow("suspend") << QStringLiteral("suspendAction")
                             << QByteArray(SIGNAL(suspendRequested(views::Pids)));
    QTest::newRow("edit") << QStringLiteral("editStateAction")
                          << QByteArray(SIGNAL(editStateRequested(genmsg::Pid)));
    QTest::newRow("trace") << QStringLiteral("traceAction")
                           << QByteArray(SIGNAL(traceRequested(views::Pids, bool)));
    QTest::newRow("tree") << QStringLiteral("showInTreeAction")
                          << QByteArray(SIGNAL(showInTreeRequested(genmsg::Pid)));
  }
  void contextMenu_actsOnItsPid() {
    QFETCH(QString, action);
    QFETCH(QByteArray, signal);
    Window window;
    window.show(three(1, 20, 300));
    QSignalSpy requested(&window.actions, signal.constData());
    QMenu* menu = window.openMenu(1);
    QVERIFY(menu != nullptr);
    // The order changes while the menu is open; the menu still means what it was opened on.
    window.show(three(999, 20, 0));
    auto* wanted = window.widget.findChild<QAction*>(action);
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(wanted).center());
    QCOMPARE(requested.count(), 1);
    const QVariant about = requested.first().first();
    if (about.canConvert<views::Pids>()) {
      QVERIFY(about.value<views::Pids>() == views::Pids{test::pid(2)});
    } else {
      QVERIFY(about.value<genmsg::Pid>() == test::pid(2));
    }
  }

  void f7_togglesSuspension() {
    Window window;
    window.show(three(1, 20, 300));
    window.click(0);
    QSignalSpy suspended(&window.actions, &ProcessActions::suspendRequested);
    QSignalSpy resumed(&window.actions, &ProcessActions::resumeRequested);
    QTest::keyClick(&window.page.table(), Qt::Key_F7);
    QCOMPARE(suspended.count(), 1);
    QVERIFY(suspended.first().first().value<views::Pids>() == views::Pids{test::pid(3)});
    auto processes = three(1, 20, 300);
    processes[2].status = Status::Suspended;
    window.show(processes);
    QTest::keyClick(&window.page.table(), Qt::Key_F7);
    QCOMPARE(suspended.count(), 1);
    QCOMPARE(resumed.count(), 1);
  }

  void filter_asksTheCollectorAndSaysWhatItHides() {
    Window window;
    window.show(three(1, 20, 300));
    window.page.filterBar().setText(QStringLiteral("mailbox>1000"));
    QCOMPARE(window.spec.filter, QStringLiteral("mailbox>1000"));
    window.show(three(1, 20, 300));
    auto* text = window.page.table().findChild<QLabel*>(QStringLiteral("emptyText"));
    auto* clear = window.page.table().findChild<QPushButton*>(QStringLiteral("emptyButton"));
    QVERIFY(text->isVisible());
    QVERIFY2(text->text().startsWith(QStringLiteral("0 of 3")), qPrintable(text->text()));
    QTest::mouseClick(clear, Qt::LeftButton);
    QCOMPARE(window.spec.filter, QString());
    window.show(three(1, 20, 300));
    QVERIFY(!text->isVisible());
  }

  void filterError_isShownInTheBar() {
    Window window;
    window.page.filterBar().setText(QStringLiteral("mailbox>"));
    window.show(three(1, 20, 300));
    auto* error = window.page.findChild<QLabel*>(QStringLiteral("filterError"));
    QVERIFY(error->isVisible());
    QVERIFY2(error->text().endsWith(QStringLiteral("; showing the last valid filter")),
             qPrintable(error->text()));
  }

  void header_asksForTheOrder() {
    Window window;
    window.show(three(1, 20, 300));
    QHeaderView* header = window.page.table().horizontalHeader();
    const int uptime = static_cast<int>(models::ProcessColumn::Uptime);
    const QPoint at(header->sectionViewportPosition(uptime) + header->sectionSize(uptime) / 2,
                    header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(window.spec.sortColumn, models::ProcessColumn::Uptime);
    QCOMPARE(window.spec.sortOrder, Qt::DescendingOrder);  // numbers: the large ones
  }

  void columns_fitTheWidth() {
    Window window;
    window.show(three(1, 20, 300));
    QHeaderView* header = window.page.table().horizontalHeader();
    QCOMPARE_LE(header->length(), window.page.table().viewport()->width());
    QCOMPARE(header->sectionResizeMode(0), QHeaderView::Interactive);
  }

  void showProcess_dropsAFilterThatHidesIt() {
    Window window;
    window.page.filterBar().setText(QStringLiteral("mailbox>100"));
    window.show(three(1, 20, 300));
    window.page.showProcess(test::pid(1));
    QCOMPARE(window.spec.filter, QString());
    window.show(three(1, 20, 300));
    QVERIFY(window.model.pidAt(window.page.table().currentIndex().row()) == test::pid(1));
  }
};

QTEST_MAIN(TestProcessPage)
#include "tst_process_page.moc"
