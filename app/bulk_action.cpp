// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bulk_action.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>

#include "models/error_text.h"
#include "models/format.h"

namespace app {

using genmsg::NodeError;
using models::Action;

namespace {

QString countText(std::size_t count) { return QLocale().toString(qulonglong{count}); }

}  // namespace

BulkAction::BulkAction(Action action, std::vector<genmsg::Pid> pids, Ask ask, QObject* parent)
    : QObject(parent), m_action(action), m_pids(std::move(pids)), m_ask(std::move(ask)) {}

void BulkAction::start() {
  m_wallMs = QDateTime::currentMSecsSinceEpoch();
  m_since = std::chrono::steady_clock::now();
  send();
}

void BulkAction::cancel() {
  m_cancelled = true;
  finishIfDone();
}

bool BulkAction::take(const models::ActionResult& result) {
  if (result.action != m_action || m_unanswered.erase(result.pid) == 0) return false;
  ++m_done;
  if (result.ok) {
    ++m_ok;
  } else {
    Refusals& refusals = m_refused[result.code];
    if (refusals.count++ == 0) refusals.message = result.message;
    if (refusals.first.size() < mostNamed) refusals.first.push_back(result.pid);
  }
  Q_EMIT progressed();
  send();
  return true;
}

void BulkAction::send() {
  // A node may answer while it is asked.
  if (m_sending) return;
  m_sending = true;
  while (!m_cancelled && m_next < m_pids.size() && m_unanswered.size() < mostUnanswered) {
    const genmsg::Pid pid = m_pids[m_next++];
    m_unanswered.insert(pid);
    if (m_ask(pid) || m_unanswered.erase(pid) == 0) continue;
    ++m_done;
    ++m_ok;
  }
  m_sending = false;
  finishIfDone();
}

void BulkAction::finishIfDone() {
  if (m_finished || m_sending || !m_unanswered.empty()) return;
  if (m_next < m_pids.size() && !m_cancelled) return;
  m_finished = true;
  Q_EMIT finished();
}

QString BulkAction::summary() const {
  const QString ok = countText(m_ok);
  QStringList parts;
  switch (m_action) {
    case Action::Suspend: parts << tr("%1 suspended").arg(ok); break;
    case Action::Resume: parts << tr("%1 resumed").arg(ok); break;
    case Action::StartTrace: parts << tr("%1 traced").arg(ok); break;
    case Action::StopTrace: parts << tr("%1 no longer traced").arg(ok); break;
    case Action::Exit: parts << tr("%1 were sent an exit signal").arg(ok); break;
    default: parts << tr("%1 done").arg(ok); break;
  }
  for (const auto& [code, refused] : m_refused) {
    QString pids;
    for (const genmsg::Pid pid : refused.first) pids += QChar::Space + models::formatPid(pid);
    if (refused.count > refused.first.size()) pids += QStringLiteral(" …");
    if (code == NodeError::Code::NoProc) {
      //: "2 had exited: <0.17.3> <0.18.1>"
      parts << tr("%1 had exited:%2").arg(countText(refused.count), pids);
    } else {
      //: "1 refused (no answer in time):  <0.17.3>"
      parts << tr("%1 refused (%2):%3")
                   .arg(countText(refused.count),
                        models::errorText({code, refused.message.toStdString()}), pids);
    }
  }
  if (m_next < m_pids.size()) {
    parts << tr("%1 not asked, as it was cancelled").arg(countText(m_pids.size() - m_next));
  }
  return parts.join(QStringLiteral(", "));
}

QString BulkAction::victims() const {
  const QString count = countText(m_pids.size());
  if (m_names.isEmpty()) return tr("%1 processes").arg(count);
  QString names = m_names.join(QStringLiteral(", "));
  if (m_pids.size() > static_cast<std::size_t>(m_names.size())) names += QStringLiteral(", …");
  //: "12 processes: pool_worker_1 <0.17.3>, pool_worker_2 <0.18.1>, …"
  return tr("%1 processes: %2").arg(count, names);
}

bool BulkAction::isComplete() const {
  const bool onlyGone = std::all_of(m_refused.begin(), m_refused.end(), [](const auto& refused) {
    return refused.first == genmsg::NodeError::Code::NoProc;
  });
  return m_next == m_pids.size() && m_done == m_pids.size() && onlyGone;
}

models::Operation BulkAction::operation() const {
  models::Operation operation;
  operation.wallMs = m_wallMs;
  operation.durationNs =
      std::chrono::nanoseconds(std::chrono::steady_clock::now() - m_since).count();
  operation.action = m_action;
  operation.count = m_pids.size();
  if (!m_pids.empty()) operation.pid = m_pids.front();
  const auto kept = std::min(m_pids.size(), models::OperationLog::maxPids);
  operation.pids.assign(m_pids.begin(), m_pids.begin() + static_cast<std::ptrdiff_t>(kept));
  operation.victim = victims();
  operation.argument = m_argument;
  operation.ok = m_refused.empty();
  if (!m_refused.empty()) operation.code = m_refused.begin()->first;
  operation.result = summary();
  return operation;
}

}  // namespace app
