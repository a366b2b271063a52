// SPDX-License-Identifier: Apache-2.0
// A term on lines, in two steps: the texts of its parts with their lengths, then where to break.
// See: stdlib, io_lib_pretty.
#include <algorithm>
#include <optional>

#include "genmsg/term/print.h"
#include "genmsg/term/utf8.h"

namespace genmsg {
namespace {

using Kind = Term::Kind;

/// A term, or an entry of a map, with its length on one line.
struct Piece {
  enum class Shape : std::uint8_t {
    Text,    // is never broken
    Bytes,   // text: "1,2,3"
    Parts,   // separated by commas
    Tagged,  // parts of a tuple, the first of which is an atom
    Entry    // two parts
  };
  Shape shape = Shape::Text;
  std::size_t length = 0;
  std::string text;
  std::string_view open;
  std::string_view close;
  bool is_improper = false;
  std::vector<Piece> parts;

  bool is_atomic() const {
    const auto is_text = [](const Piece& part) { return part.shape == Shape::Text; };
    return is_text(*this) ||
           (shape == Shape::Entry && std::all_of(parts.begin(), parts.end(), is_text));
  }
  std::string_view separator(std::size_t before) const {
    return is_improper && before + 1 == parts.size() ? "|" : ",";
  }
};

constexpr std::string_view arrow = " => ";

/// Makes the pieces, and cuts where print() does.
class Measure {
 public:
  explicit Measure(PrintLimits limits)
      : max_depth_(std::min(limits.depth, max_print_depth)), budget_(limits.characters) {}

  Piece of(const Term& term, std::size_t depth) {
    if (budget_ == 0 || depth > max_depth_) return text("...");
    switch (term.kind()) {
      case Kind::Tuple:
        return tuple(term.elements(), depth);
      case Kind::Map:
        return map(term.entries(), depth);
      case Kind::List:
        if (is_string(term, budget_)) break;
        return sequence("[", term.elements(), "]", depth);
      case Kind::ImproperList: {
        Piece piece = sequence("[", term.elements(), "]", depth);
        piece.is_improper = piece.parts.size() == term.elements().size();
        return piece;
      }
      case Kind::Binary:
        return binary(term);
      default:
        break;
    }
    return text(print(term, {.depth = max_depth_, .characters = budget_}));
  }

 private:
  void count(Piece& piece, std::size_t characters) {
    piece.length += characters;
    budget_ -= std::min(budget_, characters);
  }

  Piece text(std::string text) {
    Piece piece;
    count(piece, detail::count_characters(text));
    piece.text = std::move(text);
    return piece;
  }

  Piece binary(const Term& term) {
    Piece piece = text(print(term, {.depth = max_depth_, .characters = budget_}));
    if (term.as_binary().empty() || piece.text.find('"') != std::string::npos) return piece;
    piece.shape = Piece::Shape::Bytes;
    piece.text = piece.text.substr(2, piece.text.size() - 4);
    return piece;
  }

  Piece open(std::string_view bracket, std::string_view close) {
    Piece piece;
    piece.shape = Piece::Shape::Parts;
    piece.open = bracket;
    piece.close = close;
    count(piece, bracket.size());
    return piece;
  }

  void add(Piece& piece, Piece part) {
    piece.length += part.length;
    piece.parts.push_back(std::move(part));
  }

  Piece closed(Piece piece) {
    count(piece, piece.close.size());
    if (piece.parts.empty()) {
      piece.shape = Piece::Shape::Text;
      piece.text.append(piece.open).append(piece.close);
    }
    return piece;
  }

  Piece sequence(std::string_view bracket, std::span<const Term> elements, std::string_view close,
                 std::size_t depth) {
    Piece piece = open(bracket, close);
    for (const Term& element : elements) {
      if (!piece.parts.empty()) count(piece, 1);
      const bool is_cut = budget_ == 0;
      add(piece, of(element, depth + 1));
      if (is_cut) break;
    }
    return closed(std::move(piece));
  }

  Piece tuple(std::span<const Term> elements, std::size_t depth) {
    Piece piece = sequence("{", elements, "}", depth);
    if (piece.parts.size() > 1 && elements.front().is(Kind::Atom)) {
      piece.shape = Piece::Shape::Tagged;
    }
    return piece;
  }

  Piece map(std::span<const Term::Entry> entries, std::size_t depth) {
    Piece piece = open("#{", "}");
    for (const auto& [key, value] : entries) {
      if (!piece.parts.empty()) count(piece, 1);
      const bool is_cut = budget_ == 0 || depth == max_depth_;
      add(piece, is_cut ? text("...") : entry(key, value, depth + 1));
      if (is_cut) break;
    }
    return closed(std::move(piece));
  }

  Piece entry(const Term& key, const Term& value, std::size_t depth) {
    Piece piece;
    piece.shape = Piece::Shape::Entry;
    add(piece, of(key, depth));
    count(piece, arrow.size());
    add(piece, of(value, depth));
    return piece;
  }

  std::size_t max_depth_;
  std::size_t budget_;  // characters left
};

/// Writes pieces from a column on. `closing` counts the brackets that follow a piece on its line.
class Layout {
 public:
  /// `tag_indent` is how far the elements of a tuple go in from its bracket; without, they stand
  /// behind the tag.
  Layout(std::size_t line_length, std::optional<std::size_t> tag_indent)
      : line_length_(line_length), tag_indent_(tag_indent) {}

  /// Whether the elements of all tuples would begin in the left half.
  bool suits(const Piece& piece) && {
    is_trial_ = true;
    put(piece, 0, 0);
    return is_good_;
  }

  std::string run(const Piece& piece) && {
    put(piece, 0, 0);
    return std::move(text_);
  }

 private:
  bool fits(std::size_t column, std::size_t length, std::size_t closing) const {
    return column + length + closing + 1 < line_length_;
  }

  void new_line(std::size_t column) {
    if (!is_trial_) text_.append(1, '\n').append(column, ' ');
  }

  void put_on_one_line(const Piece& piece) {
    switch (piece.shape) {
      case Piece::Shape::Text:
        text_ += piece.text;
        return;
      case Piece::Shape::Bytes:
        text_.append("<<").append(piece.text).append(">>");
        return;
      case Piece::Shape::Entry:
        put_on_one_line(piece.parts[0]);
        text_ += arrow;
        return put_on_one_line(piece.parts[1]);
      case Piece::Shape::Parts:
      case Piece::Shape::Tagged:
        break;
    }
    text_ += piece.open;
    for (std::size_t at = 0; at < piece.parts.size(); ++at) {
      if (at > 0) text_ += piece.separator(at);
      put_on_one_line(piece.parts[at]);
    }
    text_ += piece.close;
  }

  void put(const Piece& piece, std::size_t column, std::size_t closing) {
    if (is_trial_ && !is_good_) return;
    if (fits(column, piece.length, closing)) return put_on_one_line(piece);
    switch (piece.shape) {
      case Piece::Shape::Text:
        text_ += piece.text;
        return;
      case Piece::Shape::Bytes:
        return put_bytes(piece.text, column + 2, closing);
      case Piece::Shape::Entry:
        return put_entry(piece, column, closing);
      case Piece::Shape::Parts:
        text_ += piece.open;
        put_parts(piece, 0, column + piece.open.size(), closing);
        break;
      case Piece::Shape::Tagged:
        text_ += piece.open;
        put_tagged(piece, column, closing);
        break;
    }
    text_ += piece.close;
  }

  /// As many bytes a line as there is room for, but at least 8 characters.
  void put_bytes(std::string_view bytes, std::size_t column, std::size_t closing) {
    constexpr std::size_t least = 8;
    const std::size_t used = column + closing + 1;
    const std::size_t room = std::max(least, line_length_ - std::min(line_length_, used));
    std::size_t left = room;
    text_ += "<<";
    while (!bytes.empty()) {
      const std::size_t comma = bytes.find(',');
      const std::string_view byte =
          comma == std::string_view::npos ? bytes : bytes.substr(0, comma + 1);
      if (byte.size() > left) {
        new_line(column);
        left = room;
      }
      text_ += byte;
      left -= byte.size();
      bytes.remove_prefix(byte.size());
    }
    text_ += ">>";
  }

  void put_entry(const Piece& entry, std::size_t column, std::size_t closing) {
    constexpr std::size_t default_indent = 4;
    const std::size_t indent = tag_indent_.value_or(default_indent);
    put(entry.parts[0], column, closing);
    text_ += " =>";
    new_line(column + indent);
    put(entry.parts[1], column + indent, closing);
  }

  void put_tagged(const Piece& piece, std::size_t column, std::size_t closing) {
    const std::size_t behind_tag = column + piece.parts[0].length + 2;
    const std::size_t start = column + tag_indent_.value_or(behind_tag);
    put_on_one_line(piece.parts[0]);
    if (start < behind_tag) {
      is_good_ = is_good_ && start < line_length_ / 2;
      return put_rest(piece, 1, start, behind_tag, closing);
    }
    is_good_ = is_good_ && behind_tag + 1 < line_length_ / 2;
    text_ += ",";
    put_parts(piece, 1, behind_tag, closing);
  }

  void put_parts(const Piece& piece, std::size_t first, std::size_t column, std::size_t closing) {
    const std::size_t used = put_part(piece, first, column, closing);
    put_rest(piece, first + 1, column, column + used, closing);
  }

  /// The parts from one on; lines start at `start`, this one is used up to `column`.
  void put_rest(const Piece& piece, std::size_t first, std::size_t start, std::size_t column,
                std::size_t closing) {
    for (std::size_t at = first; at < piece.parts.size(); ++at) {
      const Piece& part = piece.parts[at];
      const std::size_t behind = std::max<std::size_t>(1, closing_behind(piece, at, closing));
      const bool is_tail = piece.is_improper && at + 1 == piece.parts.size();
      text_ += piece.separator(at);
      if (part.is_atomic() && fits(column, part.length + 1, behind)) {
        put_on_one_line(part);
        column += part.length + 1;
      } else if (is_tail && is_trial_) {
        put(part, column, behind);  // tried where it is not put: OTP has it so
      } else {
        new_line(start);
        column = start + put_part(piece, at, start, closing);
      }
    }
  }

  /// Brackets that follow a part at once. The tail of an improper list is not seen as another part.
  static std::size_t closing_behind(const Piece& piece, std::size_t at, std::size_t closing) {
    return at + (piece.is_improper ? 2 : 1) >= piece.parts.size() ? closing + 1 : 0;
  }

  /// Returns how much of the line is used: all of it after a part that has parts.
  std::size_t put_part(const Piece& piece, std::size_t at, std::size_t column,
                       std::size_t closing) {
    const Piece& part = piece.parts[at];
    const std::size_t behind = closing_behind(piece, at, closing);
    put(part, column, behind);
    return part.is_atomic() && fits(column, part.length, behind) ? part.length : line_length_;
  }

  std::size_t line_length_;
  std::optional<std::size_t> tag_indent_;
  bool is_trial_ = false;
  bool is_good_ = true;
  std::string text_;
};

}  // namespace

std::string print_pretty(const Term& term, std::size_t line_length, PrintLimits limits) {
  const Piece piece = Measure(limits).of(term, 0);
  constexpr std::size_t narrow = 4;
  constexpr std::size_t least = 1;
  const auto suits = [&](std::optional<std::size_t> tag_indent) {
    return Layout(line_length, tag_indent).suits(piece);
  };
  const auto tag_indent =
      suits(std::nullopt) ? std::nullopt : std::optional(suits(narrow) ? narrow : least);
  return Layout(line_length, tag_indent).run(piece);
}

}  // namespace genmsg
