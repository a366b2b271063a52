// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QTest>
#include <QToolBar>
#include <memory>
#include <string>

#include "app/load_test/steady.h"
#include "app/main_window.h"
#include "genmsg/genmsg.h"
#include "models/process_table_model.h"
#include "models/roles.h"
#include "views/process_table_view.h"
#include "views/state_editor_dialog.h"

namespace test {

inline constexpr int patienceMs = 10'000;

inline genmsg::RuntimeOptions smallRuntime() {
  genmsg::RuntimeOptions options;
  options.schedulers = 2;
  options.process_limit = 1024;
  options.message_bytes = std::size_t{1} << 30;  // reserved, not used
  options.logger = [](const genmsg::Report&) {};  // of workers that are killed on purpose
  return options;
}

/// The observer as it is used: the window on an embedded runtime that a load test keeps busy. What
/// a person does goes to the widget that a click or key would go to.
class Observer {
 public:
  genmsg::Runtime runtime{smallRuntime()};

  explicit Observer(const app::load_test::SteadyRequest& load = {.workers = 8, .rate = 8'000})
      : m_load(app::load_test::Steady::start(runtime, load)) {
    window->resize(1280, 800);
    window->show();
    window->activateWindow();  // or shortcuts do nothing
    (void)QTest::qWaitForWindowActive(window.get());
    window->client().setInterval(models::NodeClient::intervalMsMin);
    window->start();
  }

  template <class T>
  T& child(const char* name) const {
    return *window->findChild<T*>(QLatin1String(name));
  }
  views::ProcessTableView& table() const { return child<views::ProcessTableView>("processTable"); }
  views::StateEditorDialog* editor() const {
    return window->findChild<views::StateEditorDialog*>();
  }

  genmsg::Pid pidOf(const char* name) const { return runtime.whereis(genmsg::Atom::intern(name)); }
  /// What the table shows; invalid if the process is not in it.
  QVariant cell(genmsg::Pid pid, models::ProcessColumn column, int role = Qt::DisplayRole) const {
    const auto& model = *qobject_cast<models::ProcessTableModel*>(table().model());
    const int row = model.rowOf(pid);
    return row < 0 ? QVariant() : model.index(row, static_cast<int>(column)).data(role);
  }
  /// The word after the sign.
  QString status(genmsg::Pid pid) const {
    return cell(pid, models::ProcessColumn::Status).toString().section(u' ', -1);
  }
  qlonglong mailbox(genmsg::Pid pid) const {
    return cell(pid, models::ProcessColumn::Mailbox, models::RawValueRole).toLongLong();
  }
  bool shows(genmsg::Pid pid) const { return cell(pid, models::ProcessColumn::Pid).isValid(); }
  QString strip() const { return child<QLabel>("messageText").text(); }

  std::size_t suspendedProcesses() const {
    std::size_t count = 0;
    for (const genmsg::ProcessRow& row : genmsg::take_snapshot(runtime).processes) {
      if (row.status == genmsg::Status::Suspended) ++count;
    }
    return count;
  }
  /// From the process itself.
  genmsg::Term field(genmsg::Pid pid, const char* name) {
    const auto state = genmsg::sys::get_state(runtime, pid, {.priority = true}).wait();
    const genmsg::Term* found = state ? state->find(genmsg::Atom::intern(name)) : nullptr;
    return found == nullptr ? genmsg::Term() : *found;
  }

  void clickRow(genmsg::Pid pid) const {
    const auto& model = *qobject_cast<models::ProcessTableModel*>(table().model());
    const QModelIndex index = model.index(model.rowOf(pid), static_cast<int>(models::ProcessColumn::Name));
    QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, table().visualRect(index).center());
  }
  /// On the tool bar; false if there is no such button to be seen, or it is disabled.
  bool clickAction(const char* name) const {
    QWidget* button = child<QToolBar>("toolBar").widgetForAction(&child<QAction>(name));
    if (button == nullptr || !button->isVisible() || !button->isEnabled()) return false;
    QTest::mouseClick(button, Qt::LeftButton);
    return true;
  }
  static void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(QApplication::focusWidget(), key, modifiers);
  }
  static void type(const char* text) { QTest::keyClicks(QApplication::focusWidget(), text); }
  /// Instead of all that the focused editor holds.
  static void paste(const QString& text) {
    QGuiApplication::clipboard()->setText(text);
    key(Qt::Key_A, Qt::ControlModifier);
    key(Qt::Key_V, Qt::ControlModifier);
  }

 private:
  tl::expected<app::load_test::Steady, std::string> m_load;

 public:
  // Last, to go first: it looks at the others.
  std::unique_ptr<app::MainWindow> window =
      std::make_unique<app::MainWindow>(genmsg::make_embedded_node(runtime));
};

}  // namespace test
