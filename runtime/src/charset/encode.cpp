#include "charset/encode.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "charset/charset.h"
#include "charset/indexes.h"
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

/// Each character of `text` as `write` puts it into what is returned; false: there is no such one.
template <typename Write>
std::optional<std::string> each_character(std::string_view text, Write write) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = json::utf8_length(text.substr(at));
    if (length == 0 || !write(out, text.substr(at, length))) return std::nullopt;
    at += length;
  }
  return out;
}

std::optional<std::string> in_bytes(const Bytes& bytes, std::string_view text) {
  return each_character(text, [&](std::string& out, std::string_view character) {
    const auto found = bytes.find(std::string(character));
    const bool is_ascii = character.size() == 1;
    if (!is_ascii && found == bytes.end()) return false;
    out.append(is_ascii ? character : std::string_view(found->second));
    return true;
  });
}

std::uint32_t code_point(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  std::uint32_t c = character.size() == 1 ? lead : lead & (0xFFU >> (character.size() + 1));
  for (const char next : character.substr(1)) {
    c = c << 6U | (static_cast<unsigned char>(next) & 0x3FU);
  }
  return c;
}

/// Encoding Standard, section 10.2.2: what GBK has in two bytes, all else in four.
std::optional<std::string> in_gb18030(std::string_view text) {
  const Bytes& pairs = *bytes_of(CharsetKind::gb18030);
  return each_character(text, [&](std::string& out, std::string_view character) {
    const auto found = pairs.find(std::string(character));
    if (character.size() == 1) {
      out += character;
    } else if (character == "\u20AC") {
      out += "\xA2\xE3";  // of GBK it is one byte
    } else if (found != pairs.end()) {
      out += found->second;
    } else {
      const std::uint32_t c = code_point(character);
      std::uint32_t pointer = 0;
      if (c >= 0x10000) {
        pointer = 189'000 + c - 0x10000;
      } else {
        constexpr std::uint32_t end_of_ranges = 39'420;
        std::uint32_t end = end_of_ranges;
        auto range = gb18030_ranges.rbegin();
        while (range != gb18030_ranges.rend() &&
               (c < range->code_point || c - range->code_point >= end - range->pointer)) {
          end = (range++)->pointer;
        }
        if (range == gb18030_ranges.rend()) return false;
        pointer = range->pointer + (c - range->code_point);
      }
      out += static_cast<char>(0x81 + pointer / 12'600);
      out += static_cast<char>(0x30 + pointer / 1'260 % 10);
      out += static_cast<char>(0x81 + pointer / 10 % 126);
      out += static_cast<char>(0x30 + pointer % 10);
    }
    return true;
  });
}

/// Encoding Standard, section 12.2.2; ASCII at the end.
std::optional<std::string> in_iso_2022_jp(std::string_view text) {
  constexpr std::string_view ascii = "\x1B(B", roman = "\x1B(J", kanji = "\x1B$B";
  const Bytes& pairs = *bytes_of(CharsetKind::euc_jp);  // of JIS X 0208, with the high bits set
  std::string_view state = ascii;
  auto out = each_character(text, [&](std::string& written, std::string_view character) {
    std::string_view wanted = ascii;
    std::string bytes(character);
    if (character == "\u00A5" || character == "\u203E") {
      wanted = roman;
      bytes = character == "\u00A5" ? "\\" : "~";
    } else if (character.size() > 1) {
      const auto found = pairs.find(bytes);
      if (found == pairs.end() || found->second.size() != 2 ||
          static_cast<unsigned char>(found->second[0]) < 0xA1) {
        return false;
      }
      wanted = kanji;
      bytes = found->second;
      for (char& byte : bytes) byte = static_cast<char>(byte & 0x7F);
    } else if (bytes == "\x0E" || bytes == "\x0F" || bytes == "\x1B") {
      return false;  // they would change what stands behind them
    }
    if (state != wanted) written += wanted;
    state = wanted;
    written += bytes;
    return true;
  });
  if (out && state != ascii) *out += ascii;
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
    const std::uint32_t c = code_point(text.substr(at, length));
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
  if (charset.kind == CharsetKind::iso_2022_jp) return in_iso_2022_jp(text);
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
  if (label == "gb18030") return in_gb18030(text);
  const Bytes* const bytes = bytes_of(charset.kind);
  return bytes == nullptr ? std::nullopt : in_bytes(*bytes, text);
}

}  // namespace mcp::charset
