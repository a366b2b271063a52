// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>

#include "views/theme.h"

class QAction;

namespace views {

/// The list of the window's pages, each with an icon and, where something waits to be looked at, a
/// number.
/// Threads: GUI thread.
class PageList final : public QListWidget {
  Q_OBJECT

 public:
  explicit PageList(QWidget* parent = nullptr);

  void addPage(const QAction& action);
  /// 0: nothing waits.
  void setBadge(int row, int count, Tone tone);
  int badge(int row) const;
};

}  // namespace views
