// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "genmsg/term/pid.h"
#include "views/process_delegate.h"

class QAbstractItemView;

namespace views {

/// A value in monospaced letters; where it is a pid it looks like a link.
/// Threads: GUI thread.
class PidDelegate final : public ProcessDelegate {
  Q_OBJECT

 public:
  using ProcessDelegate::ProcessDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

/// Draws `column` with a PidDelegate; a click on a pid there, or Enter in its row, calls `go`.
void followPids(QAbstractItemView* view, int column, std::function<void(genmsg::Pid)> go);

}  // namespace views
