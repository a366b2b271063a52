// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/process_delegate.h"

namespace views {

/// A share (RawValueRole, 0 to 1) as a bar with its text on it.
/// Threads: GUI thread.
class ShareBarDelegate final : public ProcessDelegate {
  Q_OBJECT

 public:
  using ProcessDelegate::ProcessDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
};

}  // namespace views
