#include "profile/shape.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "profile/keyword.h"
#include "schema/decimal.h"

namespace mcpcc::profile {

using mcp::json::Member;
using mcp::json::Value;

namespace {

// What is kept as it is written. `default` is among them: it tells a model what happens without.
constexpr std::array<std::string_view, 14> limit_names = {
    "default",       "exclusiveMaximum", "exclusiveMinimum", "format",   "maxItems",
    "maxLength",     "maxProperties",    "maximum",          "minItems", "minLength",
    "minProperties", "minimum",          "multipleOf",       "pattern"};

std::uint8_t type_of(std::string_view name) {
  if (name == "null") return null_type;
  if (name == "boolean") return boolean_type;
  if (name == "integer") return integer_type;
  if (name == "number") return number_type | integer_type;
  if (name == "string") return string_type;
  if (name == "array") return array_type;
  return name == "object" ? object_type : any_type;
}

std::uint8_t types_of(const Value& value) {
  if (value.is_string()) return type_of(value.string());
  std::uint8_t types = 0;
  for (const Value& item : value.items()) types |= type_of(item.string());
  return types;
}

// Whether a limit is tighter, by how it compares with another; nullptr: both count.
bool (*tighter(std::string_view name))(int) {
  const bool is_greatest = name.ends_with("aximum") || name.starts_with("max");
  const bool is_least = name.ends_with("inimum") || name.starts_with("min");
  if (is_greatest) return [](int order) { return order < 0; };
  if (is_least) return [](int order) { return order > 0; };
  return nullptr;
}

// Whether they may be: members of objects have no order.
bool is_same_value(std::string_view a, std::string_view b) {
  const auto is_number = [](std::string_view text) {
    return text[0] == '-' || (text[0] >= '0' && text[0] <= '9');
  };
  if (is_number(a) && is_number(b)) {
    return compare(mcp::schema::parse_decimal(a), mcp::schema::parse_decimal(b)) == 0;
  }
  return a == b || (a[0] == b[0] && (a[0] == '{' || a[0] == '['));
}

void restrict_values(Shape& shape, const std::vector<std::string>& values, std::uint8_t types) {
  shape.types &= types;
  if (!shape.values) shape.values = values;
}

// The members that `alternatives`, which are not shown, describe. In one of them a member may be
// what it is not in another.
void add_names(Shape& shape, const std::vector<Shape>& alternatives) {
  for (const Shape& alternative : alternatives) {
    for (const Property& property : alternative.properties) {
      const bool is_known =
          std::any_of(shape.properties.begin(), shape.properties.end(),
                      [&](const Property& known) { return known.name == property.name; });
      if (is_known) continue;
      Shape any;
      any.description = property.shape.description;
      shape.properties.push_back({property.name, std::move(any)});
    }
    add_names(shape, alternative.alternatives);
  }
}

// The letters and digits of a text, in lower case.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (is_upper || is_plain) out += static_cast<char>(is_upper ? c + ('a' - 'A') : c);
  }
  return out;
}

// A title is the description where there is no other, and said beside one that does not say it.
void read_title(Shape& shape, const Value& title, const Value* description) {
  if (!title.is_string()) return;
  const std::string_view text = description == nullptr ? "" : description->string();
  if (text.empty()) {
    shape.description = title.string();
  } else if (plain(text).find(plain(title.string())) == std::string::npos) {
    shape.dropped.emplace("title", title.raw());
  }
}

// A title that says no more than the name of the property.
void erase_title(Property& property) {
  const auto title = property.shape.dropped.find("title");
  if (title != property.shape.dropped.end() && plain(title->second) == plain(property.name)) {
    property.shape.dropped.erase(title);
  }
}

// Recursion follows the nesting of the schema, which is bounded.
class Reader {
 public:
  Shape read(const Value& schema) {
    Shape shape;
    if (!schema.is_object()) return shape;
    const Value* conjuncts = nullptr;
    for (const Member& member : schema.members()) {
      if (member.key == "allOf") {
        conjuncts = &member.value;
      } else {
        read_member(shape, member, schema);
      }
    }
    fold_items(shape, schema);
    if (conjuncts != nullptr) {
      for (const Value& item : conjuncts->items()) shape = merge(std::move(shape), read(item));
    }
    return shape;
  }

 private:
  void read_member(Shape& shape, const Member& member, const Value& schema) {
    const Value& value = member.value;
    const std::string_view key = member.key;
    if (key == "type") {
      shape.types &= types_of(value);
    } else if (key == "title") {
      read_title(shape, value, schema.find("description"));
    } else if (key == "description") {
      if (!value.string().empty()) shape.description = value.string();
    } else if (key == "deprecated") {
      if (value.is_boolean() && value.boolean()) shape.dropped.emplace("deprecated", "true");
    } else if (key == "enum" || key == "const") {
      read_values(shape, value, key == "const");
    } else if (key == "properties") {
      for (const Member& property : value.members()) {
        if (is_never(property.value)) continue;
        shape.properties.push_back({std::string(property.key), read(property.value)});
        erase_title(shape.properties.back());
      }
    } else if (key == "required") {
      for (const Value& name : value.items()) shape.required.emplace(name.string());
    } else if (key == "additionalProperties") {
      read_others(shape, value);
    } else if (key == "items" && is_never(value)) {
      shape.dropped.emplace(key, "false");
    } else if (key == "items") {
      shape.items.push_back(read(value));
    } else if (key == "prefixItems") {
      for (const Value& item : value.items()) shape.items.push_back(read(item));
      shape.dropped.emplace(key, value.raw());
    } else if (key == "anyOf" || key == "oneOf") {
      read_alternatives(shape, value, key);
    } else if (std::find(limit_names.begin(), limit_names.end(), key) != limit_names.end()) {
      shape.limits.emplace(key, value.raw());
    } else if (key == "examples") {
      read_examples(shape, value);
    } else if (key == "readOnly" || key == "writeOnly") {
      if (value.is_boolean() && value.boolean()) shape.dropped.emplace(key, "");
    } else if (key == "unevaluatedItems" && is_never(value)) {
      shape.dropped.emplace(key, "false");
    } else {
      shape.dropped.emplace(key, is_never(value) ? std::string_view() : value.raw());
    }
  }

  static void read_values(Shape& shape, const Value& value, bool is_const) {
    std::vector<std::string> values;
    std::uint8_t types = 0;
    const auto add = [&](const Value& one) {
      values.emplace_back(one.raw());
      types |= type_of_value(one);
    };
    if (is_const) {
      add(value);
    } else {
      for (const Value& item : value.items()) add(item);
    }
    restrict_values(shape, values, types);
  }

  // As many as a person reads.
  static void read_examples(Shape& shape, const Value& value) {
    constexpr std::size_t most = 100;
    std::string list;
    for (const Value& example : value.items()) {
      if (list.size() + example.raw().size() > most) break;
      list.append(list.empty() ? "" : ", ").append(example.raw());
    }
    shape.dropped.emplace("examples", std::move(list));
  }

  static void read_others(Shape& shape, const Value& value) {
    if (is_never(value)) {
      shape.others = Shape::Others::forbidden;
    } else if (value.is_boolean() || value.members().empty()) {
      shape.others = Shape::Others::allowed;
    } else {
      shape.others = Shape::Others::described;
      shape.dropped.emplace("additionalProperties", value.raw());
    }
  }

  // An item is any of those that places in an array may have.
  static void fold_items(Shape& shape, const Value& schema) {
    if (schema.find("prefixItems") != nullptr && schema.find("items") == nullptr) {
      shape.items.emplace_back();
    }
    if (shape.items.size() < 2) return;
    Shape any;
    any.alternatives = std::move(shape.items);
    shape.items = {std::move(any)};
  }

  void read_alternatives(Shape& shape, const Value& value, std::string_view key) {
    std::vector<Shape> read_ones;
    bool is_nullable = false;
    for (const Value& item : value.items()) {
      Shape one = read(item);
      if (one.types == null_type && one.alternatives.empty()) {
        is_nullable = true;
      } else {
        read_ones.push_back(std::move(one));
      }
    }
    if (read_ones.empty()) {
      shape.types &= null_type;
    } else if (read_ones.size() == 1) {
      Shape only = std::move(read_ones.front());
      if (is_nullable) add_null(only);
      shape = merge(std::move(shape), only);
    } else if (!shape.alternatives.empty()) {
      shape.dropped.emplace(key, value.raw());
      add_names(shape, read_ones);
    } else {
      if (is_nullable) add_null(read_ones.front());
      shape.alternatives = std::move(read_ones);
    }
  }

  static void add_null(Shape& shape) {
    shape.types |= null_type;
    if (shape.values &&
        std::find(shape.values->begin(), shape.values->end(), "null") == shape.values->end()) {
      shape.values->push_back("null");
    }
    if (!shape.alternatives.empty()) add_null(shape.alternatives.front());
  }
};

}  // namespace

bool is_never(const Value& schema) {
  if (!schema.is_object()) return schema.is_boolean() && !schema.boolean();
  if (schema.members().size() != 1 || schema.members().front().key != "not") return false;
  const Value& anything = schema.members().front().value;
  return anything.is_object() && anything.members().empty();
}

std::uint8_t type_of_value(const Value& value) {
  using mcp::json::Kind;
  switch (value.kind()) {
    case Kind::null:
      return null_type;
    case Kind::boolean:
      return boolean_type;
    case Kind::number:
      return number_type | integer_type;
    case Kind::string:
      return string_type;
    case Kind::array:
      return array_type;
    case Kind::object:
      break;
  }
  return object_type;
}

std::uint8_t types_of_keyword(std::string_view name) {
  if (name == "pattern" || name.ends_with("Length") || name.starts_with("content")) {
    return string_type;
  }
  // uniqueItems, minContains...
  if (name == "items" || name.ends_with("Items") || name.ends_with("ontains")) return array_type;
  // minProperties, patternProperties, dependentRequired...
  if (name.ends_with("Properties") || name.starts_with("dependent") || name == "propertyNames") {
    return object_type;
  }
  if (name == "multipleOf" || name.ends_with("imum")) return number_type | integer_type;
  return any_type;
}

bool operator==(const Shape& a, const Shape& b) {
  const auto all = [](const Shape& shape) {
    return std::tie(shape.types, shape.description, shape.values, shape.limits, shape.properties,
                    shape.required, shape.others, shape.items, shape.alternatives, shape.dropped);
  };
  return all(a) == all(b);
}

bool operator==(const Property& a, const Property& b) {
  return a.name == b.name && a.shape == b.shape;
}

Shape read_shape(const Value& schema) { return Reader().read(schema); }

Shape merge(Shape a, const Shape& b) {
  a.types &= b.types;
  if (a.description.empty()) a.description = b.description;
  if (!a.values) {
    a.values = b.values;
  } else if (b.values) {
    std::vector<std::string> both;
    for (const auto& value : *a.values) {
      const auto is_value = [&](const std::string& other) { return is_same_value(value, other); };
      if (std::any_of(b.values->begin(), b.values->end(), is_value)) both.push_back(value);
    }
    if (!both.empty()) a.values = std::move(both);
  }
  for (const auto& [name, text] : b.limits) {
    const auto [known, is_new] = a.limits.emplace(name, text);
    if (is_new || known->second == text) continue;
    if (const auto is_tighter = tighter(name)) {
      if (is_tighter(compare(mcp::schema::parse_decimal(text),
                             mcp::schema::parse_decimal(known->second)))) {
        known->second = text;
      }
    } else {
      a.dropped.emplace(name, text);
    }
  }
  for (const Property& property : b.properties) {
    const auto known = std::find_if(a.properties.begin(), a.properties.end(),
                                    [&](const Property& p) { return p.name == property.name; });
    if (known == a.properties.end()) {
      a.properties.push_back(property);
    } else {
      known->shape = merge(std::move(known->shape), property.shape);
    }
  }
  a.required.insert(b.required.begin(), b.required.end());
  a.others = std::max(a.others, b.others, [](Shape::Others x, Shape::Others y) {
    const auto rank = [](Shape::Others others) {
      return others == Shape::Others::forbidden ? 2 : others == Shape::Others::described ? 1 : 0;
    };
    return rank(x) < rank(y);
  });
  if (a.items.empty()) {
    a.items = b.items;
  } else if (!b.items.empty()) {
    a.items.front() = merge(std::move(a.items.front()), b.items.front());
  }
  if (a.alternatives.empty()) {
    a.alternatives = b.alternatives;
  } else if (!b.alternatives.empty()) {
    a.dropped.emplace("anyOf", "");
    add_names(a, b.alternatives);
  }
  for (const auto& [name, text] : b.dropped) {
    const auto [known, is_new] = a.dropped.emplace(name, text);
    if (is_new || known->second == text) continue;
    // Both hold.
    const bool are_known = !known->second.empty() && !text.empty();
    known->second = are_known ? known->second + " and " + text : std::string();
  }
  return a;
}

}  // namespace mcpcc::profile
