// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStatusBar>

#include "models/node_view.h"

class QLabel;

namespace genmsg {
struct NodeInfo;
}

namespace app {

/// The bottom line of the window: which node, how many processes, what is lost, what looking costs.
/// Threads: GUI thread.
class StatusBar final : public QStatusBar {
  Q_OBJECT

 public:
  explicit StatusBar(const genmsg::NodeInfo& node, QWidget* parent = nullptr);

  void applyView(const models::NodeViewPtr& view);
  void setDropped(std::uint64_t events);
  void setInterval(int intervalMs, bool paused);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QLabel* add(const char* name, const QString& toolTip);
  void colorSuspended();

  QLabel* m_processes;
  QLabel* m_suspended;
  QLabel* m_dropped;
  QLabel* m_cost;
  QLabel* m_interval;
  std::uint32_t m_suspendedCount = 0;
};

}  // namespace app
