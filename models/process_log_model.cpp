// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_log_model.h"

#include "models/log_model.h"
#include "models/process_exit.h"

namespace models {

ProcessLogModel::ProcessLogModel(LogModel* log, QObject* parent)
    : QSortFilterProxyModel(parent), m_log(log) {
  setSourceModel(log);
}

void ProcessLogModel::setPid(genmsg::Pid pid) {
  if (pid == m_pid) return;
  m_pid = pid;
  invalidateFilter();
}

QString ProcessLogModel::detailsAt(const QModelIndex& index) const {
  const LogEntry* entry = index.isValid() ? m_log->entryAt(mapToSource(index).row()) : nullptr;
  return entry == nullptr ? QString() : logDetails(*entry);
}

bool ProcessLogModel::filterAcceptsRow(int row, const QModelIndex&) const {
  const LogEntry* entry = m_pid ? m_log->entryAt(row) : nullptr;
  if (entry == nullptr) return false;
  return entry->pid == m_pid || (entry->report && exitReasonIn(*entry->report, m_pid));
}

}  // namespace models
