// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

#include "genmsg/term/pid.h"

namespace app {

class HeldProcesses;
class Selection;

/// Says how many processes wait for this observer, with a menu that names them and lets go of all.
/// Hidden while there are none.
/// Threads: GUI thread. Ownership: what it shows outlives it.
class HeldBadge final : public QToolButton {
  Q_OBJECT

 public:
  static constexpr std::size_t mostNamed = 20;

  HeldBadge(const HeldProcesses* held, const Selection* selection, QAction* resumeAll,
            QWidget* parent);

 signals:
  void showRequested(genmsg::Pid pid);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void fillMenu();
  void applyTheme();

  const HeldProcesses* m_held;
  const Selection* m_selection;
  QAction* m_resumeAll;
  bool m_applyingTheme = false;
};

}  // namespace app
