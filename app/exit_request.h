// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "genmsg/term/term.h"
#include "models/node_client.h"
#include "views/exit_dialog.h"

class QWidget;

namespace app {

class Selection;

/// One question whether processes are to end, from its dialog's opening to its end. It is about
/// these pids: what has exited by the time of the answer is not asked for.
/// Threads: GUI thread. Ownership: deletes itself with its dialog.
class ExitRequest final : public QObject {
  Q_OBJECT

 public:
  ExitRequest(models::NodeClient* client, const Selection* selection,
              views::ExitDialog::Kind kind, std::vector<genmsg::Pid> pids, QWidget* parent);

 Q_SIGNALS:
  void confirmed(const std::vector<genmsg::Pid>& pids, const genmsg::Term& reason, bool alwaysSo);

 private:
  std::vector<views::Victim> victims() const;  // the first, as they are in the last view
  void update();

  models::NodeClient* m_client;
  const Selection* m_selection;
  std::vector<genmsg::Pid> m_pids;
  std::vector<QString> m_names;  // of the first, from when the dialog opened
  views::ExitDialog* m_dialog;
};

}  // namespace app
