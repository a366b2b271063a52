// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_column.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>

namespace models {
namespace {

struct ColumnText {
  ProcessColumn column;
  const char* id;
  const char* title;
  const char* name;  // empty: the title
  const char* toolTip;
  const char* unit;
  bool isNumber;
  const char* widthSample;
  bool shown;
};

// In the order of ProcessColumn.
constexpr std::array<ColumnText, processColumnCount> columns{{
    {ProcessColumn::Alarms, "alarms", QT_TRANSLATE_NOOP("models::ProcessColumn", "!"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "Alarms"),
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Alarms of the process that are on; the sign says how bad the worst is.\n"
                       "Source: the observer. OTP: none"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "alarms"), true, "MMM", true},
    {ProcessColumn::Status, "status", QT_TRANSLATE_NOOP("models::ProcessColumn", "Status"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "What the process does at the moment of the snapshot.\n"
                       "Suspended: by sys:suspend. OTP: process_info status"),
     "", false, "MM Suspended", true},
    {ProcessColumn::Pid, "pid", QT_TRANSLATE_NOOP("models::ProcessColumn", "Pid"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Process identifier: <0.slot.serial>.\n"
                       "The serial tells the process from earlier ones in its slot. OTP: pid"),
     "", false, "<0.100000.1000>", true},
    {ProcessColumn::Name, "name", QT_TRANSLATE_NOOP("models::ProcessColumn", "Name"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Registered name, if it has one. OTP: process_info registered_name"),
     "", false, "pool_worker_100000", true},
    {ProcessColumn::InitialCall, "initial_call",
     QT_TRANSLATE_NOOP("models::ProcessColumn", "Initial call"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Callback module and function that the process began with.\n"
                       "OTP: $initial_call of the process dictionary"),
     "", false, "pool_worker_module:init/1", true},
    {ProcessColumn::Mailbox, "mailbox", QT_TRANSLATE_NOOP("models::ProcessColumn", "Mailbox"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Messages and system requests that wait in the mailbox.\n"
                       "OTP: process_info message_queue_len"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "messages"), true, "1,000,000", true},
    {ProcessColumn::Trend, "trend", QT_TRANSLATE_NOOP("models::ProcessColumn", "Trend"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "The mailbox over the last 60 snapshots, each row on its own scale.\n"
                       "Kept for the first 1000 rows and those on screen. OTP: none"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "messages"), false, "MMMMMMMM", true},
    {ProcessColumn::MessageRate, "message_rate", QT_TRANSLATE_NOOP("models::ProcessColumn", "Msgs/s"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Messages handled per second over the last interval.\n"
                       "OTP: the difference of process_info reductions"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "messages/s"), true, "1,000,000", true},
    {ProcessColumn::TimePerMessage, "time_per_message", QT_TRANSLATE_NOOP("models::ProcessColumn", "µs/msg"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Mean handling time of a message in microseconds, from timed samples of\n"
                       "the last interval; empty if it has handled none in it. OTP: none"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "µs"), true, "10,000", true},
    {ProcessColumn::WaitMax, "wait_max", QT_TRANSLATE_NOOP("models::ProcessColumn", "Wait max"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "The longest time that a message waited in the mailbox, of the timed\n"
                       "ones since the start. OTP: none"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "µs"), true, "100.0 msM", false},
    {ProcessColumn::Busy, "busy", QT_TRANSLATE_NOOP("models::ProcessColumn", "Busy %"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Share of the last interval that the process spent in its callbacks,\n"
                       "estimated from timed samples. OTP: none"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "%"), true, "Busy %MM", true},
    {ProcessColumn::Peak, "peak", QT_TRANSLATE_NOOP("models::ProcessColumn", "Peak"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "The deepest that the mailbox was seen since the process started.\n"
                       "OTP: none"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "messages"), true, "10,000,000", false},
    {ProcessColumn::LastMessage, "last_message", QT_TRANSLATE_NOOP("models::ProcessColumn", "Last msg"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Type of the last message handled, and how long ago that was.\n"
                       "OTP: sys:log"),
     "", false, "some_message · 10 m 59 s", false},
    {ProcessColumn::Behaviour, "behaviour", QT_TRANSLATE_NOOP("models::ProcessColumn", "Behaviour"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "gen_msg, gen_server, supervisor, or proc_lib for a plain process.\n"
                       "OTP: the behaviour attribute of its module"),
     "", false, "gen_server", false},
    {ProcessColumn::Supervisor, "supervisor", QT_TRANSLATE_NOOP("models::ProcessColumn", "Supervisor"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Name or pid of the process that started it.\n"
                       "OTP: the first of $ancestors of the process dictionary"),
     "", false, "pool_supervisor_1", false},
    {ProcessColumn::Restarts, "restarts", QT_TRANSLATE_NOOP("models::ProcessColumn", "Restarts"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "How often its supervisor has restarted this child; the tip of a cell says\n"
                       "how many restarts of the supervisor that is against its intensity.\n"
                       "OTP: restart intensity of the supervisor"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "restarts"), true, "RestartsM", true},
    {ProcessColumn::Uptime, "uptime", QT_TRANSLATE_NOOP("models::ProcessColumn", "Uptime"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Time since the process started. OTP: none"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "s"), true, "10 m 59 sM", true},
    {ProcessColumn::StateSize, "state_size", QT_TRANSLATE_NOOP("models::ProcessColumn", "State size"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Memory of the state in bytes, as its module reports it; empty if it does not.\n"
                       "Nothing is walked to find out. OTP: process_info memory"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "bytes"), true, "100.0 KiBM", false},
    {ProcessColumn::SuspendedFor, "suspended_for", QT_TRANSLATE_NOOP("models::ProcessColumn", "Suspended for"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "How long the process is suspended; the tip of a cell says by whom.\n"
                       "OTP: sys:suspend"),
     QT_TRANSLATE_NOOP("models::ProcessColumn", "s"), true, "10 m 59 sM", false},
    {ProcessColumn::Trace, "trace", QT_TRANSLATE_NOOP("models::ProcessColumn", "Trace"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Whether the messages of the process are traced. OTP: sys:trace"),
     "", false, "tracedM", false},
    {ProcessColumn::Thread, "thread", QT_TRANSLATE_NOOP("models::ProcessColumn", "Thread"), "",
     QT_TRANSLATE_NOOP("models::ProcessColumn",
                       "Number of the scheduler that ran it last.\n"
                       "OTP: process_info current scheduler_id"),
     "", true, "Thread", false},
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
          tr(*text.name ? text.name : text.title),
          tr(text.toolTip),
          tr(text.unit),
          processColumnAlignment(column),
          QString::fromUtf8(text.widthSample),
          text.isNumber ? Qt::DescendingOrder : Qt::AscendingOrder,
          text.shown};
}

Qt::Alignment processColumnAlignment(ProcessColumn column) {
  const bool isNumber = columns[static_cast<std::size_t>(column)].isNumber;
  return Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft);
}

std::optional<ProcessColumn> processColumnOfId(QStringView id) {
  const auto found = std::find_if(columns.begin(), columns.end(), [id](const ColumnText& text) {
    return id == QLatin1String(text.id);
  });
  if (found == columns.end()) return std::nullopt;
  return found->column;
}

}  // namespace models
