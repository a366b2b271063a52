// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/term_tree_model.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "genmsg/term/print.h"
#include "models/format.h"
#include "models/roles.h"

namespace models {
namespace {

using genmsg::Term;
using genmsg::TermShape;
using Kind = genmsg::Term::Kind;

// What of a term fits into one line of the tree.
constexpr genmsg::PrintLimits lineLimits{8, 200};

QString textOf(const Term& term, genmsg::PrintLimits limits = {}) {
  return QString::fromStdString(genmsg::print(term, limits));
}

bool isStruct(const Term& term, const TermShape* shape) {
  return shape && !shape->fields.empty() && term.is(Kind::Map);
}

std::size_t partCount(const Term& term) {
  switch (term.kind()) {
    case Kind::Map:
      return term.entries().size();
    case Kind::Tuple:
    case Kind::List:
    case Kind::ImproperList:
      return term.elements().size();
    default:
      return 0;
  }
}

bool isBoolean(const Term& term) {
  return term.is(genmsg::atoms::true_) || term.is(genmsg::atoms::false_);
}

}  // namespace

/// What a child is called in its parent.
enum class TermTreeModel::Naming : std::uint8_t {
  Key,    // a field's name or a map's key
  Index,  // of an element, from 1 as lists:nth/2 counts
  Tail,   // of an improper list
  Whole,  // the one row of a term that has no children
};

/// One child of a term before it has a node: what it is called there, and what it is.
struct TermTreeModel::Part {
  Naming naming = Naming::Key;
  Term key;
  Term term;
  const TermShape* shape = nullptr;
};

struct TermTreeModel::Node {
  Node* parent = nullptr;
  int row = 0;
  std::size_t rest = 0;      // stands for that many siblings, if any
  bool isPopulated = false;  // the children were asked for
  Naming naming = Naming::Key;
  Term key;
  Term term;
  const TermShape* shape = nullptr;
  std::size_t shownMax = pageSize;  // how many children may have nodes
  std::vector<std::unique_ptr<Node>> children;

  static std::unique_ptr<Node> of(Part part);
  static std::unique_ptr<Node> more(std::size_t rest) {
    auto node = std::make_unique<Node>();
    node->rest = rest;
    return node;
  }
  bool isMore() const { return rest > 0; }
  bool hasMore() const { return !children.empty() && children.back()->isMore(); }

  void insert(std::size_t at, std::vector<std::unique_ptr<Node>> nodes) {
    children.insert(children.begin() + static_cast<std::ptrdiff_t>(at),
                    std::make_move_iterator(nodes.begin()), std::make_move_iterator(nodes.end()));
    renumber(at);
  }
  void remove(std::size_t begin, std::size_t end) {
    children.erase(children.begin() + static_cast<std::ptrdiff_t>(begin),
                   children.begin() + static_cast<std::ptrdiff_t>(end));
    renumber(begin);
  }

 private:
  void renumber(std::size_t from) {
    for (std::size_t i = from; i < children.size(); ++i) {
      children[i]->parent = this;
      children[i]->row = static_cast<int>(i);
    }
  }
};

std::unique_ptr<TermTreeModel::Node> TermTreeModel::Node::of(Part part) {
  auto node = std::make_unique<Node>();
  node->naming = part.naming;
  node->key = std::move(part.key);
  node->term = std::move(part.term);
  node->shape = part.shape;
  return node;
}

// A struct's fields as declared, then whatever else the map has.
std::vector<TermTreeModel::Part> TermTreeModel::structParts(const Node& node) {
  std::vector<Part> parts;
  const std::vector<TermShape::Field>& fields = node.shape->fields;
  for (const TermShape::Field& field : fields) {
    if (parts.size() == node.shownMax) return parts;
    if (const Term* value = node.term.find(field.name))
      parts.push_back({Naming::Key, field.name, *value, &field.shape});
  }
  for (const auto& [key, value] : node.term.entries()) {
    if (parts.size() == node.shownMax) return parts;
    const Term& name = key;
    const bool isField = std::any_of(fields.begin(), fields.end(),
                                     [&name](const auto& field) { return name.is(field.name); });
    if (!isField) parts.push_back({Naming::Key, key, value, nullptr});
  }
  return parts;
}

// The children that are to be shown.
std::vector<TermTreeModel::Part> TermTreeModel::partsOf(const Node& node) {
  const Term& term = node.term;
  if (!node.parent && partCount(term) == 0) return {{Naming::Whole, Term(), term, node.shape}};
  if (isStruct(term, node.shape)) return structParts(node);
  std::vector<Part> parts;
  const std::size_t count = std::min(node.shownMax, partCount(term));
  parts.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (term.is(Kind::Map))
      parts.push_back({Naming::Key, term.entries()[i].first, term.entries()[i].second, nullptr});
    else if (term.is(Kind::ImproperList) && i + 1 == partCount(term))
      parts.push_back({Naming::Tail, genmsg::Atom::intern("|"), term.elements()[i], nullptr});
    else
      parts.push_back({Naming::Index, Term(i + 1), term.elements()[i], nullptr});
  }
  return parts;
}

TermTreeModel::TermTreeModel(QObject* parent) : QAbstractItemModel(parent) {}

TermTreeModel::~TermTreeModel() = default;

const Term& TermTreeModel::term() const {
  static const Term undefined;
  return m_root ? m_root->term : undefined;
}

void TermTreeModel::setTerm(const Term& term, const TermShape& shape) {
  // The nodes point into the old shape until they are updated.
  const std::unique_ptr<TermShape> oldShape =
      std::exchange(m_shape, std::make_unique<TermShape>(shape));
  if (!m_root) m_root = std::make_unique<Node>();
  m_root->isPopulated = true;
  update(*m_root, term, m_shape.get());
}

void TermTreeModel::clear() {
  if (!m_root) return;
  beginResetModel();
  m_root.reset();
  m_shape.reset();
  endResetModel();
}

void TermTreeModel::update(Node& node, const Term& term, const TermShape* shape) {
  node.term = term;
  node.shape = shape;
  if (node.isPopulated) updateChildren(node);
}

// Keeps the nodes whose keys are still there.
void TermTreeModel::updateChildren(Node& node) {
  const std::vector<Part> parts = partsOf(node);
  const std::size_t count = partCount(node.term);
  const std::size_t rest = count - std::min(count, parts.size());
  if (node.hasMore() && rest == 0)
    removeChildren(node, node.children.size() - 1, node.children.size());
  removeGone(node, parts);
  insertNew(node, parts);
  updateValues(node, parts);
  if (rest > 0 && !node.hasMore()) {
    std::vector<std::unique_ptr<Node>> rows;
    rows.push_back(Node::more(rest));
    insertChildren(node, node.children.size(), std::move(rows));
  } else if (rest > 0 && node.children.back()->rest != rest) {
    Node& more = *node.children.back();
    more.rest = rest;
    Q_EMIT dataChanged(createIndex(more.row, 0, &more), createIndex(more.row, 0, &more));
  }
}

void TermTreeModel::removeGone(Node& node, const std::vector<Part>& parts) {
  const auto less = [](const Term& a, const Term& b) { return compare(a, b) < 0; };
  std::vector<Term> keys;
  keys.reserve(parts.size());
  for (const Part& part : parts) keys.push_back(part.key);
  std::sort(keys.begin(), keys.end(), less);
  removeIf(node, [&](const Node& child) {
    return !std::binary_search(keys.begin(), keys.end(), child.key, less);
  });
  // A struct whose shape became known has its fields in another order.
  std::size_t next = 0;
  for (const Part& part : parts)
    if (next < node.children.size() && node.children[next]->key == part.key) ++next;
  if (next < node.children.size() - std::size_t{node.hasMore()})
    removeIf(node, [](const Node&) { return true; });
}

// Runs of rows from the last to the first; the row for the rest stays.
template <class IsGone>
void TermTreeModel::removeIf(Node& node, IsGone isGone) {
  for (std::size_t end = node.children.size(); end > 0; --end) {
    std::size_t begin = end;
    while (begin > 0 && !node.children[begin - 1]->isMore() && isGone(*node.children[begin - 1]))
      --begin;
    if (begin == end) continue;
    removeChildren(node, begin, end);
    end = begin + 1;
  }
}

void TermTreeModel::insertNew(Node& node, const std::vector<Part>& parts) {
  for (std::size_t row = 0; row < parts.size(); ++row) {
    const Node* there = row < node.children.size() ? node.children[row].get() : nullptr;
    if (there && there->isMore()) there = nullptr;
    if (there && there->key == parts[row].key) continue;
    std::vector<std::unique_ptr<Node>> run;
    for (; row < parts.size() && !(there && there->key == parts[row].key); ++row)
      run.push_back(Node::of(parts[row]));
    const std::size_t begin = row - run.size();  // before `run` is moved from
    insertChildren(node, begin, std::move(run));
  }
}

// @pre the children have the keys of `parts`
void TermTreeModel::updateValues(Node& node, const std::vector<Part>& parts) {
  int first = -1;
  int last = -1;
  for (std::size_t row = 0; row < parts.size(); ++row) {
    Node& child = *node.children[row];
    const bool changed = child.term != parts[row].term || child.naming != parts[row].naming ||
                         child.shape != parts[row].shape;
    child.naming = parts[row].naming;
    update(child, parts[row].term, parts[row].shape);
    if (!changed) continue;
    last = static_cast<int>(row);
    if (first < 0) first = last;
  }
  if (first >= 0)
    Q_EMIT dataChanged(
        createIndex(first, 0, node.children[static_cast<std::size_t>(first)].get()),
        createIndex(last, ColumnCount - 1, node.children[static_cast<std::size_t>(last)].get()));
}

void TermTreeModel::insertChildren(Node& node, std::size_t row,
                                   std::vector<std::unique_ptr<Node>> children) {
  beginInsertRows(indexOf(node), static_cast<int>(row),
                  static_cast<int>(row + children.size()) - 1);
  node.insert(row, std::move(children));
  endInsertRows();
}

void TermTreeModel::removeChildren(Node& node, std::size_t begin, std::size_t end) {
  beginRemoveRows(indexOf(node), static_cast<int>(begin), static_cast<int>(end) - 1);
  node.remove(begin, end);
  endRemoveRows();
}

// Makes the first page of children when somebody asks for them.
void TermTreeModel::populate(Node& node) {
  if (node.isPopulated) return;
  node.isPopulated = true;
  std::vector<std::unique_ptr<Node>> children;
  for (Part& part : partsOf(node)) children.push_back(Node::of(std::move(part)));
  const std::size_t count = partCount(node.term);
  if (count > children.size()) children.push_back(Node::more(count - children.size()));
  node.insert(0, std::move(children));
}

TermTreeModel::Node* TermTreeModel::nodeOf(const QModelIndex& index) const {
  return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

QModelIndex TermTreeModel::indexOf(const Node& node) const {
  return node.parent ? createIndex(node.row, 0, &node) : QModelIndex();
}

void TermTreeModel::setEditable(bool editable) {
  if (editable == m_editable) return;
  // Check boxes come and go in rows of any depth.
  Q_EMIT layoutAboutToBeChanged();
  m_editable = editable;
  Q_EMIT layoutChanged();
}

TermInput TermTreeModel::inputAt(const QModelIndex& index) const {
  // The words of a type that nothing is known of, and nothing to type in.
  if (!index.isValid() || nodeOf(index)->isMore()) return {Term::opaque(""), {}};
  const Node& node = *nodeOf(index);
  return {node.term, node.shape ? *node.shape : TermShape{}};
}

bool TermTreeModel::isRepeatable(const QModelIndex& index) const {
  if (!m_editable || !index.isValid()) return false;
  const Node& node = *nodeOf(index);
  return !node.isMore() && node.naming == Naming::Index && node.parent->term.is(Kind::List);
}

bool TermTreeModel::isRemovable(const QModelIndex& index) const {
  if (isRepeatable(index)) return true;
  if (!m_editable || !index.isValid()) return false;
  const Node& node = *nodeOf(index);
  if (node.isMore() || node.naming != Naming::Key) return false;
  const TermShape* shape = node.parent->shape;
  const auto isField = [&node](const TermShape::Field& field) { return node.key.is(field.name); };
  return !shape || std::none_of(shape->fields.begin(), shape->fields.end(), isField);
}

void TermTreeModel::remove(const QModelIndex& index) {
  if (isRemovable(index)) replace(*nodeOf(index), {});
}

void TermTreeModel::repeat(const QModelIndex& index) {
  if (isRepeatable(index)) replace(*nodeOf(index), {nodeOf(index)->term, nodeOf(index)->term});
}

Term TermTreeModel::parentWith(const Node& node, const std::vector<Term>& values) {
  const Term& parent = node.parent->term;
  if (node.naming == Naming::Whole) return values.front();
  if (parent.is(Kind::Map)) {
    std::vector<Term::Entry> entries;
    for (const auto& [key, value] : parent.entries()) {
      if (key != node.key) entries.emplace_back(key, value);
    }
    for (const Term& value : values) entries.emplace_back(node.key, value);
    return Term::map(std::move(entries));
  }
  std::vector<Term> elements(parent.elements().begin(), parent.elements().end());
  const std::size_t at = node.naming == Naming::Tail
                             ? elements.size() - 1
                             : static_cast<std::size_t>(node.key.as_integer()) - 1;
  const auto place = elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(at));
  elements.insert(place, values.begin(), values.end());
  if (parent.is(Kind::Tuple)) return Term::tuple(std::move(elements));
  if (parent.is(Kind::List)) return Term::list(std::move(elements));
  const Term tail = elements.back();
  elements.pop_back();
  return Term::list(std::move(elements), tail);
}

void TermTreeModel::replace(const Node& node, const std::vector<Term>& values) {
  Term whole = parentWith(node, values);
  for (const Node* at = node.parent; at->parent; at = at->parent) whole = parentWith(*at, {whole});
  const TermShape shape = *m_shape;
  setTerm(whole, shape);
  Q_EMIT edited();
}

Qt::ItemFlags TermTreeModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractItemModel::flags(index);
  if (!m_editable || !index.isValid() || index.column() != Value) return flags;
  const Node& node = *nodeOf(index);
  if (node.isMore()) return flags;
  if (isBoolean(node.term)) flags |= Qt::ItemIsUserCheckable;
  return flags | Qt::ItemIsEditable;
}

bool TermTreeModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!flags(index).testFlag(Qt::ItemIsEditable)) return false;
  const Node& node = *nodeOf(index);
  if (role == Qt::CheckStateRole && isBoolean(node.term)) {
    replace(node, {Term(value.toInt() == Qt::Checked)});
    return true;
  }
  if (role != Qt::EditRole || !value.canConvert<Term>()) return false;
  const Term term = value.value<Term>();
  if (term != node.term) replace(node, {term});
  return true;
}

bool TermTreeModel::isMoreRow(const QModelIndex& index) const {
  return index.isValid() && nodeOf(index)->isMore();
}

void TermTreeModel::showMore(const QModelIndex& moreRow) {
  if (!isMoreRow(moreRow)) return;
  Node& parent = *nodeOf(moreRow)->parent;
  parent.shownMax += pageSize;
  updateChildren(parent);
}

Term TermTreeModel::termAt(const QModelIndex& index) const {
  return index.isValid() ? nodeOf(index)->term : Term();
}

QModelIndex TermTreeModel::index(int row, int column, const QModelIndex& parent) const {
  Node* node = nodeOf(parent);
  if (!node || row < 0 || column < 0 || column >= ColumnCount || parent.column() > 0) return {};
  populate(*node);
  const auto place = static_cast<std::size_t>(row);
  return place < node->children.size() ? createIndex(row, column, node->children[place].get())
                                       : QModelIndex();
}

QModelIndex TermTreeModel::parent(const QModelIndex& child) const {
  return child.isValid() ? indexOf(*nodeOf(child)->parent) : QModelIndex();
}

int TermTreeModel::rowCount(const QModelIndex& parent) const {
  Node* node = nodeOf(parent);
  if (!node || parent.column() > 0) return 0;
  populate(*node);
  return static_cast<int>(node->children.size());
}

int TermTreeModel::columnCount(const QModelIndex&) const {
  return ColumnCount;
}

bool TermTreeModel::hasChildren(const QModelIndex& parent) const {
  const Node* node = nodeOf(parent);
  if (!node || parent.column() > 0) return false;
  return node->isPopulated ? !node->children.empty() : partCount(node->term) > 0;
}

QString TermTreeModel::fieldText(const Node& node) {
  if (node.isMore()) return tr("… %1 more").arg(formatCount(node.rest));
  if (node.naming == Naming::Whole) return tr("value");
  if (node.naming == Naming::Tail) return tr("tail");
  if (node.naming == Naming::Index) return u'[' + QString::number(node.key.as_integer()) + u']';
  return node.key.is(Kind::Atom) ? formatAtom(node.key.as_atom()) : textOf(node.key, lineLimits);
}

QString TermTreeModel::typeText(const Node& node) {
  if (node.isMore()) return {};
  const Term& term = node.term;
  if (node.shape && !node.shape->type_name.empty())
    return QString::fromStdString(node.shape->type_name);
  const auto sized = [](const QString& name, std::size_t size) -> QString {
    return name + u" (" + formatCount(size) + u')';
  };
  switch (term.kind()) {
    case Kind::Integer:
      return tr("integer");
    case Kind::Float:
      return tr("float");
    case Kind::Atom:
      return isBoolean(term) ? tr("boolean") : tr("atom");
    case Kind::Reference:
      return tr("reference");
    case Kind::Pid:
      return tr("pid");
    case Kind::Opaque:
      return tr("opaque");
    case Kind::Tuple:
      return sized(tr("tuple"), partCount(term));
    case Kind::Map:
      return sized(tr("map"), partCount(term));
    case Kind::List:
      return sized(tr("list"), partCount(term));
    case Kind::ImproperList:
      return sized(tr("improper list"), partCount(term) - 1);
    case Kind::Binary:
      return sized(tr("binary"), term.as_binary().size());
  }
  return {};
}

QVariant TermTreeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
  const Node& node = *nodeOf(index);
  switch (role) {
    case Qt::DisplayRole:
      if (index.column() == Field) return fieldText(node);
      if (index.column() == Type) return typeText(node);
      return node.isMore() ? QString() : textOf(node.term, lineLimits);
    case Qt::CheckStateRole:
      if (!flags(index).testFlag(Qt::ItemIsUserCheckable)) return {};
      return node.term.is(genmsg::atoms::true_) ? Qt::Checked : Qt::Unchecked;
    case TermTextRole:
    case RawValueRole:
      return node.isMore() ? QString() : textOf(node.term);
    case PidRole:
      return QVariant::fromValue(node.term.is(Kind::Pid) ? node.term.as_pid() : genmsg::Pid());
    default:
      return {};
  }
}

QVariant TermTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Field:
      return tr("Field");
    case Value:
      return tr("Value");
    case Type:
      return tr("Type");
    default:
      return {};
  }
}

}  // namespace models
