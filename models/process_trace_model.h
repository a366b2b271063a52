// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

#include "genmsg/term/pid.h"

namespace models {

class TraceModel;

/// The trace events of one process, of those that the trace model holds. A proxy, as these are
/// bounded.
/// Threads: the GUI thread. Ownership: the trace model outlives it.
class ProcessTraceModel : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit ProcessTraceModel(TraceModel* trace, QObject* parent = nullptr);

  void setPid(genmsg::Pid pid);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  TraceModel* m_trace;
  genmsg::Pid m_pid;
};

}  // namespace models
