// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <QAbstractItemModel>

#include "models/node_view.h"

namespace models {

/// The processes of a view by who started them. A row is its pid: what is expanded or selected
/// stays so while processes come and go around it. Children come in pages: below the first ones a
/// row says how many more there are, and one offers them grouped. Many children of one class have a
/// line with their sums above them all.
/// Threads: the GUI thread.
/// Complexity: 16 bytes a child that is shown; applyView() is O(those) if anybody started or died,
/// nothing for branches that were never opened, and else O(visible rows). data() O(log processes).
class ProcessTreeModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column : int {
    Name,
    InitialCall,
    Status,
    Mailbox,      // its own; of a branch "own / with all below"
    MessageRate,  // likewise
    Restarts,     // of a supervisor "in the period / most"; of a child its own
    Strategy,
    Children,
    Pid,
    ColumnCount
  };
  enum class RowKind : std::uint8_t {
    Process,
    ClassSummary,  // sums over the siblings of one class
    More,          // showMore() replaces it by the next page
    Grouped        // stands for all children of ownerAt(), grouped
  };
  static constexpr std::size_t pageSize = 500;
  /// Children beyond the pages that are shown because somebody looked for them, in a branch.
  static constexpr std::size_t revealedMax = 20;

  explicit ProcessTreeModel(QObject* parent = nullptr);
  ~ProcessTreeModel() override;

  /// Shows the view. The same view again does nothing.
  void applyView(const NodeViewPtr& view);

  /// The rows that are on screen; changed values are reported for these only. While it is empty,
  /// all rows that were asked for count.
  void setVisibleIndexes(const QModelIndexList& indexes);

  NodeViewPtr view() const { return m_view; }
  RowKind kindAt(const QModelIndex& index) const;
  genmsg::Pid pidAt(const QModelIndex& index) const;  // a default pid for what is no process
  genmsg::Pid ownerAt(const QModelIndex& index) const;  // whose child it is; a default pid: a root
  /// The row of a process, its ancestors' children loaded; invalid if it is not alive or beyond the
  /// pages that are shown.
  QModelIndex indexOf(genmsg::Pid pid) const;
  /// As indexOf(), but a process beyond the pages, or with such an ancestor, gets a row below them.
  QModelIndex reveal(genmsg::Pid pid);
  /// The next page of siblings. @pre a row of kind More, else it does nothing
  void showMore(const QModelIndex& more);

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  using QObject::parent;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  bool hasChildren(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  /// What a row stands for, and stays the same row by.
  struct Row {
    RowKind kind = RowKind::Process;
    genmsg::Pid pid;           // of a process
    genmsg::Atom initialCall;  // of a class
    friend bool operator==(const Row&, const Row&) = default;
  };
  /// The children of one process whose children somebody asked for.
  struct Branch;

  Branch* branchOf(const QModelIndex& parent) const;
  Branch* branchFor(genmsg::Pid owner, Branch* parent, int row) const;
  const Row& rowAt(const QModelIndex& index) const;
  std::span<const std::uint32_t> childrenOf(genmsg::Pid owner) const;
  std::vector<Row> rowsFor(const Branch& branch) const;
  std::vector<genmsg::Pid> revealedIn(const Branch& branch) const;
  std::vector<genmsg::Pid> pathTo(genmsg::Pid pid) const;
  QModelIndex childIndex(const QModelIndex& parent, genmsg::Pid pid) const;
  QModelIndex indexOfOwner(Branch& branch) const;
  void update();
  void update(Branch& branch);
  void removeGone(Branch& branch, const std::vector<Row>& now);
  template <class IsGone>
  void removeIf(Branch& branch, IsGone isGone);
  void insertNew(Branch& branch, const std::vector<Row>& now);
  void forget(genmsg::Pid owner);
  void emitVisibleChanged();
  void emitAllChanged();
  const ProcessBranch* branchAt(std::uint32_t row) const;
  const genmsg::RestartHistory* historyAt(std::uint32_t row) const;
  bool hasRestarted(std::uint32_t row) const;
  QString displayText(std::uint32_t row, int column) const;
  QString toolTip(std::uint32_t row, int column) const;
  QString restartsText(std::uint32_t row) const;
  QString restartsToolTip(std::uint32_t row) const;
  QVariant classData(const Branch& branch, genmsg::Atom initialCall, int column, int role) const;
  QVariant moreData(const Branch& branch, RowKind kind, int column, int role) const;

  NodeViewPtr m_view;
  std::int64_t m_restartsSinceNs = 0;  // later ones are news
  QList<QPersistentModelIndex> m_visible;
  // Filled by const functions: a branch that nobody asked for does not cost anything.
  mutable std::unordered_map<genmsg::Pid, std::unique_ptr<Branch>> m_branches;
};

}  // namespace models
