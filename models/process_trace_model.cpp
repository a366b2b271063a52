// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_trace_model.h"

#include "models/trace_model.h"

namespace models {

ProcessTraceModel::ProcessTraceModel(TraceModel* trace, QObject* parent)
    : QSortFilterProxyModel(parent), m_trace(trace) {
  setSourceModel(trace);
}

void ProcessTraceModel::setPid(genmsg::Pid pid) {
  if (pid == m_pid) return;
  m_pid = pid;
  invalidateFilter();
}

bool ProcessTraceModel::filterAcceptsRow(int row, const QModelIndex&) const {
  const genmsg::TraceEvent* event = m_pid ? m_trace->eventAt(row) : nullptr;
  return event != nullptr && event->pid == m_pid;
}

}  // namespace models
