// SPDX-License-Identifier: GPL-3.0-or-later
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>
#include <QTreeView>

#include "app/observer.h"
#include "support/widget_test.h"

using namespace Qt::StringLiterals;
using genmsg::Pid;
using test::Observer;
using test::patienceMs;

namespace {

constexpr app::load_test::SteadyRequest load{.workers = 8, .rate = 4'000, .slowConsumer = true};
/// More than a worker of this pool has that keeps up.
constexpr qlonglong fallenBehind = 100;

}  // namespace

/// What the README promises: find the slow consumer, stop it, read why, mend its state, step one
/// message, resume, and watch the mailbox drain; by mouse alone and by keyboard alone.
class TestSlowConsumer : public test::WidgetTest {
  Q_OBJECT

 private:
  // By mouse.
  void chooseTopRow(Observer& observer, Pid& slow);
  void showStateTab(Observer& observer);
  static QModelIndex find(const QTreeView& tree, const QString& field);
  void copyRounds(Observer& observer, Pid from, QString* copied);
  void pasteRounds(Observer& observer, Pid slow, const QString& rounds);
  static void chooseFromMenu(QWidget& on, const QPoint& at, const QString& text);
  void checkDrains(Observer& observer, Pid slow);

  QTemporaryDir m_settings;

 public:
  TestSlowConsumer() {
    QCoreApplication::setOrganizationName(u"genmsg-test"_s);
    QCoreApplication::setApplicationName(u"tst_slow_consumer"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
  }

 private Q_SLOTS:
  void cleanup() {
    QSettings().clear();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }
  void byMouse();
  void byKeyboard();
};

/// The table is sorted by mailbox: who falls behind is on top.
void TestSlowConsumer::chooseTopRow(Observer& observer, Pid& slow) {
  auto& table = observer.table();
  const auto topMailbox = [&] {
    return table.model()
        ->index(0, static_cast<int>(models::ProcessColumn::Mailbox))
        .data(models::RawValueRole)
        .toLongLong();
  };
  QTRY_VERIFY_WITH_TIMEOUT(topMailbox() > fallenBehind, 3 * patienceMs);
  const QModelIndex top = table.model()->index(0, static_cast<int>(models::ProcessColumn::Name));
  QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(top).center());
  slow = table.selectedPid();
  QVERIFY(slow);
  QVERIFY(slow == observer.pidOf("pool_worker_8"));
}

void TestSlowConsumer::showStateTab(Observer& observer) {
  auto& tabs = observer.child<QTabWidget>("detailsTabs");
  auto& tree = observer.child<QTreeView>("stateTree");
  if (tree.isVisible()) return;
  for (int i = 0; i < tabs.count(); ++i) {
    if (QString(tabs.tabText(i)).remove(u'&') != u"State"_s) continue;
    QTest::mouseClick(tabs.tabBar(), Qt::LeftButton, {}, tabs.tabBar()->tabRect(i).center());
  }
  QTRY_VERIFY(tree.isVisible());
}

QModelIndex TestSlowConsumer::find(const QTreeView& tree, const QString& field) {
  const QModelIndexList found =
      tree.model()->match(tree.model()->index(0, 0), Qt::DisplayRole, field, 1, Qt::MatchExactly);
  return found.isEmpty() ? QModelIndex() : found.first();
}

void TestSlowConsumer::chooseFromMenu(QWidget& on, const QPoint& at, const QString& text) {
  QTest::mouseClick(&on, Qt::RightButton, {}, at);
  // Once it is open: a menu of a text field runs a loop of its own.
  QTimer::singleShot(0, [text] {
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(menu != nullptr);
    for (QAction* action : menu->actions()) {
      if (!QString(action->text()).remove(u'&').startsWith(text)) continue;
      QVERIFY(action->isEnabled());
      QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
      return;
    }
    menu->close();
    QFAIL(qPrintable(u"no menu entry "_s + text));
  });
  QContextMenuEvent event(QContextMenuEvent::Mouse, at, on.mapToGlobal(at));
  QCoreApplication::sendEvent(&on, &event);
  QTRY_VERIFY(QApplication::activePopupWidget() == nullptr);
}

void TestSlowConsumer::copyRounds(Observer& observer, Pid from, QString* copied) {
  observer.clickRow(from);
  QVERIFY(observer.table().selectedPid() == from);
  showStateTab(observer);
  auto& tree = observer.child<QTreeView>("stateTree");
  const QString expected =
      QString::number(observer.field(from, "rounds").as_integer());
  QTRY_VERIFY(find(observer.child<QTreeView>("stateTree"), u"rounds"_s).isValid());
  QTRY_COMPARE(find(observer.child<QTreeView>("stateTree"), u"rounds"_s).siblingAtColumn(1).data().toString(), expected);
  const QRect place = tree.visualRect(find(observer.child<QTreeView>("stateTree"), u"rounds"_s));
  chooseFromMenu(*tree.viewport(), place.center(), u"Copy value"_s);
  *copied = QGuiApplication::clipboard()->text();
  QCOMPARE(*copied, expected);
}

/// Into the field, with a double click and the field's own menu.
void TestSlowConsumer::pasteRounds(Observer& observer, Pid slow, const QString& rounds) {
  QVERIFY(observer.clickAction("editStateAction"));
  QVERIFY(observer.editor() != nullptr);
  auto& fields = observer.child<QTreeView>("fieldTree");
  QTRY_VERIFY(find(fields, u"rounds"_s).isValid());
  const QModelIndex value = find(fields, u"rounds"_s).siblingAtColumn(1);
  const QPoint place = fields.visualRect(value).center();
  QTest::mouseClick(fields.viewport(), Qt::LeftButton, {}, place);
  QTest::mouseDClick(fields.viewport(), Qt::LeftButton, {}, place);
  auto* edit = qobject_cast<QLineEdit*>(QApplication::focusWidget());
  QVERIFY(edit != nullptr);
  QCOMPARE(edit->selectedText(), QString::number(observer.field(slow, "rounds").as_integer()));
  // The field may close with its menu: no window manager gives it the focus back.
  chooseFromMenu(*edit, edit->rect().center(), u"Paste"_s);
  const QModelIndex other = find(fields, u"index"_s);
  QTest::mouseClick(fields.viewport(), Qt::LeftButton, {}, fields.visualRect(other).center());
  QTRY_COMPARE(find(fields, u"rounds"_s).siblingAtColumn(1).data().toString(), rounds);
  auto& changes = observer.child<QLabel>("stateChanges");
  QTRY_VERIFY2(changes.text().contains(u"rounds"_s), qPrintable(changes.text()));
  QTest::mouseClick(&observer.child<QPushButton>("applyButton"), Qt::LeftButton);
  QTRY_COMPARE(QString::number(observer.field(slow, "rounds").as_integer()), rounds);
  QTRY_COMPARE(changes.text(), u"No changes"_s);  // the answer has come
  QTest::mouseClick(&observer.child<QPushButton>("closeButton"), Qt::LeftButton);
  QTRY_VERIFY(observer.editor() == nullptr);
}

void TestSlowConsumer::checkDrains(Observer& observer, Pid slow) {
  QTRY_VERIFY_WITH_TIMEOUT(observer.status(slow) != u"Suspended"_s, patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(observer.mailbox(slow) < 20, patienceMs);
  QCOMPARE(observer.suspendedProcesses(), 0u);
}

void TestSlowConsumer::byMouse() {
  Observer observer(load);
  Pid slow;
  chooseTopRow(observer, slow);
  if (QTest::currentTestFailed()) return;
  // Stop it.
  QVERIFY(observer.clickAction("suspendAction"));
  QTRY_COMPARE_WITH_TIMEOUT(observer.status(slow), u"Suspended"_s, patienceMs);
  // Read why: it takes far more rounds than another one.
  showStateTab(observer);
  const qlonglong slowRounds = observer.field(slow, "rounds").as_integer();
  QTRY_COMPARE(find(observer.child<QTreeView>("stateTree"), u"rounds"_s).siblingAtColumn(1).data().toString(),
               QString::number(slowRounds));
  QString rounds;
  copyRounds(observer, observer.pidOf("pool_worker_1"), &rounds);
  if (QTest::currentTestFailed()) return;
  QVERIFY(rounds.toLongLong() * 100 < slowRounds);
  // Mend it.
  observer.clickRow(slow);
  QVERIFY(observer.table().selectedPid() == slow);
  pasteRounds(observer, slow, rounds);
  if (QTest::currentTestFailed()) return;
  QCOMPARE(observer.status(slow), u"Suspended"_s);
  // Step one message.
  const std::int64_t done = observer.field(slow, "done").as_integer();
  QVERIFY(observer.clickAction("stepAction"));
  QTRY_COMPARE(observer.field(slow, "done").as_integer(), done + 1);
  auto& summary = observer.child<QLabel>("stepSummary");
  QTRY_VERIFY2(summary.isVisible() && summary.text().startsWith(u"Handled "_s),
               qPrintable(summary.text()));
  // Let it go on.
  QTRY_VERIFY(observer.child<QAction>("resumeAction").isEnabled());
  QVERIFY(observer.clickAction("resumeAction"));
  checkDrains(observer, slow);
}

void TestSlowConsumer::byKeyboard() {
  Observer observer(load);
  const Pid slow = observer.pidOf("pool_worker_8");
  QTRY_VERIFY_WITH_TIMEOUT(observer.mailbox(slow) > fallenBehind, 3 * patienceMs);
  QTRY_VERIFY(observer.table().hasFocus());
  Observer::key(Qt::Key_Home);
  QVERIFY(observer.table().selectedPid() == slow);
  Observer::key(Qt::Key_F7);
  QTRY_COMPARE_WITH_TIMEOUT(observer.status(slow), u"Suspended"_s, patienceMs);
  Observer::key(Qt::Key_F2);
  QVERIFY(observer.editor() != nullptr);
  auto& fields = observer.child<QTreeView>("fieldTree");
  QTRY_VERIFY(find(fields, u"rounds"_s).isValid());
  QTRY_COMPARE(QApplication::focusWidget(), &fields);
  Observer::key(Qt::Key_Home);
  for (int i = 0; fields.currentIndex().siblingAtColumn(0).data() != u"rounds"_s; ++i) {
    QVERIFY(i < 10);
    Observer::key(Qt::Key_Down);
  }
  Observer::key(Qt::Key_Return);
  QVERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()) != nullptr);
  Observer::type("3500");
  Observer::key(Qt::Key_Return);
  QTRY_COMPARE(find(fields, u"rounds"_s).siblingAtColumn(1).data().toString(), u"3500"_s);
  QCOMPARE(QApplication::focusWidget(), &fields);
  Observer::key(Qt::Key_F8);  // apply and step
  QTRY_COMPARE(observer.field(slow, "rounds").as_integer(), 3500);
  QTRY_COMPARE(observer.suspendedProcesses(), 1u);
  Observer::key(Qt::Key_Escape);
  QTRY_VERIFY(observer.editor() == nullptr);
  // Offscreen no window manager gives the window back the focus that the editor had.
  observer.window->activateWindow();
  QTRY_VERIFY(observer.table().hasFocus());
  QVERIFY(observer.table().selectedPid() == slow);
  const std::int64_t done = observer.field(slow, "done").as_integer();
  Observer::key(Qt::Key_F8);
  QTRY_COMPARE(observer.field(slow, "done").as_integer(), done + 1);
  Observer::key(Qt::Key_F7);
  checkDrains(observer, slow);
}

QTEST_MAIN(TestSlowConsumer)
#include "tst_slow_consumer.moc"
