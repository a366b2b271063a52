// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QDialog>
#include <QList>
#include <QString>
#include <optional>

#include "genmsg/observe/node.h"
#include "views/term_text.h"
#include "views/theme.h"

class QLabel;
class QMenu;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;
class QTimer;
class QTreeView;

namespace models {
class TermTreeModel;
}

namespace views {

class MessageStrip;

/// A state that was applied to a process, and what it had before.
struct AppliedEdit {
  QDateTime time;
  genmsg::Term before;
  QString changes;  // in one line
  genmsg::Term after = {};  // right after it: what the process did since is no part of the edit
};

/// Edits the raw state of one process, as fields by their types or as the text of a term: both are
/// the same value. What is wrong with the text, or with its types, is said under it with its line
/// and column and marked in it; a text that is no term is not left for the fields. It asks for
/// nothing itself: it emits requests, and is told the answers.
/// Threads: GUI thread. Limits: a state beyond EditLimits is only shown, its text in part.
class StateEditorDialog final : public QDialog {
  Q_OBJECT

 public:
  static constexpr int checkAfterMs = 250;
  /// What the process does once it has the new state.
  enum class AfterApply { StaySuspended, Step, Resume };
  Q_ENUM(AfterApply)

  StateEditorDialog(genmsg::Pid pid, const QString& processName, QWidget* parent = nullptr);

  genmsg::Pid pid() const { return m_pid; }
  /// Fills the editor. After a reload, undo brings the text before it back.
  void setState(const genmsg::ProcessState& state);
  /// What the process does meanwhile: "Suspended while you edit", and its mailbox.
  void setProcessNote(const QString& note);
  /// What was applied to the process so far, oldest first.
  void setHistory(const QList<AppliedEdit>& history);
  /// Nothing could be fetched to edit.
  void showFetchError(const genmsg::NodeError& error);
  /// Why the node refused the term; StaleState offers to reload.
  void showRefusal(const genmsg::NodeError& error);
  /// The node took it; the editor now shows what the process has.
  void showApplied(const genmsg::ProcessState& state);
  /// What came of it, above the text.
  void showNote(Tone tone, const QString& note);

  /// Whether closing would lose anything that is not on its way to the process already.
  bool hasUnapplied();
  /// Applies what was changed and closes when the process has it; stays if it is refused. False: it
  /// is wrong as it stands, and nothing was asked for.
  bool applyAndClose();
  /// Closes, unless there is text that would be lost: then it says so and offers to discard it.
  /// While an answer to Apply is awaited it closes with that.
  void reject() override;

 signals:
  void applyRequested(const genmsg::Term& state, quint64 expectedVersion,
                      views::StateEditorDialog::AfterApply after);
  /// There was nothing to apply: the process is only to do what comes after it.
  void proceedRequested(views::StateEditorDialog::AfterApply after);
  void reloadRequested();
  /// It was to close with its answer, and was refused.
  void staysOpen();
  /// The state before the last applied edit is to be applied.
  void undoRequested(const genmsg::Term& state, quint64 expectedVersion);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Mistake {
    TextSpan span;
    QString text;
  };

  void setUpEditor();
  QWidget* setUpFields();
  void setUpTabs();
  void setUpFieldActions();
  void setUpMessages();
  void setUpLayout(const QString& processName);
  void setUpButtons();
  void setUpHistory();
  void apply(AfterApply after);
  void undo();
  bool hasChanges();
  bool closesWithAnswer();
  /// Replaces the text; undo brings the one before back.
  void setText(const QString& text);
  void takeFields();
  void takeText();
  void keepChanges();
  void showBefore(const AppliedEdit& edit);
  bool isOnFields() const;
  void check();
  void showMistake(Mistake mistake);
  void goToMistake();
  void clearMistake();
  void markMistake();
  void setApplyEnabled(bool enabled);
  void setBusy(bool busy);
  std::optional<genmsg::Term> parsed();

  genmsg::Pid m_pid;
  genmsg::ProcessState m_state;
  bool m_hasState = false;
  bool m_isTooLarge = false;
  bool m_isApplying = false;       // the answer is awaited
  bool m_closeWhenApplied = false;
  // An edit that was refused because the state had moved on, and the state that it was made of.
  struct Kept {
    genmsg::Term mine;
    genmsg::Term base;
  };
  std::optional<Kept> m_kept;
  QList<AppliedEdit> m_history;
  QString m_fieldMistake;
  std::optional<Mistake> m_mistake;
  QLabel* m_note = nullptr;
  MessageStrip* m_strip = nullptr;
  QTabWidget* m_tabs = nullptr;
  models::TermTreeModel* m_fields = nullptr;
  QTreeView* m_fieldTree = nullptr;
  QPlainTextEdit* m_edit = nullptr;
  QLabel* m_position = nullptr;
  QLabel* m_error = nullptr;
  QLabel* m_changes = nullptr;
  QPushButton* m_undo = nullptr;
  QPushButton* m_historyButton = nullptr;
  QMenu* m_historyMenu = nullptr;
  QPushButton* m_reload = nullptr;
  QPushButton* m_apply = nullptr;
  QPushButton* m_applyAndStep = nullptr;
  QPushButton* m_applyAndResume = nullptr;
  QTimer* m_checkTimer = nullptr;
};

}  // namespace views
