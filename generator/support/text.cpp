#include "support/text.h"

#include <cstdint>

#include "support/utf8.h"

namespace mcpcc {
namespace {

void append_hex(std::string& out, std::uint32_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    out += "0123456789abcdef"[(value >> shift) & 0xF];
  }
}

void append_utf16_escape(std::string& out, char32_t code_point) {
  const auto unit = [&out](std::uint32_t value) {
    out += "\\u";
    append_hex(out, value, 4);
  };
  if (code_point < 0x10000) return unit(code_point);
  unit(0xD800 + ((code_point - 0x10000) >> 10));
  unit(0xDC00 + ((code_point - 0x10000) & 0x3FF));
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain_begin = 0, at = 0;
  const auto flush = [&] { out.append(text.substr(plain_begin, at - plain_begin)); };
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool ascii = byte < 0x7F;
    if (ascii && byte >= 0x20 && byte != '"' && byte != '\\') {
      ++at;
      continue;
    }
    const utf8::CodePoint code_point = utf8::decode(text, at);
    if (!ascii && code_point.valid && !utf8::is_hidden(code_point.value)) {
      at += code_point.size;
      continue;
    }
    flush();
    switch (code_point.value) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (code_point.valid) {
          append_utf16_escape(out, code_point.value);
        } else {
          utf8::append(out, 0xFFFD);
        }
    }
    at += code_point.size;
    plain_begin = at;
  }
  flush();
  out += '"';
}

void append_pointer_token(std::string& out, std::string_view token) {
  out += '/';
  for (const char c : token) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
}

std::string unescape_pointer_token(std::string_view token) {
  std::string out;
  out.reserve(token.size());
  for (std::size_t i = 0; i < token.size(); ++i) {
    const char next = i + 1 < token.size() ? token[i + 1] : '\0';
    if (token[i] == '~' && (next == '0' || next == '1')) {
      out += next == '0' ? '~' : '/';
      ++i;
    } else {
      out += token[i];
    }
  }
  return out;
}

void append_visible(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint code_point = utf8::decode(text, at);
    if (!code_point.valid) {
      out += "\\x";
      append_hex(out, code_point.value, 2);
    } else if (!utf8::is_hidden(code_point.value)) {
      out.append(text.substr(at, code_point.size));
    } else if (code_point.value < 0x10000) {
      out += "\\u";
      append_hex(out, code_point.value, 4);
    } else {
      out += "\\U";
      append_hex(out, code_point.value, 8);
    }
    at += code_point.size;
  }
}

std::string in_quotes(std::string_view text) {
  std::string out = "`";
  append_visible(out, text);
  return out + '`';
}

}  // namespace mcpcc
