// What a schema says of a result, as far as every API keeps to it: kinds of values, and what
// arrays and objects hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "json/value.h"
#include "profile/definitions.h"
#include "profile/shape.h"

namespace mcpcc::profile {

struct ResultProperty;

/// Accepts a value of one of `types` whose items are `items` and whose members are `properties` or,
/// where these do not name them, `others`.
struct ResultShape {
  std::uint8_t types = any_type;  ///< integers are numbers
  std::string description;
  std::vector<ResultProperty> properties;
  std::shared_ptr<const ResultShape> items;  ///< nullptr: anything
  enum class Others : std::uint8_t { anything, nothing, described };
  Others others = Others::anything;
  std::shared_ptr<const ResultShape> described;  ///< with Others::described

  bool is_anything() const;
};

struct ResultProperty {
  std::string name;
  ResultShape shape;
};

struct ResultLimits {
  unsigned max_depth = 6;          ///< levels of members and items
  std::size_t max_schemas = 1000;  ///< that are read
};

/// A shape that accepts all that `schema` accepts, or more. Sets `was_cut` where something lies
/// deeper than the limits, and `was_large` where there are too many schemas; what repeats itself is
/// described once.
ResultShape read_result(const mcp::json::Value& schema, Definitions& definitions,
                        const ResultLimits& limits, bool& was_cut, bool& was_large);

}  // namespace mcpcc::profile
