// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/watch_input.h"

#include <optional>
#include <utility>
#include <vector>

#include <QCoreApplication>

#include "genmsg/term/parse.h"

namespace models {
namespace {

using genmsg::Term;
using genmsg::sys::StateField;
using Error = WatchInputError;

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::WatchInput)
};

Error errorAt(Error::Field field, qsizetype position, const QString& expected,
              const QString& found) {
  return {field, position,
          Text::tr("column %1: expected %2, found %3")
              .arg(QString::number(position + 1), expected, found)};
}

/// The position of a ParseError's column, which counts code points from 1.
qsizetype positionOf(QStringView text, std::size_t column) {
  qsizetype at = 0;
  for (std::size_t i = 1; i < column && at < text.size(); ++i)
    at += text[at].isHighSurrogate() && at + 1 < text.size() ? 2 : 1;
  return at;
}

/// A term that begins at `offset` of its field.
tl::expected<Term, Error> readTerm(QStringView text, Error::Field field, qsizetype offset = 0) {
  auto term = genmsg::parse(text.toString().toStdString());
  if (term) return std::move(*term);
  const genmsg::ParseError& error = term.error();
  const qsizetype position = error.line > 1 ? text.size() : positionOf(text, error.column);
  return tl::unexpected(errorAt(field, offset + position, QString::fromStdString(error.expected),
                                QString::fromStdString(error.found)));
}

/// Where the first step of a path ends: at a dot that is in no quotes and no brackets.
qsizetype endOfStep(QStringView path) {
  int depth = 0;
  QChar quote;
  for (qsizetype i = 0; i < path.size(); ++i) {
    const QChar c = path[i];
    if (!quote.isNull()) {
      if (c == u'\\') {
        ++i;
      } else if (c == quote) {
        quote = QChar();
      }
    } else if (c == u'\'' || c == u'"') {
      quote = c;
    } else if (c == u'{' || c == u'[' || c == u'<' || c == u'(') {
      ++depth;
    } else if (c == u'}' || c == u']' || c == u'>' || c == u')') {
      --depth;
    } else if (c == u'.' && depth <= 0) {
      return i;
    }
  }
  return path.size();
}

tl::expected<std::vector<Term>, Error> readPath(QStringView path) {
  std::vector<Term> steps;
  if (path.trimmed().isEmpty()) return steps;
  for (qsizetype from = 0; from <= path.size();) {
    const QStringView step = path.sliced(from).first(endOfStep(path.sliced(from)));
    if (step.trimmed().isEmpty()) {
      return tl::unexpected(errorAt(
          Error::Field::Path, from, Text::tr("a field's name or a place from 1"),
          from + step.size() < path.size() ? QStringLiteral("'.'") : Text::tr("end of text")));
    }
    auto term = readTerm(step, Error::Field::Path, from);
    if (!term) return tl::unexpected(std::move(term.error()));
    if (term->is(Term::Kind::Integer) && term->as_integer() < 1) {
      return tl::unexpected(errorAt(Error::Field::Path, from,
                                    Text::tr("a field's name or a place from 1"),
                                    step.trimmed().toString()));
    }
    steps.push_back(std::move(*term));
    from += step.size() + 1;
  }
  return steps;
}

}  // namespace

tl::expected<genmsg::sys::Condition, WatchInputError> toCondition(const WatchInput& input) {
  switch (input.kind) {
    case WatchInput::Kind::MailboxDeeper:
      return genmsg::sys::MailboxDeeper{input.than};
    case WatchInput::Kind::MessageMatches: {
      auto pattern = readTerm(input.pattern, Error::Field::Pattern);
      if (!pattern) return tl::unexpected(std::move(pattern.error()));
      return genmsg::sys::MessageMatches{std::move(*pattern)};
    }
    case WatchInput::Kind::StateField: {
      auto path = readPath(input.path);
      if (!path) return tl::unexpected(std::move(path.error()));
      auto value = readTerm(input.value, Error::Field::Value);
      if (!value) return tl::unexpected(std::move(value.error()));
      return StateField{std::move(*path), input.comparison, std::move(*value)};
    }
    case WatchInput::Kind::Raises:
      break;
  }
  return genmsg::sys::Raises{};
}

QString comparisonSign(StateField::Comparison comparison) {
  switch (comparison) {
    case StateField::Comparison::Equal: return QStringLiteral("==");
    case StateField::Comparison::NotEqual: return QStringLiteral("/=");
    case StateField::Comparison::Less: return QStringLiteral("<");
    case StateField::Comparison::AtMost: return QStringLiteral("=<");
    case StateField::Comparison::Greater: return QStringLiteral(">");
    case StateField::Comparison::AtLeast: return QStringLiteral(">=");
  }
  return {};
}

}  // namespace models
