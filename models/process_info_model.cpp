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

QString textOf(const Term& term, genmsg::PrintLimits limits = {}) {
  return QString::fromStdString(genmsg::print(term, limits));
}

QString withUnit(const QString& number, const QString& unit) {
  return unit.isEmpty() ? number : QString(number + u' ' + unit);
}

}  // namespace

ProcessInfoModel::ProcessInfoModel(QObject* parent)
    : QAbstractItemModel(parent), m_groups(GroupCount) {}

void ProcessInfoModel::setPid(genmsg::Pid pid) {
  if (pid == m_pid) return;
  m_pid = pid;
  m_row.reset();
  m_status.reset();
  m_statusError.clear();
  m_exited = false;
  rebuild();
}

void ProcessInfoModel::applyView(const NodeViewPtr& view) {
  if (!view || !m_pid) return;
  const std::uint32_t row = view->rowOf(m_pid);
  m_nowNs = view->snapshot->time_ns;
  m_exited = row == noRow;
  if (!m_exited) {
    m_row = view->process(row);
    m_rates = view->rates[row];
    m_uptimeNs = view->uptimeNs(row);
  }
  setEntries(Process, processEntries());
  setEntries(SysStatus, statusEntries());  // for how long it is suspended
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

void ProcessInfoModel::rebuild() {
  setEntries(Process, processEntries());
  setEntries(SysStatus, statusEntries());
  for (const Group group : {Ancestors, Links, Dictionary}) setEntries(group, listEntries(group));
  Q_EMIT dataChanged(index(SysStatus, Item), index(SysStatus, Item));  // its title
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
  const double meanNs = row.samples
                            ? static_cast<double>(row.sampled_ns) / static_cast<double>(row.samples)
                            : std::nan("");
  const double maxNs = row.samples ? static_cast<double>(row.max_ns) : std::nan("");
  const RowStatus status = m_exited ? RowStatus::Exited : rowStatus(row.status);
  const auto text = [](const QString& item, const QString& value) {
    return Entry{item, value, {}, {}};
  };
  return {
      text(tr("Pid"), formatPid(row.pid)),
      text(tr("Registered name"), formatAtom(row.name)),
      text(tr("Initial call"), formatAtom(row.initial_call)),
      text(tr("Behaviour"), formatAtom(row.behaviour)),
      text(tr("Status"), statusGlyph(status) + u' ' + statusWord(status)),
      {tr("Started by"), formatPid(row.parent), {}, row.parent},
      text(tr("Mailbox"), formatCount(row.mailbox)),
      text(tr("Messages handled"), formatCount(row.messages)),
      text(tr("Messages per second"), formatRate(double{m_rates.messagesPerSecond})),
      text(tr("Busy"), withUnit(formatPercent(double{m_rates.busy}), tr("%"))),
      text(tr("Mean time per message"), formatTime(meanNs)),
      text(tr("Longest message"), formatTime(maxNs)),
      text(tr("Uptime"), formatDuration(m_uptimeNs)),
      text(tr("Traced"), row.traced ? tr("yes") : tr("no")),
  };
}

ProcessInfoModel::Entries ProcessInfoModel::statusEntries() const {
  Entries entries;
  if (!m_statusError.isEmpty()) entries.push_back({tr("No answer"), m_statusError, {}, {}});
  if (!m_status) return entries;
  const auto add = [&entries](const QString& item, const Term& term) {
    const genmsg::Pid pid = term.is(Term::Kind::Pid) ? term.as_pid() : genmsg::Pid();
    entries.push_back({item, textOf(term, valueLimits), term, pid});
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

ProcessInfoModel::Entries ProcessInfoModel::listEntries(Group group) const {
  Entries entries;
  if (!m_status) return entries;
  // Makes one entry for each of the first `itemsMax`, and one for the rest.
  const auto addAll = [&entries](const auto& list, auto entryOf) {
    const std::size_t count = std::min(list.size(), itemsMax);
    for (std::size_t i = 0; i < count; ++i) entries.push_back(entryOf(list[i], i));
    if (list.size() > count)
      entries.push_back({tr("… %1 more").arg(formatCount(list.size() - count)), {}, {}, {}});
  };
  const auto numbered = [](const Term& term, std::size_t i) {
    const genmsg::Pid pid = term.is(Term::Kind::Pid) ? term.as_pid() : genmsg::Pid();
    return Entry{formatCount(i + 1), textOf(term, valueLimits), term, pid};
  };
  if (group == Ancestors) addAll(m_status->ancestors, numbered);
  if (group == Links) addAll(m_status->links, numbered);
  if (group == Dictionary)
    addAll(m_status->dictionary, [&numbered](const Term& term, std::size_t i) {
      const bool isPair = term.is(Term::Kind::Tuple) && term.elements().size() == 2;
      if (!isPair) return numbered(term, i);
      Entry entry = numbered(term.elements()[1], i);
      entry.item = textOf(term.elements()[0], valueLimits);
      return entry;
    });
  return entries;
}

QString ProcessInfoModel::groupTitle(Group group) const {
  switch (group) {
    case Process:
      return tr("Process");
    case SysStatus:
      return m_status ? QString::fromStdString(m_status->header) : tr("Status");
    case Ancestors:
      return tr("Ancestors");
    case Links:
      return tr("Links");
    case Dictionary:
      return tr("Dictionary");
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
