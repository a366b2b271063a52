// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGroupBox>
#include <QList>
#include <vector>

#include "models/node_view.h"

class QLabel;
class QPushButton;

namespace views {

/// The few processes that have most of something: each a link, with the value beside it.
/// Threads: GUI thread. Limits: models::NodeSummary::topCount processes.
class TopProcesses final : public QGroupBox {
  Q_OBJECT

 public:
  /// `nothing`: what to say while no process has any.
  TopProcesses(const QString& title, const QString& nothing, QWidget* parent = nullptr);

  struct Entry {
    genmsg::Pid pid;
    QString name;  // see models::formatProcess()
    QString value;
  };
  void setEntries(const QList<Entry>& entries);

 signals:
  void activatedPid(genmsg::Pid pid);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void applyTheme();
  struct Line {
    QPushButton* link;
    QLabel* value;
    genmsg::Pid pid;
    QString name;
  };
  void setLine(Line& line, const Entry* entry);

  QList<Line> m_lines;
  QLabel* m_nothing;
};

}  // namespace views
