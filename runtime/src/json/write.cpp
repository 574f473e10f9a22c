#include "json/write.h"

#include <array>
#include <charconv>
#include <cstddef>

#include "json/utf8.h"

namespace mcp::json {
namespace {

enum class Byte : std::uint8_t { plain, escape, multibyte };

constexpr std::array<Byte, 256> classify() {
  std::array<Byte, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (i < 0x20 || i == '"' || i == '\\' || i == 0x7F) {
      table[i] = Byte::escape;
    } else if (i >= 0x80) {
      table[i] = Byte::multibyte;
    }
  }
  return table;
}
constexpr std::array<Byte, 256> classes = classify();

Byte class_of(char c) { return classes[static_cast<unsigned char>(c)]; }

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(c);
  out += "\\u00";
  out += digits[value >> 4U];
  out += digits[value & 0xFU];
}

bool is_line_separator(std::string_view text) {
  return text.size() >= 3 && text[0] == '\xE2' && text[1] == '\x80' &&
         (text[2] == '\xA8' || text[2] == '\xA9');
}

void append_line_separator(std::string& out, char last) {
  out += last == '\xA8' ? "\\u2028" : "\\u2029";
}

/// Appends the JSON string literal that `raw` begins with; returns its length.
std::size_t append_literal(std::string& out, std::string_view raw) {
  std::size_t done = 0;
  std::size_t i = 1;
  while (i < raw.size() && raw[i] != '"') {
    if (raw[i] == '\\') {
      i += 2;
    } else if (raw[i] == '\xE2' && is_line_separator(raw.substr(i))) {
      out.append(raw, done, i - done);
      append_line_separator(out, raw[i + 2]);
      i += 3;
      done = i;
    } else {
      ++i;
    }
  }
  i = i < raw.size() ? i + 1 : raw.size();
  out.append(raw, done, i - done);
  return i;
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t done = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    const Byte kind = class_of(text[i]);
    if (kind == Byte::plain) {
      ++i;
      continue;
    }
    const std::string_view rest = text.substr(i);
    std::size_t length = 1;
    if (kind == Byte::multibyte) {
      length = utf8_length(rest);
      if (length != 0 && !is_line_separator(rest)) {
        i += length;
        continue;
      }
    }
    out.append(text, done, i - done);
    if (kind == Byte::escape) {
      append_escape(out, text[i]);
    } else if (length != 0) {
      append_line_separator(out, text[i + 2]);
    } else {
      length = utf8_broken_length(rest);
      out += "\xEF\xBF\xBD";
    }
    i += length;
    done = i;
  }
  out.append(text, done, text.size() - done);
  out += '"';
}

void append_compact(std::string& out, std::string_view raw) {
  std::size_t i = 0;
  std::size_t done = 0;
  while (i < raw.size()) {
    const char c = raw[i];
    if (c == '"') {
      out.append(raw, done, i - done);
      i += append_literal(out, raw.substr(i));
      done = i;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      out.append(raw, done, i - done);
      done = ++i;
    } else {
      ++i;
    }
  }
  out.append(raw, done, raw.size() - done);
}

void append_integer(std::string& out, std::int64_t value) {
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

}  // namespace mcp::json
