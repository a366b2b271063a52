// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <vector>

#include "app/page.h"
#include "models/node_client.h"
#include "views/process_details_view.h"

class QDockWidget;
class QMainWindow;

namespace views {
class TourFrame;
class TourView;
}  // namespace views

namespace app {

class Selection;

/// Ten minutes with the observer: a slow consumer is found, stopped, understood, mended and let go
/// on. Each step notices by itself that it is done; nobody is held up by one that is not.
/// Threads: GUI thread. Ownership: client and selection outlive it; the dock belongs to the window.
class Tour final : public QObject {
  Q_OBJECT

 public:
  Tour(models::NodeClient* client, Selection* selection, QMainWindow* window);

  void begin();
  void end();
  bool isRunning() const { return m_step >= 0; }
  int step() const { return m_step; }  // from 0; -1: it does not run

 public Q_SLOTS:
  /// The user went to the page.
  /// Of the details of the selected process.
  void noteTab(views::ProcessDetailsView::Tab tab);
  void notePage(app::Page page);

 Q_SIGNALS:
  /// The steps need a pool in which one worker falls behind.
  void loadRequested();

 private:
  struct Step {
    QString title;
    QString text;
    QString button;               // what does it for the user; empty: nothing does
    QString target;               // object name of what it is about; empty: nothing
    std::function<bool()> isDone;
  };

  std::vector<Step> makeSteps();
  void show(int step);
  void check();
  void noteAction(const models::ActionResult& result);
  const genmsg::ProcessRow* selectedRow() const;

  models::NodeClient* m_client;
  Selection* m_selection;
  QMainWindow* m_window;
  QDockWidget* m_dock;
  views::TourView* m_view;
  views::TourFrame* m_frame;
  std::vector<Step> m_steps;
  int m_step = -1;
  Page m_page = Page::Processes;
  bool m_done = false;  // since the step began
  bool m_stateShown = false;  // the State tab is open
  bool m_edited = false;
  bool m_stepped = false;
};

}  // namespace app
