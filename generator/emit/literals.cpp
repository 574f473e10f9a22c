#include "emit/literals.h"

#include <algorithm>

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
  // What begins a list or underlines a heading does so at the beginning of a line only (sections
  // 4.3, 5.2).
  const auto begins_item = [](std::string_view line) {
    const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
    if (digits == line.size()) return std::string_view::npos;
    const std::string_view marks = digits == 0 ? "-+=" : ".)";
    return marks.find(line[digits]) == std::string_view::npos ? std::string_view::npos : digits;
  };
  const auto mark = begins_item(visible);
  for (const char& c : visible) {
    // GitHub Flavored Markdown 0.29, section 6.9: this becomes a link without a scheme.
    const bool begins_link = c == '.' && ends_with_www(out);
    const bool is_mark = static_cast<std::size_t>(&c - visible.data()) == mark;
    if (begins_link || is_mark || markup.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

namespace {

// Backticks, more than stand anywhere in `text` in a row, and at least `least`.
std::string fence(std::string_view text, std::size_t least) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max(longest + 1, least), '`');
}

// With hidden characters written visibly, but for line ends and tabs.
std::string visible_lines(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto end = std::min(text.find_first_of("\n\t", i), text.size());
    append_visible(out, text.substr(i, end - i));
    if (end < text.size()) out += text[end];
    i = end + 1;
  }
  return out;
}

}  // namespace

std::string markdown_code(std::string_view text) {
  std::string visible;
  append_visible(visible, text);
  if (visible.empty()) visible = " ";
  const std::string quotes = fence(visible, 1);
  // One space at both ends is taken away (CommonMark 0.30, section 6.1).
  const bool is_blank = visible.find_first_not_of(' ') == std::string::npos;
  const bool is_padded = visible.front() == '`' || visible.back() == '`' ||
                         (!is_blank && visible.front() == ' ' && visible.back() == ' ');
  const std::string padding = is_padded ? " " : "";
  return quotes + padding + visible + padding + quotes;
}

std::string markdown_block(std::string_view text, std::string_view language) {
  const std::string visible = visible_lines(text);
  const std::string quotes = fence(visible, 3);
  return quotes + std::string(language) + "\n" + visible + "\n" + quotes + "\n";
}

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : visible_lines(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

namespace {

// A code span or a link at the beginning of `text` as HTML, and how long it is; 0: neither.
std::size_t append_markup(std::string& out, std::string_view text) {
  if (text.starts_with('`')) {
    const auto end = text.find('`', 1);
    if (end == std::string_view::npos || end == 1) return 0;
    out += "<code>" + html_text(text.substr(1, end - 1)) + "</code>";
    return end + 1;
  }
  const auto label_end = text.find_first_of("[]", 1);
  if (label_end == std::string_view::npos || label_end == 1 ||
      !text.substr(label_end).starts_with("]("))
    return 0;
  const auto end = text.find(')', label_end);
  if (end == std::string_view::npos) return 0;
  const std::string_view url = text.substr(label_end + 2, end - label_end - 2);
  const bool is_web = url.starts_with("https://") || url.starts_with("http://");
  const bool is_plain = url.find_first_of(" \t\r\n\"'<>\\^`{|}(") == std::string_view::npos &&
                        utf8::first_hidden(url) == std::string_view::npos;
  if (!is_web || !is_plain) return 0;
  out += "<a href=\"" + html_text(url) + "\" rel=\"noreferrer\">" +
         html_text(text.substr(1, label_end - 1)) + "</a>";
  return end + 1;
}

}  // namespace

std::string html_prose(std::string_view text) {
  std::string out;
  std::size_t shown = 0;
  for (std::size_t i = text.find_first_of("`["); i != std::string_view::npos;) {
    // Several backticks begin something else.
    if (text.substr(i).starts_with("``")) {
      i = std::min(text.find_first_not_of('`', i), text.size());
      i = text.find_first_of("`[", i);
      continue;
    }
    std::string markup;
    const std::size_t size = append_markup(markup, text.substr(i));
    if (size != 0) {
      out += html_text(text.substr(shown, i - shown)) + markup;
      shown = i + size;
    }
    i = text.find_first_of("`[", i + std::max<std::size_t>(size, 1));
  }
  return out + html_text(text.substr(shown));
}

std::vector<std::string> paragraphs(std::string_view text) {
  std::vector<std::string> result;
  bool goes_on = false;
  for (std::size_t i = 0; i <= text.size();) {
    const auto end = std::min(text.find('\n', i), text.size());
    std::string_view line = text.substr(i, end - i);
    i = end + 1;
    const auto begin = line.find_first_not_of(" \t\r");
    line = begin == std::string_view::npos
               ? std::string_view()
               : line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
    if (line.empty()) {
      goes_on = false;
      continue;
    }
    const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
    const std::string_view mark = line.substr(digits, 2);
    const bool is_item =
        digits == 0 ? mark == "- " || mark == "* " || mark == "+ " : mark == ". " || mark == ") ";
    if (goes_on && !is_item) {
      result.back().append(" ").append(line);
    } else {
      result.emplace_back(line);
    }
    goes_on = true;
  }
  return result;
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
