#include "charset/multi_byte.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "charset/indexes.h"
#include "json/utf8.h"

namespace mcp::charset {
namespace {

constexpr char32_t nothing = 0xFFFD;

constexpr bool is_between(unsigned char byte, unsigned char first, unsigned char last) {
  return byte >= first && byte <= last;
}

/// The code point of a pointer; `nothing`: none.
template <typename Index>
char32_t find(const Index& index, std::size_t pointer) {
  return pointer < index.size() ? index[pointer] : nothing;
}

/// The pointer of a cell of a table.
constexpr std::size_t pointer_of(std::size_t row, std::size_t width, std::size_t column) {
  return row * width + column;
}

/// Half-width katakana of JIS X 0201 from 0xA1 on.
constexpr char32_t katakana(unsigned char byte) { return 0xFF61 - 0xA1 + byte; }

/// Bytes, and the text they have become.
class Decoding {
 public:
  explicit Decoding(std::string_view bytes) : bytes_(bytes) { text_.reserve(bytes.size() * 3 / 2); }

  [[nodiscard]] bool at_end(std::size_t ahead = 0) const { return at_ + ahead >= bytes_.size(); }
  /// The byte `ahead` of the next one. Precondition: there is one.
  [[nodiscard]] unsigned char peek(std::size_t ahead = 0) const {
    return static_cast<unsigned char>(bytes_[at_ + ahead]);
  }
  void take(std::size_t count) { at_ = std::min(at_ + count, bytes_.size()); }
  void put(char32_t c) { json::append_utf8(text_, c); }

  /// `count` bytes are `c`.
  void put(char32_t c, std::size_t count) {
    put(c);
    take(count);
  }
  /// `count` bytes, the last one a trail byte, are `c`; an ASCII byte is no trail byte of nothing.
  void put_pair(char32_t c, std::size_t count) {
    const bool keeps_last = c == nothing && peek(count - 1) < 0x80;
    put(c, keeps_last ? count - 1 : count);
  }
  /// Fewer bytes are left than the text needs.
  void put_end() { put(nothing, bytes_.size()); }

  std::string text() && { return std::move(text_); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::string text_;
};

/// All of `bytes`: ASCII is ASCII, and `decode` puts at least one of the others.
template <typename Decode>
std::string decode_all(std::string_view bytes, Decode decode) {
  Decoding out(bytes);
  while (!out.at_end()) {
    if (out.peek() < 0x80) {
      out.put(out.peek(), 1);
    } else {
      decode(out);
    }
  }
  return std::move(out).text();
}

char32_t find_gb18030_range(std::size_t pointer) {
  constexpr std::size_t end_of_first = 39'420;
  constexpr std::size_t first_of_others = 189'000;  // U+10000, and so on to U+10FFFF
  constexpr std::size_t last = 1'237'575;
  if (pointer > last || (pointer >= end_of_first && pointer < first_of_others)) return nothing;
  if (pointer >= first_of_others) {
    return static_cast<char32_t>(0x10000 + (pointer - first_of_others));
  }
  const auto* const next = std::ranges::upper_bound(
      gb18030_ranges, pointer, {},
      [](const Gb18030Range& range) { return std::size_t{range.pointer}; });
  const Gb18030Range& range = *(next - 1);
  return static_cast<char32_t>(range.code_point + (pointer - range.pointer));
}

void put_gb18030(Decoding& out) {
  const unsigned char first = out.peek();
  if (first == 0x80) return out.put(0x20AC, 1);
  if (first == 0xFF) return out.put(nothing, 1);
  if (out.at_end(1)) return out.put_end();
  const unsigned char second = out.peek(1);
  if (!is_between(second, '0', '9')) {
    const bool is_trail = is_between(second, 0x40, 0x7E) || is_between(second, 0x80, 0xFE);
    const std::size_t column = second - (second < 0x7F ? 0x40U : 0x41U);
    return out.put_pair(
        is_trail ? find(index_gb18030, pointer_of(first - 0x81U, 190, column)) : nothing, 2);
  }
  if (out.at_end(2)) return out.put_end();
  if (!is_between(out.peek(2), 0x81, 0xFE)) return out.put(nothing, 1);
  if (out.at_end(3)) return out.put_end();
  if (!is_between(out.peek(3), '0', '9')) return out.put(nothing, 1);
  const std::size_t pointer = pointer_of(
      pointer_of(pointer_of(first - 0x81U, 10, second - 0x30U), 126, out.peek(2) - 0x81U), 10,
      out.peek(3) - 0x30U);
  out.put(find_gb18030_range(pointer), 4);
}

void put_big5(Decoding& out) {
  const unsigned char lead = out.peek();
  if (lead == 0x80 || lead == 0xFF) return out.put(nothing, 1);
  if (out.at_end(1)) return out.put_end();
  const unsigned char trail = out.peek(1);
  if (!is_between(trail, 0x40, 0x7E) && !is_between(trail, 0xA1, 0xFE)) {
    return out.put_pair(nothing, 2);
  }
  const std::size_t pointer = pointer_of(lead - 0x81U, 157, trail - (trail < 0x7F ? 0x40U : 0x62U));
  // Four pointers are two code points: E with circumflex in both cases, macron or caron.
  if (pointer == 1133 || pointer == 1135 || pointer == 1164 || pointer == 1166) {
    out.put(pointer < 1164 ? 0xCA : 0xEA);
    return out.put(pointer == 1133 || pointer == 1164 ? 0x304 : 0x30C, 2);
  }
  out.put_pair(find(index_big5, pointer), 2);
}

void put_euc_jp(Decoding& out) {
  const unsigned char lead = out.peek();
  if (lead != 0x8E && lead != 0x8F && !is_between(lead, 0xA1, 0xFE)) return out.put(nothing, 1);
  if (out.at_end(1)) return out.put_end();
  const unsigned char second = out.peek(1);
  if (lead == 0x8E && is_between(second, 0xA1, 0xDF)) return out.put(katakana(second), 2);
  const bool has_three = lead == 0x8F && is_between(second, 0xA1, 0xFE);
  if (has_three && out.at_end(2)) return out.put_end();
  const unsigned char row = has_three ? second : lead;
  const std::size_t count = has_three ? 3 : 2;
  const unsigned char cell = out.peek(count - 1);
  if (!is_between(row, 0xA1, 0xFE) || !is_between(cell, 0xA1, 0xFE)) {
    return out.put_pair(nothing, count);
  }
  const std::size_t pointer = pointer_of(row - 0xA1U, 94, cell - 0xA1U);
  out.put_pair(has_three ? find(index_jis0212, pointer) : find(index_jis0208, pointer), count);
}

void put_shift_jis(Decoding& out) {
  const unsigned char lead = out.peek();
  if (lead == 0x80) return out.put(lead, 1);
  if (is_between(lead, 0xA1, 0xDF)) return out.put(katakana(lead), 1);
  if (!is_between(lead, 0x81, 0x9F) && !is_between(lead, 0xE0, 0xFC)) return out.put(nothing, 1);
  if (out.at_end(1)) return out.put_end();
  const unsigned char trail = out.peek(1);
  if (!is_between(trail, 0x40, 0x7E) && !is_between(trail, 0x80, 0xFC)) {
    return out.put_pair(nothing, 2);
  }
  const std::size_t pointer =
      pointer_of(lead - (lead < 0xA0 ? 0x81U : 0xC1U), 188, trail - (trail < 0x7F ? 0x40U : 0x41U));
  // What users of Windows define themselves is private in Unicode, too.
  if (pointer >= 8836 && pointer <= 10715) {
    return out.put(static_cast<char32_t>(0xE000 + (pointer - 8836)), 2);
  }
  out.put_pair(find(index_jis0208, pointer), 2);
}

void put_euc_kr(Decoding& out) {
  const unsigned char lead = out.peek();
  if (lead == 0x80 || lead == 0xFF) return out.put(nothing, 1);
  if (out.at_end(1)) return out.put_end();
  const unsigned char trail = out.peek(1);
  const std::size_t pointer = pointer_of(lead - 0x81U, 190, trail - 0x41U);
  out.put_pair(is_between(trail, 0x41, 0xFE) ? find(index_euc_kr, pointer) : nothing, 2);
}

/// What the bytes of ISO-2022-JP stand for until the next escape sequence.
enum class Set : std::uint8_t { ascii, roman, katakana, jis0208 };

/// One byte, or two of JIS X 0208.
void put_of_set(Decoding& out, Set set) {
  const unsigned char byte = out.peek();
  switch (set) {
    case Set::ascii:
    case Set::roman:
      if (set == Set::roman && byte == 0x5C) return out.put(0xA5, 1);
      if (set == Set::roman && byte == 0x7E) return out.put(0x203E, 1);
      return out.put(byte < 0x80 && byte != 0x0E && byte != 0x0F ? byte : nothing, 1);
    case Set::katakana:
      return out.put(is_between(byte, 0x21, 0x5F) ? katakana(byte + 0x80) : nothing, 1);
    case Set::jis0208:
      if (!is_between(byte, 0x21, 0x7E)) return out.put(nothing, 1);
      if (out.at_end(1) || out.peek(1) == 0x1B) return out.put(nothing, 1);
      if (!is_between(out.peek(1), 0x21, 0x7E)) return out.put(nothing, 2);
      return out.put(find(index_jis0208, pointer_of(byte - 0x21U, 94, out.peek(1) - 0x21U)), 2);
  }
}

/// The set that the two bytes after an escape choose.
bool chooses(unsigned char first, unsigned char second, Set& set) {
  if (first == 0x28 && second == 0x42) return set = Set::ascii, true;
  if (first == 0x28 && second == 0x4A) return set = Set::roman, true;
  if (first == 0x28 && second == 0x49) return set = Set::katakana, true;
  if (first == 0x24 && (second == 0x40 || second == 0x42)) return set = Set::jis0208, true;
  return false;
}

}  // namespace

std::string from_gb18030(std::string_view bytes) { return decode_all(bytes, put_gb18030); }
std::string from_big5(std::string_view bytes) { return decode_all(bytes, put_big5); }
std::string from_euc_jp(std::string_view bytes) { return decode_all(bytes, put_euc_jp); }
std::string from_shift_jis(std::string_view bytes) { return decode_all(bytes, put_shift_jis); }
std::string from_euc_kr(std::string_view bytes) { return decode_all(bytes, put_euc_kr); }

std::string from_iso_2022_jp(std::string_view bytes) {
  Decoding out(bytes);
  Set set = Set::ascii;
  // Two escape sequences with nothing between them are an error: they could hide text.
  bool has_just_escaped = false;
  while (!out.at_end()) {
    if (out.peek() != 0x1B) {
      put_of_set(out, set);
      has_just_escaped = false;
    } else if (!out.at_end(2) && chooses(out.peek(1), out.peek(2), set)) {
      if (has_just_escaped) out.put(nothing);
      out.take(3);
      has_just_escaped = true;
    } else {
      out.put(nothing, 1);
      has_just_escaped = false;
    }
  }
  return std::move(out).text();
}

}  // namespace mcp::charset
