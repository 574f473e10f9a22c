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

std::string first_values(const Value& values) {
  constexpr std::size_t most = 300;
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

void append_names(std::string& list, const Value& properties) {
  constexpr std::size_t most = 300;
  for (const Member& member : properties.members()) {
    if (!list.empty()) list += ", ";
    if (list.size() > most) {
      list += "...";
      return;
    }
    list += "`" + lower::visible(member.key) + "`";
  }
}

}  // namespace mcpcc::profile
