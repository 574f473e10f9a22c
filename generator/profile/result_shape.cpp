#include "profile/result_shape.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "lower/text.h"

namespace mcpcc::profile {

using mcp::json::Member;
using mcp::json::Value;
using Others = ResultShape::Others;

namespace {

constexpr std::uint8_t any_number = number_type | integer_type;

std::uint8_t type_of(std::string_view name) {
  if (name == "null") return null_type;
  if (name == "boolean") return boolean_type;
  if (name == "integer" || name == "number") return any_number;
  if (name == "string") return string_type;
  if (name == "array") return array_type;
  return name == "object" ? object_type : any_type;
}

std::uint8_t types_of(const Value& type) {
  if (type.is_string()) return type_of(type.string());
  if (!type.is_array()) return any_type;
  std::uint8_t types = 0;
  for (const Value& name : type.items()) {
    if (!name.is_string()) return any_type;
    types |= type_of(name.string());
  }
  return types;
}

const ResultShape* find(const ResultShape& shape, std::string_view name) {
  const auto found = std::find_if(shape.properties.begin(), shape.properties.end(),
                                  [&](const ResultProperty& p) { return p.name == name; });
  return found == shape.properties.end() ? nullptr : &found->shape;
}

std::shared_ptr<const ResultShape> share(ResultShape shape) {
  return std::make_shared<const ResultShape>(std::move(shape));
}

// What both accept, or more.
ResultShape intersect(ResultShape a, const ResultShape& b) {
  a.types &= b.types;
  if (a.description.empty()) a.description = b.description;
  if (b.items != nullptr)
    a.items = a.items == nullptr ? b.items : share(intersect(*a.items, *b.items));
  for (ResultProperty& property : a.properties) {
    const ResultShape* other = find(b, property.name);
    if (other == nullptr && b.others == Others::described) other = b.described.get();
    if (other != nullptr) property.shape = intersect(std::move(property.shape), *other);
  }
  for (const ResultProperty& property : b.properties) {
    if (find(a, property.name) != nullptr) continue;
    const bool is_described = a.others == Others::described;
    a.properties.push_back(
        is_described ? ResultProperty{property.name, intersect(property.shape, *a.described)}
                     : property);
  }
  if (a.others == Others::nothing || b.others == Others::nothing) {
    a.others = Others::nothing;
    a.described = nullptr;
  } else if (b.others == Others::described) {
    a.described =
        a.others == Others::described ? share(intersect(*a.described, *b.described)) : b.described;
    a.others = Others::described;
  }
  return a;
}

ResultShape unite(ResultShape a, const ResultShape& b);

// Of one that says `described` of it, and one that says nothing.
ResultShape named_only(const ResultShape& described) {
  ResultShape result;
  result.description = described.description;
  return result;
}

// What either accepts of the objects.
void unite_members(ResultShape& a, const ResultShape& b) {
  // A member that one of two names is to the other one of its others.
  const auto with_others = [](const ResultShape& shape, const ResultShape& other) {
    if (other.others == Others::nothing) return shape;
    if (other.others == Others::anything) return named_only(shape);
    return unite(shape, *other.described);
  };
  for (ResultProperty& property : a.properties) {
    const ResultShape* other = find(b, property.name);
    property.shape = other != nullptr ? unite(std::move(property.shape), *other)
                                      : with_others(property.shape, b);
  }
  const std::size_t own = a.properties.size();
  for (const ResultProperty& property : b.properties) {
    const auto end = a.properties.begin() + static_cast<std::ptrdiff_t>(own);
    const bool is_known = std::any_of(a.properties.begin(), end, [&](const ResultProperty& p) {
      return p.name == property.name;
    });
    if (!is_known) a.properties.push_back({property.name, with_others(property.shape, a)});
  }
  if (a.others == Others::nothing) {
    a.others = b.others;
    a.described = b.described;
  } else if (b.others == Others::anything) {
    a.others = Others::anything;
    a.described = nullptr;
  } else if (a.others == Others::described && b.others == Others::described) {
    a.described = share(unite(*a.described, *b.described));
  }
}

// What either accepts, or more. A part that is of another type has no say in what objects and
// arrays hold.
ResultShape unite(ResultShape a, const ResultShape& b) {
  if (a.description.empty()) a.description = b.description;
  const bool a_objects = (a.types & object_type) != 0, b_objects = (b.types & object_type) != 0;
  if (a_objects && b_objects) {
    unite_members(a, b);
  } else if (b_objects) {
    a.properties = b.properties;
    a.others = b.others;
    a.described = b.described;
  }
  const bool a_arrays = (a.types & array_type) != 0, b_arrays = (b.types & array_type) != 0;
  if (a_arrays && b_arrays) {
    const bool is_open = a.items == nullptr || b.items == nullptr;
    a.items = is_open ? nullptr : share(unite(*a.items, *b.items));
  } else if (b_arrays) {
    a.items = b.items;
  }
  a.types |= b.types;
  return a;
}

// Recursion follows the nesting of the schema, which is bounded, and references up to the limits.
class Reader {
 public:
  Reader(Definitions& definitions, const ResultLimits& limits)
      : definitions_(definitions), limits_(limits) {}

  ResultShape read(const Value& schema) {
    ResultShape shape;
    if (!schema.is_object()) return shape;
    if (++schemas_ > limits_.max_schemas) {
      was_large = true;
      return shape;
    }
    if (const Value* type = schema.find("type")) shape.types = types_of(*type);
    read_values(shape, schema);
    if (const Value* description = schema.find("description");
        description != nullptr && description->is_string()) {
      shape.description = schema.find("$ref") == nullptr ? description->string()
                                                         : without_choice(description->string());
    }
    if (depth_ < limits_.max_depth) {
      read_members(shape, schema);
      read_items(shape, schema);
    } else if (holds_parts(schema)) {
      was_cut = true;
    }
    if (const Value* reference = schema.find("$ref");
        reference != nullptr && reference->is_string()) {
      shape = intersect(std::move(shape), read_target(reference->string()));
    }
    if (const Value* all = schema.find("allOf"); all != nullptr && all->is_array()) {
      for (const Value& part : all->items()) shape = intersect(std::move(shape), read(part));
    }
    for (const std::string_view key : {"anyOf", "oneOf"}) {
      const Value* any = schema.find(key);
      if (any == nullptr || !any->is_array() || any->items().empty()) continue;
      ResultShape alternatives = read(any->items().front());
      for (const Value& part : any->items().subspan(1)) {
        alternatives = unite(std::move(alternatives), read(part));
      }
      shape = intersect(std::move(shape), alternatives);
    }
    return shape;
  }

  bool was_cut = false;
  bool was_large = false;

 private:
  static bool holds_parts(const Value& schema) {
    for (const std::string_view key :
         {"properties", "additionalProperties", "items", "prefixItems"}) {
      const Value* value = schema.find(key);
      if (value != nullptr &&
          (value->is_array() || (value->is_object() && !value->members().empty()))) {
        return true;
      }
    }
    return false;
  }

  // What chooses an alternative (`lower`) says nothing of a result, which may be any of them.
  static std::string_view without_choice(std::string_view description) {
    if (!description.starts_with(std::string(lower::chosen_by) + '`') &&
        !description.starts_with(std::string(lower::chosen_by) + "any other `")) {
      return description;
    }
    const auto end = description.find(". ");
    return end == std::string_view::npos ? std::string_view() : description.substr(end + 2);
  }

  // Results do not show it; `lower` writes that into the property itself.
  static bool is_hidden(const Value& property) {
    const Value* flag = property.find("writeOnly");
    return flag != nullptr && flag->is_boolean() && flag->boolean();
  }

  static void read_values(ResultShape& shape, const Value& schema) {
    if (const Value* value = schema.find("const")) shape.types &= type_of_value(*value);
    const Value* values = schema.find("enum");
    if (values == nullptr || !values->is_array()) return;
    std::uint8_t types = 0;
    for (const Value& value : values->items()) types |= type_of_value(value);
    shape.types &= types;
  }

  ResultShape read_target(std::string_view reference) {
    const auto index = definitions_.find(reference);
    if (!index) return {};
    const Value& target = definitions_.schema(*index);
    if (std::find(active_.begin(), active_.end(), *index) != active_.end()) {
      ResultShape shape;
      if (const Value* type = target.find("type")) shape.types = types_of(*type);
      return shape;
    }
    active_.push_back(*index);
    ResultShape shape = read(target);
    active_.pop_back();
    return shape;
  }

  ResultShape read_below(const Value& schema) {
    ++depth_;
    ResultShape shape = read(schema);
    --depth_;
    return shape;
  }

  void read_members(ResultShape& shape, const Value& schema) {
    if (const Value* properties = schema.find("properties");
        properties != nullptr && properties->is_object()) {
      for (const Member& member : properties->members()) {
        if (is_hidden(member.value)) continue;
        shape.properties.push_back({std::string(member.key), read_below(member.value)});
      }
    }
    const Value* others = schema.find("additionalProperties");
    if (others == nullptr || (others->is_boolean() && others->boolean())) return;
    shape.others = Others::nothing;
    if (others->is_object()) describe_others(shape, read_below(*others));
    const Value* patterns = schema.find("patternProperties");
    if (patterns == nullptr || !patterns->is_object()) return;
    for (const Member& member : patterns->members())
      describe_others(shape, read_below(member.value));
  }

  // One more kind of members without a name.
  static void describe_others(ResultShape& shape, ResultShape other) {
    if (shape.others == Others::anything) return;
    if (shape.others == Others::described) other = unite(*shape.described, other);
    const bool is_open = other.is_anything();
    shape.others = is_open ? Others::anything : Others::described;
    shape.described = is_open ? nullptr : share(std::move(other));
  }

  void read_items(ResultShape& shape, const Value& schema) {
    const Value* first = schema.find("prefixItems");
    const Value* rest = schema.find("items");
    if (first != nullptr && first->is_array() && !first->items().empty()) {
      const bool is_closed = rest != nullptr && rest->is_boolean() && !rest->boolean();
      if (rest == nullptr) return;
      ResultShape items = read_below(first->items().front());
      for (const Value& item : first->items().subspan(1))
        items = unite(std::move(items), read_below(item));
      if (!is_closed) items = unite(std::move(items), read_below(*rest));
      shape.items = share(std::move(items));
    } else if (rest != nullptr && rest->is_object()) {
      shape.items = share(read_below(*rest));
    }
  }

  Definitions& definitions_;
  const ResultLimits& limits_;
  std::vector<std::size_t> active_;  // definitions that are being read
  unsigned depth_ = 0;
  std::size_t schemas_ = 0;
};

}  // namespace

bool ResultShape::is_anything() const {
  return types == any_type && properties.empty() && items == nullptr && others == Others::anything;
}

ResultShape read_result(const Value& schema, Definitions& definitions, const ResultLimits& limits,
                        bool& was_cut, bool& was_large) {
  Reader reader(definitions, limits);
  ResultShape shape = reader.read(schema);
  was_cut = reader.was_cut;
  was_large = reader.was_large;
  return shape;
}

}  // namespace mcpcc::profile
