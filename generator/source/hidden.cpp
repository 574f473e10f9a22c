#include "source/hidden.h"

#include <algorithm>

#include "support/utf8.h"

namespace mcpcc::source {

namespace {

struct Escape {
  char32_t value = 0;
  std::size_t size = 2;  // in the source, the backslash included
};

// The value of up to `digits` hexadecimal digits at the front of `text`.
char32_t hexadecimal(std::string_view text, std::size_t digits) {
  char32_t value = 0;
  for (const char c : text.substr(0, digits)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : 0;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

// The escape at the front of `text`, in JSON (RFC 8259, section 7) or YAML (1.2.2, section 5.7).
Escape read_escape(std::string_view text) {
  const char name = text.size() > 1 ? text[1] : '\0';
  const auto digits = [&](std::size_t count) {
    return Escape{hexadecimal(text.substr(2), count), std::min(2 + count, text.size())};
  };
  switch (name) {
    case 'x':
      return digits(2);
    case 'U':
      return digits(8);
    case 'u': {
      Escape escape = digits(4);
      const bool is_pair = escape.value >= 0xD800 && escape.value < 0xDC00 &&
                           text.substr(escape.size).starts_with("\\u");
      if (!is_pair) return escape;
      const char32_t low = hexadecimal(text.substr(escape.size + 2), 4);
      escape.value = 0x10000 + ((escape.value - 0xD800) << 10) + (low - 0xDC00);
      escape.size = std::min<std::size_t>(12, text.size());
      return escape;
    }
    case '0':
      return {0x00};
    case 'a':
      return {0x07};
    case 'b':
      return {0x08};
    case 'v':
      return {0x0B};
    case 'f':
      return {0x0C};
    case 'e':
      return {0x1B};
    case 'N':
      return {0x85};
    case 'L':
      return {0x2028};
    case 'P':
      return {0x2029};
    default:
      return {U' '};
  }
}

bool is_hidden(char32_t value) {
  return value != '\t' && value != '\n' && value != '\r' && utf8::is_hidden(value);
}

}  // namespace

std::optional<HiddenCharacter> find_hidden(std::string_view text, Range at) {
  const std::string_view written = text.substr(0, at.end);
  if (written.size() <= at.begin) return std::nullopt;
  const bool has_escapes = written[at.begin] == '"';
  for (std::size_t i = at.begin; i < written.size();) {
    const utf8::CodePoint character = utf8::decode(written, i);
    Escape found{character.value, character.size};
    if (has_escapes && character.value == '\\') found = read_escape(written.substr(i));
    if (is_hidden(found.value)) {
      return HiddenCharacter{
          found.value, {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + found.size)}};
    }
    i += found.size;
  }
  return std::nullopt;
}

}  // namespace mcpcc::source
