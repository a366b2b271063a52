// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>

#include "genmsg/observe/node.h"
#include "models/node_client.h"
#include "models/watch_input.h"
#include "views/theme.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QSpinBox;
class QTreeView;

namespace models {
class WatchModel;
}

namespace views {

class EmptyOverlay;
class MessageStrip;

/// The watches of one process: sets conditions on which it is suspended by itself, and lists and
/// removes those that are set. What is wrong with a term is said under its field. It asks for
/// nothing itself: it emits requests, and is told the answers.
/// Threads: GUI thread.
class WatchDialog final : public QDialog {
  Q_OBJECT

 public:
  WatchDialog(genmsg::Pid pid, const QString& processName, QWidget* parent = nullptr);

  genmsg::Pid pid() const { return m_pid; }
  void setWatches(const models::WatchInfos& watches);
  /// Why something that was asked for did not come about.
  void showError(const QString& text);

 signals:
  void addRequested(const genmsg::Term& id, const genmsg::sys::Condition& condition);
  void removeRequested(const genmsg::Term& id);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  using Kind = models::WatchInput::Kind;

  QWidget* setUpConditions();
  void setUpMailbox(QGridLayout* grid);
  void setUpMessage(QGridLayout* grid);
  void setUpState(QGridLayout* grid);
  QWidget* setUpList();
  QRadioButton* addChoice(QGridLayout* grid, Kind kind, const QString& name, const QString& text);
  QLineEdit* makeEdit(const QString& name, const QString& accessibleName, Kind kind);
  void choose(Kind kind);
  models::WatchInput input() const;
  void add();
  void removeSelected();
  void showMistake(const models::WatchInputError& error);
  void clearMistake();
  void applyTheme();
  void updateList();

  genmsg::Pid m_pid;
  models::WatchModel* m_watches;
  QLineEdit* m_mistaken = nullptr;  // the field with the mistake
  QList<QRadioButton*> m_choices;   // in the order of Kind
  MessageStrip* m_strip = nullptr;
  QSpinBox* m_than = nullptr;
  QLineEdit* m_pattern = nullptr;
  QLineEdit* m_path = nullptr;
  QComboBox* m_comparison = nullptr;
  QLineEdit* m_value = nullptr;
  QLabel* m_error = nullptr;
  QTreeView* m_list = nullptr;
  EmptyOverlay* m_empty = nullptr;
  QPushButton* m_add = nullptr;
  QPushButton* m_remove = nullptr;
};

}  // namespace views
