// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <functional>
#include <optional>

#include "models/node_view.h"

class QLabel;
class QLineEdit;

namespace views {

/// The process that `text` names: <0.17.3>, 0.17.3, 17 (whoever is in that slot), or a registered
/// name. Complexity: O(processes) for slots and names.
std::optional<genmsg::Pid> findProcess(const models::NodeView& view, const QString& text);

/// Asks for a process by pid or name, and stays open with what it expects while there is none.
/// Threads: GUI thread. Does not block.
class GoToDialog final : public QDialog {
  Q_OBJECT

 public:
  /// `view` is asked when a text has been entered; null if there is none yet.
  explicit GoToDialog(std::function<models::NodeViewPtr()> view, QWidget* parent);

 signals:
  void chosen(genmsg::Pid pid);

 private:
  void tryText();

  std::function<models::NodeViewPtr()> m_view;
  QLineEdit* m_edit;
  QLabel* m_message;
};

}  // namespace views
