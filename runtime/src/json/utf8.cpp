#include "json/utf8.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace mcp::json {
namespace {

// RFC 3629, section 4: the length that a lead byte announces and the range of the byte after it.
struct Lead {
  std::size_t length;
  unsigned char low, high;
};

Lead lead(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

/// Bytes at the start of `text` that a sequence of `first` can begin with.
std::size_t matching(std::string_view text, const Lead& first) {
  if (first.length == 0) return 0;
  std::size_t n = 1;
  for (; n < first.length && n < text.size(); ++n) {
    const unsigned char low = n == 1 ? first.low : 0x80;
    const unsigned char high = n == 1 ? first.high : 0xBF;
    if (byte_at(text, n) < low || byte_at(text, n) > high) break;
  }
  return n;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const Lead first = lead(byte_at(text, 0));
  return matching(text, first) == first.length ? first.length : 0;
}

std::size_t utf8_broken_length(std::string_view text) {
  if (text.empty()) return 1;
  const std::size_t n = matching(text, lead(byte_at(text, 0)));
  return n == 0 ? 1 : n;
}

std::size_t utf8_valid_prefix(std::string_view text) {
  constexpr std::uint64_t tops = 0x8080808080808080U;
  std::size_t i = 0;
  for (;;) {
    // Many ASCII bytes at a time: most texts are nothing else.
    std::uint64_t words[4];
    while (text.size() - i >= sizeof(words)) {
      std::memcpy(words, text.data() + i, sizeof(words));
      if (((words[0] | words[1] | words[2] | words[3]) & tops) != 0) break;
      i += sizeof(words);
    }
    std::uint64_t word = 0;
    while (text.size() - i >= sizeof(word)) {
      std::memcpy(&word, text.data() + i, sizeof(word));
      word &= tops;
      if (word != 0) {
        if constexpr (std::endian::native == std::endian::little) i += std::countr_zero(word) / 8;
        break;
      }
      i += sizeof(word);
    }
    while (i < text.size() && byte_at(text, i) < 0x80) ++i;
    if (i == text.size()) return i;
    const std::size_t n = utf8_length(text.substr(i));
    if (n == 0) return i;
    i += n;
  }
}

bool is_utf8(std::string_view text) { return utf8_valid_prefix(text) == text.size(); }

std::size_t utf8_count(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (byte_at(text, end) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t bits) { out += static_cast<char>(bits); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0U | (c >> 6U));
    byte(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0U | (c >> 12U));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  } else {
    byte(0xF0U | (c >> 18U));
    byte(0x80U | ((c >> 12U) & 0x3FU));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  }
}

}  // namespace mcp::json
