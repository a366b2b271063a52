// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/term_text.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "genmsg/term/print.h"
#include "models/term_changes.h"

namespace views {
namespace {

using genmsg::Term;
using genmsg::TermShape;
using models::orderedEntries;
using models::shapeOf;

constexpr qsizetype lineWidth = 76;
constexpr qsizetype indentWidth = 2;

QString complete(const Term& term) {
  constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
  return QString::fromStdString(genmsg::print(term, {.depth = all, .characters = all}));
}

bool isCompound(const Term& term) {
  switch (term.kind()) {
    case Term::Kind::Tuple: return !term.elements().empty();
    case Term::Kind::ImproperList: return true;
    case Term::Kind::Map: return !term.entries().empty();
    case Term::Kind::List:  // a string is no place for line breaks
      return !term.elements().empty() && !genmsg::is_string(term, term.elements().size());
    default: return false;
  }
}

QStringView opening(const Term& term) {
  return term.is(Term::Kind::Map) ? u"#{" : term.is(Term::Kind::Tuple) ? u"{" : u"[";
}
QChar separator(const Term& compound, std::size_t before) {
  const bool isTail =
      compound.is(Term::Kind::ImproperList) && before + 1 == compound.elements().size();
  return isTail ? u'|' : u',';
}
QChar closing(const Term& term) {
  return term.is(Term::Kind::Map) || term.is(Term::Kind::Tuple) ? u'}' : u']';
}

class Writer {
 public:
  QString write(const Term& term, const TermShape& shape) {
    value(term, shape, 0);
    return m_text;
  }

 private:
  void value(const Term& term, const TermShape& shape, qsizetype indent) {
    if (!isCompound(term)) {
      m_text += complete(term);
      return;
    }
    const qsizetype lineStart = m_text.lastIndexOf(QLatin1Char('\n')) + 1;
    const qsizetype used = m_text.size() - lineStart;
    QString line;
    const bool topOfState = indent == 0 && term.is(Term::Kind::Map);
    if (!topOfState && onOneLine(term, shape, line, lineWidth - used)) {
      m_text += line;
      return;
    }
    onManyLines(term, shape, indent + indentWidth);
    newLine(indent);
    m_text += closing(term);
  }

  void onManyLines(const Term& term, const TermShape& shape, qsizetype indent) {
    m_text += opening(term);
    std::size_t at = 0;
    const auto next = [&] {
      if (at > 0) m_text += separator(term, at);
      ++at;
      newLine(indent);
    };
    if (term.is(Term::Kind::Map)) {
      for (const auto& [key, item] : orderedEntries(term, shape)) {
        next();
        m_text += complete(key) + QStringLiteral(" => ");
        value(item, shapeOf(shape, key), indent);
      }
      return;
    }
    for (const Term& item : term.elements()) {
      next();
      value(item, {}, indent);
    }
  }

  /// Gives up as soon as `room` is used, so that a long value is not written twice.
  static bool onOneLine(const Term& term, const TermShape& shape, QString& line, qsizetype room) {
    if (!isCompound(term)) {
      line += complete(term);
      return line.size() <= room;
    }
    line += opening(term);
    std::size_t at = 0;
    const auto separate = [&] {
      if (at > 0) line += separator(term, at);
      ++at;
    };
    if (term.is(Term::Kind::Map)) {
      for (const auto& [key, item] : orderedEntries(term, shape)) {
        separate();
        line += complete(key) + QStringLiteral(" => ");
        if (!onOneLine(item, shapeOf(shape, key), line, room)) return false;
      }
    } else {
      for (const Term& item : term.elements()) {
        separate();
        if (!onOneLine(item, {}, line, room)) return false;
      }
    }
    line += closing(term);
    return line.size() <= room;
  }

  void newLine(qsizetype indent) { m_text += QLatin1Char('\n') + QString(indent, QChar::Space); }

  QString m_text;
};

/// Walks a term's text without building the term; the text has been parsed before, so that a
/// mistake in it only means that nothing is found.
class Walker {
 public:
  explicit Walker(QStringView text) : m_text(text) {}

  std::optional<TextSpan> find(std::span<const QString> path) {
    skipBlank();
    if (path.empty()) {
      const qsizetype start = m_at;
      if (!skipValue()) return std::nullopt;
      return TextSpan{start, m_at - start};
    }
    const QString& step = path.front();
    const bool isIndex = !step.isEmpty() && step.front().isDigit();
    if (take(u"#{")) return isIndex ? std::nullopt : findKey(path);
    if (take(u"[")) return isIndex ? findElement(path.subspan(1), step.toLongLong()) : std::nullopt;
    if (take(u"{")) {
      // A name inside a tuple is a field of a variant's value: {TypeName, Value}.
      return isIndex ? findElement(path.subspan(1), step.toLongLong()) : findElement(path, 2);
    }
    return std::nullopt;
  }

 private:
  std::optional<TextSpan> findKey(std::span<const QString> path) {
    do {
      skipBlank();
      const qsizetype start = m_at;
      if (!skipValue()) return std::nullopt;
      QStringView key = m_text.sliced(start, m_at - start);
      if (key.size() > 1 && key.startsWith(u'\'')) key = key.sliced(1, key.size() - 2);
      skipBlank();
      if (!take(u"=>")) return std::nullopt;
      if (key == path.front()) return find(path.subspan(1));
      if (!skipValue()) return std::nullopt;
      skipBlank();
    } while (take(u","));
    return std::nullopt;
  }

  std::optional<TextSpan> findElement(std::span<const QString> rest, qlonglong place) {
    for (qlonglong i = 1; i < place; ++i) {
      if (!skipValue()) return std::nullopt;
      skipBlank();
      if (!take(u",")) return std::nullopt;
    }
    return find(rest);
  }

  bool skipValue() {
    skipBlank();
    const qsizetype start = m_at;
    int depth = 0;
    while (m_at < m_text.size()) {
      const QChar c = m_text[m_at];
      if (c == u'"' || c == u'\'') {
        skipQuoted(c);
      } else if (c == u'$') {
        m_at += m_text.sliced(m_at).startsWith(u"$\\") ? 3 : 2;
      } else if (c == u'{' || c == u'[' || m_text.sliced(m_at).startsWith(u"<<")) {
        ++depth;
        m_at += c == u'<' ? 2 : 1;
      } else if (depth > 0 && (c == u'}' || c == u']' || m_text.sliced(m_at).startsWith(u">>"))) {
        --depth;
        m_at += c == u'>' ? 2 : 1;
      } else if (depth == 0 && endsValue(c)) {
        break;
      } else {
        ++m_at;
      }
    }
    m_at = std::min(m_at, m_text.size());
    return m_at > start && depth == 0;
  }

  bool endsValue(QChar c) const {
    return c.isSpace() || c == u',' || c == u'}' || c == u']' || c == u'|' || c == u'%' ||
           m_text.sliced(m_at).startsWith(u"=>");
  }

  void skipQuoted(QChar quote) {
    for (++m_at; m_at < m_text.size() && m_text[m_at] != quote; ++m_at) {
      if (m_text[m_at] == u'\\') ++m_at;
    }
    ++m_at;
  }

  void skipBlank() {
    while (m_at < m_text.size()) {
      if (m_text[m_at] == u'%') {
        while (m_at < m_text.size() && m_text[m_at] != u'\n') ++m_at;
      } else if (m_text[m_at].isSpace()) {
        ++m_at;
      } else {
        return;
      }
    }
  }

  bool take(QStringView token) {
    if (!m_text.sliced(std::min(m_at, m_text.size())).startsWith(token)) return false;
    m_at += token.size();
    return true;
  }

  QStringView m_text;
  qsizetype m_at = 0;
};

std::vector<QString> stepsOf(QStringView path) {
  std::vector<QString> steps;
  QString step;
  const auto flush = [&] {
    if (!step.isEmpty()) steps.push_back(step);
    step.clear();
  };
  for (const QChar c : path) {
    if (c == u'.' || c == u'[' || c == u']') {
      flush();
    } else {
      step += c;
    }
  }
  flush();
  return steps;
}

}  // namespace

bool isEditable(const Term& term, const EditLimits& limits) {
  struct Level {
    Term term;
    std::size_t depth;
  };
  std::vector<Level> open{{term, 0}};
  std::size_t values = 1;  // that were met, those that wait in `open` too
  std::size_t bytes = 0;
  const auto add = [&](const Term& part, std::size_t depth) { open.push_back({part, depth}); };
  while (!open.empty()) {
    const Level level = std::move(open.back());
    open.pop_back();
    const bool isMap = level.term.is(Term::Kind::Map);
    if (level.term.is(Term::Kind::Binary)) bytes += level.term.as_binary().size();
    if (level.term.is(Term::Kind::Atom)) bytes += level.term.as_atom().name().size();
    if (level.term.is_big()) bytes += level.term.magnitude().size() * 20;
    const std::size_t parts = isMap ? 2 * level.term.entries().size()
                              : isCompound(level.term) || level.term.is(Term::Kind::List)
                                  ? level.term.elements().size()
                                  : 0;
    values += parts;
    if (bytes > limits.bytes || values > limits.values) return false;
    if (parts == 0) continue;
    if (level.depth == limits.depth) return false;
    if (isMap) {
      for (const auto& [key, value] : level.term.entries()) {
        add(key, level.depth + 1);
        add(value, level.depth + 1);
      }
    } else {
      for (const Term& part : level.term.elements()) add(part, level.depth + 1);
    }
  }
  return true;
}

QString editableText(const Term& term, const TermShape& shape) {
  return Writer().write(term, shape);
}

std::optional<TextSpan> findPath(QStringView text, QStringView path) {
  const std::vector<QString> steps = stepsOf(path);
  return Walker(text).find(steps);
}

qsizetype positionOf(QStringView text, std::size_t line, std::size_t column) {
  qsizetype at = 0;
  for (std::size_t i = 1; i < line; ++i) {
    const qsizetype end = text.indexOf(u'\n', at);
    if (end < 0) return text.size();
    at = end + 1;
  }
  for (std::size_t i = 1; i < column && at < text.size(); ++i) {
    if (text[at] == u'\n') return at;
    at += text[at].isHighSurrogate() && at + 1 < text.size() ? 2 : 1;
  }
  return std::min(at, text.size());
}

}  // namespace views
