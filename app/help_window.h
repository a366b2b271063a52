// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace views {
class HelpView;
}

namespace app {

/// The manual in a window of its own, which stays beside the main window.
/// Threads: GUI thread.
class HelpWindow final : public QDialog {
  Q_OBJECT

 public:
  explicit HelpWindow(QWidget* parent);

  void showTopic(const QString& topic);

 private:
  views::HelpView* m_view;
};

}  // namespace app
