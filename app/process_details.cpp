// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process_details.h"

#include "app/process_target.h"
#include "models/mailbox_model.h"
#include "models/message_types_model.h"
#include "models/process_exit.h"
#include "models/process_info_model.h"
#include "models/process_log_model.h"
#include "models/process_series.h"
#include "models/process_trace_model.h"
#include "models/step_model.h"
#include "models/term_tree_model.h"

namespace app {

using models::NodeClient;
using views::ProcessDetailsView;

ProcessDetails::ProcessDetails(const DetailsSources& sources, views::ProcessActions* actions,
                               QWidget* parent)
    : QObject(parent), m_client(sources.client), m_info(new models::ProcessInfoModel(this)) {
  const ProcessDetailsView::Models models{.info = m_info,
                                          .state = new models::TermTreeModel(this),
                                          .dictionary = new models::TermTreeModel(this),
                                          .step = new models::StepModel(this),
                                          .mailbox = new models::MailboxModel(this),
                                          .messageTypes = new models::MessageTypesModel(this),
                                          .series = new models::ProcessSeries(this),
                                          .trace = new models::ProcessTraceModel(sources.trace, this),
                                          .log = new models::ProcessLogModel(sources.log, this)};
  m_view = new ProcessDetailsView(models, actions, parent);
  m_view->setPaused(m_client->isPaused());
  connectClient();
  connectView();
}

void ProcessDetails::connectClient() {
  connect(m_client, &NodeClient::viewReady, m_view, &ProcessDetailsView::applyView);
  connect(m_client, &NodeClient::viewReady, this, &ProcessDetails::targetChanged);
  connect(m_client, &NodeClient::statusReady, m_view, &ProcessDetailsView::applyStatus);
  connect(m_client, &NodeClient::statusReady, this, &ProcessDetails::targetChanged);
  connect(m_client, &NodeClient::statusFailed, m_view, &ProcessDetailsView::applyStatusError);
  connect(m_client, &NodeClient::infoReady, m_view,
          [view = m_view](genmsg::Pid, const genmsg::ProcessInfoPtr& info) {
            view->applyInfo(info);
          });
  connect(m_client, &NodeClient::mailboxReady, m_view, &ProcessDetailsView::applyMailbox);
  connect(m_client, &NodeClient::mailboxFailed, m_view, &ProcessDetailsView::applyMailboxError);
  connect(m_client, &NodeClient::stepReady, m_view, &ProcessDetailsView::applyStep);
  connect(m_client, &NodeClient::tracedChanged, this, &ProcessDetails::targetChanged);
  connect(m_client, &NodeClient::pausedChanged, m_view, &ProcessDetailsView::setPaused);
  connect(m_client, &NodeClient::actionFinished, m_view,
          [view = m_view](const models::ActionResult& result) {
            if (result.pid == view->pid()) view->refreshStatus();
          });
  connect(m_client, &NodeClient::reportsReady, this,
          [this](const models::ReportBatchPtr& reports) { takeReports(*reports); });
}

void ProcessDetails::connectView() {
  connect(m_view, &ProcessDetailsView::statusRequested, m_client, &NodeClient::requestStatus);
  connect(m_view, &ProcessDetailsView::infoRequested, m_client, &NodeClient::requestInfo);
  connect(m_view, &ProcessDetailsView::mailboxRequested, m_client,
          [client = m_client](genmsg::Pid pid) { client->requestMailbox(pid); });
  connect(m_view, &ProcessDetailsView::exited, m_client, &NodeClient::requestReports);
  connect(m_view, &ProcessDetailsView::successorRequested, this, &ProcessDetails::showSuccessor);
  connect(m_view, &ProcessDetailsView::pidActivated, this, &ProcessDetails::pidActivated);
}

void ProcessDetails::setProcess(genmsg::Pid pid, const QString& name) {
  m_name = name;
  m_view->setProcess(pid, name);
  // What is known of it; the next snapshot may be far, and while paused there is none.
  if (const models::NodeViewPtr view = m_client->view()) m_view->applyView(view);
}

bool ProcessDetails::hasExited() const { return m_info->hasExited(); }

views::ProcessActions::Target ProcessDetails::target() const {
  return processTarget(*m_client, m_view->pid(), m_name, m_info->status());
}

void ProcessDetails::takeReports(const genmsg::ReportBatch& reports) {
  for (const genmsg::ReportPtr& report : reports.reports) {
    if (const auto reason = models::exitReasonIn(*report, m_view->pid()))
      m_view->setExitReason(*reason);
  }
}

void ProcessDetails::showSuccessor() {
  const models::NodeViewPtr view = m_client->view();
  const genmsg::ProcessRow* row = m_info->row();
  if (view == nullptr || row == nullptr) return;
  const genmsg::Pid successor = models::successorOf(*view, *row, m_info->lastSeenNs());
  if (successor)
    Q_EMIT pidActivated(successor);
  else
    m_view->showNoSuccessor();
}

}  // namespace app
