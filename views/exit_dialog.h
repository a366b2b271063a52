// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>
#include <cstdint>
#include <vector>

#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace views {

/// A process that is to end, as a person knows it.
struct Victim {
  genmsg::Pid pid;
  QString name;
  QString initialCall;
  std::uint64_t mailbox = 0;
  bool exited = false;
};

/// Asks before processes are sent an exit signal, and names them. It is about these pids and no
/// others: what exits meanwhile is marked, and if nobody is left there is nothing to confirm.
/// Threads: GUI thread.
class ExitDialog final : public QDialog {
  Q_OBJECT

 public:
  enum class Kind { Terminate, TerminateSubtree, RestartChild, Kill };
  Q_ENUM(Kind)
  static constexpr std::size_t mostNamed = 1'000;
  static constexpr std::size_t rowsShown = 8;  // of the list; the rest scrolls

  /// `victims`: the first of `count`, at most mostNamed.
  ExitDialog(Kind kind, const std::vector<Victim>& victims, std::uint64_t count,
             QWidget* parent = nullptr);

  /// The same ones as they are now.
  void setVictims(const std::vector<Victim>& victims);

 signals:
  /// `alwaysSo`: the next single one need not be asked about.
  void confirmed(const genmsg::Term& reason, bool alwaysSo);

 private:
  QString heading(const std::vector<Victim>& victims) const;
  QString explanation() const;
  QString buttonText() const;
  QWidget* setUpVictims(const std::vector<Victim>& victims);
  QWidget* setUpReason();
  void setUpButtons();
  void checkReason();
  void updateButton();
  void confirm();

  Kind m_kind;
  std::uint64_t m_count;
  QTreeWidget* m_list = nullptr;
  QLabel* m_gone = nullptr;
  QLineEdit* m_reason = nullptr;
  QLabel* m_error = nullptr;
  QCheckBox* m_always = nullptr;
  QPushButton* m_confirm = nullptr;
  genmsg::Term m_reasonTerm;
  bool m_reasonIsTerm = true;
  bool m_nobodyLeft = false;
};

}  // namespace views
