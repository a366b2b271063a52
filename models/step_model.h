// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QAbstractItemModel>

#include "genmsg/observe/node.h"

namespace models {

/// In one line: "Handled {add,2}", "Skipped {add,2}: it is kept as a dead letter".
QString summaryOf(const genmsg::sys::Step& step);

/// What one message did to a process that stepped. Two levels (groups and their items), two columns
/// (item and value).
/// Groups, as far as there is something in them: Message (Type, From, Message) | what changed in
/// the state (path, before → after; in the order of declaration) | what it sent | its exit.
/// Threads: the GUI thread.
/// Limits: 200 items a group, then "… n more"; values are cut at 400 characters, TermTextRole has
/// them whole.
class StepModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column : int { Item, Value, ColumnCount };
  static constexpr std::size_t itemsMax = 200;

  explicit StepModel(QObject* parent = nullptr);

  void setStep(const genmsg::StepPtr& step);  // null: none
  bool isEmpty() const { return !m_step; }
  QString summary() const { return m_step ? summaryOf(*m_step) : QString(); }
  /// All of it, for the clipboard.
  QString text() const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  using QObject::parent;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  struct Entry {
    QString item;
    QString value;
    QString whole;    // the value, not cut
    genmsg::Pid pid;  // that the value names, to go there
  };
  struct Group {
    QString title;
    std::vector<Entry> entries;
  };

  bool isHeld() const;
  Group messageGroup() const;
  Group changesGroup() const;
  Group sentGroup() const;
  const Entry* entryAt(const QModelIndex& index) const;

  genmsg::StepPtr m_step;
  std::vector<Group> m_groups;
};

}  // namespace models
