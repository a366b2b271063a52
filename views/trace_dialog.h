// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QDialog>

#include "genmsg/observe/node.h"
#include "models/node_view.h"

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace views {

/// What a new trace session is to record: of whom, what, and how much of it at most; with a guess of
/// how much that will be.
/// Threads: GUI thread. Complexity: looks at all processes of the view once, when it is made.
class TraceDialog final : public QDialog {
  Q_OBJECT

 public:
  /// `chosen`: the process that is chosen; a default pid: none. `view` may be null. `shown`: the
  /// kinds that the page shows now.
  TraceDialog(genmsg::Pid chosen, models::NodeViewPtr view, genmsg::TraceKinds shown,
              QWidget* parent = nullptr);

  genmsg::TraceSpec spec() const;
  genmsg::TraceKinds shownKinds() const;

 signals:
  void startRequested(const genmsg::TraceSpec& spec, genmsg::TraceKinds shown);

 private:
  enum class Scope { Process, Subtree, Class };
  struct Kind {
    genmsg::TraceKinds bits;
    QCheckBox* record;
    QCheckBox* show;
  };

  void fillScopes(genmsg::Pid chosen);
  void addScope(Scope scope, const QString& text, genmsg::Pid pid, genmsg::Atom initialCall,
                double messagesPerSecond);
  genmsg::TraceKinds recordedKinds() const;
  QWidget* makeScope();
  QWidget* makeKinds(genmsg::TraceKinds shown);
  QWidget* makeLimits();
  QSpinBox* makeSpinBox(const char* name, const QString& label, int value, int max);
  void update();
  double messagesPerSecond() const;
  QString estimateText() const;

  const models::NodeViewPtr m_view;
  QComboBox* m_scope = nullptr;
  QCheckBox* m_newProcesses = nullptr;
  QLineEdit* m_type = nullptr;
  std::vector<Kind> m_kinds;
  QSpinBox* m_events = nullptr;
  QSpinBox* m_seconds = nullptr;
  QSpinBox* m_rate = nullptr;
  QLabel* m_estimate = nullptr;
  QDialogButtonBox* m_buttons = nullptr;
};

}  // namespace views
