// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_column.h"

#include <array>

#include <QCoreApplication>

namespace models {
namespace {

struct ColumnText {
  ProcessColumn column;
  const char* id;
  const char* title;
  const char* toolTip;
  const char* unit;
  bool isNumber;
  const char* widthSample;
};

// In the order of ProcessColumn.
constexpr std::array<ColumnText, processColumnCount> columns{{
    {ProcessColumn::Status, "status", QT_TRANSLATE_NOOP("models::ProcessColumn", "Status"),
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "What the process does at the moment of the snapshot.\n"
                       "Suspended: by sys:suspend. OTP: process_info status"),
     "", false, "MM Suspended"},
    {ProcessColumn::Pid, "pid", QT_TRANSLATE_NOOP("models::ProcessColumn", "Pid"),
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Process identifier: <0.slot.serial>.\n"
                       "The serial tells the process from earlier ones in its slot"),
     "", false, "<0.100000.1000>"},
    {ProcessColumn::Name, "name", QT_TRANSLATE_NOOP("models::ProcessColumn", "Name"),
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Registered name, if it has one. OTP: process_info registered_name"),
     "", false, "pool_worker_100000"},
    {ProcessColumn::InitialCall, "initial_call",
     QT_TRANSLATE_NOOP("models::ProcessColumn", "Initial call"),
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Callback module and function that the process began with.\n"
                       "OTP: $initial_call of the process dictionary"),
     "", false, "pool_worker_module:init/1"},
    {ProcessColumn::Mailbox, "mailbox", QT_TRANSLATE_NOOP("models::ProcessColumn", "Mailbox"),
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Messages and system requests that wait in the mailbox.\n"
                       "OTP: process_info message_queue_len"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "messages"), true, "10,000,000"},
    {ProcessColumn::MessageRate, "message_rate",
     QT_TRANSLATE_NOOP("models::ProcessColumn", "Msgs/s"),
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Messages handled per second over the last interval.\n"
                       "OTP: the difference of process_info reductions"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "messages/s"), true, "10,000,000"},
    {ProcessColumn::TimePerMessage, "time_per_message",
     QT_TRANSLATE_NOOP("models::ProcessColumn", "µs/msg"),
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Mean handling time of a message in microseconds, from timed samples of\n"
                       "the last interval; since the start if it has none"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "µs"), true, "100,000"},
    {ProcessColumn::Busy, "busy", QT_TRANSLATE_NOOP("models::ProcessColumn", "Busy %"),
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Share of the last interval that the process spent in its callbacks,\n"
                       "estimated from timed samples"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "%"), true, "Busy %MM"},
    {ProcessColumn::Uptime, "uptime", QT_TRANSLATE_NOOP("models::ProcessColumn", "Uptime"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "Time since the process started"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "s"), true, "10 m 59 sM"},
}};

QString tr(const char* text) {
  // An empty source text would ask for the catalogue's header.
  return *text ? QCoreApplication::translate("models::ProcessColumn", text) : QString();
}

}  // namespace

ProcessColumnInfo processColumnInfo(ProcessColumn column) {
  const ColumnText& text = columns[static_cast<std::size_t>(column)];
  Q_ASSERT(text.column == column);
  return {text.column,
          QLatin1String(text.id),
          tr(text.title),
          tr(text.toolTip),
          tr(text.unit),
          Qt::AlignVCenter | (text.isNumber ? Qt::AlignRight : Qt::AlignLeft),
          QString::fromUtf8(text.widthSample),
          text.isNumber ? Qt::DescendingOrder : Qt::AscendingOrder};
}

}  // namespace models
