#include "charset/charset.h"

#include <algorithm>
#include <cstdint>

#include "charset/labels.h"
#include "charset/multi_byte.h"
#include "json/utf8.h"

namespace mcp::charset {
namespace {

constexpr std::uint32_t replacement = 0xFFFD;

std::string from_single_bytes(const SingleByteTable& table, std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    json::append_utf8(out, byte < 0x80 ? byte : table[byte - 0x80U]);
  }
  return out;
}

bool is_ascii(std::string_view bytes) {
  return std::none_of(bytes.begin(), bytes.end(),
                      [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// Whether nothing in `bytes` switches to another set: ISO 2022, HZ (RFC 1843), UTF-7 (RFC 2152).
bool has_no_escape(std::string_view label, std::string_view bytes) {
  const std::string_view escapes = label.starts_with("hz") ? "~"
                                   : label == "utf-7"      ? "+"
                                                           : "\x0E\x0F\x1B";
  return is_ascii(bytes) && bytes.find_first_of(escapes) == bytes.npos;
}

bool says_ascii(std::string_view label) {
  return label == "us-ascii" || label == "ascii" || label == "ansi_x3.4-1968";
}

bool is_utf_32(CharsetKind kind) {
  return kind == CharsetKind::utf_32 || kind == CharsetKind::utf_32be ||
         kind == CharsetKind::utf_32le;
}

/// Whether a text in `label` has no declaration that reads as ASCII.
bool is_wide(std::string_view label) {
  const CharsetKind kind = find_charset(label).kind;
  return kind == CharsetKind::utf_16be || kind == CharsetKind::utf_16le || is_utf_32(kind);
}

std::string from_utf_16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) -> std::uint32_t {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return big_endian ? first * 256U + second : second * 256U + first;
  };
  std::string out;
  out.reserve(bytes.size());
  std::size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    std::uint32_t c = unit(at);
    if (c >= 0xD800 && c < 0xE000) {
      const bool is_pair =
          c < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000;
      if (is_pair) {
        c = 0x10000 + ((c - 0xD800) << 10U) + (unit(at + 2) - 0xDC00);
        at += 2;
      } else {
        c = replacement;
      }
    }
    json::append_utf8(out, c);
  }
  if (at < bytes.size()) json::append_utf8(out, replacement);
  return out;
}

/// nullopt: they are something else.
std::optional<std::string> from_utf_32(std::string_view bytes, bool big_endian) {
  if (bytes.size() % 4 != 0) return std::nullopt;
  std::string out;
  out.reserve(bytes.size() / 4);
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    std::uint32_t c = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      c = c << 8U | static_cast<unsigned char>(bytes[at + (big_endian ? i : 3 - i)]);
    }
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return std::nullopt;
    json::append_utf8(out, c);
  }
  return out;
}

/// In UTF-32 by mark or label. nullopt: they are in no UTF-32. In UTF-16 the mark of UTF-32LE is
/// that of UTF-16LE and a NUL, with which no text begins.
std::optional<std::string> from_utf_32(CharsetKind kind, std::string_view bytes) {
  using namespace std::string_view_literals;
  const bool may_be =
      is_utf_32(kind) || (kind != CharsetKind::utf_16be && kind != CharsetKind::utf_16le);
  for (const bool big_endian : {true, false}) {
    const std::string_view mark = big_endian ? "\0\0\xFE\xFF"sv : "\xFF\xFE\0\0"sv;
    if (may_be && bytes.starts_with(mark)) return from_utf_32(bytes.substr(4), big_endian);
  }
  return is_utf_32(kind) ? from_utf_32(bytes, kind != CharsetKind::utf_32le) : std::nullopt;
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view label, std::string_view bytes) {
  using namespace std::string_view_literals;
  const Charset charset = find_charset(label);
  // Encoding Standard, section 6: the mark decides.
  if (bytes.starts_with("\xEF\xBB\xBF"sv)) return std::string(bytes.substr(3));
  if (auto text = from_utf_32(charset.kind, bytes)) return text;
  if (is_utf_32(charset.kind)) {
    const bool is_text = bytes.find('\0') == bytes.npos && json::is_utf8(bytes);
    return is_text ? std::optional(std::string(bytes)) : std::nullopt;
  }
  if (bytes.starts_with("\xFE\xFF"sv)) return from_utf_16(bytes.substr(2), true);
  if (bytes.starts_with("\xFF\xFE"sv)) return from_utf_16(bytes.substr(2), false);
  switch (charset.kind) {
    case CharsetKind::utf_8:
      break;
    case CharsetKind::utf_16be:
      return from_utf_16(bytes, true);
    case CharsetKind::utf_16le:
      return from_utf_16(bytes, false);
    case CharsetKind::single_byte:
      if (says_ascii(label) && json::is_utf8(bytes)) break;
      return from_single_bytes(*charset.table, bytes);
    case CharsetKind::gb18030:
      return from_gb18030(bytes);
    case CharsetKind::big5:
      return from_big5(bytes);
    case CharsetKind::euc_jp:
      return from_euc_jp(bytes);
    case CharsetKind::iso_2022_jp:
      return from_iso_2022_jp(bytes);
    case CharsetKind::shift_jis:
      return from_shift_jis(bytes);
    case CharsetKind::euc_kr:
      return from_euc_kr(bytes);
    case CharsetKind::escapes:
      if (!has_no_escape(label, bytes)) return std::nullopt;
      break;
    case CharsetKind::utf_32:
    case CharsetKind::utf_32be:
    case CharsetKind::utf_32le:
      break;
    case CharsetKind::unknown:
      if (!label.empty() && !json::is_utf8(bytes)) return std::nullopt;
      break;
  }
  return std::string(bytes);
}

std::optional<std::string> json_to_utf8(std::string_view label, std::string_view bytes) {
  const CharsetKind kind = find_charset(label).kind;
  const bool is_doubtful = kind == CharsetKind::single_byte || kind == CharsetKind::utf_16be ||
                           kind == CharsetKind::utf_16le || is_utf_32(kind);
  const bool is_json_utf8 = bytes.find('\0') == bytes.npos && json::is_utf8(bytes);
  return to_utf8(is_doubtful && is_json_utf8 ? "utf-8" : label, bytes);
}

bool has_wide_mark(std::string_view bytes) {
  using namespace std::string_view_literals;
  return bytes.starts_with("\xFE\xFF"sv) || bytes.starts_with("\xFF\xFE"sv) ||
         bytes.starts_with("\0\0\xFE\xFF"sv);
}

std::string declared_charset(std::string_view type, std::string_view bytes) {
  using namespace std::string_view_literals;
  const bool is_html = type == "text/html";
  const bool is_xml = type.ends_with("/xml") || type.ends_with("+xml");
  if (is_xml && bytes.starts_with("<\0?\0"sv)) return "utf-16le";
  if (is_xml && bytes.starts_with("\0<\0?"sv)) return "utf-16be";
  if (is_xml && bytes.starts_with("<\0\0\0"sv)) return "utf-32le";
  if (is_xml && bytes.starts_with("\0\0\0<"sv)) return "utf-32be";
  std::string begin(bytes.substr(0, 1024));
  std::transform(begin.begin(), begin.end(), begin.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::size_t at = std::string::npos;
  if (is_xml && begin.starts_with("<?xml")) {
    at = begin.substr(0, begin.find("?>")).find("encoding");
    if (at != std::string::npos) at = begin.find('=', at);
  } else if (is_html && begin.find("<meta") != std::string::npos) {
    at = begin.find("charset=", begin.find("<meta"));
    if (at != std::string::npos) at += 7;
  }
  if (at == std::string::npos) return {};
  at = begin.find_first_not_of(" \t\r\n\"'", at + 1);
  if (at == std::string::npos) return {};
  std::string label = begin.substr(at, begin.find_first_of(" \t\r\n\"';/>?", at) - at);
  return is_wide(label) ? "utf-8" : label;
}

}  // namespace mcp::charset
