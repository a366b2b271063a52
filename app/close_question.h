// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMessageBox>

namespace app {

/// Asks what becomes of the processes that this observer has suspended when its window closes.
/// Threads: GUI thread. Ownership: deletes itself when it is answered.
class CloseQuestion final : public QMessageBox {
  Q_OBJECT

 public:
  CloseQuestion(std::size_t held, QWidget* window);

 signals:
  void resumeChosen();
  void leaveChosen();
};

}  // namespace app
