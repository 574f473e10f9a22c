#include "text/visible.h"

#include <cstdio>

#include "json/utf8.h"

namespace mcp::text {

namespace {

// Unicode's categories Cc, and the characters with the property Bidi_Control.
bool steers(unsigned code_point) {
  return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) || code_point == 0x61C ||
         code_point == 0x200E || code_point == 0x200F ||
         (code_point >= 0x202A && code_point <= 0x202E) ||
         (code_point >= 0x2066 && code_point <= 0x2069);
}

// All that steer are below U+10000; longer sequences give 0xFFFF.
unsigned decode(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  switch (sequence.size()) {
    case 1:
      return byte(0);
    case 2:
      return (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
    case 3:
      return (byte(0) & 0xFU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    default:
      return 0xFFFF;
  }
}

}  // namespace

std::string visible(std::string_view text, std::string_view kept) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = json::utf8_length(text);
    if (size == 0) {
      out += "\uFFFD";
      text.remove_prefix(json::utf8_broken_length(text));
      continue;
    }
    const std::string_view character = text.substr(0, size);
    const unsigned code_point = decode(character);
    if (steers(code_point) && kept.find(character) == std::string_view::npos) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", code_point & 0xFFFFU);
      out += escape;
    } else {
      out += character;
    }
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace mcp::text
