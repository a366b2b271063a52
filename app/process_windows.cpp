// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process_windows.h"

#include "app/operations.h"
#include "app/selection.h"

namespace app {

ProcessWindows::ProcessWindows(const DetailsSources& sources, Selection* selection,
                               Operations* operations, QObject* parent)
    : QObject(parent), m_sources(sources), m_selection(selection), m_operations(operations) {}

ProcessWindows::~ProcessWindows() {
  for (ProcessWindow* window : windows()) delete window;
}

QList<ProcessWindow*> ProcessWindows::windows() const {
  QList<ProcessWindow*> open;
  for (const QPointer<ProcessWindow>& window : m_windows) {
    if (window) open << window;
  }
  return open;
}

void ProcessWindows::open(genmsg::Pid pid) {
  m_windows.removeAll(nullptr);
  for (ProcessWindow* window : windows()) {
    if (window->pid() != pid || !window->isVisible()) continue;
    window->raise();
    window->activateWindow();
    return;
  }
  auto* window = new ProcessWindow(m_sources, pid, m_selection->nameOf(pid));
  connectWindow(window);
  place(window);
  m_windows << window;
  window->show();
}

void ProcessWindows::connectWindow(ProcessWindow* window) {
  using views::ProcessActions;
  const ProcessActions* actions = window->actions();
  m_operations->connectActions(window->actions());
  connect(actions, &ProcessActions::showInTableRequested, this,
          &ProcessWindows::showInTableRequested);
  connect(actions, &ProcessActions::showInTreeRequested, this,
          &ProcessWindows::showInTreeRequested);
  connect(window, &ProcessWindow::pidActivated, this, &ProcessWindows::open);
  connect(window, &ProcessWindow::closed, this, [this, window] {
    m_settings.setProcessWindowGeometry(window->saveGeometry());
  });
}

void ProcessWindows::place(ProcessWindow* window) const {
  window->restoreGeometry(m_settings.processWindowGeometry());
  const int others = static_cast<int>(windows().size());
  const int step = window->fontMetrics().lineSpacing() * 2;
  if (others > 0) window->move(window->pos() + QPoint(step, step) * (others % 8));
}

void ProcessWindows::closeAll() {
  for (ProcessWindow* window : windows()) window->close();
}

}  // namespace app
