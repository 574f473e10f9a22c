// A document for the validator. Internal to this folder.
#pragma once

#include <cstddef>
#include <optional>

#include "json/value.h"
#include "source/node.h"

namespace mcpcc::structure {

/// The values of `root` as the runtime reads them; texts are not copied. nullopt: more than
/// `max_values`.
std::optional<mcp::json::Document> to_instance(const source::Node& root, std::size_t max_values);

}  // namespace mcpcc::structure
