// Schemas that are made of others, as the one object that they describe together.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "profile/definitions.h"

namespace mcpcc::profile {

/// Where a text is read: the schemas in it are known by their places.
struct Reading {
  std::size_t text;   ///< the index of a definition, or Place::root
  const char* begin;  ///< of the text
};

/// The parts of a schema: its own keywords, what `$ref` leads to and the schemas of `allOf`, and
/// theirs.
struct Composition {
  struct Part {
    const mcp::json::Value* schema;
    Reading reading;
    std::vector<std::size_t> open;  ///< definitions that stand around it, inside the schema
  };
  struct Property {
    std::string_view name;
    const mcp::json::Value* schema;
    std::size_t part;
    const mcp::json::Value*
        values;  ///< an object with `enum`, `const`, `not` or `examples` that holds besides
  };
  std::vector<Part> parts;  ///< the schema itself comes last
  std::vector<Property> properties;
  std::vector<std::string_view> required;
  bool is_object = false;  ///< some part says so
  bool is_open = false;    ///< some part says that it may have other properties
};

/// nullopt: the parts say more than which properties an object has, disagree about one, or lead to
/// one of `open`. `schema` has `$ref` or `allOf`.
std::optional<Composition> compose(const mcp::json::Value& schema, const Reading& reading,
                                   Definitions& definitions, const std::vector<std::size_t>& open);

}  // namespace mcpcc::profile
