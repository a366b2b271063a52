// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include "models/node_client.h"
#include "views/process_actions.h"
#include "views/process_details_view.h"

namespace models {
class LogModel;
class ProcessInfoModel;
class TraceModel;
}

namespace app {

/// What all details show parts of.
struct DetailsSources {
  models::NodeClient* client = nullptr;
  models::TraceModel* trace = nullptr;
  models::LogModel* log = nullptr;
};

/// The details of one process at a time: the models of their tabs, the view, and what goes to and
/// fro between that and the node. One in the main window for the selection, one in each process
/// window.
/// Threads: GUI thread. Ownership: owns the models; the view belongs to `parent` and must go before
/// this does. Sources and actions outlive it.
class ProcessDetails final : public QObject {
  Q_OBJECT

 public:
  ProcessDetails(const DetailsSources& sources, views::ProcessActions* actions, QWidget* parent);

  views::ProcessDetailsView* view() const { return m_view; }
  void setProcess(genmsg::Pid pid, const QString& name);
  bool hasExited() const;
  /// What actions on it are about.
  views::ProcessActions::Target target() const;

 Q_SIGNALS:
  /// A pid in the details was chosen, or the successor of a process that has exited.
  void pidActivated(genmsg::Pid pid);
  /// What target() says may have changed.
  void targetChanged();

 private:
  void connectClient();
  void connectView();
  void takeReports(const genmsg::ReportBatch& reports);
  void showSuccessor();

  models::NodeClient* m_client;
  models::ProcessInfoModel* m_info;
  views::ProcessDetailsView* m_view;
  QString m_name;
};

}  // namespace app
