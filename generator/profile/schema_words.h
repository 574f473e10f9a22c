// What a schema and the places that refer to it say, for those who write schemas.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace mcpcc::profile {

/// What places say about a schema, outermost first: objects whose annotations replace those of
/// inner ones and of the schema itself.
using Overlays = std::vector<const mcp::json::Value*>;

constexpr std::size_t max_description = 200;  ///< of what is cut
constexpr std::size_t max_references = 64;    ///< that are open at a time

bool has_type(const mcp::json::Value& schema, std::string_view wanted);

/// The value of the outermost that has the key; nullptr: there is none.
const mcp::json::Value* overlaid(const Overlays& overlays, std::string_view key);

/// "one of 70 values: 1, 2, ..."
std::string first_values(const mcp::json::Value& values);

/// The first names of `properties`, with commas between them.
void append_names(std::string& list, const mcp::json::Value& properties);

}  // namespace mcpcc::profile
