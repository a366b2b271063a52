// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/process_delegate.h"

namespace models {
class TermTreeModel;
}

namespace views {

/// Edits the values of a term's tree, each by its type: a box of words for booleans and enums, a
/// line for the rest, which is checked while it is typed in. A line that is wrong cannot be left by
/// Enter; leaving it otherwise changes nothing.
/// Threads: GUI thread. Ownership: the model outlives it.
class TermDelegate final : public ProcessDelegate {
  Q_OBJECT

 public:
  explicit TermDelegate(models::TermTreeModel* model, QObject* parent = nullptr);

  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const override;
  void setEditorData(QWidget* editor, const QModelIndex& index) const override;
  void setModelData(QWidget* editor, QAbstractItemModel* model,
                    const QModelIndex& index) const override;
  bool eventFilter(QObject* editor, QEvent* event) override;

 signals:
  /// What is wrong with what is being typed in; empty: nothing.
  void mistakeChanged(const QString& mistake) const;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

 private:
  models::TermTreeModel* m_model;
};

}  // namespace views
