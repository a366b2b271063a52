// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <QAbstractItemModel>

#include "genmsg/term/describe.h"
#include "genmsg/term/term.h"
#include "models/term_input.h"

namespace models {

/// A term as a tree that opens level by level: the fields of a struct in the order of their
/// declaration, the entries of a map, the elements of a list or tuple. A term without children is
/// one row.
/// Setting a term again keeps what is expanded and selected: rows are the same where their field,
/// key or index is.
/// When it is editable, booleans have check boxes and other values take a genmsg::Term as EditRole;
/// then the whole term is another one.
/// Threads: the GUI thread.
/// Limits: children are made when asked for, `pageSize` at a time; then a row "… n more" stands for
/// the rest, and showMore() opens the next page.
class TermTreeModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column : int { Field, Value, Type, ColumnCount };
  static constexpr std::size_t pageSize = 500;

  explicit TermTreeModel(QObject* parent = nullptr);
  ~TermTreeModel() override;

  void setTerm(const genmsg::Term& term, const genmsg::TermShape& shape = {});
  void clear();
  bool isEmpty() const { return m_root == nullptr; }
  const genmsg::Term& term() const;  // `undefined` when empty

  void setEditable(bool editable);
  bool isEditable() const { return m_editable; }
  /// How the value of a row is typed in.
  TermInput inputAt(const QModelIndex& index) const;
  /// An element of a list, or an entry of a map that is no declared field.
  bool isRemovable(const QModelIndex& index) const;
  void remove(const QModelIndex& index);
  /// An element of a list.
  bool isRepeatable(const QModelIndex& index) const;
  /// Puts the element into its list once more, behind itself.
  void repeat(const QModelIndex& index);

  bool isMoreRow(const QModelIndex& index) const;
  void showMore(const QModelIndex& moreRow);
  /// The term of a row; `undefined` for a row that has none.
  genmsg::Term termAt(const QModelIndex& index) const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  using QObject::parent;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  bool hasChildren(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 Q_SIGNALS:
  /// By setData(), remove() or repeat(): term() is another one.
  void edited();

 private:
  enum class Naming : std::uint8_t;
  struct Node;
  struct Part;

  static std::vector<Part> structParts(const Node& node);
  static std::vector<Part> partsOf(const Node& node);
  static void populate(Node& node);
  static QString fieldText(const Node& node);
  static QString typeText(const Node& node);

  /// The term that `node` is in with `values` in its place: none, one or several.
  static genmsg::Term parentWith(const Node& node, const std::vector<genmsg::Term>& values);
  void replace(const Node& node, const std::vector<genmsg::Term>& values);
  Node* nodeOf(const QModelIndex& index) const;
  QModelIndex indexOf(const Node& node) const;
  void update(Node& node, const genmsg::Term& term, const genmsg::TermShape* shape);
  void updateChildren(Node& node);
  void removeGone(Node& node, const std::vector<Part>& parts);
  template <class IsGone>
  void removeIf(Node& node, IsGone isGone);
  void insertNew(Node& node, const std::vector<Part>& parts);
  void updateValues(Node& node, const std::vector<Part>& parts);
  void insertChildren(Node& node, std::size_t row, std::vector<std::unique_ptr<Node>> children);
  void removeChildren(Node& node, std::size_t begin, std::size_t end);

  std::unique_ptr<genmsg::TermShape> m_shape;
  bool m_editable = false;
  std::unique_ptr<Node> m_root;  // its children are the top rows
};

}  // namespace models
