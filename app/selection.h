// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include "models/node_client.h"

namespace app {

/// The process that pages, details and actions are about, and what people call it.
/// Threads: GUI thread. Ownership: the client outlives it.
class Selection final : public QObject {
  Q_OBJECT

 public:
  explicit Selection(models::NodeClient* client, QObject* parent = nullptr)
      : QObject(parent), m_client(client) {}

  /// Says changed(), also of the same pid.
  void select(genmsg::Pid pid);
  genmsg::Pid pid() const { return m_pid; }
  /// Stays when the process is gone.
  const QString& name() const { return m_name; }
  /// "pool_worker_1 <0.17.3>"; the pid alone of a process that has exited and is not selected.
  QString nameOf(genmsg::Pid pid) const;

 Q_SIGNALS:
  void changed(genmsg::Pid pid);

 private:
  models::NodeClient* m_client;
  genmsg::Pid m_pid;
  QString m_name;
};

}  // namespace app
