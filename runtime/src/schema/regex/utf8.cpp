#include "schema/regex/utf8.h"

#include <algorithm>

#include "json/utf8.h"

namespace mcp::schema::regex {

char32_t code_point(std::string_view text, std::size_t& size) {
  size = std::max<std::size_t>(1, json::utf8_length(text));
  const auto first = static_cast<unsigned char>(text.front());
  if (size == 1) return first;
  char32_t out = first & (0x7FU >> size);
  for (const char c : text.substr(1, size - 1)) {
    out = (out << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return out;
}

std::u32string code_points(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0, size = 0; i < text.size(); i += size) {
    out += code_point(text.substr(i), size);
  }
  return out;
}

}  // namespace mcp::schema::regex
