// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/print.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "genmsg/term/integer.h"
#include "genmsg/term/lexical.h"
#include "genmsg/term/utf8.h"

namespace genmsg {
namespace {

using Kind = Term::Kind;

/// Erlang's shortest notation: decimal where it is no longer than the scientific one and every
/// integer of the size has a float of its own. See: erlang:float_to_list/2, `short`.
std::string print_float(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                 std::chars_format::scientific);
  const std::string_view shortest(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  const std::size_t e = shortest.find('e');  // d.ddde+dd
  const int exponent = std::atoi(&shortest[e + 1]);
  std::string digits(shortest.substr(0, e));
  std::erase(digits, '.');
  const auto fraction = [](std::string_view text) { return text.empty() ? "0" : text; };
  const auto count = static_cast<int>(digits.size());

  const std::string scientific =
      fmt::format("{}.{}e{}", digits[0], fraction(std::string_view(digits).substr(1)), exponent);
  std::string decimal;
  if (exponent < 0) {
    decimal = fmt::format("0.{:0>{}}", digits, count - exponent - 1);
  } else {
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() < whole) digits.append(whole - digits.size(), '0');
    decimal = fmt::format("{}.{}", std::string_view(digits).substr(0, whole),
                          fraction(std::string_view(digits).substr(whole)));
  }
  constexpr double two_to_53 = 9007199254740992.0;
  const bool is_decimal = std::abs(value) < two_to_53 && decimal.size() <= scientific.size();
  return (std::signbit(value) ? "-" : "") + (is_decimal ? decimal : scientific);
}

/// How a binary is best shown.
enum class BinaryText { None, Latin1, Utf8 };

class Printer {
 public:
  explicit Printer(PrintLimits limits)
      : max_depth_(std::min(limits.depth, max_print_depth)), budget_(limits.characters) {}

  std::string run(const Term& term) && {
    put(term, 0);
    return std::move(text_);
  }

 private:
  bool is_full() const { return budget_ == 0; }

  void write(std::string_view ascii) {
    text_ += ascii;
    budget_ -= std::min(budget_, ascii.size());
  }

  void write(char32_t code) {
    detail::append_utf8(text_, code);
    budget_ -= std::min<std::size_t>(budget_, 1);
  }

  void put(const Term& term, std::size_t depth) {
    if (is_full() || depth > max_depth_) return write("...");
    switch (term.kind()) {
      case Kind::Integer:
        return write(detail::print_integer(term));
      case Kind::Float:
        return write(print_float(term.as_float()));
      case Kind::Atom:
        return put_atom(term.as_atom().name());
      case Kind::Reference:
        return write(fmt::format("#Ref<0.{}>", term.as_reference()));
      case Kind::Pid:
        return write(to_string(term.as_pid()));
      case Kind::Opaque:
        return write(fmt::format("#Opaque<{}>", term.as_opaque()));
      case Kind::Tuple:
        return put_sequence("{", term.elements(), "}", depth);
      case Kind::Map:
        return put_map(term.entries(), depth);
      case Kind::List:
        return put_list(term, depth);
      case Kind::ImproperList:
        return put_sequence("[", term.elements(), "]", depth, "|");
      case Kind::Binary:
        return put_binary(term.as_binary());
    }
  }

  void put_atom(std::string_view name) {
    const bool is_quoted = detail::needs_quotes(name);
    if (is_quoted) write("'");
    while (!name.empty()) {
      const auto [code, size, valid] = detail::decode_utf8(name);
      put_character(code, U'\'');
      name.remove_prefix(size);
    }
    if (is_quoted) write("'");
  }

  /// Writes one character of a quoted text.
  void put_character(char32_t code, char32_t quote) {
    if (code == quote || code == U'\\') {
      write("\\");
      return write(code);
    }
    if (const char letter = detail::escape_letter(code)) return write(std::array{'\\', letter});
    if (code < 0x20 || (code > 0x7E && code < 0xA0)) {
      return write(fmt::format("\\{:03o}", static_cast<std::uint32_t>(code)));
    }
    write(code);
  }

  void write(const std::array<char, 2>& pair) { write(std::string_view(pair.data(), 2)); }

  void put_sequence(std::string_view open, std::span<const Term> elements, std::string_view close,
                    std::size_t depth, std::string_view before_last = ",") {
    write(open);
    for (std::size_t at = 0; at < elements.size(); ++at) {
      if (at > 0) write(at + 1 < elements.size() ? "," : before_last);
      const bool is_cut = is_full();
      put(elements[at], depth + 1);
      if (is_cut) break;
    }
    write(close);
  }

  void put_map(std::span<const Term::Entry> entries, std::size_t depth) {
    write("#{");
    for (std::size_t at = 0; at < entries.size(); ++at) {
      if (at > 0) write(",");
      if (is_full() || depth == max_depth_) {
        write("...");
        break;
      }
      put(entries[at].first, depth + 1);
      write(" => ");
      put(entries[at].second, depth + 1);
    }
    write("}");
  }

  void put_list(const Term& list, std::size_t depth) {
    if (!is_string(list, budget_)) return put_sequence("[", list.elements(), "]", depth);
    write("\"");
    for (const Term& character : list.elements()) {
      if (is_full()) return write("\"...");
      put_character(static_cast<char32_t>(character.as_unsigned()), U'"');
    }
    write("\"");
  }

  void put_binary(std::string_view bytes) {
    const BinaryText kind = bytes.empty() ? BinaryText::None : classify(bytes);
    write("<<");
    if (kind == BinaryText::None) {
      put_bytes(bytes);
    } else {
      put_text(bytes, kind);
    }
    write(">>");
  }

  void put_bytes(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      if (at > 0) write(",");
      if (is_full()) return write("...");
      write(fmt::to_string(static_cast<unsigned>(static_cast<unsigned char>(bytes[at]))));
    }
  }

  void put_text(std::string_view bytes, BinaryText kind) {
    bool is_ascii = true;
    write("\"");
    while (!bytes.empty() && !is_full()) {
      const auto character = next_character(bytes, kind);
      is_ascii = is_ascii && character.size == 1;
      put_character(character.code, U'"');
      bytes.remove_prefix(character.size);
    }
    write(is_ascii ? "\"" : "\"/utf8");
    if (!bytes.empty()) write("...");
  }

  static detail::Utf8Character next_character(std::string_view bytes, BinaryText kind) {
    if (kind == BinaryText::Utf8) return detail::decode_utf8(bytes);
    return {static_cast<unsigned char>(bytes.front()), 1, true};
  }

  /// Looks at no more of the binary than can be printed.
  BinaryText classify(std::string_view bytes) const {
    bool is_printable = true;
    std::string_view rest = bytes;
    for (std::size_t left = budget_; left > 0 && !rest.empty(); --left) {
      const auto character = detail::decode_utf8(rest);
      if (!character.valid) return classify_latin1(bytes.substr(0, budget_));
      is_printable = is_printable && detail::is_printable(character.code);
      rest.remove_prefix(character.size);
    }
    return is_printable ? BinaryText::Utf8 : BinaryText::None;
  }

  static BinaryText classify_latin1(std::string_view bytes) {
    const bool is_text = std::all_of(bytes.begin(), bytes.end(), [](char byte) {
      return detail::is_printable(static_cast<unsigned char>(byte));
    });
    return is_text ? BinaryText::Latin1 : BinaryText::None;
  }

  std::size_t max_depth_;
  std::size_t budget_;  // characters left
  std::string text_;
};

}  // namespace

std::string print(const Term& term, PrintLimits limits) {
  return Printer(limits).run(term);
}

bool is_string(const Term& list, std::size_t max_elements) noexcept {
  const auto elements = list.elements();
  const auto looked_at = elements.first(std::min(elements.size(), max_elements));
  return !elements.empty() &&
         std::all_of(looked_at.begin(), looked_at.end(), [](const Term& element) {
           return element.is_uint64() && detail::is_printable(element.as_unsigned());
         });
}

}  // namespace genmsg
