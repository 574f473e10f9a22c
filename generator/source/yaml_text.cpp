#include "source/yaml_text.h"

#include <algorithm>

#include "support/utf8.h"

namespace mcpcc::source {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view flow_indicators = ",[]{}";

bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

std::size_t skip_blanks_and_comments(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text[at] == '#') {
      at = line_end(text, at);
    } else if (is_blank(text[at])) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

/// Behind the last character of `value` that is not blank. Folding and indentation change only
/// blanks.
std::size_t match_folded(std::string_view text, std::size_t at, std::string_view value) {
  std::size_t end = at;
  for (const char c : value) {
    if (is_blank(c)) continue;
    while (at < text.size() && text[at] != c && is_blank(text[at])) ++at;
    if (at == text.size() || text[at] != c) break;
    end = ++at;
  }
  return end;
}

ScalarExtent quoted_extent(std::string_view text, std::size_t begin, std::string_view value) {
  const char quote = text[begin];
  std::size_t at = begin + 1;
  for (; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 == text.size() || text[at + 1] != '\'') break;
      ++at;  // '' is one quote
    }
  }
  if (at >= text.size()) return {text.size(), false, {}};
  const std::string_view inner = text.substr(begin + 1, at - begin - 1);
  return {at + 1, true, inner == value ? inner : std::string_view()};
}

}  // namespace

std::size_t skip_properties(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
    while (at < text.size() && !is_blank(text[at]) &&
           flow_indicators.find(text[at]) == std::string_view::npos)
      ++at;
    at = skip_blanks_and_comments(text, at);
  }
  return at;
}

ScalarExtent scalar_extent(std::string_view text, std::size_t begin, std::string_view value) {
  if (begin >= text.size()) return {text.size(), true, {}};
  switch (text[begin]) {
    case '"':
    case '\'':
      return quoted_extent(text, begin, value);
    case '|':
    case '>': {
      const std::size_t header_end = line_end(text, begin);
      const std::size_t end = match_folded(text, header_end, value);
      return {end == header_end ? begin + 1 : end, true, {}};
    }
    default:
      if (text.substr(begin, value.size()) == value) {
        return {begin + value.size(), true, text.substr(begin, value.size())};
      }
      return {match_folded(text, begin, value), true, {}};
  }
}

std::string repair_escapes(std::string_view value) {
  std::string repaired;
  for (std::size_t at = 0; at < value.size();) {
    const utf8::CodePoint code_point = utf8::decode(value, at);
    utf8::append(repaired, code_point.value);
    at += code_point.size;
  }
  return repaired;
}

std::size_t null_word_size(std::string_view text, std::size_t at) {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (at > text.size() || !text.substr(at).starts_with(word)) continue;
    const std::size_t end = at + word.size();
    const bool ends = end == text.size() || is_blank(text[end]) || text[end] == ':' ||
                      flow_indicators.find(text[end]) != std::string_view::npos;
    if (ends) return word.size();
  }
  return 0;
}

bool has_colon(std::string_view text, std::size_t at) {
  const std::size_t next = text.find_first_not_of(" \t", at);
  return next != std::string_view::npos && text[next] == ':';
}

bool is_explicit_key(std::string_view text, std::size_t at) {
  while (at > 0 && is_blank(text[at - 1])) --at;
  return at > 0 && text[at - 1] == '?' && (at == 1 || is_blank(text[at - 2]));
}

std::size_t alias_end(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  while (at < text.size() && !is_blank(text[at]) &&
         flow_indicators.find(text[at]) == std::string_view::npos)
    ++at;
  return at;
}

std::size_t flow_end(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != ']' && text[at] != '}') {
    at = text[at] == '#' ? line_end(text, at) : at + 1;
  }
  return std::min(at + 1, text.size());
}

std::optional<std::size_t> indenting_tab(const SourceFile& source, std::uint32_t offset) {
  const std::uint32_t last = source.line_number(offset);
  for (std::uint32_t line = last > 1 ? last - 1 : last; line <= last; ++line) {
    const std::string_view text = source.line(line);
    const auto tab = text.find_first_not_of(' ');
    const bool is_blank = text.find_first_not_of(" \t") == std::string_view::npos;
    if (!is_blank && tab != std::string_view::npos && text[tab] == '\t') {
      return source.line_begin(line) + tab;
    }
  }
  return std::nullopt;
}

}  // namespace mcpcc::source
