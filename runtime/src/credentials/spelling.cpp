#include "credentials/spelling.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "json/utf8.h"

namespace mcp::credentials {
namespace {

constexpr std::size_t most_backslashes = 8;    // of one escape: JSON within JSON within JSON
constexpr std::size_t most_percent_again = 4;  // `%25` of a triple

/// The value of `digits`, all of them; -1: they are none.
std::int64_t number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, value, base);
  return result.ec == std::errc() && result.ptr == end ? std::int64_t{value} : -1;
}

std::size_t backslashes(std::string_view at) {
  const std::size_t size = at.find_first_not_of('\\');
  return std::min(std::min(size, at.size()), most_backslashes);
}

/// The size of backslashes, `u` and four digits that give `unit`; 0: there are none.
std::size_t code_unit(std::string_view at, char32_t unit) {
  const std::size_t run = backslashes(at);
  if (run == 0 || at.size() < run + 5 || at[run] != 'u') return 0;
  return number(at.substr(run + 1, 4), 16) == std::int64_t{unit} ? run + 5 : 0;
}

std::size_t json_escape(std::string_view at, char32_t code) {
  if (code >= 0x10000) {
    const std::size_t high = code_unit(at, 0xD800 + ((code - 0x10000) >> 10U));
    const std::size_t low = high == 0 ? 0 : code_unit(at.substr(high), 0xDC00 + (code & 0x3FFU));
    return low == 0 ? 0 : high + low;
  }
  if (const std::size_t size = code_unit(at, code); size != 0) return size;
  const std::size_t run = backslashes(at);
  if (run == 0 || run == at.size()) return 0;
  constexpr std::string_view letters = "/\"'ntrbf";
  constexpr std::string_view meant = "/\"'\n\t\r\b\f";
  const std::size_t which = letters.find(at[run]);
  const bool is_it = which != std::string_view::npos && code == static_cast<char32_t>(meant[which]);
  return is_it ? run + 1 : 0;
}

/// The size of what gives `byte`: itself or a triple.
std::size_t percent_byte(std::string_view at, char byte) {
  if (at.starts_with(byte)) return 1;
  if (!at.starts_with('%')) return byte == ' ' && at.starts_with('+') ? 1 : 0;
  std::size_t size = 1;
  const auto value = static_cast<unsigned char>(byte);
  for (std::size_t again = 0; again <= most_percent_again && at.size() >= size + 2; ++again) {
    if (number(at.substr(size, 2), 16) == std::int64_t{value}) return size + 2;
    if (at.substr(size, 2) != "25") return 0;
    size += 2;
  }
  return 0;
}

std::size_t html_escape(std::string_view at, char32_t code) {
  if (at.starts_with("&#")) {
    const bool is_hexadecimal = at.size() > 2 && (at[2] == 'x' || at[2] == 'X');
    const std::size_t begin = is_hexadecimal ? 3 : 2;
    const std::size_t end = at.substr(0, begin + 10).find(';');
    if (end == std::string_view::npos || end <= begin) return 0;
    const std::int64_t value = number(at.substr(begin, end - begin), is_hexadecimal ? 16 : 10);
    return value == std::int64_t{code} ? end + 1 : 0;
  }
  struct Name {
    std::string_view text;
    char32_t code;
  };
  constexpr std::array<Name, 5> names = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  for (const Name& name : names) {
    if (code == name.code && at.starts_with(name.text)) return name.text.size();
  }
  return 0;
}

/// The size of what spells `wanted` where `at` begins; 0: something else stands there.
std::size_t spelled_character(std::string_view at, const Character& wanted) {
  if (at.empty()) return 0;
  if (at.starts_with('\\')) return json_escape(at, wanted.code);
  if (at.starts_with('&')) {
    if (const std::size_t size = html_escape(at, wanted.code); size != 0) return size;
  }
  std::size_t size = 0;
  for (const char byte : wanted.bytes) {
    const std::size_t one = percent_byte(at.substr(size), byte);
    if (one == 0) {
      size = 0;
      break;
    }
    size += one;
  }
  if (size != 0 || wanted.code > 0xFF) return size;
  return percent_byte(at, static_cast<char>(wanted.code));
}

/// Of backslashes, which escapes double: the size of all that stand there, but for one that the
/// next character has need of; `rest`: what is looked for behind them.
std::size_t spelled_backslashes(std::string_view at, std::string_view rest) {
  std::size_t size = 0;
  const Character backslash{'\\', "\\"};
  while (size < at.size()) {
    const std::size_t run = backslashes(at.substr(size));
    std::size_t one = code_unit(at.substr(size), '\\');
    if (one == 0 && run != 0) {
      const std::string_view behind = at.substr(size + run);
      if (rest.empty()) {
        one = run > 1 ? run - run % 2 : 1;
        return size + one;
      }
      const bool needs_one = run > 1 && spelled_character(behind, first_character(rest)) == 0 &&
                             code_unit(at.substr(size + run - 1), '\\') == 0;
      return size + run - (needs_one ? 1 : 0);
    }
    if (one == 0) one = spelled_character(at.substr(size), backslash);
    if (one == 0) break;
    size += one;
  }
  return size;
}

std::size_t spelled_size(std::string_view at, std::string_view wanted) {
  std::size_t size = 0;
  while (!wanted.empty()) {
    const Character next = first_character(wanted);
    wanted.remove_prefix(next.bytes.size());
    std::size_t one = 0;
    if (next.code == '\\') {
      wanted.remove_prefix(std::min(wanted.find_first_not_of('\\'), wanted.size()));
      one = spelled_backslashes(at.substr(size), wanted);
    } else {
      one = spelled_character(at.substr(size), next);
    }
    if (one == 0) return 0;
    size += one;
  }
  return size;
}

}  // namespace

Character first_character(std::string_view text) {
  const std::size_t size = std::max<std::size_t>(json::utf8_length(text), 1);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  char32_t code = byte(0);
  if (size > 1) code &= 0xFFU >> (size + 1);
  for (std::size_t i = 1; i < size; ++i) code = code << 6U | (byte(i) & 0x3FU);
  return {code, text.substr(0, size)};
}

Spelled find_spelled(std::string_view text, std::string_view wanted, std::size_t from) {
  const Character first = first_character(wanted);
  std::array<bool, 256> begins{};
  for (const char c : {'\\', '%', '&', first.bytes.front(), static_cast<char>(first.code & 0xFFU),
                       first.code == ' ' ? '+' : '%'}) {
    begins[static_cast<unsigned char>(c)] = true;
  }
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!begins[static_cast<unsigned char>(text[at])]) continue;
    const std::size_t size = spelled_size(text.substr(at), wanted);
    if (size == 0) continue;
    std::size_t before = 0;
    while (before < at - from && text[at - before - 1] == '\\') ++before;
    return {at - before % 2, size + before % 2};
  }
  return {text.size(), 0};
}

}  // namespace mcp::credentials
