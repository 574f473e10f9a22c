#include "lower/text.h"

#include "support/text.h"
#include "support/url_user.h"
#include "support/utf8.h"

namespace mcpcc::lower {

using source::Kind;
using source::Node;

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string visible(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  std::size_t plain = 0;  // begin of the run not yet copied
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte >= 0x20 && byte < 0x7F) || byte == '\n' || byte == '\t') {
      ++i;
      continue;
    }
    const auto [code_point, size, valid] = utf8::decode(text, i);
    if (valid && !utf8::is_hidden(code_point)) {
      i += size;
      continue;
    }
    result.append(text, plain, i - plain);
    // A carriage return is a line end of the document, not something hidden.
    if (code_point != '\r') append_visible(result, text.substr(i, size));
    i += size;
    plain = i;
  }
  result.append(text, plain);
  return result;
}

std::size_t sentence_end(std::string_view text, std::size_t max_size) {
  if (text.size() <= max_size) return text.size();
  for (std::size_t i = max_size; i > max_size / 3; --i) {
    const bool stop = text[i - 1] == '.' || text[i - 1] == '!' || text[i - 1] == '?';
    if (stop && (text[i] == ' ' || text[i] == '\n')) return i;
  }
  for (std::size_t i = max_size; i > 0; --i) {
    if (text[i] == ' ' || text[i] == '\n') return i;
  }
  std::size_t end = max_size;
  while (end > 0 && utf8::is_continuation(text[end])) --end;
  return end;
}

std::string cut_at_sentence(std::string_view text, std::size_t max_size) {
  if (text.size() <= max_size) return std::string(text);
  const std::size_t end = sentence_end(text, max_size);
  std::string result(text.substr(0, end));
  if (!result.ends_with('.') && !result.ends_with('!') && !result.ends_with('?')) result += "...";
  return result;
}

void append_json(std::string& out, const Node& node, std::size_t limit) {
  switch (node.kind()) {
    case Kind::null:
      out += "null";
      return;
    case Kind::boolean:
      out += node.boolean() ? "true" : "false";
      return;
    case Kind::number:
      out += node.number();
      return;
    case Kind::string:
      append_json_string(out, node.string());
      return;
    case Kind::array: {
      out += '[';
      bool first = true;
      for (const Node& item : node.items()) {
        if (!first) out += ',';
        first = false;
        if (out.size() > limit) break;
        append_json(out, item, limit);
      }
      out += ']';
      return;
    }
    case Kind::object: {
      out += '{';
      bool first = true;
      for (const auto& member : node.members()) {
        if (!first) out += ',';
        first = false;
        if (out.size() > limit) break;
        append_json_string(out, member.key);
        out += ':';
        append_json(out, member.value, limit);
      }
      out += '}';
      return;
    }
  }
}

std::string clipped(std::string_view text, std::size_t size) {
  if (text.size() <= size) return std::string(text);
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return std::string(text.substr(0, size)) + "...";
}

std::string shown_value(const source::Node& value) {
  constexpr std::size_t longest = 100;
  if (value.is_string()) return "`" + clipped(visible(value.string()), longest) + "`";
  if (value.is_number()) return "`" + clipped(value.number(), longest) + "`";
  if (value.is_array() && value.items().empty()) return "an empty array";
  return std::string(describe(value.kind()));
}

std::string shown_reference(const source::Node& reference) {
  if (!reference.is_string()) return shown_value(reference);
  std::string text(reference.string());
  const std::size_t fragment = std::min(text.find('#'), text.size());
  const std::size_t query = std::min(text.find('?'), fragment);
  text.erase(query, fragment - query);
  constexpr std::size_t longest = 100;
  return "`" + clipped(visible(without_users(text)), longest) + "`";
}

void append_paragraph(std::string& description, std::string_view text) {
  if (!description.empty() && !text.empty()) description += "\n\n";
  description += text;
}

}  // namespace mcpcc::lower
