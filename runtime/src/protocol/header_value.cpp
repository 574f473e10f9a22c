#include "protocol/header_value.h"

#include <cstddef>
#include <cstdint>

#include "json/utf8.h"

namespace mcp::protocol {
namespace {

/// The six bits of a base64 character; 64 when it is none.
std::uint32_t sextet(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a') + 26;
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0') + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return 64;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  const std::size_t digits = text.size() - padding;
  for (std::size_t i = 0; i < digits; ++i) {
    const std::uint32_t value = sextet(text[i]);
    if (value == 64) return std::nullopt;
    bits = bits << 6U | value;
    if (i % 4 != 0) out += static_cast<char>(bits >> (6U - 2U * (i % 4)) & 0xFFU);
  }
  // The bits that padding leaves over must be zero, so that a value has one encoding.
  const std::uint32_t rest = padding == 0 ? 0 : bits & (padding == 1 ? 0x3U : 0xFU);
  if (rest != 0) return std::nullopt;
  return out;
}

}  // namespace

std::string_view trim(std::string_view value) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
  return value;
}

std::optional<std::string> decode_header_value(std::string_view value) {
  constexpr std::string_view prefix = "=?base64?";
  constexpr std::string_view suffix = "?=";
  value = trim(value);
  if (value.size() < prefix.size() + suffix.size() || value.substr(0, prefix.size()) != prefix ||
      value.substr(value.size() - suffix.size()) != suffix) {
    return std::string(value);
  }
  value.remove_prefix(prefix.size());
  value.remove_suffix(suffix.size());
  std::optional<std::string> decoded = decode_base64(value);
  if (decoded && !json::is_utf8(*decoded)) return std::nullopt;
  return decoded;
}

}  // namespace mcp::protocol
