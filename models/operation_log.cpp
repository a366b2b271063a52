// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/operation_log.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QDateTime>

#include "models/error_text.h"
#include "models/format.h"

namespace models {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::OperationLog)
};

}  // namespace

QString actionText(Action action) {
  switch (action) {
    case Action::Suspend: return Text::tr("Suspend");
    case Action::Resume: return Text::tr("Resume");
    case Action::Step: return Text::tr("Step");
    case Action::Skip: return Text::tr("Skip message");
    case Action::Watch: return Text::tr("Set watch");
    case Action::Unwatch: return Text::tr("Remove watch");
    case Action::ReplaceState: return Text::tr("Replace state");
    case Action::Send: return Text::tr("Send message");
    case Action::StartTrace: return Text::tr("Start trace");
    case Action::StopTrace: return Text::tr("Stop trace");
    case Action::Exit: return Text::tr("Exit signal");
  }
  return {};
}

void OperationLog::begin(const ActionRequest& request, const QString& victim,
                         const QString& argument) {
  Operation operation;
  operation.wallMs = QDateTime::currentMSecsSinceEpoch();
  operation.action = request.action;
  operation.pid = request.pid;
  operation.pids = request.pids;
  operation.count = std::max<std::uint64_t>(1, request.pids.size());
  operation.victim = victim;
  operation.argument = argument;
  m_begun.push_back({std::move(operation), std::chrono::steady_clock::now()});
}

void OperationLog::finish(const ActionResult& result) {
  const auto begun = std::ranges::find_if(m_begun, [&result](const Begun& each) {
    return each.operation.action == result.action && each.operation.pid == result.pid;
  });
  if (begun == m_begun.end()) return;
  const auto took = std::chrono::steady_clock::now() - begun->since;
  Operation operation = std::move(begun->operation);
  m_begun.erase(begun);
  operation.durationNs = std::chrono::nanoseconds(took).count();
  operation.ok = result.ok;
  operation.code = result.code;
  if (!result.ok) {
    operation.result = errorText({result.code, result.message.toStdString()});
  } else if (result.traced) {
    operation.result = Text::tr("Traced: %1").arg(formatCount(*result.traced));
  }
  note(std::move(operation));
}

void OperationLog::note(Operation operation) {
  operation.number = ++m_total;
  if (operation.pids.size() > maxPids) operation.pids.resize(maxPids);
  m_operations.push_back(std::move(operation));
  if (m_operations.size() > maxOperations) m_operations.pop_front();
  Q_EMIT noted(m_operations.back());
}

}  // namespace models
