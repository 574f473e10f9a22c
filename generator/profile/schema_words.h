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
constexpr std::size_t max_names = 300;        ///< of a list of names
constexpr std::size_t max_references = 64;    ///< that are open at a time

bool has_type(const mcp::json::Value& schema, std::string_view wanted);

/// The value of the outermost that has the key; nullptr: there is none.
const mcp::json::Value* overlaid(const Overlays& overlays, std::string_view key);

/// "one of 70 values: 1, 2, ..."
std::string first_values(const mcp::json::Value& values, std::size_t most = max_names);

/// Adds a name to a list with commas between them. False: the list is longer than `most` bytes, and
/// ends with "...".
bool append_name(std::string& list, std::string_view name, std::size_t most);

/// The names of `required`, sorted.
std::vector<std::string_view> required_names(const mcp::json::Value& schema);

/// The first names of the `properties` of a schema, those that are required before others.
std::string names_of_properties(const mcp::json::Value& schema, std::size_t most);

/// The first sentences, or words, of a text: at most `size` bytes and "...". All of it where it is
/// not longer than that; nothing for 0.
std::string shortened(std::string_view text, std::size_t size);

}  // namespace mcpcc::profile
