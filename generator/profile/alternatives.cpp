#include "profile/alternatives.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "lower/text.h"

namespace mcpcc::profile {

namespace {

// Whether no value is one of `some` and `other`.
bool are_apart(const std::vector<Shape>& some, const Shape& other) {
  return other.values && std::all_of(some.begin(), some.end(), [&](const Shape& one) {
           return one.values &&
                  std::none_of(one.values->begin(), one.values->end(), [&](const auto& value) {
                    return std::find(other.values->begin(), other.values->end(), value) !=
                           other.values->end();
                  });
         });
}

}  // namespace

std::uint8_t simplified(std::uint8_t types) {
  types &= static_cast<std::uint8_t>(~null_type);
  if ((types & number_type) != 0) types &= static_cast<std::uint8_t>(~integer_type);
  return types;
}

std::vector<Shape> spread(const Shape& shape) {
  Shape base = shape;
  base.alternatives.clear();
  base.description.clear();
  std::erase_if(base.dropped,
                [](const auto& keyword) { return types_of_keyword(keyword.first) == any_type; });
  std::vector<Shape> result;
  for (const Shape& alternative : shape.alternatives) {
    // What an alternative says of a property is more to the point than what all share.
    result.push_back(merge(alternative, base));
  }
  return result;
}

std::vector<Shape> split(const Shape& shape, std::uint8_t types) {
  std::vector<Shape> result;
  for (const std::uint8_t type :
       {boolean_type, integer_type, number_type, string_type, array_type, object_type}) {
    if ((types & type) == 0) continue;
    Shape one = shape;
    one.types = type;
    one.description.clear();
    std::erase_if(one.dropped,
                  [](const auto& keyword) { return types_of_keyword(keyword.first) == any_type; });
    if (type != object_type) one.properties.clear();
    result.push_back(std::move(one));
  }
  if ((shape.types & null_type) != 0) result.front().types |= null_type;
  return result;
}

std::optional<Shape> all_together(const std::vector<Shape>& alternatives) {
  // Of more, the object would be no description.
  constexpr std::size_t most = 20;
  constexpr std::size_t most_alternatives = 5;
  if (alternatives.size() > most_alternatives) return std::nullopt;
  std::vector<std::pair<std::string, std::vector<Shape>>> members;
  std::optional<std::set<std::string, std::less<>>> required;
  bool is_needed = false;
  for (const Shape& one : alternatives) {
    if ((one.types & object_type) == 0) continue;
    if (one.description.starts_with(lower::chosen_by)) return std::nullopt;
    if (simplified(one.types) != object_type || !one.alternatives.empty() || one.values ||
        one.others == Shape::Others::forbidden) {
      return std::nullopt;
    }
    const std::size_t before = members.size();
    for (const Property& property : one.properties) {
      const auto known = std::find_if(members.begin(), members.end(),
                                      [&](const auto& m) { return m.first == property.name; });
      if (known == members.end()) {
        members.push_back({property.name, {property.shape}});
      } else if (are_apart(known->second, property.shape)) {
        return std::nullopt;
      } else if (std::find(known->second.begin(), known->second.end(), property.shape) ==
                 known->second.end()) {
        known->second.push_back(property.shape);
      }
    }
    is_needed =
        is_needed || (required && (members.size() > before || one.properties.size() < before));
    if (!required) required = one.required;
    std::erase_if(*required, [&](const auto& name) { return !one.required.contains(name); });
    if (members.size() > most) return std::nullopt;
  }
  if (!is_needed) return std::nullopt;
  Shape all;
  all.types = object_type;
  all.required = *std::move(required);
  for (auto& [name, shapes] : members) {
    Property& property = all.properties.emplace_back();
    property.name = name;
    if (shapes.size() == 1) {
      property.shape = std::move(shapes.front());
    } else {
      property.shape.alternatives = std::move(shapes);
    }
  }
  return all;
}

}  // namespace mcpcc::profile
