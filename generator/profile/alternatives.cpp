#include "profile/alternatives.h"

#include <utility>

namespace mcpcc::profile {

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

}  // namespace mcpcc::profile
