#include "openapi/status.h"

#include <algorithm>

namespace mcpcc::openapi {

std::string response_status(std::string_view key) {
  constexpr std::string_view blanks = " \t";
  key.remove_prefix(std::min(key.find_first_not_of(blanks), key.size()));
  const auto end = key.find_last_not_of(blanks);
  key = key.substr(0, end == std::string_view::npos ? 0 : end + 1);
  constexpr std::string_view word = "default";
  const bool is_default =
      std::equal(key.begin(), key.end(), word.begin(), word.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
      });
  if (is_default) return std::string(word);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (key.size() < 3 || !is_digit(key[0]) || key[0] == '0') return {};
  const bool has_phrase = key.size() > 3;
  if (has_phrase && blanks.find(key[3]) == std::string_view::npos) return {};
  if (is_digit(key[1]) && is_digit(key[2])) return std::string(key.substr(0, 3));
  const auto is_any = [](char c) { return c == 'x' || c == 'X'; };
  const bool is_range = key[0] <= '5' && is_any(key[1]) && is_any(key[2]);
  return is_range ? std::string(1, key[0]) + "XX" : std::string();
}

}  // namespace mcpcc::openapi
