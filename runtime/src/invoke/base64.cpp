#include "invoke/base64.h"

#include <cstdint>

namespace mcp::invoke {
namespace {

constexpr std::size_t max_line = 76;  // RFC 2045, section 6.8

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t n) -> std::uint32_t {
      return i + n < bytes.size() ? static_cast<unsigned char>(bytes[i + n]) : 0;
    };
    const std::uint32_t group = byte(0) << 16U | byte(1) << 8U | byte(2);
    out += alphabet[group >> 18U];
    out += alphabet[group >> 12U & 63U];
    out += i + 1 < bytes.size() ? alphabet[group >> 6U & 63U] : '=';
    out += i + 2 < bytes.size() ? alphabet[group & 63U] : '=';
  }
}

std::optional<std::string> base64_decoded(std::string_view text) {
  const auto value_of = [](char c) -> std::uint32_t {
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a') + 26;
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0') + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return 64;
  };
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  unsigned count = 0;  // characters of the group
  std::size_t padding = 0;
  std::size_t begin = 0;  // of the line
  std::size_t width = 0;  // of all lines but the last; 0: there is one
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' || c == '\n') {
      const std::size_t length = i - begin;
      if (c == '\r' && (++i == text.size() || text[i] != '\n')) return std::nullopt;
      begin = i + 1;
      if (length == 0 || (width != 0 && length > width)) return std::nullopt;
      if (begin == text.size()) break;
      // Encoders break lines between groups, all at one width; two words are no base64.
      if (length > max_line || length % 4 != 0) return std::nullopt;
      if (width != 0 && length != width) return std::nullopt;
      width = length;
      continue;
    }
    if (c == '=') {
      ++padding;
      continue;
    }
    const std::uint32_t value = value_of(c);
    if (value == 64 || padding != 0) return std::nullopt;
    bits = bits << 6U | value;
    if (++count < 4) continue;
    out += static_cast<char>(bits >> 16U & 0xFFU);
    out += static_cast<char>(bits >> 8U & 0xFFU);
    out += static_cast<char>(bits & 0xFFU);
    bits = 0;
    count = 0;
  }
  if (width != 0 && begin < text.size() && text.size() - begin > width) return std::nullopt;
  if (count == 1 || (padding != 0 && (count == 0 || count + padding != 4))) return std::nullopt;
  if (count >= 2) out += static_cast<char>(bits >> (count == 2 ? 4U : 10U) & 0xFFU);
  if (count == 3) out += static_cast<char>(bits >> 2U & 0xFFU);
  return out;
}

}  // namespace mcp::invoke
