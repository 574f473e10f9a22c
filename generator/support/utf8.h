// UTF-8, strictly: what RFC 3629 and Unicode table 3-7 call well formed, and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mcpcc::utf8 {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The offset of the first byte that is not part of a well-formed sequence; std::string_view::npos
/// when there is none. Overlong forms, surrogates and values over U+10FFFF are not well formed.
std::size_t first_invalid(std::string_view text);

struct CodePoint {
  char32_t value = 0;     ///< of a malformed sequence: its first byte
  std::uint8_t size = 0;  ///< bytes to advance, at least 1
  bool valid = true;
};

/// The code point that begins at `offset`. A malformed sequence is one byte long, so that a loop
/// always gets on. Precondition: offset < text.size().
CodePoint decode(std::string_view text, std::size_t offset);

/// Appends `code_point` encoded; U+FFFD for what is no Unicode scalar value.
void append(std::string& out, char32_t code_point);

inline bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// How many code points `text` holds; a malformed byte that is no continuation byte counts as one.
std::size_t count(std::string_view text);

/// True for what a reader cannot see or what changes the order of what he sees: control characters
/// (tab and line ends included), bidirectional controls, zero-width and filler characters, tags.
bool is_hidden(char32_t code_point);

/// The offset from `at` on of the first hidden character that is no tab and no line end;
/// std::string_view::npos when there is none. What is not well formed is passed over.
std::size_t first_hidden(std::string_view text, std::size_t at = 0);

/// The columns a terminal gives to a character that is not hidden: 0 (combining), 1 or 2 (wide).
unsigned display_width(char32_t code_point);

}  // namespace mcpcc::utf8
