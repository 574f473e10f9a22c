// What a schema says of a value, in the few terms that the schema languages of models have.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace mcpcc::profile {

/// Types of JSON values, as bits.
enum Type : std::uint8_t {
  null_type = 1,
  boolean_type = 2,
  integer_type = 4,
  number_type = 8,
  string_type = 16,
  array_type = 32,
  object_type = 64,
  any_type = 127,
};

/// The types that `value` is of: a number is of both.
std::uint8_t type_of_value(const mcp::json::Value& value);

/// Whether no value is accepted: `false`, and what clients are shown in its place.
bool is_never(const mcp::json::Value& schema);

/// The types that a keyword is about; any_type: all of them.
std::uint8_t types_of_keyword(std::string_view name);

struct Property;

/// A schema without combinators but for `alternatives`. It accepts all that the schema it was read
/// from accepts; what it cannot say is named in `dropped`.
struct Shape {
  std::uint8_t types = any_type;
  std::string description;
  std::optional<std::vector<std::string>> values;  ///< of `enum` or `const`, each JSON text
  std::map<std::string, std::string, std::less<>>
      limits;  ///< JSON texts of `minimum`, `pattern`...
  std::vector<Property> properties;
  std::set<std::string, std::less<>> required;
  /// Members that `properties` does not name.
  enum class Others : std::uint8_t { allowed, forbidden, described } others = Others::allowed;
  std::vector<Shape> items;         ///< of an array: one, or none
  std::vector<Shape> alternatives;  ///< each together with all of the above
  /// Keywords with their JSON texts; empty: there is none that could be shown.
  std::map<std::string, std::string, std::less<>> dropped;
};

/// A member of an object that its schema names.
struct Property {
  std::string name;
  Shape shape;
};

bool operator==(const Shape& a, const Shape& b);
bool operator==(const Property& a, const Property& b);

/// Precondition: `schema` has no `$ref` (see finite()).
Shape read_shape(const mcp::json::Value& schema);

/// What both accept, or more than that.
Shape merge(Shape a, const Shape& b);

}  // namespace mcpcc::profile
