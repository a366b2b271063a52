// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QSortFilterProxyModel>

#include "models/log_entry.h"

namespace models {

class LogModel;

/// The lines of a log that somebody wants to see. A proxy over all lines, which LogModel bounds.
/// Threads: the GUI thread. Ownership: the log belongs to the caller and outlives this.
class LogFilterModel : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit LogFilterModel(LogModel* log, QObject* parent = nullptr);

  /// A part of process or text, whatever the case.
  void setText(const QString& text);
  /// Nothing: of any kind.
  void setKind(std::optional<LogKind> kind);
  /// Lines that are less urgent are left out.
  void setLevel(LogLevel least);
  bool isFiltering() const;
  void showAll();

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  LogModel* m_log;
  QString m_text;
  std::optional<LogKind> m_kind;
  LogLevel m_least = LogLevel::Info;
};

}  // namespace models
