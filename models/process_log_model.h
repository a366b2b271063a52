// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

#include "genmsg/term/pid.h"

namespace models {

class LogModel;

/// The lines of a log that are about one process: its own, and what its supervisor reports of it. A
/// proxy over all lines, which LogModel bounds.
/// Threads: the GUI thread. Ownership: the log belongs to the caller and outlives this.
class ProcessLogModel : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit ProcessLogModel(LogModel* log, QObject* parent = nullptr);

  void setPid(genmsg::Pid pid);
  /// All that is known of a line; empty if there is no such row.
  QString detailsAt(const QModelIndex& index) const;

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  LogModel* m_log;
  genmsg::Pid m_pid;
};

}  // namespace models
