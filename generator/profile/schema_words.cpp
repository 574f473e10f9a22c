#include "profile/schema_words.h"

#include <algorithm>

#include "lower/text.h"

namespace mcpcc::profile {

using mcp::json::Member;
using mcp::json::Value;

bool has_type(const Value& schema, std::string_view wanted) {
  const Value* type = schema.find("type");
  if (type == nullptr) return false;
  if (type->is_string()) return type->string() == wanted;
  return type->is_array() &&
         std::any_of(type->items().begin(), type->items().end(),
                     [&](const Value& t) { return t.is_string() && t.string() == wanted; });
}

const Value* overlaid(const Overlays& overlays, std::string_view key) {
  for (const Value* overlay : overlays) {
    if (const Value* value = overlay->find(key)) return value;
  }
  return nullptr;
}

std::string first_values(const Value& values, std::size_t most) {
  std::string list;
  for (const Value& value : values.items()) {
    if (!list.empty()) list += ", ";
    if (list.size() + value.raw().size() > most) {
      list += "...";
      break;
    }
    list += lower::visible(value.raw());
  }
  return "one of " + std::to_string(values.items().size()) + " values: " + list;
}

bool append_name(std::string& list, std::string_view name, std::size_t most) {
  if (!list.empty()) list += ", ";
  const bool has_room = list.size() <= most;
  list += has_room ? '`' + lower::visible(name) + '`' : "...";
  return has_room;
}

std::vector<std::string_view> required_names(const Value& schema) {
  std::vector<std::string_view> names;
  const Value* required = schema.find("required");
  if (required == nullptr || !required->is_array()) return names;
  for (const Value& name : required->items()) {
    if (name.is_string()) names.push_back(name.string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string names_of_properties(const Value& schema, std::size_t most) {
  std::string list;
  const Value* properties = schema.find("properties");
  if (most == 0 || properties == nullptr || !properties->is_object()) return list;
  const auto required = required_names(schema);
  for (const bool is_required : {true, false}) {
    for (const Member& member : properties->members()) {
      const bool stands = std::binary_search(required.begin(), required.end(), member.key);
      if (stands == is_required && !append_name(list, member.key, most)) return list;
    }
  }
  return list;
}

std::string shortened(std::string_view text, std::size_t size) {
  if (text.size() <= size || size == 0) return std::string(text.substr(0, size));
  const std::string_view begin = text.substr(0, size);
  const std::size_t sentence = std::max(begin.rfind(". ") + 1, begin.rfind(".\n") + 1);
  if (sentence > size / 2) return std::string(text.substr(0, sentence)) + " ...";
  const std::size_t word = begin.find_last_of(" \n");
  return lower::clipped(text, word != std::string_view::npos && word > size / 2 ? word : size);
}

}  // namespace mcpcc::profile
