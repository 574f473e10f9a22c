#include "lower/alternatives.h"

#include <algorithm>
#include <utility>

#include "lower/parts.h"
#include "lower/schema_keyword.h"
#include "lower/value_identity.h"

namespace mcpcc::lower {

using source::Node;

namespace {

// Empty: any.
std::set<std::string> listed_values(const resolve::Linked& linked, SchemaRepair& repair,
                                    const Node& property) {
  std::set<std::string> result;
  any_part(linked, property, [&](const Node& written) {
    if (!written.is_object()) return false;
    const Node& part = repair.repaired(written);
    const Node* values = part.find("enum");
    if (const Node* only = part.find("const")) {
      result.insert(value_identity(*only));
    } else if (values != nullptr && values->is_array()) {
      for (const Node& value : values->items()) result.insert(value_identity(value));
    }
    if (!result.empty() && repair.is_nullable(part)) result.insert("null");
    return !result.empty();
  });
  return result;
}

void add_types(std::set<std::string_view>& types, const Node& type) {
  const auto add = [&](const Node& name) {
    if (name.string() == "number") types.insert("integer");
    if (name.string() != "null") types.insert(name.string());
  };
  if (type.is_string()) add(type);
  for (const Node& name : type.is_array() ? type.items() : std::span<const Node>()) add(name);
}

bool intersect(const auto& a, const auto& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& one) { return b.contains(one); });
}

}  // namespace

Marks marks_of(const resolve::Linked& linked, SchemaRepair& repair, const Node& schema) {
  Marks result;
  any_part(linked, schema, [&](const Node& written) {
    if (!written.is_object()) return false;
    const Node& part = repair.repaired(written);
    const Node* type = part.find("type");
    if (result.types.empty() && type != nullptr && is_types(*type)) add_types(result.types, *type);
    const Node* required = part.find("required");
    if (required != nullptr && required->is_array()) {
      for (const Node& name : required->items()) {
        if (name.is_string()) result.required.insert(name.string());
      }
    }
    const Node* properties = part.find("properties");
    if (properties == nullptr || !properties->is_object()) return false;
    for (const auto& member : properties->members()) {
      if (result.values.contains(member.key)) continue;
      auto values = listed_values(linked, repair, member.value);
      if (!values.empty()) result.values.emplace(member.key, std::move(values));
    }
    return false;
  });
  return result;
}

bool are_apart(const Marks& a, const Marks& b) {
  if (!a.types.empty() && !b.types.empty() && !intersect(a.types, b.types)) return true;
  return std::any_of(a.values.begin(), a.values.end(), [&](const auto& entry) {
    const auto& [name, values] = entry;
    const auto other = b.values.find(name);
    return other != b.values.end() && (a.required.contains(name) || b.required.contains(name)) &&
           !intersect(values, other->second);
  });
}

}  // namespace mcpcc::lower
