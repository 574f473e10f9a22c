// Numbers that are plain integers, which most are, without the work of Decimal.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mcp::schema {

/// The value of a JSON number that is written as an integer of at most 18 digits.
inline std::optional<std::int64_t> plain_integer(std::string_view number) {
  const bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  if (number.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : number) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

}  // namespace mcp::schema
