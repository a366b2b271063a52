// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/log_model.h"

#include <algorithm>
#include <utility>

#include <QDateTime>
#include <QIODevice>

#include "genmsg/term/print.h"
#include "models/format.h"
#include "models/roles.h"

namespace models {
namespace {

constexpr genmsg::PrintLimits letterLimits{8, 300};

QDateTime timeOf(const LogEntry& entry) {
  return QDateTime::fromMSecsSinceEpoch(entry.wallUs / 1000);
}

QString processText(const LogEntry& entry) {
  if (!entry.pid) return entry.name;
  const QString pid = formatPid(entry.pid);
  if (entry.name.isEmpty() || entry.name.contains(pid)) {
    return entry.name.isEmpty() ? pid : entry.name;
  }
  return entry.name + u' ' + pid;
}

LogEntry lostEntry(const QString& text) {
  LogEntry entry;
  entry.level = LogLevel::Warning;
  entry.kind = LogKind::Connection;
  entry.text = text;
  return entry;
}

QString whyText(genmsg::DeadLetter::Why why) {
  using Why = genmsg::DeadLetter::Why;
  switch (why) {
    case Why::Exited: return LogModel::tr("its receiver has exited");
    case Why::NotTaken: return LogModel::tr("its receiver does not take such messages");
    case Why::MailboxLimit: return LogModel::tr("the mailbox was full");
    case Why::Inactive: return LogModel::tr("the alias is not active");
    case Why::Skipped: return LogModel::tr("skipped in a step");
    case Why::Undeliverable: return LogModel::tr("there was no memory for it");
  }
  return {};
}

}  // namespace

LogModel::LogModel(std::size_t capacity, QObject* parent)
    : QAbstractTableModel(parent), m_capacity(capacity) {
  Q_ASSERT(capacity > 0);
}

void LogModel::applyView(const NodeViewPtr& view) {
  m_clock.start(*view->snapshot);
}

void LogModel::appendReports(const genmsg::ReportBatch& batch) {
  std::deque<LogEntry> entries;
  if (batch.lost > 0) {
    entries.push_back(lostEntry(tr("%1 reports came too fast: the node keeps them no longer")
                                    .arg(formatCount(batch.lost))));
  }
  for (const genmsg::ReportPtr& report : batch.reports) {
    LogEntry entry;
    entry.wallUs = report->wall_time_us;
    entry.level = report->level;
    entry.kind = logKindOf(report->kind);
    entry.pid = report->pid;
    entry.name = formatAtom(report->name);
    entry.report = report;
    entries.push_back(std::move(entry));
  }
  appendAll(std::move(entries));
}

void LogModel::appendDeadLetters(const genmsg::DeadLetterBatch& batch) {
  std::deque<LogEntry> entries;
  std::uint64_t lost = batch.not_recorded - std::exchange(m_notRecorded, batch.not_recorded);
  for (const genmsg::DeadLetter& letter : batch.letters) {
    if (letter.number <= m_lastLetter) continue;
    lost += letter.number - m_lastLetter - 1;  // those in between were kept no longer
    m_lastLetter = letter.number;
    entries.push_back(entryOf(letter));
  }
  if (lost > 0) {
    LogEntry more;
    more.kind = LogKind::DeadLetter;
    more.text = tr("%1 more dead letters, of which no more is known").arg(formatCount(lost));
    entries.push_front(std::move(more));
  }
  appendAll(std::move(entries));
}

LogEntry LogModel::entryOf(const genmsg::DeadLetter& letter) const {
  LogEntry entry;
  if (m_clock.isStarted()) entry.wallUs = m_clock.wallUs(letter.time_ns);
  entry.kind = LogKind::DeadLetter;
  entry.pid = letter.receiver;
  const QString sender = letter.sender ? formatPid(letter.sender) : tr("outside");
  entry.text = tr("%1 from %2: %3").arg(formatAtom(letter.type), sender, whyText(letter.why));
  if (!letter.message.is(genmsg::atoms::undefined)) {
    entry.details = QString::fromStdString(genmsg::print(letter.message, letterLimits));
  }
  return entry;
}

void LogModel::appendOperation(const Operation& operation) {
  LogEntry entry;
  entry.wallUs = operation.wallMs * 1000;
  entry.level = operation.ok ? LogLevel::Notice : LogLevel::Warning;
  entry.kind = LogKind::Operation;
  entry.pid = operation.pid;
  entry.name = operation.victim;
  entry.text = actionText(operation.action);
  if (!operation.argument.isEmpty()) entry.text += QStringLiteral(": ") + operation.argument;
  if (!operation.result.isEmpty()) entry.text += QStringLiteral(" – ") + operation.result;
  entry.text = entry.text.simplified();
  entry.details = tr("%1\nof %2\nwith %3\nresult: %4\ntook %5")
                      .arg(actionText(operation.action), operation.victim,
                           operation.argument.isEmpty() ? tr("nothing") : operation.argument,
                           operation.result.isEmpty() ? tr("done") : operation.result,
                           formatTime(static_cast<double>(operation.durationNs)));
  append(std::move(entry));
}

std::uint64_t LogModel::append(LogEntry entry) {
  std::deque<LogEntry> entries;
  entries.push_back(std::move(entry));
  appendAll(std::move(entries));
  return m_total;
}

void LogModel::appendAll(std::deque<LogEntry> entries) {
  if (entries.empty()) return;
  const std::int64_t nowUs = QDateTime::currentMSecsSinceEpoch() * 1000;
  for (LogEntry& entry : entries) {
    entry.number = ++m_total;
    if (entry.wallUs == 0) entry.wallUs = nowUs;
  }
  while (entries.size() > m_capacity) entries.pop_front();
  if (m_entries.size() + entries.size() > m_capacity)
    leave(m_entries.size() + entries.size() - m_capacity);
  const int first = rowCount();
  beginInsertRows({}, first, first + static_cast<int>(entries.size()) - 1);
  std::move(entries.begin(), entries.end(), std::back_inserter(m_entries));
  endInsertRows();
  for (std::size_t i = static_cast<std::size_t>(first); i < m_entries.size(); ++i)
    Q_EMIT appended(m_entries[i]);
}

// More than must: a full log would otherwise move its rows with every line.
void LogModel::leave(std::size_t count) {
  count = std::min(m_entries.size(), std::max(count, m_capacity / 100));
  if (count == 0) return;
  beginRemoveRows({}, 0, static_cast<int>(count) - 1);
  m_entries.erase(m_entries.begin(), m_entries.begin() + static_cast<std::ptrdiff_t>(count));
  endRemoveRows();
}

const LogEntry* LogModel::entryAt(int row) const {
  return row >= 0 && row < rowCount() ? &m_entries[static_cast<std::size_t>(row)] : nullptr;
}

int LogModel::rowOf(std::uint64_t number) const {
  if (m_entries.empty() || number < m_entries.front().number || number > m_total) return -1;
  const std::uint64_t row = number - m_entries.front().number;
  return row < m_entries.size() ? static_cast<int>(row) : -1;
}

bool LogModel::saveAsText(QIODevice& device, const QList<int>& rows) const {
  for (const int row : rows) {
    const LogEntry* entry = entryAt(row);
    if (!entry) continue;
    // Words of the code, not of the language: files are read by programs, too.
    const QString line = QStringLiteral("%1 [%2] %3 %4\n%5\n\n")
                             .arg(timeOf(*entry).toString(Qt::ISODateWithMs),
                                  QLatin1String(genmsg::name_of(entry->level).data()),
                                  logKindText(entry->kind), processText(*entry),
                                  logDetails(*entry));
    const QByteArray utf8 = line.toUtf8();
    if (device.write(utf8) != utf8.size()) return false;
  }
  return true;
}

int LogModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int LogModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::displayData(const LogEntry& entry, int column) const {
  switch (column) {
    case Time: return timeOf(entry).toString(QStringLiteral("HH:mm:ss.zzz"));
    case Level: return logLevelText(entry.level);
    case Kind: return logKindText(entry.kind);
    case Process: return processText(entry);
    case Text: return logText(entry);
    default: return {};
  }
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
  const LogEntry* entry = index.isValid() ? entryAt(index.row()) : nullptr;
  if (!entry) return {};
  switch (role) {
    case Qt::DisplayRole: return displayData(*entry, index.column());
    case Qt::ToolTipRole:
      if (index.column() == Time) return timeOf(*entry).toString(Qt::ISODateWithMs);
      if (index.column() == Process && entry->pid)
        return tr("Click to show %1").arg(processText(*entry));
      return displayData(*entry, index.column());
    case PidRole: return QVariant::fromValue(entry->pid);
    case RawValueRole:
      if (index.column() == Level) return static_cast<int>(entry->level);
      if (index.column() == Kind) return static_cast<int>(entry->kind);
      return displayData(*entry, index.column());
    default: return {};
  }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Time: return tr("Time");
    case Level: return tr("Level");
    case Kind: return tr("Kind");
    case Process: return tr("Process");
    case Text: return tr("Text");
    default: return {};
  }
}

}  // namespace models
