#include "support/utf8.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace mcpcc::utf8 {
namespace {

struct Range {
  char32_t first, last;
};

// Sorted. General categories Cc and Cf, Bidi_Control, Default_Ignorable_Code_Point and the line and
// paragraph separators, without the variation selectors, which only style the character before
// them.
constexpr Range hidden[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},   {0x61C, 0x61C},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F}, {0x2028, 0x202E},
    {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

// Sorted. The common combining marks and variation selectors.
constexpr Range combining[] = {
    {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},   {0x64B, 0x65F},
    {0x900, 0x902},   {0x93C, 0x93C},   {0x941, 0x948},   {0xE31, 0xE31},   {0xE34, 0xE3A},
    {0xE47, 0xE4E},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0x3099, 0x309A},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
};

// Sorted. Blocks whose characters are East Asian wide or are shown as emoji.
constexpr Range wide[] = {
    {0x1100, 0x115E},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
    {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x17000, 0x18CFF}, {0x1B000, 0x1B2FF},
    {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F19A}, {0x1F200, 0x1F320},
    {0x1F32D, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD},
};

template <std::size_t n>
bool contains(const Range (&ranges)[n], char32_t code_point) {
  const Range* after =
      std::upper_bound(std::begin(ranges), std::end(ranges), code_point,
                       [](char32_t value, const Range& range) { return value < range.first; });
  return after != std::begin(ranges) && code_point <= std::prev(after)->last;
}

std::uint8_t byte_at(std::string_view text, std::size_t offset) {
  return static_cast<std::uint8_t>(text[offset]);
}

}  // namespace

CodePoint decode(std::string_view text, std::size_t offset) {
  const std::uint8_t lead = byte_at(text, offset);
  if (lead < 0x80) return {lead, 1, true};
  const CodePoint malformed{lead, 1, false};
  // The second byte's range depends on the lead byte (Unicode table 3-7); that rules out overlong
  // forms, surrogates and what lies beyond U+10FFFF.
  std::uint8_t size = 0, low = 0x80, high = 0xBF;
  char32_t value = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    size = 2;
    value = lead & 0x1Fu;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    size = 3;
    value = lead & 0x0Fu;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    size = 4;
    value = lead & 0x07u;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return malformed;
  }
  if (text.size() - offset < size) return malformed;
  for (std::size_t i = 1; i < size; ++i) {
    const std::uint8_t next = byte_at(text, offset + i);
    if (next < low || next > high) return malformed;
    low = 0x80;
    high = 0xBF;
    value = (value << 6) | (next & 0x3Fu);
  }
  return {value, size, true};
}

std::size_t first_invalid(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight ASCII bytes a step: nearly all of every real document.
    while (text.size() - at >= sizeof(std::uint64_t)) {
      std::uint64_t block;
      std::memcpy(&block, text.data() + at, sizeof block);
      if ((block & 0x8080808080808080u) != 0) break;
      at += sizeof block;
    }
    if (at == text.size()) break;
    const CodePoint code_point = decode(text, at);
    if (!code_point.valid) return at;
    at += code_point.size;
  }
  return std::string_view::npos;
}

void append(std::string& out, char32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = 0xFFFD;
  const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0 | (code_point >> 6));
    byte(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    byte(0xE0 | (code_point >> 12));
    byte(0x80 | ((code_point >> 6) & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  } else {
    byte(0xF0 | (code_point >> 18));
    byte(0x80 | ((code_point >> 12) & 0x3F));
    byte(0x80 | ((code_point >> 6) & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  }
}

std::size_t count(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !is_continuation(byte); }));
}

std::size_t first_hidden(std::string_view text, std::size_t at) {
  constexpr std::uint64_t high = 0x8080808080808080u, ones = 0x0101010101010101u;
  while (at < text.size()) {
    // Eight bytes from 20 to 7E a step: nearly all of every real document.
    while (text.size() - at >= sizeof(std::uint64_t)) {
      std::uint64_t block;
      std::memcpy(&block, text.data() + at, sizeof block);
      if (((block | (block - 0x20 * ones) | (block + ones)) & high) != 0) break;
      at += sizeof block;
    }
    if (at == text.size()) break;
    const CodePoint code_point = decode(text, at);
    const char32_t value = code_point.value;
    const bool is_space = value == '\t' || value == '\n' || value == '\r';
    if (code_point.valid && !is_space && is_hidden(value)) return at;
    at += code_point.size;
  }
  return std::string_view::npos;
}

bool is_hidden(char32_t code_point) { return contains(hidden, code_point); }

unsigned display_width(char32_t code_point) {
  if (code_point < 0x300) return 1;
  if (contains(combining, code_point)) return 0;
  return contains(wide, code_point) ? 2 : 1;
}

}  // namespace mcpcc::utf8
