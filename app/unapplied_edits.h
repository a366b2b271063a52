// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QWidget;

namespace views {
class StateEditorDialog;
}

namespace app {

/// The question what becomes of state edits that were not applied when their window closes, from its
/// opening to the end of its editors.
/// Threads: GUI thread. Ownership: deletes itself when it is settled, or called off.
class UnappliedEdits final : public QObject {
  Q_OBJECT

 public:
  /// The editors of a window with something in them that closing would lose.
  static QList<views::StateEditorDialog*> in(const QWidget& window);

  UnappliedEdits(const QList<views::StateEditorDialog*>& editors, QWidget* window);

 Q_SIGNALS:
  /// All were applied or discarded; not if the question was called off or the node has refused one.
  void settled();

 private:
  void apply();
  void discard();
  void onFinished();
  void end();

  QList<views::StateEditorDialog*> m_editors;
  qsizetype m_open;
};

}  // namespace app
