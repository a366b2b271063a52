// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_info_model.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "genmsg/term/print.h"
#include "models/format.h"
#include "models/roles.h"
#include "models/suspension_text.h"

namespace models {
namespace {

using genmsg::Term;

constexpr genmsg::PrintLimits valueLimits{32, 400};
constexpr ProcessInfoModel::Group lists[] = {
    ProcessInfoModel::Links, ProcessInfoModel::Monitors, ProcessInfoModel::MonitoredBy,
    ProcessInfoModel::Ancestors};

QString textOf(const Term& term, genmsg::PrintLimits limits = {}) {
  return QString::fromStdString(genmsg::print(term, limits));
}

QString withUnit(const QString& number, const QString& unit) {
  return unit.isEmpty() ? number : QString(number + u' ' + unit);
}

}  // namespace

ProcessInfoModel::ProcessInfoModel(QObject* parent)
    : QAbstractItemModel(parent), m_groups(GroupCount), m_shownMax(GroupCount, firstItems) {}

void ProcessInfoModel::setPid(genmsg::Pid pid) {
  if (pid == m_pid) return;
  m_pid = pid;
  m_row.reset();
  m_status.reset();
  m_statusError.clear();
  m_info.reset();
  m_exited = false;
  m_seenNs = 0;
  m_shownMax.assign(GroupCount, firstItems);
  rebuild();
}

void ProcessInfoModel::applyView(const NodeViewPtr& view) {
  if (!view || !m_pid) return;
  m_view = view;
  const std::uint32_t row = view->rowOf(m_pid);
  m_nowNs = view->snapshot->time_ns;
  m_exited = row == noRow;
  if (!m_exited) {
    m_row = view->process(row);
    m_rates = view->rates[row];
    m_uptimeNs = view->uptimeNs(row);
    m_seenNs = m_nowNs;
  }
  setEntries(Process, processEntries());
  setEntries(SysStatus, statusEntries());  // for how long it is suspended
  for (const Group group : lists) setEntries(group, listEntries(group));  // names
}

void ProcessInfoModel::applyStatus(const genmsg::ProcessStatusPtr& status) {
  if (!status || status->pid != m_pid) return;
  m_status = status;
  m_statusError.clear();
  rebuild();
}

void ProcessInfoModel::applyStatusError(genmsg::Pid pid, const genmsg::NodeError& error) {
  if (pid != m_pid) return;
  m_statusError = QString::fromStdString(error.message);
  rebuild();
}

void ProcessInfoModel::applyInfo(const genmsg::ProcessInfoPtr& info) {
  if (!info || info->pid != m_pid) return;
  m_info = info;
  rebuild();
}

void ProcessInfoModel::rebuild() {
  setEntries(Process, processEntries());
  setEntries(SysStatus, statusEntries());
  for (const Group group : lists) setEntries(group, listEntries(group));
  Q_EMIT dataChanged(index(0, Item), index(GroupCount - 1, Item));  // their titles
}

// Items have no identity but their place; only what differs is reported.
void ProcessInfoModel::setEntries(Group group, Entries entries) {
  Entries& now = m_groups[static_cast<std::size_t>(group)];
  const QModelIndex parent = index(group, 0);
  const std::size_t common = std::min(now.size(), entries.size());
  std::size_t first = common;
  std::size_t last = 0;
  for (std::size_t i = 0; i < common; ++i) {
    if (now[i] == entries[i]) continue;
    first = std::min(first, i);
    last = i;
    now[i] = std::move(entries[i]);
  }
  if (now.size() > common) {
    beginRemoveRows(parent, static_cast<int>(common), static_cast<int>(now.size()) - 1);
    now.resize(common);
    endRemoveRows();
  } else if (entries.size() > common) {
    beginInsertRows(parent, static_cast<int>(common), static_cast<int>(entries.size()) - 1);
    now.insert(now.end(), std::make_move_iterator(entries.begin() + static_cast<int>(common)),
               std::make_move_iterator(entries.end()));
    endInsertRows();
  }
  if (first < common)
    Q_EMIT dataChanged(index(static_cast<int>(first), 0, parent),
                       index(static_cast<int>(last), ColumnCount - 1, parent));
}

ProcessInfoModel::Entries ProcessInfoModel::processEntries() const {
  if (!m_row) return {};
  const genmsg::ProcessRow& row = *m_row;
  const RowStatus status = m_exited ? RowStatus::Exited : rowStatus(row.status);
  Entries entries;
  const auto add = [&entries](const QString& item, const QString& value) {
    entries.push_back({item, value, {}, {}});
  };
  add(tr("Pid"), formatPid(row.pid));
  add(tr("Registered name"), formatAtom(row.name));
  if (const Term text = label(); !text.is(genmsg::atoms::undefined))
    entries.push_back({tr("Label"), textOf(text, valueLimits), text, {}});
  add(tr("Initial call"), formatAtom(row.initial_call));
  add(tr("Behaviour"), formatAtom(row.behaviour));
  add(tr("Status"), statusGlyph(status) + u' ' + statusWord(status));
  entries.push_back(pidEntry(tr("Started by"), row.parent));
  entries.push_back(pidEntry(tr("Supervisor"), supervisor()));
  addCounters(entries);
  return entries;
}

void ProcessInfoModel::addCounters(Entries& entries) const {
  const genmsg::ProcessRow& row = *m_row;
  const auto add = [&entries](const QString& item, const QString& value) {
    entries.push_back({item, value, {}, {}});
  };
  const auto known = [](bool isKnown, double value) { return isKnown ? value : std::nan(""); };
  const double messages = static_cast<double>(row.messages);
  const double meanNs =
      known(row.messages > 0, static_cast<double>(row.busy_ns) / std::max(messages, 1.0));
  const QString unknown = formatTime(std::nan(""));
  add(tr("Mailbox"), formatCount(row.mailbox));
  add(tr("Deepest mailbox"), formatCount(row.peak));
  if (row.limit > 0)
    add(tr("Mailbox limit"),
        tr("%1, %2 lost").arg(formatCount(row.limit), formatCount(row.lost)));
  add(tr("Longest wait"), formatTime(known(row.wait_max_ns > 0, double{row.wait_max_ns})));
  add(tr("Messages handled"), formatCount(row.messages));
  add(tr("Messages per second"), formatRate(double{m_rates.messagesPerSecond}));
  add(tr("Last message"),
      row.last_type == genmsg::atoms::undefined ? unknown
      : row.last_ago_ns < 0
          ? formatAtom(row.last_type)
          : tr("%1, %2 ago").arg(formatAtom(row.last_type),
                                 formatDuration(static_cast<std::int64_t>(row.last_ago_ns))));
  add(tr("Busy"), withUnit(formatPercent(double{m_rates.busy}), tr("%")));
  add(tr("Mean time per message"), formatTime(meanNs));
  add(tr("Longest message"),
      formatTime(known(row.messages > 0, double{row.max_ns})));
  add(tr("Scheduler"), row.scheduler < 0 ? unknown : formatCount(std::uint64_t(row.scheduler) + 1));
  add(tr("Restarts"), formatCount(row.restarts));
  add(tr("Uptime"), formatDuration(m_uptimeNs));
  if (row.state_bytes > 0) add(tr("State size"), tr("%1 bytes").arg(formatCount(row.state_bytes)));
  if (m_info) add(tr("Memory (estimate)"), tr("%1 bytes").arg(formatCount(m_info->memory)));
  add(tr("Traced"), row.traced ? tr("yes") : tr("no"));
  if (m_info) add(tr("Traps exits"), m_info->trap_exit ? tr("yes") : tr("no"));
  if (m_info) add(tr("Priority messages"), m_info->priority_messages ? tr("yes") : tr("no"));
  if (m_info && m_info->hibernating) add(tr("Hibernating"), tr("yes"));
}

ProcessInfoModel::Entry ProcessInfoModel::pidEntry(const QString& item, genmsg::Pid pid) const {
  return {item, pid ? processText(Term(pid)) : QString(), {}, pid};
}

Term ProcessInfoModel::label() const {
  return m_info ? m_info->label : Term();
}

/// The nearest of its ancestors that is one; a default pid if it has none, or nobody knows.
genmsg::Pid ProcessInfoModel::supervisor() const {
  static const genmsg::Atom behaviour = genmsg::Atom::intern("supervisor");
  if (!m_view) return {};
  genmsg::Pid pid = m_row->parent;
  // A parent is older than its child, so this ends; the bound is for a node that says otherwise.
  for (int depth = 0; pid && depth < 1000; ++depth) {
    const std::uint32_t row = m_view->rowOf(pid);
    if (row == noRow) return {};
    if (m_view->process(row).behaviour == behaviour) return pid;
    pid = m_view->process(row).parent;
  }
  return {};
}

/// "<0.17.3> pool_worker_1" of a pid that has a name, else the term.
QString ProcessInfoModel::processText(const Term& process) const {
  const QString text = textOf(process, valueLimits);
  if (!process.is(Term::Kind::Pid) || !m_view) return text;
  const std::uint32_t row = m_view->rowOf(process.as_pid());
  const QString name = row == noRow ? QString() : formatAtom(m_view->process(row).name);
  return name.isEmpty() ? text : QString(text + u' ' + name);
}

ProcessInfoModel::Entries ProcessInfoModel::statusEntries() const {
  Entries entries;
  if (!m_statusError.isEmpty()) entries.push_back({tr("No answer"), m_statusError, {}, {}});
  if (!m_status) return entries;
  const auto add = [this, &entries](const QString& item, const Term& term) {
    const genmsg::Pid pid = term.is(Term::Kind::Pid) ? term.as_pid() : genmsg::Pid();
    entries.push_back({item, processText(term), term, pid});
  };
  add(tr("Status"), m_status->sys_state);
  if (const QString suspension = suspensionText(); !suspension.isEmpty())
    entries.push_back({tr("Suspended"), suspension, {}, {}});
  add(tr("Parent"), m_status->parent);
  add(tr("Logged events"), Term::list(m_status->logged_events));
  add(m_status->state_formatted ? tr("State (formatted)") : tr("State"), m_status->state);
  entries.push_back({tr("Traps exits"), m_status->trap_exit ? tr("yes") : tr("no"), {}, {}});
  return entries;
}

// What process_info says, and until it has, what the status knows.
std::size_t ProcessInfoModel::itemCount(Group group) const {
  if (group == Links && (m_info || m_status))
    return m_info ? m_info->links.size() : m_status->links.size();
  if (group == Ancestors && (m_info || m_status))
    return m_info ? m_info->ancestors.size() : m_status->ancestors.size();
  if (group == Monitors && m_info) return m_info->monitors.size();
  if (group == MonitoredBy && m_info) return m_info->monitored_by.size();
  return 0;
}

Term ProcessInfoModel::itemOf(Group group, std::size_t i) const {
  if (group == Links) return m_info ? m_info->links[i] : m_status->links[i];
  if (group == Ancestors) return m_info ? m_info->ancestors[i] : m_status->ancestors[i];
  if (group == MonitoredBy) return m_info->monitored_by[i];
  const genmsg::ProcessInfo::Monitor& monitor = m_info->monitors[i];
  return monitor.pid ? Term(monitor.pid) : Term(monitor.name);
}

ProcessInfoModel::Entries ProcessInfoModel::listEntries(Group group) const {
  const std::size_t all = itemCount(group);
  const std::size_t count = std::min(all, m_shownMax[static_cast<std::size_t>(group)]);
  Entries entries;
  for (std::size_t i = 0; i < count; ++i) {
    const Term item = itemOf(group, i);
    const genmsg::Pid pid = item.is(Term::Kind::Pid) ? item.as_pid() : genmsg::Pid();
    entries.push_back({formatCount(i + 1), processText(item), item, pid});
  }
  if (all > count)
    entries.push_back({tr("… %1 more").arg(formatCount(all - count)), {}, {}, {}, true});
  return entries;
}

Term ProcessInfoModel::dictionary() const {
  if (m_info) return Term::map(m_info->dictionary);
  if (!m_status) return {};
  std::vector<Term::Entry> entries;
  for (const Term& term : m_status->dictionary) {
    if (term.is(Term::Kind::Tuple) && term.elements().size() == 2)
      entries.emplace_back(term.elements()[0], term.elements()[1]);
  }
  return Term::map(std::move(entries));
}

bool ProcessInfoModel::isMoreRow(const QModelIndex& index) const {
  const Entry* entry = entryAt(index);
  return entry != nullptr && entry->isMore;
}

void ProcessInfoModel::showMore(const QModelIndex& moreRow) {
  if (!isMoreRow(moreRow)) return;
  const auto group = static_cast<Group>(moreRow.internalId() - 1);
  m_shownMax[static_cast<std::size_t>(group)] += moreItems;
  setEntries(group, listEntries(group));
}

QString ProcessInfoModel::groupTitle(Group group) const {
  const auto counted = [&](const QString& title) {
    const std::size_t count = itemCount(group);
    return count == 0 ? title : QString(title + u" (" + formatCount(count) + u')');
  };
  switch (group) {
    case Process:
      return tr("Process");
    case SysStatus:
      return m_status ? QString::fromStdString(m_status->header) : tr("Status");
    case Links:
      return counted(tr("Links"));
    case Monitors:
      return counted(tr("Monitors"));
    case MonitoredBy:
      return counted(tr("Monitored by"));
    case Ancestors:
      return counted(tr("Ancestors"));
    case GroupCount:
      break;
  }
  return {};
}

const genmsg::Suspension* ProcessInfoModel::suspension() const {
  if (m_exited || !m_status || !m_status->suspension) return nullptr;
  const genmsg::Suspension& told = *m_status->suspension;
  const bool resumed =
      m_row && m_row->status != genmsg::Status::Suspended && told.since_ns < m_nowNs;
  return resumed ? nullptr : &told;
}

QString ProcessInfoModel::suspensionText() const {
  const genmsg::Suspension* const told = suspension();
  if (told == nullptr) return {};
  // A status may be newer than the last view.
  return models::suspensionText(*told, std::max(m_nowNs, told->since_ns));
}

QString ProcessInfoModel::statusText() const {
  if (!m_status) return {};
  QString text = groupTitle(SysStatus) + u'\n';
  for (const Entry& entry : m_groups[SysStatus]) {
    const QString value = entry.term ? textOf(*entry.term) : entry.value;
    text += u"  " + entry.item + u": " + value + u'\n';
  }
  return text;
}

const ProcessInfoModel::Entry* ProcessInfoModel::entryAt(const QModelIndex& index) const {
  if (!index.isValid() || index.internalId() == 0) return nullptr;
  const Entries& entries = m_groups[index.internalId() - 1];
  const auto row = static_cast<std::size_t>(index.row());
  return row < entries.size() ? &entries[row] : nullptr;
}

// The internal id of a group is 0, that of an item its group's row + 1.
QModelIndex ProcessInfoModel::index(int row, int column, const QModelIndex& parent) const {
  if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent)) return {};
  const int id = parent.isValid() ? parent.row() + 1 : 0;
  return createIndex(row, column, static_cast<quintptr>(id));
}

QModelIndex ProcessInfoModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == 0) return {};
  return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr{0});
}

int ProcessInfoModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return GroupCount;
  if (parent.internalId() != 0 || parent.column() > 0) return 0;
  return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].size());
}

int ProcessInfoModel::columnCount(const QModelIndex&) const {
  return ColumnCount;
}

QVariant ProcessInfoModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
  const Entry* entry = entryAt(index);
  if (!entry) {
    const bool isTitle = role == Qt::DisplayRole && index.column() == Item;
    return isTitle ? groupTitle(static_cast<Group>(index.row())) : QVariant();
  }
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == Item ? entry->item : entry->value;
    case Qt::ToolTipRole:
      return index.column() == Value ? entry->value : QVariant();
    case TermTextRole:
    case RawValueRole:
      return entry->term ? textOf(*entry->term) : entry->value;
    case PidRole:
      return QVariant::fromValue(entry->pid);
    default:
      return {};
  }
}

QVariant ProcessInfoModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Item:
      return tr("Item");
    case Value:
      return tr("Value");
    default:
      return {};
  }
}

}  // namespace models
