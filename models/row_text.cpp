// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/row_text.h"

#include <array>
#include <cmath>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include "models/format.h"

namespace models {
namespace {

struct Field {
  QLatin1String key;
  QLatin1String title;  // of programs, as is the key: never translated
  QJsonValue (*value)(const NodeView& view, std::uint32_t row);
};

QLatin1String statusKey(genmsg::Status status) {
  using genmsg::Status;
  switch (status) {
    case Status::Running: return QLatin1String("running");
    case Status::Runnable: return QLatin1String("runnable");
    case Status::Waiting: return QLatin1String("waiting");
    case Status::Suspended: return QLatin1String("suspended");
    case Status::Exiting: return QLatin1String("exiting");
  }
  return {};
}

QJsonValue known(double value) {
  return std::isnan(value) ? QJsonValue() : QJsonValue(value);
}

QJsonValue text(const QString& value) {
  return value.isEmpty() ? QJsonValue() : QJsonValue(value);
}

QJsonValue whole(std::uint64_t value) {
  return QJsonValue(static_cast<qint64>(value));
}

constexpr std::array fields{
    Field{QLatin1String("pid"), QLatin1String("Pid"),
          [](const NodeView& v, std::uint32_t r) { return text(formatPid(v.process(r).pid)); }},
    Field{QLatin1String("name"), QLatin1String("Name"),
          [](const NodeView& v, std::uint32_t r) { return text(formatAtom(v.process(r).name)); }},
    Field{QLatin1String("initial_call"), QLatin1String("Initial call"),
          [](const NodeView& v, std::uint32_t r) {
            return text(formatAtom(v.process(r).initial_call));
          }},
    Field{QLatin1String("behaviour"), QLatin1String("Behaviour"),
          [](const NodeView& v, std::uint32_t r) {
            return text(formatAtom(v.process(r).behaviour));
          }},
    Field{QLatin1String("parent"), QLatin1String("Parent"),
          [](const NodeView& v, std::uint32_t r) { return text(formatPid(v.process(r).parent)); }},
    Field{QLatin1String("status"), QLatin1String("Status"),
          [](const NodeView& v, std::uint32_t r) {
            return QJsonValue(statusKey(v.process(r).status));
          }},
    Field{QLatin1String("mailbox"), QLatin1String("Mailbox (messages)"),
          [](const NodeView& v, std::uint32_t r) { return whole(v.process(r).mailbox); }},
    Field{QLatin1String("messages"), QLatin1String("Handled (messages)"),
          [](const NodeView& v, std::uint32_t r) { return whole(v.process(r).messages); }},
    Field{QLatin1String("messages_per_s"), QLatin1String("Rate (messages/s)"),
          [](const NodeView& v, std::uint32_t r) {
            return known(double{v.rates[r].messagesPerSecond});
          }},
    Field{QLatin1String("us_per_message"), QLatin1String("Time (µs/message)"),
          [](const NodeView& v, std::uint32_t r) {
            return known(double{v.rates[r].nsPerMessage} / 1e3);
          }},
    Field{QLatin1String("busy_percent"), QLatin1String("Busy (%)"),
          [](const NodeView& v, std::uint32_t r) { return known(double{v.rates[r].busy} * 100); }},
    Field{QLatin1String("restarts"), QLatin1String("Restarts"),
          [](const NodeView& v, std::uint32_t r) { return whole(v.process(r).restarts); }},
    Field{QLatin1String("uptime_s"), QLatin1String("Uptime (s)"),
          [](const NodeView& v, std::uint32_t r) {
            return QJsonValue(static_cast<double>(v.uptimeNs(r)) / 1e9);
          }},
};

QString cell(const QJsonValue& value) {
  if (value.isNull()) return {};
  if (!value.isDouble()) {
    // A name may hold anything; a tab would be another cell.
    return value.toString().replace(QLatin1Char('\t'), QLatin1Char(' '))
        .replace(QLatin1Char('\n'), QLatin1Char(' '));
  }
  return QString::number(value.toDouble(), 'g', 15);
}

template <class Function>
void forEachKnown(const NodeView& view, std::span<const genmsg::Pid> pids, Function function) {
  for (const genmsg::Pid pid : pids) {
    if (const std::uint32_t row = view.rowOf(pid); row != noRow) function(row);
  }
}

}  // namespace

QString rowsAsTsv(const NodeView& view, std::span<const genmsg::Pid> pids) {
  QStringList lines;
  const auto add = [&lines](const auto& cellOf) {
    QStringList cells;
    for (const Field& field : fields) cells << cellOf(field);
    lines << cells.join(QLatin1Char('\t'));
  };
  if (pids.size() > 1) {
    add([](const Field& field) { return QString::fromUtf8(field.title.data(), field.title.size()); });
  }
  forEachKnown(view, pids, [&](std::uint32_t row) {
    add([&](const Field& field) { return cell(field.value(view, row)); });
  });
  return lines.join(QLatin1Char('\n'));
}

QString rowsAsJson(const NodeView& view, std::span<const genmsg::Pid> pids) {
  QJsonArray rows;
  forEachKnown(view, pids, [&](std::uint32_t row) {
    QJsonObject object;
    for (const Field& field : fields) object.insert(field.key, field.value(view, row));
    rows.append(object);
  });
  const bool one = pids.size() == 1 && !rows.isEmpty();
  const QJsonDocument document = one ? QJsonDocument(rows.first().toObject()) : QJsonDocument(rows);
  return QString::fromUtf8(document.toJson(QJsonDocument::Indented));
}

}  // namespace models
