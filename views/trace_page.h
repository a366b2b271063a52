// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QList>

#include "genmsg/observe/node.h"
#include "genmsg/term/pid.h"
#include "models/trace_file.h"
#include "models/trace_sequence.h"
#include "views/page.h"

class QAction;
class QLabel;
class QListView;
class QMenu;
class QPlainTextEdit;
class QTableView;
class QToolButton;

class QFile;
class QTabWidget;
class QTimer;

namespace models {
class TraceFilterModel;
class TraceLatencyModel;
class TraceFileLoader;
class TraceModel;
class TraceSessionModel;
}

namespace views {

class EmptyOverlay;
class FilterBar;
class MessageStrip;
class SequenceView;

/// The Trace page: the sessions and why they ended, and what the traced processes received, sent and
/// did, in order, with the exact number of events that were lost.
/// Threads: GUI thread. Ownership: the models belong to the caller and outlive the page.
class TracePage final : public Page {
  Q_OBJECT

 public:
  TracePage(models::TraceModel* model, models::TraceSessionModel* sessions,
            QWidget* parent = nullptr);
  ~TracePage() override;

  /// The process that is chosen: a new trace is likely to be about it.
  void setChosen(genmsg::Pid pid) { m_chosen = pid; }
  void applyView(const models::NodeViewPtr& view) override;
  bool startFinding() override;
  void restoreDefaultColumns() override;

  /// Reads a trace file, which takes its time, and then shows what it has in place of the live trace,
  /// read only. What cannot be read leaves the page as it is, but for the reason.
  void openFile(const QString& path);
  void closeFile();
  /// To save what is there, to open a trace file, and to record into one: for menus.
  const QList<QAction*>& fileActions() const { return m_fileActions; }
  /// Writes what is there; the suffix decides how: txt, csv, jsonl or gmtrace, else `otherwise` of
  /// them.
  void saveTo(const QString& path, const QString& otherwise = QStringLiteral("gmtrace"));
  /// From now on writes all that arrives to a trace file, also what the page does not keep.
  void recordTo(const QString& path);
  void stopRecording();

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
  QWidget* setUpLatency();
  QWidget* setUpSequence();
  void setUpSaveMenu();
  void deriveLater();
  void derive();
  void showLatencies();
  void showSequence();
  QString sequenceText() const;
  void exportSequence();
  void record(const std::vector<models::TraceRecord>& records);
  void askForFile(const QString& title, bool toOpen, const QStringList& filters,
                  std::function<void(const QString& path, const QString& suffix)> then);
  models::TraceModel* shownTrace() const;
  void continueChosen();
  void stopAll();
  void showKinds(genmsg::TraceKinds kinds);
  void updateSessions();
  void updateTexts();
  void updateCounters();
  void showMessageOf(int row);
  void setUpLoader();
  void showProgress(int percent);
  void showFile(const QString& path, const models::TraceFileContent& content);
  void filterBySession();
  void selectEvent(quint64 number);
  void exportSequenceTo(const QString& path);

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
  QTabWidget* m_tabs = nullptr;
  QTableView* m_latencies = nullptr;
  models::TraceLatencyModel* m_latencyModel = nullptr;
  SequenceView* m_sequence = nullptr;
  QLabel* m_sequenceLabel = nullptr;
  models::SequenceOptions m_sequenceOptions;
  QTimer* m_derive = nullptr;
  QList<QAction*> m_fileActions;
  QAction* m_recordAction = nullptr;
  std::unique_ptr<QFile> m_recording;
  models::TraceFileLoader* m_loader = nullptr;
  models::TraceModel* m_fileTrace = nullptr;  // null: the live trace is shown
  QString m_fileName;
  bool m_atEnd = true;
};

}  // namespace views
