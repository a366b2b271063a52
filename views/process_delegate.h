// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include "models/pid_selection.h"

namespace views {

/// What all cells of a process share: a suspended row stands on its own surface, one that has just
/// started on another that fades, an exited one is grey and slanted.
/// Threads: GUI thread.
class ProcessDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  /// What is selected, where that is not up to the view's selection model; it outlives this.
  void setSelection(const models::PidSelection* selection) { m_selection = selection; }
  /// Rows of trees and tables are equally high.
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

 private:
  const models::PidSelection* m_selection = nullptr;
};

}  // namespace views
