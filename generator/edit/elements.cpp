#include "edit/elements.h"

#include <algorithm>

#include "support/utf8.h"

namespace mcpcc::edit {

namespace {

constexpr std::size_t npos = std::string_view::npos;

}  // namespace

std::string Layout::written(const Value& value, const JsonStyle& how,
                            std::string_view indentation) const {
  return language == Language::toml ? to_toml(value) : to_json(value, how, indentation);
}

std::size_t Layout::line_begin(std::size_t at) const {
  const auto before = at == 0 ? npos : text.rfind('\n', at - 1);
  if (before != npos) return before + 1;
  return text.starts_with(utf8::byte_order_mark) ? utf8::byte_order_mark.size() : 0;
}

std::optional<std::string> Layout::indentation_of(std::size_t at) const {
  const std::size_t begin = line_begin(at);
  const std::string before = text.substr(begin, at - begin);
  if (before.find_first_not_of(" \t") != npos) return std::nullopt;
  return before;
}

std::string Layout::indentation_of_line(std::size_t at) const {
  const std::size_t begin = line_begin(at);
  const auto end = std::min(text.find_first_not_of(" \t", begin), at);
  return text.substr(begin, end - begin);
}

void Layout::insert(const Container& container, const std::string& prefix, const Value& value) {
  insert(container, prefix, value, container.elements.size() - 1);
}

void Layout::insert(const Container& container, const std::string& prefix, const Value& value,
                    std::size_t after) {
  if (container.elements.empty()) return fill(container, prefix, value);
  const Element& first = container.elements.front();
  const auto indentation = indentation_of(first.begin);
  const bool in_line = !indentation || line_begin(first.begin) <= container.begin;
  JsonStyle one_line = style;
  one_line.one_line = true;
  if (after == before_all) {
    std::string added =
        prefix + (in_line ? written(value, one_line) : written(value, style, *indentation));
    added += in_line ? "," + style.space : "," + style.line_end + *indentation;
    text.insert(first.begin, added);
    return;
  }
  const Element& last = container.elements[after];
  const bool trailing = last.comma != npos;
  if (in_line) {
    const std::string added = style.space + prefix + written(value, one_line);
    if (trailing) {
      text.insert(last.comma + 1, added + ",");
    } else {
      text.insert(last.end, "," + added);
    }
    return;
  }
  std::string added = style.line_end + *indentation + prefix + written(value, style, *indentation);
  if (trailing) added += ',';
  text.insert(end_of_note(trailing ? last.comma + 1 : last.end), added);
  if (!trailing) text.insert(last.end, ",");
}

// The end of a comment that stands behind `at` on its line; without one, `at`.
std::size_t Layout::end_of_note(std::size_t at) const {
  std::size_t end = at;
  for (std::size_t i = at;;) {
    while (i < text.size() && (text[i] == ' ' || text[i] == '\t')) ++i;
    const bool to_line_end =
        language == Language::toml ? text.compare(i, 1, "#") == 0 : text.compare(i, 2, "//") == 0;
    if (to_line_end) {
      end = std::min(text.find('\n', i), text.size());
      if (end > at && text[end - 1] == '\r') --end;
      return end;
    }
    if (language == Language::toml || text.compare(i, 2, "/*") != 0) return end;
    const auto close = text.find("*/", i);
    if (text.find('\n', i) < close) return end;
    end = i = close + 2;
  }
}

// The first element of a container.
void Layout::fill(const Container& container, const std::string& prefix, const Value& value) {
  const std::size_t from = container.begin + 1, to = container.end - 1;
  const std::string within = text.substr(from, to - from);
  const auto noted = within.find_last_not_of(" \t\r\n");
  if (style.one_line) {
    text.replace(from, noted == npos ? to - from : 0, prefix + written(value, style));
    return;
  }
  const std::string outer = indentation_of_line(container.begin);
  const std::string inner = outer + style.unit;
  const std::string kept = noted == npos ? "" : within.substr(0, noted + 1);
  text.replace(from, to - from,
               kept + style.line_end + inner + prefix + written(value, style, inner) +
                   style.line_end + outer);
}

void Layout::erase(const Container& container, const Element& element) {
  const auto index = static_cast<std::size_t>(&element - container.elements.data());
  const bool is_last = index + 1 == container.elements.size();
  std::size_t begin = element.begin;
  std::size_t end = element.comma == npos ? element.end : element.comma + 1;
  const std::size_t note = end_of_note(end);
  const bool ends_line = note >= text.size() || text[note] == '\n' || text[note] == '\r';
  const bool begins_line = indentation_of(begin).has_value() && line_begin(begin) > container.begin;
  if (begins_line && ends_line) {
    // Its lines, with the line end before them.
    end = note;
    begin = line_begin(begin) - 1;
    if (begin > 0 && text[begin - 1] == '\r') --begin;
  } else if (!is_last) {
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
  } else {
    while (begin > container.begin + 1 && (text[begin - 1] == ' ' || text[begin - 1] == '\t'))
      --begin;
  }
  text.erase(begin, end - begin);
  if (is_last && index > 0 && element.comma == npos) {
    text.erase(container.elements[index - 1].comma, 1);
  }
  if (container.elements.size() == 1) collapse(container.begin);
}

// Brackets with nothing between them stand together.
void Layout::collapse(std::size_t begin) {
  const auto next = text.find_first_not_of(" \t\r\n", begin + 1);
  if (next != npos && (text[next] == '}' || text[next] == ']'))
    text.erase(begin + 1, next - begin - 1);
}

bool is_other_program(const std::optional<std::string>& text, std::string_view file) {
  if (!text) return true;
  const auto slash = text->find_last_of("/\\");
  return std::string_view(*text).substr(slash == npos ? 0 : slash + 1) != file;
}

bool is_kept(const std::optional<std::string>& text, const Change& change) {
  const auto* wanted = std::get_if<std::string>(&change.value.data);
  if (wanted == nullptr || text == *wanted) return false;
  return !text || change.mention.empty() || text->find(change.mention) == npos;
}

bool is_placeholder(std::string_view text, std::string_view begin, std::string_view end) {
  if (text.size() < begin.size() + end.size() || !text.starts_with(begin) || !text.ends_with(end))
    return false;
  text = text.substr(begin.size(), text.size() - begin.size() - end.size());
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  });
}

}  // namespace mcpcc::edit
