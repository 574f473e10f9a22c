#include "charset/encode.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "charset/charset.h"
#include "charset/labels.h"
#include "json/utf8.h"

namespace mcp::charset {
namespace {

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// The bytes of each character beyond ASCII that one or two bytes stand for: what the decoder makes
/// of each, turned around.
using Bytes = std::unordered_map<std::string, std::string>;

Bytes turned_around(std::string_view label) {
  Bytes out;
  const auto add = [&](const std::string& bytes) {
    auto text = to_utf8(label, bytes);
    if (text && json::utf8_count(*text) == 1 && *text != "\uFFFD" && !is_ascii(*text)) {
      out.emplace(std::move(*text), bytes);
    }
  };
  for (int first = 0x80; first < 256; ++first) add({static_cast<char>(first)});
  for (int first = 0x80; first < 256; ++first) {
    for (int second = 0x30; second < 256; ++second) {
      add({static_cast<char>(first), static_cast<char>(second)});
    }
  }
  return out;
}

const Bytes* bytes_of(CharsetKind kind) {
  // Each is made when it is first needed, and kept.
  switch (kind) {
    case CharsetKind::gb18030: {
      static const Bytes bytes = turned_around("gbk");
      return &bytes;
    }
    case CharsetKind::big5: {
      static const Bytes bytes = turned_around("big5");
      return &bytes;
    }
    case CharsetKind::euc_jp: {
      static const Bytes bytes = turned_around("euc-jp");
      return &bytes;
    }
    case CharsetKind::shift_jis: {
      static const Bytes bytes = turned_around("shift_jis");
      return &bytes;
    }
    case CharsetKind::euc_kr: {
      static const Bytes bytes = turned_around("euc-kr");
      return &bytes;
    }
    default:
      return nullptr;
  }
}

std::optional<std::string> in_bytes(const Bytes& bytes, std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = json::utf8_length(text.substr(at));
    if (length == 1) {
      out += text[at++];
      continue;
    }
    const auto found = bytes.find(std::string(text.substr(at, length)));
    if (length == 0 || found == bytes.end()) return std::nullopt;
    out += found->second;
    at += length;
  }
  return out;
}

/// The first byte beyond ASCII that is written. Readers may take US-ASCII and Latin-1 for
/// windows-1252 (Encoding Standard, section 4.2), but need not.
int first_byte(std::string_view label) {
  if (label == "us-ascii" || label == "ascii" || label == "ansi_x3.4-1968") return 256;
  const bool is_windows = label.find("125") != label.npos;
  return !is_windows && to_utf8(label, "\x80") == "\u20AC" ? 0xA0 : 0x80;
}

/// In UTF-16 or UTF-32, by the size of a unit in bytes.
std::string in_units(std::string_view text, std::size_t unit_size, bool big_endian) {
  std::string out;
  const auto put = [&](std::uint32_t unit) {
    for (std::size_t i = 0; i < unit_size; ++i) {
      out += static_cast<char>(unit >> 8 * (big_endian ? unit_size - 1 - i : i) & 0xFFU);
    }
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(1, json::utf8_length(text.substr(at)));
    const auto lead = static_cast<unsigned char>(text[at]);
    std::uint32_t c = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
      c = c << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    }
    at += length;
    if (c < 0x10000 || unit_size == 4) {
      put(c);
    } else {
      put(0xD800 + ((c - 0x10000) >> 10U));
      put(0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

/// Where the label leaves the order open, big-endian with a byte order mark.
std::optional<std::string> in_wide_charset(CharsetKind kind, std::string_view label,
                                           std::string_view text) {
  constexpr std::string_view mark = "\uFEFF";
  switch (kind) {
    case CharsetKind::utf_16be:
      return in_units(text, 2, true);
    case CharsetKind::utf_16le:
      return label == "utf-16" ? in_units(mark, 2, true) + in_units(text, 2, true)
                               : in_units(text, 2, false);
    case CharsetKind::utf_32:
      return in_units(mark, 4, true) + in_units(text, 4, true);
    case CharsetKind::utf_32be:
      return in_units(text, 4, true);
    case CharsetKind::utf_32le:
      return in_units(text, 4, false);
    default:
      return std::nullopt;
  }
}

}  // namespace

bool is_written(std::string_view label) {
  const CharsetKind kind = find_charset(label).kind;
  return kind != CharsetKind::unknown && kind != CharsetKind::escapes;
}

std::optional<std::string> from_utf8(std::string_view label, std::string_view text) {
  const Charset charset = find_charset(label);
  if (charset.kind == CharsetKind::utf_8) return std::string(text);
  if (auto wide = in_wide_charset(charset.kind, label, text)) return wide;
  if (is_ascii(text) && charset.kind != CharsetKind::escapes) return std::string(text);
  if (charset.kind == CharsetKind::single_byte) {
    Bytes bytes;
    for (int byte = first_byte(label); byte < 256; ++byte) {
      std::string one{static_cast<char>(byte)};
      auto read = to_utf8(label, one);
      if (read && *read != "\uFFFD") bytes.emplace(std::move(*read), std::move(one));
    }
    return in_bytes(bytes, text);
  }
  const Bytes* const bytes = bytes_of(charset.kind);
  return bytes == nullptr ? std::nullopt : in_bytes(*bytes, text);
}

}  // namespace mcp::charset
