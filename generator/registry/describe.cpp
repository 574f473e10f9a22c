#include "registry/describe.h"

#include <algorithm>
#include <variant>

#include "json/value.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::registry {

namespace json = mcp::json;

namespace {

std::string visible(const std::string& text) {
  std::string out;
  append_visible(out, text);
  return out;
}

}  // namespace

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  std::vector<std::vector<std::string>> shown;
  for (const auto& row : rows) {
    shown.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      shown.back().push_back(visible(row[i]));
      if (widths.size() <= i) widths.push_back(0);
      widths[i] = std::max(widths[i], utf8::count(shown.back()[i]));
    }
  }
  std::string out;
  for (const auto& row : shown) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - utf8::count(row[i]) + 2, ' ');
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out += line + '\n';
  }
  return out;
}

std::string content_text(const std::string& content) {
  const auto parsed = json::Document::parse(content);
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return {};
  const auto text = [](const json::Value& value) {
    return value.is_string() ? std::string(value.string()) : std::string(value.raw());
  };
  const auto member = [&](const json::Value& object, std::string_view key) {
    const json::Value* value = object.find(key);
    return value == nullptr ? std::string() : text(*value);
  };
  std::vector<std::vector<std::string>> rows;
  std::string tables;
  for (const auto& [key, value] : document->root().members()) {
    // Of an image that was registered by hand, this is not known.
    if ((key == "platforms" && value.items().empty()) || (key == "size" && value.raw() == "0"))
      continue;
    std::vector<std::vector<std::string>> items;
    std::string list;
    if (value.is_array()) {
      for (const auto& item : value.items()) {
        if (!item.is_object()) {
          list += (list.empty() ? "" : ", ") + text(item);
        } else if (key == "tools") {
          items.push_back({"  " + member(item, "name"), member(item, "tokens") + " tokens",
                           member(item, "title")});
        } else if (key == "environment") {
          items.push_back({"  " + member(item, "name"),
                           member(item, "secret") == "true"     ? "secret"
                           : member(item, "required") == "true" ? "required"
                                                                : "",
                           member(item, "description")});
        } else {
          items.emplace_back();
          for (const auto& part : item.members())
            items.back().push_back((items.back().empty() ? "  " : "") + text(part.value));
        }
      }
    }
    if (!items.empty()) {
      tables += std::string(key) + '\n' + table(items);
    } else {
      rows.push_back({std::string(key), value.is_array() ? list : text(value)});
    }
  }
  return table(rows) + tables;
}

}  // namespace mcpcc::registry
