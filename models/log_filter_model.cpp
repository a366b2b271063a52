// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/log_filter_model.h"

#include "models/log_model.h"

namespace models {

LogFilterModel::LogFilterModel(LogModel* log, QObject* parent)
    : QSortFilterProxyModel(parent), m_log(log) {
  setSourceModel(log);
}

void LogFilterModel::setText(const QString& text) {
  if (m_text == text) return;
  m_text = text;
  invalidateFilter();
}

void LogFilterModel::setKind(std::optional<LogKind> kind) {
  if (m_kind == kind) return;
  m_kind = kind;
  invalidateFilter();
}

void LogFilterModel::setLevel(LogLevel least) {
  if (m_least == least) return;
  m_least = least;
  invalidateFilter();
}

bool LogFilterModel::isFiltering() const {
  return !m_text.isEmpty() || m_kind || m_least != LogLevel::Info;
}

void LogFilterModel::showAll() {
  m_text.clear();
  m_kind.reset();
  m_least = LogLevel::Info;
  invalidateFilter();
}

bool LogFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const LogEntry* entry = m_log->entryAt(row);
  if (!entry || parent.isValid()) return false;
  if (entry->level > m_least || (m_kind && entry->kind != *m_kind)) return false;
  if (m_text.isEmpty()) return true;
  const QModelIndex process = m_log->index(row, LogModel::Process);
  return logText(*entry).contains(m_text, Qt::CaseInsensitive) ||
         process.data().toString().contains(m_text, Qt::CaseInsensitive);
}

}  // namespace models
