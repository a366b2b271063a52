// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractListModel>

#include "models/node_view.h"
#include "models/trace_session.h"

namespace models {

/// The trace sessions of this observer, the newest first, below a row that stands for all of them.
/// Threads: the GUI thread. Limits: the last `capacity` sessions; one that runs is never forgotten.
class TraceSessionModel : public QAbstractListModel {
  Q_OBJECT

 public:
  static constexpr int capacity = 50;
  /// Besides Qt's own; Display is the name and below it the state.
  enum Role : int { SessionIdRole = Qt::UserRole + 100 };

  using QAbstractListModel::QAbstractListModel;

  /// A new session, or what has become of one. One that was refused goes away.
  void update(const TraceSession& session);
  /// For the names of processes in sessions that begin from now on.
  void applyView(const NodeViewPtr& view) { m_view = view; }

  /// Null: the row for all, or no such row.
  const TraceSession* sessionAt(int row) const;
  int runningCount() const;
  /// What runs is called: "worker_a <0.2.1>, worker_b <0.3.1>" or "5 traces"; empty if nothing runs.
  QString runningText() const;
  QString nameAt(int row) const;
  QString nameOf(const TraceSession& session) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

 private:
  struct Entry {
    TraceSession session;
    QString name;
  };
  QString processName(genmsg::Pid pid) const;
  QString stateText(const TraceSession& session) const;
  void forgetOldest();

  std::vector<Entry> m_entries;  // newest first
  NodeViewPtr m_view;
};

}  // namespace models
