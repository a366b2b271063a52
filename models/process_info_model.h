// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QAbstractItemModel>

#include "genmsg/observe/node.h"
#include "models/node_view.h"

namespace models {

/// One process in words: what its row says, and its status as sys:get_status lays it out. Two
/// levels (groups and their items), two columns (item and value).
/// Groups, always all: Process | "Status for generic message server N" (Status, Suspended, Parent,
/// Logged events, State) | Ancestors | Links | Dictionary.
/// Threads: the GUI thread.
/// Limits: 200 items a group, then "… n more"; values are cut at 400 characters, TermTextRole has
/// them whole.
class ProcessInfoModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column : int { Item, Value, ColumnCount };
  enum Group : int { Process, SysStatus, Ancestors, Links, Dictionary, GroupCount };
  static constexpr std::size_t itemsMax = 200;

  explicit ProcessInfoModel(QObject* parent = nullptr);

  /// Another process, or none with a default pid; what is known of the last one goes.
  void setPid(genmsg::Pid pid);
  genmsg::Pid pid() const { return m_pid; }
  /// Takes the process's row from the view. A process that is gone keeps its last row.
  void applyView(const NodeViewPtr& view);
  /// An answer for another process is dropped.
  void applyStatus(const genmsg::ProcessStatusPtr& status);
  void applyStatusError(genmsg::Pid pid, const genmsg::NodeError& error);
  bool hasExited() const { return m_exited; }
  genmsg::ProcessStatusPtr status() const { return m_status; }
  /// By the newer of view and status: one that does not answer may have been resumed since.
  bool isSuspended() const { return suspension() != nullptr; }
  /// Who has it suspended, see models::suspensionText(); empty while it runs or when it has exited.
  QString suspensionText() const;
  /// The status as text, laid out like `sys:get_status` in OTP's observer; for the clipboard.
  QString statusText() const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  using QObject::parent;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  struct Entry {
    QString item;
    QString value;
    std::optional<genmsg::Term> term;  // behind the value, if it is one
    genmsg::Pid pid;                   // that the value names, to go there
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  using Entries = std::vector<Entry>;

  const genmsg::Suspension* suspension() const;
  void rebuild();
  void setEntries(Group group, Entries entries);
  Entries processEntries() const;
  Entries statusEntries() const;
  Entries listEntries(Group group) const;
  QString groupTitle(Group group) const;
  const Entry* entryAt(const QModelIndex& index) const;

  genmsg::Pid m_pid;
  std::optional<genmsg::ProcessRow> m_row;
  ProcessRates m_rates;
  std::int64_t m_uptimeNs = 0;
  std::int64_t m_nowNs = 0;  // of the last view, on the node's clock
  bool m_exited = false;
  genmsg::ProcessStatusPtr m_status;
  QString m_statusError;
  std::vector<Entries> m_groups;
};

}  // namespace models
