// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/process_delegate.h"

namespace views {

/// The mailbox over the last moments as a line that fills its cell: from nothing at the bottom to
/// the most of the row at the top, the newest at the right. Nothing is drawn where nobody looked.
/// Threads: GUI thread.
class SparklineDelegate final : public ProcessDelegate {
  Q_OBJECT

 public:
  using ProcessDelegate::ProcessDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
};

}  // namespace views
