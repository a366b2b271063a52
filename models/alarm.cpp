// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alarm.h"

#include <QCoreApplication>
#include <QLocale>

#include "models/format.h"

namespace models {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::Alarm)
};

QString seconds(double value) {
  return formatDuration(static_cast<std::int64_t>(value * 1e9));
}

QString number(double value) {
  return formatRate(value);
}

QString helpPage(AlarmId id, const QString& why, const QString& cause, const QString& check,
                 const QString& fix) {
  return QStringLiteral("<h3>%1</h3><p>%2</p><p><b>%3</b> %4</p><p><b>%5</b> %6</p>"
                        "<p><b>%7</b> %8</p>")
      .arg(alarmInfo(id).title, why, Text::tr("Cause:"), cause, Text::tr("Check:"), check,
           Text::tr("Fix:"), fix);
}

/// Of one that is only kept for a while. Empty: it says the same as before.
QString overText(const Alarm& alarm) {
  switch (alarm.id) {
    case AlarmId::GrowingMailbox:
      return Text::tr("over: up to %1 messages waited").arg(number(alarm.value));
    case AlarmId::BusyLoop:
      return Text::tr("over: up to %1 % busy without handling a message")
          .arg(formatPercent(alarm.value));
    case AlarmId::SlowHandler:
      return Text::tr("over: took up to %1 times as long for a message as others of its class")
          .arg(number(alarm.value));
    case AlarmId::HotProcess:
      return Text::tr("over: handled up to %1 % of the messages of its class")
          .arg(formatPercent(alarm.value));
    case AlarmId::DeadLetters:
      return Text::tr("over: up to %1 messages a second reached nobody").arg(number(alarm.value));
    case AlarmId::ObserverCost:
      return Text::tr("over: looking cost up to %1 % of one core").arg(formatPercent(alarm.value));
    default: return {};
  }
}

}  // namespace

AlarmInfo alarmInfo(AlarmId id) {
  constexpr double percent = 100;
  const QString messages = Text::tr("messages");
  const QString second = Text::tr("s");
  switch (id) {
    case AlarmId::GrowingMailbox:
      return {QLatin1String("growing-mailbox"), Text::tr("Growing mailbox"), messages,
              1000, 10, 1e9, 1};
    case AlarmId::StuckProcess:
      return {QLatin1String("stuck-process"), Text::tr("Stuck process"), second, 1, 0.05, 3600, 1};
    case AlarmId::BusyLoop:
      return {QLatin1String("busy-loop"), Text::tr("Busy loop"), Text::tr("% busy"),
              0.95, 0.1, 1, percent};
    case AlarmId::SuspendedTooLong:
      return {QLatin1String("suspended-too-long"), Text::tr("Suspended too long"), second,
              60, 1, 86'400, 1};
    case AlarmId::RestartStorm:
      return {QLatin1String("restart-storm"), Text::tr("Restart storm"),
              Text::tr("% of the intensity"), 0.5, 0.01, 1, percent};
    case AlarmId::NoProgress:
      return {QLatin1String("no-progress"), Text::tr("No progress"), second, 5, 1, 3600, 1};
    case AlarmId::SlowHandler:
      return {QLatin1String("slow-handler"), Text::tr("Slow handler"),
              Text::tr("× the median"), 10, 2, 10'000, 1};
    case AlarmId::HotProcess:
      return {QLatin1String("hot-process"), Text::tr("Hot process"),
              Text::tr("% of the class's messages"), 0.5, 0.5, 1, percent};
    case AlarmId::DeadLetters:
      return {QLatin1String("dead-letters"), Text::tr("Dead letters"), Text::tr("messages/s"),
              10, 0.1, 1e9, 1};
    case AlarmId::LimitNear:
      return {QLatin1String("limit-near"), Text::tr("Limit near"), Text::tr("% of the limit"),
              0.85, 0.1, 0.99, percent};
    case AlarmId::TraceActiveLong:
      return {QLatin1String("trace-active-long"), Text::tr("Trace active long"), second,
              600, 1, 86'400, 1};
    case AlarmId::ObserverCost:
      return {QLatin1String("observer-cost"), Text::tr("Observer cost"),
              Text::tr("% of one core"), 0.02, 0.001, 1, percent};
    case AlarmId::DataGap:
      return {QLatin1String("data-gap"), Text::tr("Data gap"), Text::tr("intervals"),
              3, 2, 100, 1};
  }
  return {};
}

AlarmSettings::AlarmSettings() {
  for (int i = 0; i < alarmIdCount; ++i) rules[static_cast<std::size_t>(i)].threshold =
      alarmInfo(AlarmId(i)).threshold;
}

QString alarmText(const Alarm& alarm) {
  const QString over = alarm.isOver ? overText(alarm) : QString();
  if (!over.isEmpty()) return over;
  const double value = alarm.value;
  const double threshold = alarm.threshold;
  switch (alarm.id) {
    case AlarmId::GrowingMailbox:
      if (!alarm.isRising) return Text::tr("%1 messages wait").arg(number(value));
      return Text::tr("%1 messages wait, and more come than it handles").arg(number(value));
    case AlarmId::StuckProcess:
      return Text::tr("one callback runs for %1 and holds its scheduler").arg(seconds(value));
    case AlarmId::BusyLoop:
      return Text::tr("%1 % busy without handling a message").arg(formatPercent(value));
    case AlarmId::SuspendedTooLong:
      return Text::tr("suspended for %1").arg(seconds(value));
    case AlarmId::RestartStorm:
      return Text::tr("its children used up %1 % of the restarts that it allows")
          .arg(formatPercent(value));
    case AlarmId::NoProgress:
      return Text::tr("messages wait, and it has handled none for %1").arg(seconds(value));
    case AlarmId::SlowHandler:
      return Text::tr("takes %1 times as long for a message as others of its class")
          .arg(number(value));
    case AlarmId::HotProcess:
      return Text::tr("handles %1 % of the messages of its class").arg(formatPercent(value));
    case AlarmId::DeadLetters:
      return Text::tr("%1 messages a second reach nobody").arg(number(value));
    case AlarmId::LimitNear:
      return Text::tr("%1 % of all processes that there may be").arg(formatPercent(value));
    case AlarmId::TraceActiveLong:
      return Text::tr("traced for %1").arg(seconds(value));
    case AlarmId::ObserverCost:
      return Text::tr("looking costs %1 % of one core").arg(formatPercent(value));
    case AlarmId::DataGap:
      return Text::tr("no snapshot for %1 intervals, or more than %2")
          .arg(number(value), number(threshold));
  }
  return {};
}

QString alarmSummary(AlarmId id, std::uint32_t count) {
  const QString n = formatCount(count);
  const bool one = count == 1;
  switch (id) {
    case AlarmId::GrowingMailbox:
      return one ? Text::tr("1 growing mailbox") : Text::tr("%1 growing mailboxes").arg(n);
    case AlarmId::StuckProcess:
      return one ? Text::tr("1 stuck process") : Text::tr("%1 stuck processes").arg(n);
    case AlarmId::BusyLoop:
      return one ? Text::tr("1 busy loop") : Text::tr("%1 busy loops").arg(n);
    case AlarmId::SuspendedTooLong: return Text::tr("%1 suspended too long").arg(n);
    case AlarmId::RestartStorm:
      return one ? Text::tr("restart storm") : Text::tr("%1 restart storms").arg(n);
    case AlarmId::NoProgress: return Text::tr("%1 without progress").arg(n);
    case AlarmId::SlowHandler:
      return one ? Text::tr("1 slow handler") : Text::tr("%1 slow handlers").arg(n);
    case AlarmId::HotProcess:
      return one ? Text::tr("1 hot process") : Text::tr("%1 hot processes").arg(n);
    case AlarmId::DeadLetters: return Text::tr("dead letters");
    case AlarmId::LimitNear: return Text::tr("process limit near");
    case AlarmId::TraceActiveLong: return Text::tr("%1 traced for long").arg(n);
    case AlarmId::ObserverCost: return Text::tr("observing costs much");
    case AlarmId::DataGap: return Text::tr("no data");
  }
  return {};
}

QString alarmValueText(AlarmId id, double value) {
  const AlarmInfo info = alarmInfo(id);
  return QLocale().toString(value * info.scale, 'g', 6) + u' ' + info.unit;
}

QString alarmLevelText(AlarmLevel level) {
  switch (level) {
    case AlarmLevel::Info: return Text::tr("Info");
    case AlarmLevel::Warning: return Text::tr("Warning");
    case AlarmLevel::Error: return Text::tr("Error");
  }
  return {};
}

QString alarmHelp(AlarmId id) {
  switch (id) {
    case AlarmId::GrowingMailbox:
      return helpPage(
          id,
          Text::tr("More messages come than the process handles: memory grows, and every answer "
                   "takes longer. On after five snapshots in a row with a deeper mailbox; off when "
                   "it was below half the threshold for 10 s; an error from ten times the "
                   "threshold on."),
          Text::tr("A handler that became slow (a lock, a call to another process, a large state), "
                   "one process that gets everybody's messages, or producers without "
                   "back-pressure."),
          Text::tr("Compare µs/msg with the others of its class, look at the types in its mailbox, "
                   "and at its state: suspend it and step one message."),
          Text::tr("Make the handler shorter, spread the load over more processes, let producers "
                   "call instead of cast, or give the mailbox a limit."));
    case AlarmId::StuckProcess:
      return helpPage(
          id,
          Text::tr("A callback runs until it returns: as long, its scheduler executes nobody else, "
                   "and the process answers neither messages nor sys requests."),
          Text::tr("An endless loop, blocking input or output, a lock, or a computation that is "
                   "too large for one message."),
          Text::tr("The log has a report of a long callback with the process and the message; a "
                   "debugger on the scheduler's thread shows where it is."),
          Text::tr("Move what blocks into a module that says so, which gets a thread of its own; "
                   "cut computations into messages to itself; await with a coroutine."));
    case AlarmId::BusyLoop:
      return helpPage(
          id,
          Text::tr("The process is busy nearly all of the time, for 10 s by now, and handles no "
                   "messages: it works for nobody."),
          Text::tr("A timeout of 0 or a continuation that returns itself, or polling instead of "
                   "waiting."),
          Text::tr("Trace it: what it sends to itself, and which timeouts it returns."),
          Text::tr("Wait for a message or a timer instead of asking again."));
    case AlarmId::SuspendedTooLong:
      return helpPage(
          id,
          Text::tr("A suspended process handles nothing while its mailbox goes on to fill; an "
                   "error when more than a thousand messages wait."),
          Text::tr("Somebody suspended it and forgot it, or a watch stopped it."),
          Text::tr("Its details say who did, since when, why, and whether a lease ends it."),
          Text::tr("Resume it (F7); to look at something for long, copy the state first."));
    case AlarmId::RestartStorm:
      return helpPage(
          id,
          Text::tr("A supervisor that restarts more often than its intensity allows ends itself, "
                   "and all of its children with it; half of that is used up."),
          Text::tr("A child that crashes while it starts, or again at the same message."),
          Text::tr("The log has the crash reports, with the reason and the last message; Tree "
                   "shows which child was restarted how often."),
          Text::tr("Mend the reason of the crash. A higher intensity only postpones the end; let "
                   "init succeed and connect later."));
    case AlarmId::NoProgress:
      return helpPage(
          id,
          Text::tr("Messages wait, the process waits too, and nothing was handled: it waits for "
                   "something that does not come."),
          Text::tr("A call to another process that never answers, two processes that call each "
                   "other, or a reply that was sent to somebody else."),
          Text::tr("Its Info tab says what it waits for; look whether that process is alive, "
                   "stuck or suspended."),
          Text::tr("Give the call a timeout, break the circle with a cast, reply on every path."));
    case AlarmId::SlowHandler:
      return helpPage(
          id,
          Text::tr("A message takes this process many times as long as the median of its class, "
                   "and 100 µs or more."),
          Text::tr("Its state has grown, its messages are larger, or it uses something slow that "
                   "the others do not."),
          Text::tr("Compare its state with that of another one, and step a message."),
          Text::tr("Bound the state, share out the keys differently, or mend what it waits for."));
    case AlarmId::HotProcess:
      return helpPage(
          id,
          Text::tr("One process of a class handles more messages than all others together: more "
                   "schedulers will not make it faster."),
          Text::tr("Keys that are shared out unevenly, or a name that everybody sends to."),
          Text::tr("Trace it for a moment: which types come, and from whom."),
          Text::tr("Share out by a hash of the key, or let several processes have the name's "
                   "work."));
    case AlarmId::DeadLetters:
      return helpPage(
          id,
          Text::tr("Messages are sent to processes that have exited, or whose mailbox is full: "
                   "work gets lost."),
          Text::tr("A sender keeps the pid of a process that was restarted, or does not monitor "
                   "it."),
          Text::tr("The Log page lists dead letters with sender, receiver and type."),
          Text::tr("Send to a registered name, or monitor the receiver and forget it when it is "
                   "down."));
    case AlarmId::LimitNear:
      return helpPage(
          id,
          Text::tr("At the limit of processes no more can be started; an error from two thirds of "
                   "the way between the threshold and the limit on."),
          Text::tr("Processes that are started for each request and never end, or a limit that is "
                   "too low for the load."),
          Text::tr("Group the processes by initial call: which class has become so many, and how "
                   "old are they?"),
          Text::tr("Let them stop when they are done, give them a timeout, or raise "
                   "RuntimeOptions::max_processes."));
    case AlarmId::TraceActiveLong:
      return helpPage(id,
                      Text::tr("A trace costs the process time with each message and fills the "
                               "node's buffers."),
                      Text::tr("It was started and forgotten."),
                      Text::tr("The Trace page lists what is traced."),
                      Text::tr("Stop it (F9); to find a rare message set a watch instead."));
    case AlarmId::ObserverCost:
      return helpPage(
          id,
          Text::tr("Snapshots and what is made of them take more of one core than they should."),
          Text::tr("Many processes and a short interval."),
          Text::tr("The status bar says what a snapshot takes."),
          Text::tr("Take snapshots less often (Ctrl+-), or pause while you read (F6)."));
    case AlarmId::DataGap:
      return helpPage(id,
                      Text::tr("What is on screen is old: the node has not answered for some "
                               "intervals."),
                      Text::tr("All cores are busy, the program is stopped in a debugger, or it "
                               "has ended."),
                      Text::tr("Whether the program still runs, and what the machine does."),
                      Text::tr("Wait, or connect again; charts show the time as a gap."));
  }
  return {};
}

}  // namespace models
