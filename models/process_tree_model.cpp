// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_tree_model.h"

#include <algorithm>

#include "models/format.h"
#include "models/process_column.h"
#include "models/roles.h"

namespace models {

struct ProcessTreeModel::Branch {
  genmsg::Pid owner;         // a default pid: the roots
  Branch* parent = nullptr;  // that has the owner as a child; null for the roots
  int row = 0;               // of the owner in `parent`, when it was last looked up
  std::vector<genmsg::Pid> children;
};

namespace {

bool isSubsequence(const std::vector<genmsg::Pid>& part, const std::vector<genmsg::Pid>& all) {
  auto next = part.begin();
  for (auto each = all.begin(); next != part.end() && each != all.end(); ++each)
    if (*each == *next) ++next;
  return next == part.end();
}

ProcessColumn tableColumn(int column) {
  switch (column) {
    case ProcessTreeModel::InitialCall:
      return ProcessColumn::InitialCall;
    case ProcessTreeModel::Status:
      return ProcessColumn::Status;
    case ProcessTreeModel::Mailbox:
      return ProcessColumn::Mailbox;
    case ProcessTreeModel::MessageRate:
      return ProcessColumn::MessageRate;
    case ProcessTreeModel::Pid:
      return ProcessColumn::Pid;
    default:
      return ProcessColumn::Name;
  }
}

// What a person calls a process: its name, else what it runs, else its pid.
QString titleOf(const genmsg::ProcessRow& process) {
  if (process.name != genmsg::atoms::undefined) return formatAtom(process.name);
  if (process.initial_call != genmsg::atoms::undefined) return formatAtom(process.initial_call);
  return formatPid(process.pid);
}

QVariant rawData(const NodeView& view, std::uint32_t row, int column) {
  const genmsg::ProcessRow& process = view.process(row);
  const float rate = view.rates[row].messagesPerSecond;
  switch (column) {
    case ProcessTreeModel::Mailbox:
      return process.mailbox;
    case ProcessTreeModel::MessageRate:
      return rate >= 0 ? QVariant(double{rate}) : QVariant();
    default:
      return {};
  }
}

}  // namespace

ProcessTreeModel::ProcessTreeModel(QObject* parent) : QAbstractItemModel(parent) {
  branchFor({}, nullptr, 0);
}

ProcessTreeModel::~ProcessTreeModel() = default;

void ProcessTreeModel::applyView(const NodeViewPtr& view) {
  if (!view || view == m_view) return;
  const bool isSameSnapshot = m_view && view->snapshot == m_view->snapshot;
  // The collector shares the forest as long as nobody starts and nobody dies.
  const bool isSameForest = m_view && view->forest == m_view->forest;
  m_view = view;
  if (isSameSnapshot) return;  // only the table's order is another
  if (!isSameForest) update();
  if (m_visible.isEmpty())
    emitAllChanged();
  else
    emitVisibleChanged();
}

// First everything that went, then everything that came: a process whose parent died is a root
// now, and must not be in two places.
void ProcessTreeModel::update() {
  std::vector<genmsg::Pid> owners;
  owners.reserve(m_branches.size());
  for (const auto& [owner, branch] : m_branches) owners.push_back(owner);
  for (const genmsg::Pid owner : owners) {
    const auto branch = m_branches.find(owner);  // forgotten, if its owner went
    if (branch != m_branches.end()) removeGone(*branch->second);
  }
  for (const genmsg::Pid owner : owners) {
    const auto branch = m_branches.find(owner);
    if (branch != m_branches.end()) insertNew(*branch->second, childrenOf(owner));
  }
}

void ProcessTreeModel::removeGone(Branch& branch) {
  const std::uint32_t owner = branch.owner ? m_view->rowOf(branch.owner) : noRow;
  removeIf(branch, [this, owner](genmsg::Pid pid) {
    const std::uint32_t row = m_view->rowOf(pid);
    return row == noRow || m_view->forest->parentOf(row) != owner;
  });
}

// Runs of rows from the last to the first.
template <class IsGone>
void ProcessTreeModel::removeIf(Branch& branch, IsGone isGone) {
  for (auto last = branch.children.end(); last != branch.children.begin();) {
    if (!isGone(*(last - 1))) {
      --last;
      continue;
    }
    auto first = last;
    while (first != branch.children.begin() && isGone(*(first - 1))) --first;
    const auto row = static_cast<int>(first - branch.children.begin());
    beginRemoveRows(indexOfOwner(branch), row, row + static_cast<int>(last - first) - 1);
    for (auto pid = first; pid != last; ++pid) forget(*pid);
    last = branch.children.erase(first, last);
    endRemoveRows();
  }
}

void ProcessTreeModel::insertNew(Branch& branch, const std::vector<genmsg::Pid>& now) {
  // Siblings are in order of their start, so the ones that stayed keep their order. A node that
  // changes its mind about a start gets the whole branch anew.
  if (!isSubsequence(branch.children, now)) removeIf(branch, [](genmsg::Pid) { return true; });
  for (std::size_t row = 0; row < now.size(); ++row) {
    if (row < branch.children.size() && branch.children[row] == now[row]) continue;
    const auto begin = now.begin() + static_cast<std::ptrdiff_t>(row);
    const auto end = row < branch.children.size()
                         ? std::find(begin, now.end(), branch.children[row])
                         : now.end();
    const auto last = static_cast<std::size_t>(end - now.begin()) - 1;
    beginInsertRows(indexOfOwner(branch), static_cast<int>(row), static_cast<int>(last));
    branch.children.insert(branch.children.begin() + static_cast<std::ptrdiff_t>(row), begin, end);
    endInsertRows();
    row = last;
  }
}

void ProcessTreeModel::setVisibleIndexes(const QModelIndexList& indexes) {
  m_visible = QList<QPersistentModelIndex>(indexes.begin(), indexes.end());
}

// One signal for each run of siblings.
void ProcessTreeModel::emitVisibleChanged() {
  for (qsizetype i = 0; i < m_visible.size();) {
    const QModelIndex first = m_visible[i];
    QModelIndex last = first;
    for (++i; i < m_visible.size() && first.isValid() && m_visible[i].row() == last.row() + 1 &&
              m_visible[i].parent() == first.parent();
         ++i)
      last = m_visible[i];
    if (!first.isValid()) continue;  // it went
    Q_EMIT dataChanged(first.siblingAtColumn(0), last.siblingAtColumn(ColumnCount - 1));
  }
}

void ProcessTreeModel::emitAllChanged() {
  for (const auto& [owner, branch] : m_branches) {
    if (branch->children.empty()) continue;
    const QModelIndex parent = indexOfOwner(*branch);
    const int last = static_cast<int>(branch->children.size()) - 1;
    Q_EMIT dataChanged(index(0, 0, parent), index(last, ColumnCount - 1, parent));
  }
}

void ProcessTreeModel::forget(genmsg::Pid owner) {
  const auto found = m_branches.find(owner);
  if (found == m_branches.end()) return;
  const std::vector<genmsg::Pid> children = std::move(found->second->children);
  m_branches.erase(found);
  for (const genmsg::Pid child : children) forget(child);
}

std::vector<genmsg::Pid> ProcessTreeModel::childrenOf(genmsg::Pid owner) const {
  std::vector<genmsg::Pid> pids;
  if (!m_view) return pids;
  const std::uint32_t row = owner ? m_view->rowOf(owner) : noRow;
  if (owner && row == noRow) return pids;
  const auto rows = owner ? m_view->forest->childrenOf(row) : m_view->forest->roots();
  pids.reserve(rows.size());
  for (const std::uint32_t child : rows) pids.push_back(m_view->process(child).pid);
  return pids;
}

ProcessTreeModel::Branch* ProcessTreeModel::branchFor(genmsg::Pid owner, Branch* parent,
                                                      int row) const {
  std::unique_ptr<Branch>& branch = m_branches[owner];
  if (!branch) branch.reset(new Branch{owner, parent, row, childrenOf(owner)});
  return branch.get();
}

// The branch that holds the children of `parent`; made if this is the first question about them.
ProcessTreeModel::Branch* ProcessTreeModel::branchOf(const QModelIndex& parent) const {
  if (!parent.isValid()) return m_branches.at({}).get();
  return branchFor(pidAt(parent), static_cast<Branch*>(parent.internalPointer()), parent.row());
}

QModelIndex ProcessTreeModel::indexOfOwner(Branch& branch) const {
  if (!branch.parent) return {};
  const std::vector<genmsg::Pid>& siblings = branch.parent->children;
  const auto row = static_cast<std::size_t>(branch.row);
  if (row >= siblings.size() || siblings[row] != branch.owner) {
    const auto owner = std::find(siblings.begin(), siblings.end(), branch.owner);
    branch.row = static_cast<int>(owner - siblings.begin());
  }
  return createIndex(branch.row, 0, branch.parent);
}

genmsg::Pid ProcessTreeModel::pidAt(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  const auto* branch = static_cast<const Branch*>(index.constInternalPointer());
  return branch->children[static_cast<std::size_t>(index.row())];
}

QModelIndex ProcessTreeModel::indexOf(genmsg::Pid pid) const {
  const std::uint32_t row = m_view ? m_view->rowOf(pid) : noRow;
  if (row == noRow) return {};
  std::vector<genmsg::Pid> path;  // from the process to its root
  for (std::uint32_t at = row; at != noRow; at = m_view->forest->parentOf(at))
    path.push_back(m_view->process(at).pid);
  QModelIndex found;
  for (auto next = path.rbegin(); next != path.rend(); ++next) {
    const Branch* branch = branchOf(found);
    const auto child = std::find(branch->children.begin(), branch->children.end(), *next);
    if (child == branch->children.end()) return {};
    found = index(static_cast<int>(child - branch->children.begin()), 0, found);
  }
  return found;
}

QModelIndex ProcessTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (row < 0 || column < 0 || column >= ColumnCount || parent.column() > 0) return {};
  Branch* branch = branchOf(parent);
  if (static_cast<std::size_t>(row) >= branch->children.size()) return {};
  return createIndex(row, column, branch);
}

QModelIndex ProcessTreeModel::parent(const QModelIndex& child) const {
  if (!child.isValid()) return {};
  return indexOfOwner(*static_cast<Branch*>(child.internalPointer()));
}

int ProcessTreeModel::rowCount(const QModelIndex& parent) const {
  if (parent.column() > 0) return 0;
  return static_cast<int>(branchOf(parent)->children.size());
}

int ProcessTreeModel::columnCount(const QModelIndex&) const {
  return ColumnCount;
}

bool ProcessTreeModel::hasChildren(const QModelIndex& parent) const {
  if (!parent.isValid()) return rowCount() > 0;
  if (parent.column() > 0) return false;
  const auto branch = m_branches.find(pidAt(parent));
  if (branch != m_branches.end()) return !branch->second->children.empty();
  const std::uint32_t row = m_view->rowOf(pidAt(parent));
  return row != noRow && !m_view->forest->childrenOf(row).empty();
}

QString ProcessTreeModel::displayText(std::uint32_t row, int column) const {
  const genmsg::ProcessRow& process = m_view->process(row);
  const RowStatus status = rowStatus(process.status);
  switch (column) {
    case Name:
      return titleOf(process);
    case InitialCall:
      return formatAtom(process.initial_call);
    case Status:
      return statusGlyph(status) + u' ' + statusWord(status);
    case Mailbox:
      return formatCount(process.mailbox);
    case MessageRate:
      return formatRate(double{m_view->rates[row].messagesPerSecond});
    case Pid:
      return formatPid(process.pid);
    default:
      return {};
  }
}

QVariant ProcessTreeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
  const int column = index.column();
  if (role == Qt::TextAlignmentRole)
    return QVariant(processColumnInfo(tableColumn(column)).alignment);
  const genmsg::Pid pid = pidAt(index);
  if (role == PidRole) return QVariant::fromValue(pid);
  const std::uint32_t row = m_view->rowOf(pid);
  if (row == noRow) return {};  // about to be removed

  const genmsg::ProcessRow& process = m_view->process(row);
  switch (role) {
    case Qt::DisplayRole:
      return displayText(row, column);
    case Qt::ToolTipRole:
      return column == Name || column == InitialCall ? displayText(row, column) : QVariant();
    case Qt::AccessibleTextRole:
      return column == Status ? statusWord(rowStatus(process.status)) : displayText(row, column);
    case RawValueRole: {
      const QVariant raw = rawData(*m_view, row, column);
      return raw.isValid() || column == MessageRate ? raw : data(index, Qt::AccessibleTextRole);
    }
    case StatusRole:
      return static_cast<int>(rowStatus(process.status));
    default:
      return {};
  }
}

QVariant ProcessTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
  const ProcessColumnInfo info = processColumnInfo(tableColumn(section));
  switch (role) {
    case Qt::DisplayRole:
      return info.title;
    case Qt::ToolTipRole:
      return section == Name ? tr("Registered name, else initial call, else pid") : info.toolTip;
    case Qt::TextAlignmentRole:
      return QVariant(info.alignment);
    default:
      return {};
  }
}

}  // namespace models
