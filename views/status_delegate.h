// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/process_delegate.h"

namespace views {

/// A process's status as glyph, word and colour, so that none of them is the only carrier.
/// Threads: GUI thread.
class StatusDelegate final : public ProcessDelegate {
  Q_OBJECT

 public:
  using ProcessDelegate::ProcessDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
};

}  // namespace views
