// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QAbstractItemModel>

#include "genmsg/observe/node.h"
#include "models/node_view.h"

namespace models {

/// One process in words: what its row says, its status as sys:get_status lays it out, and who it is
/// linked with. Two levels (groups and their items), two columns (item and value).
/// Groups, always all: Process | "Status for generic message server N" (Status, Suspended, Parent,
/// Logged events, State) | Links | Monitors | Monitored by | Ancestors.
/// Threads: the GUI thread.
/// Limits: of links and the like the first 8, then "… n more", which showMore() opens 200 at a time;
/// values are cut at 400 characters, TermTextRole has them whole.
class ProcessInfoModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column : int { Item, Value, ColumnCount };
  enum Group : int { Process, SysStatus, Links, Monitors, MonitoredBy, Ancestors, GroupCount };
  static constexpr std::size_t firstItems = 8;
  static constexpr std::size_t moreItems = 200;

  explicit ProcessInfoModel(QObject* parent = nullptr);

  /// Another process, or none with a default pid; what is known of the last one goes.
  void setPid(genmsg::Pid pid);
  genmsg::Pid pid() const { return m_pid; }
  /// Takes the process's row from the view. A process that is gone keeps its last row.
  void applyView(const NodeViewPtr& view);
  /// An answer for another process is dropped.
  void applyStatus(const genmsg::ProcessStatusPtr& status);
  void applyStatusError(genmsg::Pid pid, const genmsg::NodeError& error);
  void applyInfo(const genmsg::ProcessInfoPtr& info);
  bool hasExited() const { return m_exited; }
  genmsg::ProcessStatusPtr status() const { return m_status; }
  /// Its last row; null before it was seen.
  const genmsg::ProcessRow* row() const { return m_row ? &*m_row : nullptr; }
  /// When that was, on the snapshot's clock.
  std::int64_t lastSeenNs() const { return m_seenNs; }
  /// Its process dictionary as far as it is known: a map; `undefined` if it is not.
  genmsg::Term dictionary() const;
  /// By the newer of view and status: one that does not answer may have been resumed since.
  bool isSuspended() const { return suspension() != nullptr; }
  /// Who has it suspended, see models::suspensionText(); empty while it runs or when it has exited.
  QString suspensionText() const;
  /// The status as text, laid out like `sys:get_status` in OTP's observer; for the clipboard.
  QString statusText() const;

  bool isMoreRow(const QModelIndex& index) const;
  void showMore(const QModelIndex& moreRow);

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
    bool isMore = false;               // stands for the rest of its group
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  using Entries = std::vector<Entry>;

  const genmsg::Suspension* suspension() const;
  void rebuild();
  void setEntries(Group group, Entries entries);
  Entries processEntries() const;
  void addCounters(Entries& entries) const;
  Entries statusEntries() const;
  Entries listEntries(Group group) const;
  std::size_t itemCount(Group group) const;
  genmsg::Term itemOf(Group group, std::size_t i) const;
  Entry pidEntry(const QString& item, genmsg::Pid pid) const;
  genmsg::Pid supervisor() const;
  genmsg::Term label() const;
  QString processText(const genmsg::Term& process) const;
  QString groupTitle(Group group) const;
  const Entry* entryAt(const QModelIndex& index) const;

  genmsg::Pid m_pid;
  NodeViewPtr m_view;  // the last one, for names
  std::optional<genmsg::ProcessRow> m_row;
  ProcessRates m_rates;
  std::int64_t m_uptimeNs = 0;
  std::int64_t m_nowNs = 0;   // of the last view, on the node's clock
  std::int64_t m_seenNs = 0;  // of the last view that had the process
  bool m_exited = false;
  genmsg::ProcessStatusPtr m_status;
  QString m_statusError;
  genmsg::ProcessInfoPtr m_info;
  std::vector<Entries> m_groups;
  std::vector<std::size_t> m_shownMax;  // items, by group
};

}  // namespace models
