// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alarm_model.h"

#include <algorithm>
#include <unordered_set>

#include <QDateTime>

#include "models/format.h"
#include "models/roles.h"

namespace models {
namespace {

using Key = std::pair<int, genmsg::Pid>;

struct KeyHash {
  std::size_t operator()(const Key& key) const noexcept {
    return std::hash<genmsg::Pid>{}(key.second) * 31 + static_cast<std::size_t>(key.first);
  }
};
using Keys = std::unordered_set<Key, KeyHash>;

Key keyOf(const Alarm& alarm) {
  return {static_cast<int>(alarm.id), alarm.pid};
}

Keys keysOf(const std::vector<Alarm>& alarms) {
  Keys keys;
  for (const Alarm& alarm : alarms) keys.insert(keyOf(alarm));
  return keys;
}

}  // namespace

QString alarmProcessText(const Alarm& alarm) {
  if (!alarm.pid) return AlarmModel::tr("node");
  return formatProcess(alarm.pid, alarm.name, alarm.initialCall);
}

AlarmModel::AlarmModel(QObject* parent) : QAbstractTableModel(parent), m_patience(this) {
  m_patience.setSingleShot(true);
  connect(&m_patience, &QTimer::timeout, this, &AlarmModel::onNoView);
}

void AlarmModel::applyView(const NodeViewPtr& view) {
  if (m_view && m_view->snapshot == view->snapshot) return;  // only in another order
  m_view = view;
  m_clock.start(*view->snapshot);
  m_gap.reset();
  if (m_patience.interval() > 0) m_patience.start();
  replace(view->alarms->alarms);
}

void AlarmModel::expectViews(int intervalMs, double intervals) {
  m_intervals = intervals;
  m_patience.setInterval(static_cast<int>(intervalMs * intervals));
  if (m_patience.interval() > 0 && m_view)
    m_patience.start();
  else
    m_patience.stop();
}

void AlarmModel::onNoView() {
  Alarm gap;
  gap.id = AlarmId::DataGap;
  gap.level = AlarmLevel::Warning;
  gap.sinceNs = m_view->snapshot->time_ns;
  gap.value = m_intervals;
  gap.threshold = m_intervals;
  m_gap = gap;
  replace(m_view->alarms->alarms);
}

std::vector<Alarm> AlarmModel::withGap(std::vector<Alarm> alarms) const {
  if (m_gap) alarms.push_back(*m_gap);
  return alarms;
}

void AlarmModel::replace(const std::vector<Alarm>& listed) {
  const std::vector<Alarm> alarms = withGap(listed);
  const Keys now = keysOf(alarms);
  for (int row = rowCount() - 1; row >= 0; --row) {
    const Alarm alarm = m_alarms[static_cast<std::size_t>(row)];
    if (now.contains(keyOf(alarm))) continue;
    beginRemoveRows({}, row, row);
    m_alarms.erase(m_alarms.begin() + row);
    endRemoveRows();
    Q_EMIT cleared(alarm);
  }
  const Keys before = keysOf(m_alarms);
  std::unordered_map<Key, Alarm, KeyHash> values;
  std::vector<Alarm> fresh;
  for (const Alarm& alarm : alarms) {
    if (before.contains(keyOf(alarm)))
      values.emplace(keyOf(alarm), alarm);
    else
      fresh.push_back(alarm);
  }
  for (Alarm& alarm : m_alarms) alarm = values.at(keyOf(alarm));
  if (!m_alarms.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  if (!fresh.empty()) {
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(fresh.size()) - 1);
    m_alarms.insert(m_alarms.end(), fresh.begin(), fresh.end());
    endInsertRows();
    for (const Alarm& alarm : fresh) Q_EMIT raised(alarm);
  }
  Q_EMIT updated();
}

const Alarm* AlarmModel::alarmAt(int row) const {
  return row >= 0 && row < rowCount() ? &m_alarms[static_cast<std::size_t>(row)] : nullptr;
}

std::uint32_t AlarmModel::total(AlarmId id) const {
  if (id == AlarmId::DataGap) return m_gap ? 1 : 0;
  return m_view ? m_view->alarms->totals[static_cast<std::size_t>(id)] : 0;
}

std::uint32_t AlarmModel::total() const {
  std::uint32_t sum = 0;
  for (int i = 0; i < alarmIdCount; ++i) sum += total(AlarmId(i));
  return sum;
}

AlarmLevel AlarmModel::worst() const {
  AlarmLevel worst = AlarmLevel::Info;
  for (const Alarm& alarm : m_alarms) worst = std::max(worst, alarm.level);
  return worst;
}

QString AlarmModel::summary() const {
  std::array<bool, alarmIdCount> isLoud{};
  for (const Alarm& alarm : m_alarms) {
    if (alarm.level != AlarmLevel::Info) isLoud[static_cast<std::size_t>(alarm.id)] = true;
  }
  QStringList parts;
  for (int i = 0; i < alarmIdCount; ++i) {
    if (isLoud[static_cast<std::size_t>(i)])
      parts << alarmSummary(AlarmId(i), total(AlarmId(i)));
  }
  return parts.join(QStringLiteral(" · "));
}

int AlarmModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_alarms.size());
}

int AlarmModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant AlarmModel::displayData(const Alarm& alarm, int column) const {
  switch (column) {
    case Level: return alarmLevelText(alarm.level);
    case Title: return alarmInfo(alarm.id).title;
    case Process: return alarmProcessText(alarm);
    case Text: return alarmText(alarm);
    case Since:
      return QDateTime::fromMSecsSinceEpoch(m_clock.wallUs(alarm.sinceNs) / 1000)
          .toString(QStringLiteral("HH:mm:ss"));
    case Value: return alarmValueText(alarm.id, alarm.value);
    case Threshold: return alarmValueText(alarm.id, alarm.threshold);
    default: return {};
  }
}

QVariant AlarmModel::rawData(const Alarm& alarm, int column) const {
  switch (column) {
    case Level: return static_cast<int>(alarm.level);
    case Title: return static_cast<int>(alarm.id);
    case Since: return QVariant::fromValue<qlonglong>(alarm.sinceNs);
    case Value: return alarm.value;
    case Threshold: return alarm.threshold;
    default: return displayData(alarm, column);
  }
}

QVariant AlarmModel::data(const QModelIndex& index, int role) const {
  const Alarm* alarm = index.isValid() ? alarmAt(index.row()) : nullptr;
  if (!alarm) return {};
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: return displayData(*alarm, index.column());
    case PidRole: return QVariant::fromValue(alarm->pid);
    case RawValueRole: return rawData(*alarm, index.column());
    default: return {};
  }
}

QVariant AlarmModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Level: return tr("Level");
    case Title: return tr("Alarm");
    case Process: return tr("Process");
    case Text: return tr("Text");
    case Since: return tr("Since");
    case Value: return tr("Value");
    case Threshold: return tr("Threshold");
    default: return {};
  }
}

}  // namespace models
