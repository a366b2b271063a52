// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_tree_model.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "models/format.h"
#include "models/process_column.h"
#include "models/roles.h"

namespace models {

struct ProcessTreeModel::Branch {
  genmsg::Pid owner;         // a default pid: the roots
  Branch* parent = nullptr;  // that has the owner as a child; null for the roots
  int row = 0;               // of the owner in `parent`, when it was last looked up
  std::size_t shown = pageSize;       // of its children
  std::vector<genmsg::Pid> revealed;  // children that are shown though they are beyond
  std::vector<Row> rows;
};

namespace {

// For how long a restart is news, however often snapshots are taken.
constexpr std::int64_t restartNewsNs = 1'000'000'000;

template <class T>
bool isSubsequence(const std::vector<T>& part, const std::vector<T>& all) {
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

QVariant known(double rate) {
  return std::isnan(rate) ? QVariant() : QVariant(rate);
}

// A branch is as warm as what is below it, so that a way leads to the warm leaf.
QVariant rawData(const NodeView& view, std::uint32_t row, int column) {
  const ProcessBranch* branch = view.branches.find(row);
  switch (column) {
    case ProcessTreeModel::Mailbox:
      return branch ? QVariant(qulonglong{branch->mailbox}) : QVariant(view.process(row).mailbox);
    case ProcessTreeModel::MessageRate:
      return known(branch ? branch->messagesPerSecond
                          : double{view.rates[row].messagesPerSecond});
    case ProcessTreeModel::Children:
      return static_cast<qulonglong>(view.forest->childrenOf(row).size());
    default:
      return {};
  }
}

bool isNumber(int column) {
  return column == ProcessTreeModel::Mailbox || column == ProcessTreeModel::MessageRate ||
         column == ProcessTreeModel::Restarts || column == ProcessTreeModel::Children;
}

Qt::Alignment alignmentOf(int column) {
  return Qt::AlignVCenter | (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft);
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
  const std::int64_t nowNs = view->snapshot->time_ns;
  if (!isSameSnapshot) {
    m_restartsSinceNs = nowNs - restartNewsNs;
    if (m_view) m_restartsSinceNs = std::min(m_restartsSinceNs, m_view->snapshot->time_ns);
  }
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
  struct Next {
    genmsg::Pid owner;
    std::vector<Row> rows;
  };
  std::vector<Next> nexts;
  nexts.reserve(m_branches.size());
  for (const auto& [owner, branch] : m_branches) nexts.push_back({owner, rowsFor(*branch)});
  for (const Next& next : nexts) {
    const auto branch = m_branches.find(next.owner);  // forgotten, if its owner went
    if (branch != m_branches.end()) removeGone(*branch->second, next.rows);
  }
  for (const Next& next : nexts) {
    const auto branch = m_branches.find(next.owner);
    if (branch == m_branches.end()) continue;
    insertNew(*branch->second, next.rows);
    branch->second->revealed = revealedIn(*branch->second);
  }
}

/// After its pages or what is revealed changed.
void ProcessTreeModel::update(Branch& branch) {
  const std::vector<Row> now = rowsFor(branch);
  removeGone(branch, now);
  insertNew(branch, now);
}

void ProcessTreeModel::removeGone(Branch& branch, const std::vector<Row>& now) {
  if (isSubsequence(branch.rows, now)) return;
  std::unordered_set<genmsg::Pid> pids;
  std::vector<Row> others;
  for (const Row& row : now) {
    if (row.kind == RowKind::Process)
      pids.insert(row.pid);
    else
      others.push_back(row);
  }
  removeIf(branch, [&](const Row& row) {
    if (row.kind == RowKind::Process) return !pids.contains(row.pid);
    return std::ranges::find(others, row) == others.end();
  });
}

// Runs of rows from the last to the first.
template <class IsGone>
void ProcessTreeModel::removeIf(Branch& branch, IsGone isGone) {
  for (auto last = branch.rows.end(); last != branch.rows.begin();) {
    if (!isGone(*(last - 1))) {
      --last;
      continue;
    }
    auto first = last;
    while (first != branch.rows.begin() && isGone(*(first - 1))) --first;
    const auto row = static_cast<int>(first - branch.rows.begin());
    beginRemoveRows(indexOfOwner(branch), row, row + static_cast<int>(last - first) - 1);
    for (auto gone = first; gone != last; ++gone)
      if (gone->kind == RowKind::Process) forget(gone->pid);
    last = branch.rows.erase(first, last);
    endRemoveRows();
  }
}

void ProcessTreeModel::insertNew(Branch& branch, const std::vector<Row>& now) {
  // Siblings are in order of their start, so the ones that stayed keep their order. A node that
  // changes its mind about a start gets the whole branch anew.
  if (!isSubsequence(branch.rows, now)) removeIf(branch, [](const Row&) { return true; });
  for (std::size_t row = 0; row < now.size(); ++row) {
    if (row < branch.rows.size() && branch.rows[row] == now[row]) continue;
    const auto begin = now.begin() + static_cast<std::ptrdiff_t>(row);
    const auto end =
        row < branch.rows.size() ? std::find(begin, now.end(), branch.rows[row]) : now.end();
    const auto last = static_cast<std::size_t>(end - now.begin()) - 1;
    beginInsertRows(indexOfOwner(branch), static_cast<int>(row), static_cast<int>(last));
    branch.rows.insert(branch.rows.begin() + static_cast<std::ptrdiff_t>(row), begin, end);
    endInsertRows();
    row = last;
  }
}

void ProcessTreeModel::showMore(const QModelIndex& more) {
  if (kindAt(more) != RowKind::More) return;
  Branch& branch = *static_cast<Branch*>(more.internalPointer());
  branch.shown += pageSize;
  update(branch);
  branch.revealed = revealedIn(branch);
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
    if (branch->rows.empty()) continue;
    const QModelIndex parent = indexOfOwner(*branch);
    const int last = static_cast<int>(branch->rows.size()) - 1;
    Q_EMIT dataChanged(index(0, 0, parent), index(last, ColumnCount - 1, parent));
  }
}

void ProcessTreeModel::forget(genmsg::Pid owner) {
  const auto found = m_branches.find(owner);
  if (found == m_branches.end()) return;
  const std::vector<Row> rows = std::move(found->second->rows);
  m_branches.erase(found);
  for (const Row& row : rows)
    if (row.kind == RowKind::Process) forget(row.pid);
}

std::span<const std::uint32_t> ProcessTreeModel::childrenOf(genmsg::Pid owner) const {
  if (!m_view) return {};
  if (!owner) return m_view->forest->roots();
  const std::uint32_t row = m_view->rowOf(owner);
  return row == noRow ? std::span<const std::uint32_t>() : m_view->forest->childrenOf(row);
}

std::vector<ProcessTreeModel::Row> ProcessTreeModel::rowsFor(const Branch& branch) const {
  std::vector<Row> rows;
  const auto children = childrenOf(branch.owner);
  const std::size_t shown = std::min(branch.shown, children.size());
  rows.reserve(shown + 3);
  const ProcessBranch* totals = branch.owner ? branchAt(m_view->rowOf(branch.owner)) : nullptr;
  if (totals) {
    for (const ChildClass& each : totals->classes)
      rows.push_back({RowKind::ClassSummary, {}, each.initialCall});
  }
  for (const std::uint32_t child : children.first(shown))
    rows.push_back({RowKind::Process, m_view->process(child).pid, {}});
  if (shown == children.size()) return rows;
  rows.push_back({RowKind::More, {}, {}});
  for (const genmsg::Pid pid : revealedIn(branch)) rows.push_back({RowKind::Process, pid, {}});
  if (branch.owner) rows.push_back({RowKind::Grouped, {}, {}});
  return rows;
}

/// Those that are still beyond its pages, in the order of siblings.
std::vector<genmsg::Pid> ProcessTreeModel::revealedIn(const Branch& branch) const {
  std::vector<genmsg::Pid> pids;
  const auto& processes = m_view->snapshot->processes;
  const std::uint32_t owner = branch.owner ? m_view->rowOf(branch.owner) : noRow;
  for (const genmsg::Pid pid : branch.revealed) {
    const std::uint32_t row = m_view->rowOf(pid);
    if (row == noRow || m_view->forest->parentOf(row) != owner) continue;
    if (m_view->forest->placeAmongSiblings(processes, row) >= branch.shown) pids.push_back(pid);
  }
  std::ranges::sort(pids, [&](genmsg::Pid a, genmsg::Pid b) {
    return m_view->forest->precedes(processes, m_view->rowOf(a), m_view->rowOf(b));
  });
  return pids;
}

ProcessTreeModel::Branch* ProcessTreeModel::branchFor(genmsg::Pid owner, Branch* parent,
                                                      int row) const {
  std::unique_ptr<Branch>& branch = m_branches[owner];
  if (!branch) {
    branch = std::make_unique<Branch>();
    branch->owner = owner;
    branch->parent = parent;
    branch->row = row;
    branch->rows = rowsFor(*branch);
  }
  return branch.get();
}

// The branch that holds the children of `parent`; made if this is the first question about them.
// Null: it is no process.
ProcessTreeModel::Branch* ProcessTreeModel::branchOf(const QModelIndex& parent) const {
  if (!parent.isValid()) return m_branches.at({}).get();
  const Row& row = rowAt(parent);
  if (row.kind != RowKind::Process) return nullptr;
  return branchFor(row.pid, static_cast<Branch*>(parent.internalPointer()), parent.row());
}

QModelIndex ProcessTreeModel::indexOfOwner(Branch& branch) const {
  if (!branch.parent) return {};
  const std::vector<Row>& siblings = branch.parent->rows;
  const auto row = static_cast<std::size_t>(branch.row);
  if (row >= siblings.size() || siblings[row].pid != branch.owner) {
    const auto owner = std::ranges::find(siblings, branch.owner, &Row::pid);
    branch.row = static_cast<int>(owner - siblings.begin());
  }
  return createIndex(branch.row, 0, branch.parent);
}

/// @pre the index is valid
const ProcessTreeModel::Row& ProcessTreeModel::rowAt(const QModelIndex& index) const {
  const auto* branch = static_cast<const Branch*>(index.constInternalPointer());
  return branch->rows[static_cast<std::size_t>(index.row())];
}

ProcessTreeModel::RowKind ProcessTreeModel::kindAt(const QModelIndex& index) const {
  return index.isValid() ? rowAt(index).kind : RowKind::Process;
}

genmsg::Pid ProcessTreeModel::pidAt(const QModelIndex& index) const {
  return index.isValid() ? rowAt(index).pid : genmsg::Pid();
}

genmsg::Pid ProcessTreeModel::ownerAt(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  return static_cast<const Branch*>(index.constInternalPointer())->owner;
}

/// From its root to the process; empty if it is not alive.
std::vector<genmsg::Pid> ProcessTreeModel::pathTo(genmsg::Pid pid) const {
  std::vector<genmsg::Pid> path;
  for (std::uint32_t at = m_view ? m_view->rowOf(pid) : noRow; at != noRow;
       at = m_view->forest->parentOf(at))
    path.push_back(m_view->process(at).pid);
  std::ranges::reverse(path);
  return path;
}

QModelIndex ProcessTreeModel::childIndex(const QModelIndex& parent, genmsg::Pid pid) const {
  const Branch* branch = branchOf(parent);
  const auto child = std::ranges::find(branch->rows, pid, &Row::pid);
  if (child == branch->rows.end()) return {};
  return index(static_cast<int>(child - branch->rows.begin()), 0, parent);
}

QModelIndex ProcessTreeModel::indexOf(genmsg::Pid pid) const {
  QModelIndex found;
  for (const genmsg::Pid each : pathTo(pid)) {
    found = childIndex(found, each);
    if (!found.isValid()) return {};
  }
  return found;
}

QModelIndex ProcessTreeModel::reveal(genmsg::Pid pid) {
  QModelIndex found;
  for (const genmsg::Pid each : pathTo(pid)) {
    QModelIndex child = childIndex(found, each);
    if (!child.isValid()) {
      Branch& branch = *branchOf(found);
      if (branch.revealed.size() >= revealedMax) branch.revealed.erase(branch.revealed.begin());
      branch.revealed.push_back(each);
      update(branch);
      child = childIndex(found, each);
    }
    found = child;
  }
  return found;
}

QModelIndex ProcessTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (row < 0 || column < 0 || column >= ColumnCount || parent.column() > 0) return {};
  Branch* branch = branchOf(parent);
  if (!branch || static_cast<std::size_t>(row) >= branch->rows.size()) return {};
  return createIndex(row, column, branch);
}

QModelIndex ProcessTreeModel::parent(const QModelIndex& child) const {
  if (!child.isValid()) return {};
  return indexOfOwner(*static_cast<Branch*>(child.internalPointer()));
}

int ProcessTreeModel::rowCount(const QModelIndex& parent) const {
  if (parent.column() > 0) return 0;
  const Branch* branch = branchOf(parent);
  return branch ? static_cast<int>(branch->rows.size()) : 0;
}

int ProcessTreeModel::columnCount(const QModelIndex&) const {
  return ColumnCount;
}

bool ProcessTreeModel::hasChildren(const QModelIndex& parent) const {
  if (!parent.isValid()) return rowCount() > 0;
  if (parent.column() > 0 || kindAt(parent) != RowKind::Process) return false;
  const auto branch = m_branches.find(pidAt(parent));
  if (branch != m_branches.end()) return !branch->second->rows.empty();
  return !childrenOf(pidAt(parent)).empty();
}

const ProcessBranch* ProcessTreeModel::branchAt(std::uint32_t row) const {
  return m_view->branches.find(row);
}

/// Null: the process is no supervisor.
const genmsg::RestartHistory* ProcessTreeModel::historyAt(std::uint32_t row) const {
  const ProcessBranch* branch = branchAt(row);
  if (!branch || branch->history == ProcessBranch::noHistory) return nullptr;
  return &m_view->snapshot->supervisors[branch->history];
}

/// It was restarted itself, or has restarted a child, since the view before or a moment ago.
bool ProcessTreeModel::hasRestarted(std::uint32_t row) const {
  const genmsg::ProcessRow& process = m_view->process(row);
  if (process.restarts > 0 && process.start_ns >= m_restartsSinceNs) return true;
  const genmsg::RestartHistory* history = historyAt(row);
  return history && !history->last.empty() && history->last.back().time_ns >= m_restartsSinceNs;
}

QString ProcessTreeModel::restartsText(std::uint32_t row) const {
  const genmsg::RestartHistory* history = historyAt(row);
  if (!history) return formatCount(m_view->process(row).restarts);
  //: restarts within the supervisor's period / the most that it allows
  return tr("%1 / %2").arg(formatCount(branchAt(row)->restarts), formatCount(history->intensity));
}

QString ProcessTreeModel::restartsToolTip(std::uint32_t row) const {
  const genmsg::RestartHistory* history = historyAt(row);
  const QString own = tr("Its supervisor has restarted it %1 times")
                          .arg(formatCount(m_view->process(row).restarts));
  if (!history) return own;
  return tr("It has restarted children %1 times in the last %2 s, and ends itself beyond %3.\n"
            "Since it started: %4 times.")
             .arg(formatCount(branchAt(row)->restarts),
                  formatCount(static_cast<std::uint64_t>(history->period.count())),
                  formatCount(history->intensity), formatCount(history->total)) +
         u'\n' + own;
}

QString ProcessTreeModel::displayText(std::uint32_t row, int column) const {
  const genmsg::ProcessRow& process = m_view->process(row);
  const std::size_t children = m_view->forest->childrenOf(row).size();
  const auto withBelow = [&](const QString& own, const QString& below) {
    //: of a process that has children: its own / with all below it
    return children == 0 ? own : tr("%1 / %2").arg(own, below);
  };
  const ProcessBranch* branch = branchAt(row);
  switch (column) {
    case Name:
      return titleOf(process);
    case InitialCall:
      return formatAtom(process.initial_call);
    case Status:
      return statusGlyph(rowStatus(process.status)) + u' ' +
             statusWord(rowStatus(process.status));
    case Mailbox:
      return withBelow(formatCount(process.mailbox), formatCount(branch ? branch->mailbox : 0));
    case MessageRate:
      return withBelow(formatRate(double{m_view->rates[row].messagesPerSecond}),
                       formatRate(branch ? branch->messagesPerSecond : 0));
    case Restarts:
      return restartsText(row);
    case Strategy:
      return historyAt(row) ? formatAtom(historyAt(row)->strategy) : QString();
    case Children:
      return children == 0 ? QString() : formatCount(children);
    case Pid:
      return formatPid(process.pid);
    default:
      return {};
  }
}

QString ProcessTreeModel::toolTip(std::uint32_t row, int column) const {
  const genmsg::ProcessRow& process = m_view->process(row);
  const ProcessBranch* branch = branchAt(row);
  switch (column) {
    case Name:
    case InitialCall:
      return displayText(row, column);
    case Mailbox:
      if (!branch) return {};
      return tr("%1 in its own mailbox, %2 with all below it")
          .arg(formatCount(process.mailbox), formatCount(branch->mailbox));
    case MessageRate:
      if (!branch) return {};
      return tr("%1 messages a second, %2 with all below it")
          .arg(formatRate(double{m_view->rates[row].messagesPerSecond}),
               formatRate(branch->messagesPerSecond));
    case Restarts:
      return restartsToolTip(row);
    default:
      return {};
  }
}

QVariant ProcessTreeModel::classData(const Branch& branch, genmsg::Atom initialCall, int column,
                                     int role) const {
  const ProcessBranch* totals = branchAt(m_view->rowOf(branch.owner));
  if (!totals) return {};
  const auto group = std::ranges::find(totals->classes, initialCall, &ChildClass::initialCall);
  if (group == totals->classes.end()) return {};
  if (role == RawValueRole) {
    if (column == Mailbox) return qulonglong{group->mailbox};
    if (column == MessageRate) return group->messagesPerSecond;
    if (column == Children) return group->count;
  }
  if (role == Qt::ToolTipRole)
    return tr("All %1 children that run %2: %3 messages wait in their mailboxes, at most %4 in one")
        .arg(formatCount(group->count), formatAtom(initialCall), formatCount(group->mailbox),
             formatCount(group->largestMailbox));
  if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != RawValueRole) return {};
  switch (column) {
    case Name:
      //: a line of sums: how many processes of which class
      return tr("%1 × %2").arg(formatCount(group->count), formatAtom(initialCall));
    case InitialCall:
      return formatAtom(initialCall);
    case Mailbox:
      //: the sum of mailboxes, and the largest
      return tr("Σ %1, max %2").arg(formatCount(group->mailbox),
                                    formatCount(group->largestMailbox));
    case MessageRate:
      return tr("Σ %1").arg(formatRate(group->messagesPerSecond));
    default:
      return {};
  }
}

QVariant ProcessTreeModel::moreData(const Branch& branch, RowKind kind, int column,
                                    int role) const {
  if (column != Name) return {};
  const std::size_t all = childrenOf(branch.owner).size();
  const bool isMore = kind == RowKind::More;
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return isMore ? tr("… %1 more").arg(formatCount(all - std::min(all, branch.shown)))
                    : tr("Group all %1 by class").arg(formatCount(all));
    case Qt::ToolTipRole:
      return isMore ? tr("Click, or press Enter, for the next %1")
                          .arg(formatCount(std::min(pageSize, all - std::min(all, branch.shown))))
                    : tr("Click, or press Enter, to see them on the Processes page");
    default:
      return {};
  }
}

QVariant ProcessTreeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
  const int column = index.column();
  if (role == Qt::TextAlignmentRole) return QVariant(alignmentOf(column));
  const Row& what = rowAt(index);
  if (role == PidRole) return QVariant::fromValue(what.pid);
  const auto& branch = *static_cast<const Branch*>(index.constInternalPointer());
  if (what.kind == RowKind::ClassSummary) return classData(branch, what.initialCall, column, role);
  if (what.kind != RowKind::Process) return moreData(branch, what.kind, column, role);
  const std::uint32_t row = m_view->rowOf(what.pid);
  if (row == noRow) return {};  // about to be removed

  const RowStatus status = rowStatus(m_view->process(row).status);
  switch (role) {
    case Qt::DisplayRole:
      return displayText(row, column);
    case Qt::ToolTipRole:
      return toolTip(row, column);
    case Qt::AccessibleTextRole:
      return column == Status ? statusWord(status) : displayText(row, column);
    case RawValueRole: {
      const QVariant raw = rawData(*m_view, row, column);
      return raw.isValid() || column == MessageRate ? raw : data(index, Qt::AccessibleTextRole);
    }
    case StatusRole:
      return static_cast<int>(status);
    case RestartedRole:
      return hasRestarted(row);
    default:
      return {};
  }
}

namespace {

struct Heading {
  QString title;
  QString toolTip;
};

Heading headingOf(int column) {
  const ProcessColumnInfo info = processColumnInfo(tableColumn(column));
  const QString below =
      u'\n' + ProcessTreeModel::tr("Where processes are below it: its own / with all below it");
  switch (column) {
    case ProcessTreeModel::Name:
      return {info.title, ProcessTreeModel::tr("Registered name, else initial call, else pid")};
    case ProcessTreeModel::Mailbox:
    case ProcessTreeModel::MessageRate:
      return {info.title, info.toolTip + below};
    case ProcessTreeModel::Restarts:
      return {ProcessTreeModel::tr("Restarts"),
              ProcessTreeModel::tr(
                  "Of a supervisor: how often it restarted children within its period / how often\n"
                  "it may (OTP: intensity and period). Of its children: how often each was\n"
                  "restarted. From the supervisors' restart histories; nobody is asked")};
    case ProcessTreeModel::Strategy:
      return {ProcessTreeModel::tr("Strategy"),
              ProcessTreeModel::tr("Whom a supervisor restarts with a child that ended\n"
                                   "(OTP: strategy of supervisor:sup_flags())")};
    case ProcessTreeModel::Children:
      return {ProcessTreeModel::tr("Children"),
              ProcessTreeModel::tr("Living processes that this one has started\n"
                                   "(OTP: active of supervisor:count_children/1)")};
    default:
      return {info.title, info.toolTip};
  }
}

}  // namespace

QVariant ProcessTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
  switch (role) {
    case Qt::DisplayRole:
      return headingOf(section).title;
    case Qt::ToolTipRole:
      return headingOf(section).toolTip;
    case Qt::TextAlignmentRole:
      return QVariant(alignmentOf(section));
    default:
      return {};
  }
}

}  // namespace models
