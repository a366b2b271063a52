// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include "views/page.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace views {

class MessageStrip;

/// What the load test should do.
struct LoadTestRequest {
  enum class Scenario {
    Drain,   // fill a worker's mailbox, then time its emptying: the seed's test
    Steady,  // a constant rate for a time, shared by a pool
    SlowConsumer,  // Steady, with one worker that is far too slow
  };
  Scenario scenario = Scenario::Drain;
  qint64 messages = 10'000;     // in the mailbox; Drain only
  int workers = 1;              // not for Drain
  int ratePerSecond = 100'000;  // in all; not for Drain
  int durationSeconds = 10;     // not for Drain; 0: until stopped
};

/// The most that can be asked for.
struct LoadTestLimits {
  int messagesMax;
  int workersMax;
  int rateMax;
  int durationMaxS;
};

/// One timed run of one behaviour.
struct LoadTestRun {
  LoadTestRequest::Scenario scenario = LoadTestRequest::Scenario::Drain;
  QString behaviour;  // "gen_msg", "gen_server"
  qint64 messages = 0;
  double costUs = 0;  // Drain: the seed's Cost; else how long it ran
};

/// Chooses a load, starts and stops it, and shows what came out. It runs nothing itself: it emits
/// startRequested() and is told the results.
/// Threads: GUI thread. Limits: keeps the last maxRuns runs.
class LoadTestPage final : public Page {
  Q_OBJECT

 public:
  static constexpr int maxRuns = 200;

  explicit LoadTestPage(QWidget* parent = nullptr);

  LoadTestRequest request() const;
  void setLimits(const LoadTestLimits& limits);
  void setRequest(const LoadTestRequest& request);
  void addRun(const LoadTestRun& run);
  /// What is going on: "Stopping…"; shown while running.
  void setProgress(const QString& text);
  void setRunning(bool running);
  void showError(const QString& message);
  /// A line a run; those of Drain are the seed's.
  QString asText() const;

 signals:
  void startRequested(const views::LoadTestRequest& request);
  void stopRequested();
  void runningChanged(bool running);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* setUpForm();
  void setUpFields(QWidget* panel);
  void setUpPresets(QWidget* panel);
  QWidget* setUpButtons();
  QWidget* setUpResults();
  void setUpTable();
  void setUpText();
  void scenarioChanged();
  void clearRuns();
  void appendRow(const LoadTestRun& run);
  void fillRatios();
  void fillSummary();
  double medianNs(const LoadTestRun& like, const QString& behaviour) const;
  void applyTheme();

  QComboBox* m_scenario = nullptr;
  QSpinBox* m_messages = nullptr;
  QSpinBox* m_workers = nullptr;
  QSpinBox* m_rate = nullptr;
  QSpinBox* m_duration = nullptr;
  QList<QPushButton*> m_presets;
  QPushButton* m_start = nullptr;
  QPushButton* m_stop = nullptr;
  QPushButton* m_copy = nullptr;
  QPushButton* m_clear = nullptr;
  QLabel* m_explanation = nullptr;
  QLabel* m_state = nullptr;
  QLabel* m_summary = nullptr;
  MessageStrip* m_strip = nullptr;
  QTableWidget* m_table = nullptr;
  QPlainTextEdit* m_text = nullptr;
  QList<LoadTestRun> m_runs;
  bool m_running = false;
};

}  // namespace views
