// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/trace_session_model.h"

#include <algorithm>

#include "models/format.h"
#include "models/trace_text.h"

namespace models {

QString TraceSessionModel::processName(genmsg::Pid pid) const {
  const std::uint32_t row = m_view ? m_view->rowOf(pid) : noRow;
  return row == noRow ? formatPid(pid) : formatProcess(pid, m_view->process(row).name);
}

QString TraceSessionModel::nameOf(const TraceSession& session) const {
  const genmsg::TraceSpec& spec = session.spec;
  QStringList parts;
  constexpr std::size_t namedMax = 3;
  if (spec.pids.size() > namedMax) {
    parts << tr("%1 processes").arg(formatCount(spec.pids.size()));
  } else {
    for (const genmsg::Pid pid : spec.pids) parts << processName(pid);
  }
  if (spec.subtree) parts << tr("%1 and its subtree").arg(processName(spec.subtree));
  if (const QString initialCall = formatAtom(spec.initial_call); !initialCall.isEmpty()) {
    parts << tr("all of %1").arg(initialCall);
  }
  QString name = parts.join(QStringLiteral(", "));
  if (spec.new_processes) name = tr("%1, new ones too").arg(name);
  if (const QString type = formatAtom(spec.message_type); !type.isEmpty()) {
    name = tr("%1: only %2").arg(name, type);
  }
  return name;
}

QString TraceSessionModel::stateText(const TraceSession& session) const {
  const genmsg::TraceSessionState& state = session.state;
  if (state.id == 0) return tr("starting");
  const QString events = formatCount(state.events);
  QString text = session.isRunning()
                     ? tr("running, %1 of %2 events, up to %3")
                           .arg(events, formatCount(session.spec.limits.events),
                                traceTimeText(session.spec.limits))
                     : tr("%1 events; stopped: %2")
                           .arg(events, traceEndText(state.end, session.spec.limits));
  if (state.dropped > 0) text += u' ' + tr("(%1 of them dropped)").arg(formatCount(state.dropped));
  return text;
}

void TraceSessionModel::update(const TraceSession& session) {
  const auto place = std::find_if(
      m_entries.begin(), m_entries.end(),
      [&](const Entry& entry) { return entry.session.number == session.number; });
  if (place == m_entries.end()) {
    if (session.isRefused) return;
    beginInsertRows({}, 1, 1);
    m_entries.insert(m_entries.begin(), Entry{session, nameOf(session)});
    endInsertRows();
    forgetOldest();
    return;
  }
  const int row = static_cast<int>(place - m_entries.begin()) + 1;
  if (session.isRefused) {
    beginRemoveRows({}, row, row);
    m_entries.erase(place);
    endRemoveRows();
    return;
  }
  if (session.spec.pids.size() != place->session.spec.pids.size()) place->name = nameOf(session);
  place->session = session;
  Q_EMIT dataChanged(index(row), index(row));
}

/// Those that run stay.
void TraceSessionModel::forgetOldest() {
  for (std::size_t i = m_entries.size(); i > 0 && m_entries.size() > std::size_t{capacity}; --i) {
    if (m_entries[i - 1].session.isRunning()) continue;
    const int row = static_cast<int>(i);
    beginRemoveRows({}, row, row);
    m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(i - 1));
    endRemoveRows();
  }
}

const TraceSession* TraceSessionModel::sessionAt(int row) const {
  if (row < 1 || row >= rowCount()) return nullptr;
  return &m_entries[static_cast<std::size_t>(row - 1)].session;
}

QString TraceSessionModel::nameAt(int row) const {
  return sessionAt(row) == nullptr ? QString() : m_entries[static_cast<std::size_t>(row - 1)].name;
}

int TraceSessionModel::runningCount() const {
  return static_cast<int>(std::count_if(
      m_entries.begin(), m_entries.end(), [](const Entry& entry) {
        return entry.session.isRunning() && !entry.session.isStopping;
      }));
}

QString TraceSessionModel::runningText() const {
  constexpr int namedMax = 3;
  if (runningCount() > namedMax) return tr("%1 traces").arg(runningCount());
  QStringList names;
  for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
    if (entry->session.isRunning() && !entry->session.isStopping) names << entry->name;
  }
  return names.join(QStringLiteral(", "));
}

int TraceSessionModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_entries.size()) + 1;
}

QVariant TraceSessionModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const TraceSession* const session = sessionAt(index.row());
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
      return session == nullptr ? tr("All traces")
                                : QString(nameAt(index.row()) + u'\n' + stateText(*session));
    case SessionIdRole:
      return qulonglong{session == nullptr ? 0 : session->state.id};
    default:
      return {};
  }
}

}  // namespace models
