// A document for the validator. Internal to this folder.
#pragma once

#include <cstddef>
#include <optional>

#include "json/value.h"
#include "source/node.h"

namespace mcpcc::structure {

struct Instance {
  mcp::json::Document document;
  std::size_t longest_pointer = 0;  ///< bytes of the keys on the way to a value, at most
};

/// The values of `root` as the runtime reads them; texts are not copied. nullopt: more than
/// `max_values`.
std::optional<Instance> to_instance(const source::Node& root, std::size_t max_values);

}  // namespace mcpcc::structure
