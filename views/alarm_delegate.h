// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/process_delegate.h"

namespace views {

/// How many alarms a process has, behind the sign of the worst of them.
/// Threads: GUI thread.
class AlarmDelegate final : public ProcessDelegate {
  Q_OBJECT

 public:
  using ProcessDelegate::ProcessDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

}  // namespace views
