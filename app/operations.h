// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include "genmsg/observe/node.h"
#include "models/node_client.h"

class QWidget;

namespace models {
struct WatchHit;
}

namespace views {
class MessageStrip;
class ProcessActions;
}  // namespace views

namespace app {

class Selection;
class StateEdit;
class Suspensions;
class WatchEdit;
class Watches;

/// Carries what the user asks of a process to the node, opens the editors, and says how it ended.
/// Threads: GUI thread. Ownership: all that it is made of outlives it; editors belong to `window`.
class Operations final : public QObject {
  Q_OBJECT

 public:
  Operations(models::NodeClient* client, Selection* selection, views::ProcessActions* actions,
             views::MessageStrip* strip, QWidget* window);

 Q_SIGNALS:
  /// It should be seen where it is: suspended by a watch.
  void showRequested(genmsg::Pid pid);
  void showTraceRequested();

 private:
  void connectActions(views::ProcessActions* actions);
  void onActionFinished(const models::ActionResult& result);
  void sayDone(const models::ActionResult& done);
  void sayRefused(const models::ActionResult& refused);
  bool isSaidElsewhere(const models::ActionResult& refused) const;
  void onStepped();
  void onWatchHit(genmsg::Pid pid, const models::WatchHit& hit);
  StateEdit* stateEdit(genmsg::Pid pid) const;  // that is open; or null
  WatchEdit* watchEdit(genmsg::Pid pid) const;  // that is open; or null
  void editState(genmsg::Pid pid);
  void editWatches(genmsg::Pid pid);

  models::NodeClient* m_client;
  Selection* m_selection;
  views::MessageStrip* m_strip;
  QWidget* m_window;
  Suspensions* m_suspensions;
  Watches* m_watches;
  QString m_stepRefusal;  // what the strip said of the last step that was none
};

}  // namespace app
