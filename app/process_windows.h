// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QPointer>

#include "app/process_window.h"
#include "app/settings.h"

namespace app {

class Operations;
class Selection;

/// The windows of processes, one for each process at most. Where the last one was closed the next
/// one opens; a further one a little lower.
/// Threads: GUI thread. Ownership: deletes the windows that are open when it goes; all that it is
/// made of outlives it.
class ProcessWindows final : public QObject {
  Q_OBJECT

 public:
  ProcessWindows(const DetailsSources& sources, Selection* selection, Operations* operations,
                 QObject* parent);
  ~ProcessWindows() override;

  /// Opens the window of the process, or brings it to the front.
  void open(genmsg::Pid pid);
  void closeAll();
  QList<ProcessWindow*> windows() const;

 Q_SIGNALS:
  void showInTableRequested(genmsg::Pid pid);
  void showInTreeRequested(genmsg::Pid pid);

 private:
  void connectWindow(ProcessWindow* window);
  void place(ProcessWindow* window) const;

  DetailsSources m_sources;
  Selection* m_selection;
  Operations* m_operations;
  Settings m_settings;
  QList<QPointer<ProcessWindow>> m_windows;
};

}  // namespace app
