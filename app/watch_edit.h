// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "genmsg/observe/node.h"
#include "models/node_client.h"

class QWidget;

namespace views {
class WatchDialog;
}

namespace app {

class Watches;

/// The watch dialog of one process, from its opening to its end: brings what it asks for to the
/// node, and asks for the list with each new view, so that hits are seen.
/// Threads: GUI thread. Ownership: deletes itself with its dialog.
class WatchEdit final : public QObject {
  Q_OBJECT

 public:
  WatchEdit(models::NodeClient* client, Watches* watches, genmsg::Pid pid, const QString& name,
            QWidget* parent);

  genmsg::Pid pid() const { return m_pid; }
  views::WatchDialog* dialog() const { return m_dialog; }
  bool isFinished() const { return m_finished; }

 private:
  void onActionFinished(const models::ActionResult& result);
  void onFailed(genmsg::Pid pid, const genmsg::NodeError& error);

  models::NodeClient* m_client;
  genmsg::Pid m_pid;
  views::WatchDialog* m_dialog;
  bool m_hasExited = false;
  bool m_finished = false;  // and about to go
};

}  // namespace app
