// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include "genmsg/process/trace_spec.h"
#include "genmsg/term/pid.h"
#include "views/page.h"

class QAction;
class QLabel;
class QListView;
class QMenu;
class QPlainTextEdit;
class QTableView;
class QToolButton;

namespace models {
class TraceFilterModel;
class TraceModel;
class TraceSessionModel;
}

namespace views {

class EmptyOverlay;
class FilterBar;
class MessageStrip;

/// The Trace page: the sessions and why they ended, and what the traced processes received, sent and
/// did, in order, with the exact number of events that were lost.
/// Threads: GUI thread. Ownership: the models belong to the caller and outlive the page.
class TracePage final : public Page {
  Q_OBJECT

 public:
  TracePage(models::TraceModel* model, models::TraceSessionModel* sessions,
            QWidget* parent = nullptr);

  /// The process that is chosen: a new trace is likely to be about it.
  void setChosen(genmsg::Pid pid) { m_chosen = pid; }
  void applyView(const models::NodeViewPtr& view) override;
  bool startFinding() override;
  void restoreDefaultColumns() override;

 public slots:
  /// Asks what a new session is to trace.
  void askForTrace();

 signals:
  void startRequested(const genmsg::TraceSpec& spec);
  /// By models::TraceSession::number.
  void stopRequested(quint64 number);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* setUpBar();
  QWidget* setUpSessions();
  QWidget* setUpFilter();
  void setUpShowMenu();
  void setUpSplitters(QWidget* sessions, QWidget* filter, QWidget* bar);
  void setUpTable();
  void setUpDetail();
  QToolButton* makeButton(const QString& name, const QString& text, const QString& toolTip);
  void chooseSession();
  void continueChosen();
  void stopAll();
  void showKinds(genmsg::TraceKinds kinds);
  void updateSessions();
  void updateTexts();
  void updateCounters();
  void showMessageOf(int row);
  void save();

  models::TraceModel* m_model;
  models::TraceSessionModel* m_sessionModel;
  models::TraceFilterModel* m_filterModel;
  models::NodeViewPtr m_view;
  genmsg::Pid m_chosen;
  QListView* m_sessions = nullptr;
  QToolButton* m_new = nullptr;
  QToolButton* m_stopOne = nullptr;
  QToolButton* m_continue = nullptr;
  FilterBar* m_filter = nullptr;
  QToolButton* m_show = nullptr;
  QList<QAction*> m_showActions;
  MessageStrip* m_strip = nullptr;
  QLabel* m_tracedLabel = nullptr;
  QLabel* m_counters = nullptr;
  QLabel* m_dropped = nullptr;
  QToolButton* m_stop = nullptr;
  QToolButton* m_pause = nullptr;
  QToolButton* m_clear = nullptr;
  QToolButton* m_save = nullptr;
  QTableView* m_table = nullptr;
  QPlainTextEdit* m_detail = nullptr;
  EmptyOverlay* m_empty = nullptr;
  bool m_atEnd = true;
};

}  // namespace views
