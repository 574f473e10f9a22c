#include "emit/literals.h"

#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::emit {

namespace {

// True for text that a raw literal shows as it is: one line, no hidden character, valid UTF-8.
bool is_plain(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return false;
    if (byte < 0x80) {
      ++i;
      continue;
    }
    const auto [code_point, size, valid] = utf8::decode(text, i);
    if (!valid || utf8::is_hidden(code_point)) return false;
    i += size;
  }
  return true;
}

void append_octal(std::string& out, unsigned char byte) {
  // Always three digits: a digit that follows cannot become part of the escape.
  out += '\\';
  out += static_cast<char>('0' + (byte >> 6));
  out += static_cast<char>('0' + ((byte >> 3) & 7));
  out += static_cast<char>('0' + (byte & 7));
}

bool ends_with_www(std::string_view text) {
  if (text.size() < 3) return false;
  text.remove_prefix(text.size() - 3);
  return text.find_first_not_of("wW") == std::string_view::npos;
}

std::string escaped_literal(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    std::size_t size = 1;
    switch (byte) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '?':  // no trigraph, whatever follows
        out += i > 0 && text[i - 1] == '?' ? "\\?" : "?";
        break;
      default:
        if (byte >= 0x20 && byte < 0x7F) {
          out += static_cast<char>(byte);
          break;
        }
        const auto code_point = utf8::decode(text, i);
        size = code_point.size;
        if (byte >= 0x80 && code_point.valid && !utf8::is_hidden(code_point.value)) {
          out.append(text, i, size);
        } else {
          for (std::size_t j = 0; j < size; ++j)
            append_octal(out, static_cast<unsigned char>(text[i + j]));
        }
    }
    i += size;
  }
  return out + "\"_t";
}

}  // namespace

std::string cpp_literal(std::string_view text) {
  // Raw only where escapes would hide the text, as in JSON.
  const bool wants_raw =
      text.find('"') != std::string_view::npos || text.find('\\') != std::string_view::npos;
  if (!wants_raw || !is_plain(text)) return escaped_literal(text);
  // A delimiter has at most 16 characters ([lex.string]); a text that holds all of these is not
  // worth one.
  for (const std::string_view delimiter : {"", "json", "text", "mcpcc"}) {
    const std::string end = ")" + std::string(delimiter) + "\"";
    if (text.find(end) != std::string_view::npos) continue;
    std::string out = "R\"";
    out.append(delimiter).append("(").append(text).append(end).append("_t");
    return out;
  }
  return escaped_literal(text);
}

std::string markdown_text(std::string_view text) {
  // CommonMark 0.30, section 2.4: any ASCII punctuation may be escaped with a backslash. These
  // begin or end markup, HTML, entities, table cells, and what GitHub makes links, mentions and
  // formulas of.
  constexpr std::string_view markup = "\\`*_[]<>|~&:@$#";
  std::string visible;
  append_visible(visible, text);
  std::string out;
  for (const char c : visible) {
    // GitHub Flavored Markdown 0.29, section 6.9: this becomes a link without a scheme.
    const bool begins_link = c == '.' && ends_with_www(out);
    if (begins_link || markup.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string cpp_identifier(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool legal = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (legal) {
      out += c;
    } else if (!out.empty() && out.back() != '_') {
      out += '_';  // never two: such names are reserved ([lex.name])
    }
  }
  if (out.empty() || (out[0] >= '0' && out[0] <= '9')) out.insert(0, "x");
  if (out.back() != '_') out += '_';
  return out;
}

}  // namespace mcpcc::emit
