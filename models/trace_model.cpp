// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/trace_model.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_set>
#include <utility>

#include <QDateTime>
#include <QIODevice>
#include <QMetaMethod>

#include "genmsg/term/print.h"
#include "models/format.h"
#include "models/roles.h"
#include "models/trace_text.h"

namespace models {
namespace {

using genmsg::TraceEvent;

constexpr genmsg::PrintLimits lineLimits{8, 300};
/// How far back the receive of a message is looked for that has been handled: much has come since
/// only if its callback took very long.
constexpr std::size_t lookBackMax = 2'000;

QString textOf(const genmsg::Term& term, genmsg::PrintLimits limits = {}) {
  return QString::fromStdString(genmsg::print(term, limits));
}

/// As OTP's observer puts it: what came, what went, or a word.
QString direction(const TraceEvent& event, const QString& peer) {
  switch (event.kind) {
    case TraceEvent::Kind::Receive: return QStringLiteral("<<");
    case TraceEvent::Kind::Send: return peer + u" !";
    default: return event.peer ? QString(traceKindWord(event.kind) + u' ' + peer)
                               : traceKindWord(event.kind);
  }
}

bool hasTerm(const TraceEvent& event) {
  return event.kind == TraceEvent::Kind::Receive || event.kind == TraceEvent::Kind::Send ||
         !event.message.is(genmsg::atoms::undefined);
}

QVariant knownTime(std::int64_t ns) {
  return ns < 0 ? QVariant() : QVariant(qlonglong{ns});
}

QString knownMicroseconds(std::int64_t ns) {
  return ns < 0 ? QString() : formatMicroseconds(static_cast<double>(ns));
}

}  // namespace

TraceModel::TraceModel(std::size_t capacity, QObject* parent)
    : QAbstractTableModel(parent), m_capacity(capacity) {
  Q_ASSERT(capacity > 0);
}

void TraceModel::append(const genmsg::TraceBatch& batch) {
  m_dropped = std::max(m_dropped, batch.dropped);
  m_waitsForgotten = std::max(m_waitsForgotten, batch.waits_forgotten);
  tellArrived(batch);
  for (const TraceEvent& event : batch.events) {
    if (event.kind == TraceEvent::Kind::Handled) {
      noteHandled(event);
      continue;
    }
    name(m_waiting.emplace_back(Entry{event, {}, {}}));
    if (m_waiting.size() > 2 * m_capacity) dropOldest(m_waiting);
  }
  dropOldest(m_waiting);
  if (!m_paused) showWaiting();
  Q_EMIT countersChanged();
}

void TraceModel::tellArrived(const genmsg::TraceBatch& batch) {
  if (batch.events.empty() || !isSignalConnected(QMetaMethod::fromSignal(&TraceModel::arrived))) {
    return;
  }
  std::vector<TraceRecord> records;
  for (const TraceEvent& event : batch.events) {
    records.push_back({event, nameOf(event.pid), nameOf(event.peer)});
  }
  Q_EMIT arrived(records);
}

std::vector<TraceRecord> TraceModel::records() const {
  std::vector<TraceRecord> made;
  for (const Entry& entry : m_events) made.push_back({entry.event, entry.name, entry.peerName});
  return made;
}

void TraceModel::setContent(const TraceFileContent& content) {
  clear();
  m_clock.startAt(content.wallZeroUs);
  // A file has so many that none is looked for: the receive is the last one of the same process.
  std::map<std::pair<genmsg::TraceSessionId, genmsg::Pid>, std::size_t> receives;
  for (const TraceRecord& record : content.records) {
    const TraceEvent& event = record.event;
    if (event.kind == TraceEvent::Kind::Handled) {
      const auto receive = receives.find({event.session, event.pid});
      if (receive == receives.end()) continue;
      TraceEvent& handled = m_waiting[receive->second].event;
      if (handled.handling == event.handling) handled.run_ns = event.run_ns;
      continue;
    }
    if (event.kind == TraceEvent::Kind::Receive) {
      receives[{event.session, event.pid}] = m_waiting.size();
    }
    m_waiting.push_back(Entry{event, record.name, record.peerName, true});
  }
  dropOldest(m_waiting);
  showWaiting();
  Q_EMIT countersChanged();
}

TraceModel::Entry* TraceModel::findReceive(std::deque<Entry>& entries,
                                           const TraceEvent& handled) {
  const std::size_t count = std::min(entries.size(), lookBackMax);
  for (std::size_t i = 0; i < count; ++i) {
    Entry& entry = entries[entries.size() - 1 - i];
    const TraceEvent& event = entry.event;
    if (event.kind == TraceEvent::Kind::Receive && event.handling == handled.handling &&
        event.pid == handled.pid && event.session == handled.session) {
      return &entry;
    }
  }
  return nullptr;
}

void TraceModel::noteHandled(const TraceEvent& handled) {
  if (Entry* const entry = findReceive(m_waiting, handled)) {
    entry->event.run_ns = handled.run_ns;
    return;
  }
  Entry* const entry = findReceive(m_events, handled);
  if (entry == nullptr) return;
  entry->event.run_ns = handled.run_ns;
  const auto same = [entry](const Entry& one) { return &one == entry; };
  const auto place = std::find_if(m_events.rbegin(), m_events.rend(), same);
  const int row = static_cast<int>(m_events.rend() - place) - 1;
  Q_EMIT dataChanged(index(row, Run), index(row, Run));
}

genmsg::Atom TraceModel::nameOf(genmsg::Pid pid) const {
  const std::uint32_t row = m_view ? m_view->rowOf(pid) : noRow;
  return row == noRow ? genmsg::atoms::undefined : m_view->process(row).name;
}

void TraceModel::name(Entry& entry) const {
  if (entry.name == genmsg::atoms::undefined) entry.name = nameOf(entry.event.pid);
  if (entry.peerName == genmsg::atoms::undefined) entry.peerName = nameOf(entry.event.peer);
}

/// Who started after the last view has a name only in this one. Returns how many it looked at.
int TraceModel::nameNewest(std::deque<Entry>& entries) const {
  int count = 0;
  for (auto entry = entries.rbegin(); entry != entries.rend() && !entry->isNamed; ++entry) {
    name(*entry);
    entry->isNamed = true;
    ++count;
  }
  return count;
}

void TraceModel::dropOldest(std::deque<Entry>& entries) {
  const std::size_t excess = entries.size() - std::min(entries.size(), m_capacity);
  entries.erase(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(excess));
  m_overwritten += excess;
}

void TraceModel::showWaiting() {
  if (m_waiting.empty()) return;
  const std::size_t rows = m_events.size() + m_waiting.size();
  if (rows > m_capacity) {
    const auto excess = static_cast<std::ptrdiff_t>(rows - m_capacity);
    beginRemoveRows({}, 0, static_cast<int>(excess) - 1);
    m_events.erase(m_events.begin(), m_events.begin() + excess);
    endRemoveRows();
    m_overwritten += static_cast<std::uint64_t>(excess);
  }
  const auto begin = static_cast<int>(m_events.size());
  beginInsertRows({}, begin, begin + static_cast<int>(m_waiting.size()) - 1);
  std::move(m_waiting.begin(), m_waiting.end(), std::back_inserter(m_events));
  m_waiting.clear();
  endInsertRows();
}

void TraceModel::applyView(const NodeViewPtr& view) {
  m_view = view;
  if (!view) return;
  m_clock.start(*view->snapshot);
  nameNewest(m_waiting);
  const int named = nameNewest(m_events);
  if (named == 0) return;
  Q_EMIT dataChanged(index(rowCount() - named, Time), index(rowCount() - 1, Peer));
}

void TraceModel::setPaused(bool paused) {
  if (paused == m_paused) return;
  m_paused = paused;
  if (!paused) showWaiting();
  Q_EMIT countersChanged();
}

void TraceModel::clear() {
  beginResetModel();
  m_events.clear();
  m_waiting.clear();
  m_overwritten = 0;
  endResetModel();
  Q_EMIT countersChanged();
}

const TraceEvent* TraceModel::eventAt(int row) const {
  if (row < 0 || row >= rowCount()) return nullptr;
  return &m_events[static_cast<std::size_t>(row)].event;
}

int TraceModel::rowOf(std::uint64_t number) const {
  const auto place = std::find_if(m_events.begin(), m_events.end(), [number](const Entry& entry) {
    return entry.event.number == number;
  });
  return place == m_events.end() ? -1 : static_cast<int>(place - m_events.begin());
}

QString TraceModel::processText(int row) const { return displayData(row, Process).toString(); }

QString TraceModel::peerText(int row) const { return displayData(row, Peer).toString(); }

QString TraceModel::searchText(int row) const {
  const QString term = rawData(row, Message).toString();
  return processText(row) + u' ' + displayData(row, Event).toString() + u' ' + peerText(row) +
         u' ' + displayData(row, Type).toString() + u' ' + term;
}

// Wall-clock time, once a snapshot has said how the node's clock relates to it.
QString TraceModel::timeText(std::int64_t timeNs) const {
  if (!m_clock.isStarted()) return QString::number(static_cast<double>(timeNs) / 1e9, 'f', 6);
  const std::int64_t wallUs = m_clock.wallUs(timeNs);
  const QString time =
      QDateTime::fromMSecsSinceEpoch(wallUs / 1000).time().toString(QStringLiteral("HH:mm:ss.zzz"));
  return time + QStringLiteral("%1").arg(wallUs % 1000, 3, 10, QLatin1Char('0'));
}

std::size_t TraceModel::processesOf(genmsg::TraceSessionId session) const {
  std::unordered_set<genmsg::Pid> pids;
  for (const std::deque<Entry>* entries : {&m_events, &m_waiting}) {
    for (const Entry& entry : *entries) {
      if (entry.event.session == session) pids.insert(entry.event.pid);
    }
  }
  return pids.size();
}

bool TraceModel::saveAsText(QIODevice& device) const {
  for (const Entry& entry : m_events) {
    const TraceEvent& event = entry.event;
    const QString peer = formatProcess(event.peer, entry.peerName);
    const QString message = hasTerm(event) ? u' ' + textOf(event.message) : QString();
    const QString line = timeText(event.time_ns) + u" (" + formatProcess(event.pid, entry.name) +
                         u") " + direction(event, peer) + message + u'\n';
    const QByteArray bytes = line.toUtf8();
    if (device.write(bytes) != bytes.size()) return false;
  }
  QString missing;
  if (m_overwritten > 0)
    missing += QStringLiteral("*** Overwritten %1 messages\n").arg(m_overwritten);
  if (m_dropped > 0) missing += QStringLiteral("*** Dropped %1 messages\n").arg(m_dropped);
  return missing.isEmpty() || device.write(missing.toUtf8()) >= 0;
}

int TraceModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int TraceModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int{ColumnCount};
}

QVariant TraceModel::displayData(int row, int column) const {
  const Entry& entry = m_events[static_cast<std::size_t>(row)];
  const TraceEvent& event = entry.event;
  switch (column) {
    case Number:
      return formatCount(event.number);
    case Time:
      return timeText(event.time_ns);
    case Delta:
      return row == 0 ? QString()
                      : formatTime(static_cast<double>(event.time_ns - eventAt(row - 1)->time_ns));
    case Process:
      return formatProcess(event.pid, entry.name);
    case Event:
      return traceKindWord(event.kind);
    case Peer:
      return formatProcess(event.peer, entry.peerName);
    case Type:
      return formatAtom(event.type);
    case Message:
      return hasTerm(event) ? textOf(event.message, lineLimits) : QString();
    case Wait:
      return knownMicroseconds(event.wait_ns);
    case Run:
      return knownMicroseconds(event.run_ns);
    default:
      return {};
  }
}

QVariant TraceModel::rawData(int row, int column) const {
  const TraceEvent& event = *eventAt(row);
  switch (column) {
    case Number:
      return qulonglong{event.number};
    case Time:
      return qlonglong{event.time_ns};
    case Delta:
      return row == 0 ? QVariant() : qlonglong{event.time_ns - eventAt(row - 1)->time_ns};
    case Message:
      return hasTerm(event) ? textOf(event.message) : QString();
    case Wait:
      return knownTime(event.wait_ns);
    case Run:
      return knownTime(event.run_ns);
    default:
      return displayData(row, column);
  }
}

QVariant TraceModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid));
  const int column = index.column();
  const TraceEvent& event = *eventAt(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return displayData(index.row(), column);
    case RawValueRole:
      return rawData(index.row(), column);
    case TermTextRole:
      return textOf(event.message);
    case PidRole:
      return QVariant::fromValue(column == Peer ? event.peer : event.pid);
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter |
                      (column == Number || column == Delta || column == Wait || column == Run
                           ? Qt::AlignRight
                           : Qt::AlignLeft));
    default:
      return {};
  }
}

QString TraceModel::toolTip(int section) {
  switch (section) {
    case Delta:
      return tr("Time since the row above");
    case Wait:
      return tr("How long the message was in the mailbox; known if its sender was traced, too");
    case Run:
      return tr("How long its callback ran, or ran before it began to await something");
    default:
      return {};
  }
}

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::ToolTipRole) return toolTip(section);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Number:
      return tr("#");
    case Time:
      return tr("Time");
    case Delta:
      return tr("Δ");
    case Process:
      return tr("Process");
    case Event:
      return tr("Event");
    case Peer:
      return tr("Peer");
    case Type:
      return tr("Type");
    case Message:
      return tr("Message");
    case Wait:
      return tr("Wait µs");
    case Run:
      return tr("Run µs");
    default:
      return {};
  }
}

}  // namespace models
