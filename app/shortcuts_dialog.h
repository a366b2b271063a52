// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace app {

/// All shortcuts of a window, read from its actions, so that none is forgotten.
/// Threads: GUI thread.
class ShortcutsDialog final : public QDialog {
  Q_OBJECT

 public:
  explicit ShortcutsDialog(QWidget& window);
};

}  // namespace app
