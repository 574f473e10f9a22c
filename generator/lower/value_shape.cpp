#include "lower/value_shape.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "lower/media_type.h"

namespace mcpcc::lower {

using source::Node;

namespace {

constexpr int max_references = 100;
constexpr int max_schemas = 200;

bool is_word(const Node* node, std::string_view word) {
  return node != nullptr && node->is_string() && node->string() == word;
}

// The first type that is not null; 3.1 allows a list.
std::string_view type_of(const Node& schema) {
  const Node* type = schema.find("type");
  if (type == nullptr) return {};
  if (type->is_string()) return type->string();
  if (!type->is_array()) return {};
  for (const Node& item : type->items()) {
    if (item.is_string() && item.string() != "null") return item.string();
  }
  return {};
}

ValueShape shape_of_string(const Node& schema) {
  const Node* format = schema.find("format");
  const Node* encoding = schema.find("contentEncoding");
  const Node* media_type = schema.find("contentMediaType");
  if (encoding != nullptr || is_word(format, "byte") || is_word(format, "base64")) {
    return ValueShape::base64;
  }
  if (is_word(format, "binary")) return ValueShape::binary;
  if (media_type != nullptr && media_type->is_string()) {
    const std::string type = essence(media_type->string());
    if (!is_json(type) && !is_text(type) && !is_xml(type)) return ValueShape::binary;
  }
  return ValueShape::text;
}

// What the keywords of one schema say, without those of others.
ValueShape own_shape(const Node& schema) {
  const std::string_view type = type_of(schema);
  if (type == "string") return shape_of_string(schema);
  if (type == "file") return ValueShape::binary;
  if (type == "object") return ValueShape::object;
  if (type == "array") return ValueShape::array;
  if (!type.empty()) return type == "null" ? ValueShape::any : ValueShape::scalar;
  if (schema.find("properties") != nullptr) return ValueShape::object;
  if (schema.find("additionalProperties") != nullptr) return ValueShape::object;
  if (schema.find("items") != nullptr) return ValueShape::array;
  const ValueShape as_string = shape_of_string(schema);
  return as_string == ValueShape::text ? ValueShape::any : as_string;
}

}  // namespace

const Node* behind_references(const resolve::Linked& linked, const Node* schema) {
  for (int i = 0; schema != nullptr && schema->find("$ref") != nullptr; ++i) {
    const auto* target = linked.target(*schema);
    schema = target == nullptr || i == max_references ? nullptr : target->schema;
  }
  return schema;
}

namespace {

/// Visits `schema` and what it is composed of, behind references, in their order and within a
/// budget, until `visit` returns false.
template <class Visit>
void visit_composed(const resolve::Linked& linked, const Node* schema, Visit&& visit) {
  std::vector<const Node*> pending{schema};
  for (int seen = 0; !pending.empty() && seen < max_schemas; ++seen) {
    const Node* next = behind_references(linked, pending.back());
    pending.pop_back();
    if (next == nullptr || !next->is_object()) continue;
    if (!visit(*next)) return;
    for (const std::string_view key : {"oneOf", "anyOf", "allOf"}) {
      const Node* list = next->find(key);
      if (list == nullptr || !list->is_array()) continue;
      // The first of them comes off the stack first.
      for (std::size_t i = list->items().size(); i > 0; --i)
        pending.push_back(&list->items()[i - 1]);
    }
  }
}

}  // namespace

ValueShape shape_of(const resolve::Linked& linked, const Node* schema) {
  ValueShape shape = ValueShape::any;
  visit_composed(linked, schema, [&](const Node& part) {
    shape = own_shape(part);
    return shape == ValueShape::any;
  });
  return shape;
}

std::vector<const Node*> event_data_schemas(const resolve::Linked& linked,
                                            const Node* item_schema) {
  std::vector<const Node*> result;
  visit_composed(linked, item_schema, [&](const Node& event) {
    const Node* properties = event.find("properties");
    const Node* data = properties == nullptr ? nullptr : properties->find("data");
    if (data == nullptr) return true;
    visit_composed(linked, data, [&](const Node& part) {
      if (const Node* schema = part.find("contentSchema")) result.push_back(schema);
      return true;
    });
    return true;
  });
  return result;
}

std::string bytes_media_types(const resolve::Linked& linked, const Node* schema) {
  std::vector<std::string> types;
  bool is_any = false;
  const auto note = [&](const Node& part) {
    if (own_shape(part) != ValueShape::binary) return true;
    const Node* media_type = part.find("contentMediaType");
    const std::string type = media_type == nullptr || !media_type->is_string()
                                 ? std::string()
                                 : essence(media_type->string());
    const std::size_t slash = type.find('/');
    is_any = is_any || slash == type.npos || !is_token(type.substr(0, slash)) ||
             !is_token(type.substr(slash + 1));
    if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
    return true;
  };
  visit_composed(linked, schema, [&](const Node& part) {
    if (own_shape(part) == ValueShape::array) visit_composed(linked, part.find("items"), note);
    return note(part);
  });
  std::string out;
  for (std::size_t i = 0; i < types.size() && !is_any; ++i) out += (i == 0 ? "" : ", ") + types[i];
  return out;
}

bool strings_are_bytes(const resolve::Linked& linked, const Node* schema) {
  bool some = false;
  bool others = false;
  const auto note = [&](const Node& part) {
    const ValueShape shape = own_shape(part);
    some = some || shape == ValueShape::binary;
    others = others || shape == ValueShape::text || shape == ValueShape::base64;
    return true;
  };
  visit_composed(linked, schema, [&](const Node& part) {
    if (own_shape(part) == ValueShape::array) visit_composed(linked, part.find("items"), note);
    return note(part);
  });
  return some && !others;
}

}  // namespace mcpcc::lower
