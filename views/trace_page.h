// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include "genmsg/term/pid.h"
#include "views/page.h"

class QLabel;
class QPlainTextEdit;
class QTableView;
class QToolButton;

namespace models {
class TraceModel;
}

namespace views {

class EmptyOverlay;
class MessageStrip;

/// The Trace page: what the traced processes received and sent, in order, with the exact number of
/// events that were lost.
/// Threads: GUI thread. Ownership: the model belongs to the caller and outlives the page.
class TracePage final : public Page {
  Q_OBJECT

 public:
  explicit TracePage(models::TraceModel* model, QWidget* parent = nullptr);

  /// A process is traced from now on, or not any more. `name` is what people call it.
  void setTraced(genmsg::Pid pid, const QString& name, bool traced);
  QList<genmsg::Pid> tracedPids() const { return m_traced; }
  void restoreDefaultColumns() override;

 signals:
  void stopRequested(genmsg::Pid pid);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* setUpBar();
  void setUpTable();
  void setUpDetail();
  QToolButton* makeButton(const QString& name, const QString& text, const QString& toolTip);
  void updateTexts();
  void updateCounters();
  void showMessageOf(int row);
  void save();

  models::TraceModel* m_model;
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
  QList<genmsg::Pid> m_traced;
  QList<QString> m_names;
  bool m_atEnd = true;
};

}  // namespace views
