// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/term_input.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <QCoreApplication>
#include <QStringDecoder>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"

namespace models {
namespace {

using genmsg::Term;
using Result = tl::expected<Term, QString>;

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::TermInput)
};

constexpr genmsg::PrintLimits lineLimits{16, 2'000};

bool isBoolean(const Term& term) {
  return term.is(genmsg::atoms::true_) || term.is(genmsg::atoms::false_);
}

QString printed(const Term& term) {
  return QString::fromStdString(genmsg::print(term, lineLimits));
}

/// Whether the line says all of it: what is cut ends in dots, and is none that can be read.
bool fitsALine(const Term& term) {
  const auto read = genmsg::parse(genmsg::print(term, lineLimits));
  return read && *read == term;
}

/// The characters of a binary in UTF-8; nothing if it is none, or has others than a line may hold.
std::optional<QString> charactersOf(const Term& binary) {
  const std::string_view bytes = binary.as_binary();
  if (bytes.size() > lineLimits.characters) return {};
  QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
  const QString text = decoder(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
  const bool isPrintable =
      std::all_of(text.begin(), text.end(),
                  [](QChar c) { return c.isPrint() || c.isSurrogate(); });
  if (decoder.hasError() || !isPrintable) return {};
  return text;
}

bool isString(const Term& term) {
  return term.is(Term::Kind::List) && term.elements().size() <= lineLimits.characters &&
         genmsg::is_string(term, term.elements().size());
}

struct Range {
  std::string_view type;
  std::int64_t least;
  std::uint64_t most;
};

template <class T>
constexpr Range rangeOf(std::string_view type) {
  return {type, static_cast<std::int64_t>(std::numeric_limits<T>::min()),
          static_cast<std::uint64_t>(std::numeric_limits<T>::max())};
}

constexpr Range ranges[] = {
    rangeOf<signed char>("signed char"),
    rangeOf<unsigned char>("unsigned char"),
    rangeOf<short>("short"),
    rangeOf<unsigned short>("unsigned short"),
    rangeOf<int>("int"),
    rangeOf<unsigned int>("unsigned int"),
    rangeOf<long>("long"),
    rangeOf<unsigned long>("unsigned long"),
    rangeOf<long long>("long long"),
    rangeOf<unsigned long long>("unsigned long long"),
};

bool isWithin(const Term& integer, const Range& range) {
  if (integer.is_big()) return false;
  if (integer.is_negative()) return integer.is_int64() && integer.as_integer() >= range.least;
  return integer.is_uint64() && integer.as_unsigned() <= range.most;
}

Result readInteger(const Term& term, const std::string& type) {
  if (!term.is(Term::Kind::Integer)) return tl::unexpected(Text::tr("an integer is expected"));
  const auto* range = std::find_if(std::begin(ranges), std::end(ranges),
                                   [&type](const Range& r) { return r.type == type; });
  if (range == std::end(ranges) || isWithin(term, *range)) return term;
  return tl::unexpected(
      Text::tr("an integer from %1 to %2 is expected").arg(range->least).arg(range->most));
}

Result readFloat(const Term& term) {
  if (term.is(Term::Kind::Float)) return term;
  if (term.is_int64()) return Term(static_cast<double>(term.as_integer()));
  return tl::unexpected(Text::tr("a number is expected"));
}

QString expectedText(Term::Kind kind) {
  switch (kind) {
    case Term::Kind::Atom: return Text::tr("an atom is expected");
    case Term::Kind::Tuple: return Text::tr("a tuple is expected");
    case Term::Kind::Map: return Text::tr("a map is expected");
    case Term::Kind::Binary: return Text::tr("a binary is expected");
    default: return Text::tr("a list is expected");
  }
}

bool isList(Term::Kind kind) {
  return kind == Term::Kind::List || kind == Term::Kind::ImproperList;
}

}  // namespace

TermInput::Kind TermInput::kind() const {
  if (!shape.values.empty() || isBoolean(before)) return Kind::Choice;
  if (before.is(Term::Kind::Binary) && charactersOf(before)) return Kind::Text;
  if (isString(before)) return Kind::Text;
  switch (before.kind()) {
    case Term::Kind::Opaque:
    case Term::Kind::Pid:
    case Term::Kind::Reference:
      return Kind::ReadOnly;
    default:
      return fitsALine(before) ? Kind::Term : Kind::ReadOnly;
  }
}

QStringList TermInput::choices() const {
  QStringList words;
  for (const genmsg::Atom value : shape.values)
    words << printed(Term(value));
  if (words.isEmpty() && isBoolean(before))
    words = {QStringLiteral("true"), QStringLiteral("false")};
  // Another word may be there: an optional enum that is undefined, a number without a name.
  if (!words.isEmpty() && !words.contains(printed(before))) words.prepend(printed(before));
  return words;
}

QString TermInput::text() const {
  if (kind() != Kind::Text) return printed(before);
  if (before.is(Term::Kind::Binary)) return *charactersOf(before);
  std::u32string characters;
  for (const Term& character : before.elements())
    characters += static_cast<char32_t>(character.as_integer());
  return QString::fromStdU32String(characters);
}

Result TermInput::read(const QString& text) const {
  const Kind how = kind();
  if (how == Kind::ReadOnly) return tl::unexpected(Text::tr("this value cannot be typed in"));
  if (how == Kind::Text) {
    const std::string bytes = text.toStdString();
    return before.is(Term::Kind::Binary) ? Term::binary(bytes) : Term::string(bytes);
  }
  const auto parsed = genmsg::parse(text.toStdString());
  if (!parsed) {
    return tl::unexpected(Text::tr("%1 is expected, found %2")
                              .arg(QString::fromStdString(parsed.error().expected),
                                   QString::fromStdString(parsed.error().found)));
  }
  if (how == Kind::Choice) {
    if (choices().contains(printed(*parsed))) return *parsed;
    return tl::unexpected(Text::tr("one of %1 is expected")
                              .arg(choices().join(QStringLiteral(", "))));
  }
  // In place of what is not there anything may come; whether it fits, the process says.
  if (before.is(genmsg::atoms::undefined)) return *parsed;
  if (before.is(Term::Kind::Integer)) return readInteger(*parsed, shape.type_name);
  if (before.is(Term::Kind::Float)) return readFloat(*parsed);
  const bool fits = parsed->kind() == before.kind() ||
                    (isList(parsed->kind()) && isList(before.kind()));
  if (!fits && !parsed->is(genmsg::atoms::undefined))
    return tl::unexpected(expectedText(before.kind()));
  return *parsed;
}

}  // namespace models
