// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/term_changes.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <QCoreApplication>

#include "genmsg/term/print.h"

namespace models {
namespace {

using genmsg::Term;
using genmsg::TermShape;

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::TermChange)
};

constexpr std::size_t shortText = 40;  // characters of a value in one line with its path

QString keyText(const Term& key) {
  constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
  return QString::fromStdString(genmsg::print(key, {.depth = all, .characters = all}));
}

/// What people see as a text is not compared letter by letter.
bool isText(const Term& term) {
  return term.is(Term::Kind::List) && genmsg::is_string(term, term.elements().size());
}

bool haveSamePlaces(const Term& before, const Term& after) {
  if (before.kind() != after.kind()) return false;
  switch (before.kind()) {
    case Term::Kind::Tuple:
    case Term::Kind::List:
    case Term::Kind::ImproperList:
      return before.elements().size() == after.elements().size() && !isText(before) &&
             !isText(after);
    default:
      return false;
  }
}

/// "[2]", and "[|]" for the tail of an improper list.
QString placeText(const Term& compound, std::size_t place) {
  const bool isTail =
      compound.is(Term::Kind::ImproperList) && place + 1 == compound.elements().size();
  return isTail ? QStringLiteral("[|]") : QString(u'[' + QString::number(place + 1) + u']');
}

QString sideText(const std::optional<Term>& side, genmsg::PrintLimits limits) {
  return side ? QString::fromStdString(genmsg::print(*side, limits)) : Text::tr("(none)");
}

class Differ {
 public:
  explicit Differ(std::size_t limit) : m_limit(limit) {}

  void compare(const QString& path, const Term& before, const Term& after,
               const TermShape& shape, std::size_t depth = 0) {
    if (m_changes.size() >= m_limit || before == after) return;
    if (depth == changeDepthMax) {
      add({path, before, after});
    } else if (before.is(Term::Kind::Map) && after.is(Term::Kind::Map)) {
      compareMaps(path, before, after, shape, depth + 1);
    } else if (haveSamePlaces(before, after)) {
      for (std::size_t i = 0; i < before.elements().size(); ++i) {
        compare(path + placeText(before, i), before.elements()[i], after.elements()[i], {},
                depth + 1);
      }
    } else {
      add({path, before, after});
    }
  }

  std::vector<TermChange> take() { return std::move(m_changes); }

 private:
  void compareMaps(const QString& path, const Term& before, const Term& after,
                   const TermShape& shape, std::size_t depth) {
    for (const auto& [key, value] : orderedEntries(before, shape)) {
      const QString field = join(path, key);
      if (const Term* const other = after.find(key))
        compare(field, value, *other, shapeOf(shape, key), depth);
      else
        add({field, value, {}});
    }
    for (const auto& [key, value] : orderedEntries(after, shape))
      if (!before.find(key)) add({join(path, key), {}, value});
  }

  void add(TermChange change) {
    if (m_changes.size() < m_limit) m_changes.push_back(std::move(change));
  }

  static QString join(const QString& path, const Term& key) {
    return path.isEmpty() ? keyText(key) : QString(path + u'.' + keyText(key));
  }

  std::size_t m_limit;
  std::vector<TermChange> m_changes;
};

}  // namespace

std::vector<TermChange> changesBetween(const Term& before, const Term& after,
                                       const TermShape& shape, std::size_t limit) {
  Differ differ(limit);
  differ.compare({}, before, after, shape);
  return differ.take();
}

QString changeValueText(const TermChange& change, std::size_t characters) {
  const genmsg::PrintLimits limits{8, characters};
  return sideText(change.before, limits) + u" → " + sideText(change.after, limits);
}

QString wholeChangeText(const TermChange& change) {
  return sideText(change.before, {}) + u"\n→ " + sideText(change.after, {});
}

QString changeText(const TermChange& change) {
  const QString value = changeValueText(change, shortText);
  return change.path.isEmpty() ? value : QString(change.path + u": " + value);
}

std::vector<Term::Entry> orderedEntries(const Term& map, const TermShape& shape) {
  const auto entries = map.entries();
  std::vector<Term::Entry> ordered(entries.begin(), entries.end());
  if (shape.fields.empty()) return ordered;
  const auto rank = [&shape](const Term::Entry& entry) {
    const auto found = entry.first.is(Term::Kind::Atom)
                           ? std::ranges::find(shape.fields, entry.first.as_atom(),
                                               &TermShape::Field::name)
                           : shape.fields.end();
    return found - shape.fields.begin();
  };
  std::ranges::stable_sort(ordered, {}, rank);
  return ordered;
}

const TermShape& shapeOf(const TermShape& shape, const Term& key) {
  static const TermShape unknown;
  if (!key.is(Term::Kind::Atom)) return unknown;
  const auto field = std::ranges::find(shape.fields, key.as_atom(), &TermShape::Field::name);
  return field == shape.fields.end() ? unknown : field->shape;
}

}  // namespace models
